"""Where on a portal we may write, and what it asks for: the organisation, the groups, licences, its own schema."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from publisher.model.catalog import Agency, CkanPortalDefinition
from publisher.model.errors import PortalError
from publisher.model.text import msg
from publisher.push.portals.ckan.client import CkanClient, DisturbanceError, RefusalError
from publisher.push.portals.ckan.schema import PortalSchema, read_schema


@dataclass(frozen=True, slots=True)
class Rules:
    """What writing must know of a portal. `chooses_ids`: a sysadmin's token, which may choose a dataset's id.

    `gives_dcat`: ckanext-dcat is there, which gives out `format` and `mimetype` of a file as they stand.
    """

    licences: tuple[str, ...]
    schema: PortalSchema
    chooses_ids: bool
    gives_dcat: bool = False

    def by_address(self, formats: str) -> bool:
        """Whether formats are written as addresses, when the catalogue says `formats` (auto, words, addresses)."""
        if formats == "auto":
            return self.gives_dcat and not any(
                item.name == "format" and item.choices for item in self.schema.resource
            )
        return formats == "addresses"


def read_rules(client: CkanClient) -> Rules:
    """Ask the portal; changes nothing."""
    who = user(client)
    return Rules(
        licences=tuple(str(item["id"]) for item in client.read("license_list")),
        schema=read_schema(client),
        chooses_ids=bool(who and who.get("sysadmin")),
        gives_dcat="dcat" in (extensions(client) or ()),
    )


def extensions(client: CkanClient) -> tuple[str, ...] | None:
    """The extensions that are active on the portal; None when it does not say."""
    listed = client.read("status_show").get("extensions")
    return None if listed is None else tuple(str(item) for item in listed)


def user(client: CkanClient) -> dict[str, Any] | None:
    """Whom the token belongs to; none when CKAN does not know it."""
    try:
        found: dict[str, Any] = client.read("user_show")
    except RefusalError as refusal:
        if refusal.status in (401, 403, 404, 409):
            return None
        raise
    return found


def find_organization(client: CkanClient, definition: CkanPortalDefinition, agency: Agency) -> str:
    """The id of the organisation, once it is certain that the token may write in it.

    To CKAN a wrong token is an anonymous call, and an anonymous call is answered politely: so the first question
    is one whose answer only a right token can be. Raises PortalError that says which of all this is not so.
    """
    name = definition.organization
    try:
        mine = client.read("organization_list_for_user", permission="create_dataset")
    except RefusalError as refusal:
        if refusal.status in (401, 403):
            raise _unknown_token(definition) from None
        raise
    for organization in mine:
        if name in (organization["name"], organization["id"]):
            return str(organization["id"])
    if not mine and user(client) is None:
        raise _unknown_token(definition)
    if not _exists(client, "organization_show", name):
        if definition.create:
            texts = {"title": agency.title.zh, "description": agency.parent.zh}
            return _make(client, "organization_create", "organization_show", name, texts)
        raise PortalError(
            msg("the portal {portal} has no organisation {organization}", portal=definition.id, organization=name),
            hint=msg("see `organization` in catalog.yaml: it is the last part of the organisation's address"),
        )
    raise PortalError(
        msg(
            "the token's user may not publish in the organisation {organization} of the portal {portal}",
            organization=name,
            portal=definition.id,
        ),
        hint=msg("an administrator of the organisation makes the user an editor of it"),
    )


def require_groups(client: CkanClient, definition: CkanPortalDefinition, wanted: Collection[str]) -> None:
    """Raise PortalError for a group that is not there or that the token may not add datasets to.

    With `create` in the definition a missing group is made, when the token may.
    """
    if not wanted:
        return
    mine = {str(item["name"]) for item in client.read("group_list_authz")}
    for name in sorted(set(wanted) - mine):
        if _exists(client, "group_show", name):
            raise PortalError(
                msg("the token's user may not add datasets to the group {group} of the portal", group=name),
                hint=msg("an administrator of the group makes the user an editor of it"),
            )
        if not definition.create:
            raise PortalError(
                msg("the portal {portal} has no group {group}", portal=definition.id, group=name),
                hint=msg("mend `groups` in catalog.yaml, or write `create: true` to let a token that may make it"),
            )
        _make(client, "group_create", "group_show", name, {"title": name})


def _exists(client: CkanClient, action: str, name: str) -> bool:
    try:
        client.read(action, id=name, include_datasets=False)
    except RefusalError as refusal:
        if refusal.status != 404:
            raise
        return False
    return True


def _make(client: CkanClient, action: str, show: str, name: str, texts: dict[str, str]) -> str:
    """The id of what is made; after a disturbance we look whether it was made already."""
    count = 0
    while True:
        count += 1
        try:
            return str(client.write(action, {"name": name, **texts})["id"])
        except DisturbanceError as disturbance:
            if _exists(client, show, name):
                return str(client.read(show, id=name, include_datasets=False)["id"])
            client.wait(count, disturbance)


def _unknown_token(definition: CkanPortalDefinition) -> PortalError:
    return PortalError(
        msg(
            "the portal {portal} does not know the token that {variable} gives",
            portal=definition.id,
            variable=definition.token_env,
        ),
        hint=msg(
            "it may be mistyped, expired or revoked; make a new one on your profile page at {address}",
            address=definition.url.rstrip("/") + "/",
        ),
    )
