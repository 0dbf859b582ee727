"""What `catalog.yaml` declares: the agency, its portals and websites, and how its nights are run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from publisher.model.address import MailAddress, WebAddress
from publisher.model.cluster import Cluster
from publisher.model.finding import Severity
from publisher.model.site import Site
from publisher.model.state_place import STATE_FOLDER, StatePlace, StateServer
from publisher.model.text import STRICT, Language, LocalText
from publisher.model.timing import TimeBudget


@dataclass(frozen=True, slots=True)
class Contact:
    """A public contact of the agency, as article 7 of the Freedom of Government Information Law wants it."""

    __pydantic_config__ = STRICT

    name: LocalText
    phone: str
    email: MailAddress


@dataclass(frozen=True, slots=True)
class Agency:
    """Who publishes. `code` is the ten-character agency code of the metadata standard (OID based).

    `parent_contact` is a contact of the agency above; the standard asks for one, and what is named here is public.
    """

    __pydantic_config__ = STRICT

    code: str
    title: LocalText
    parent: LocalText
    homepage: WebAddress
    contact: Contact
    parent_contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class MapTiles:
    """The ground of the portal's maps, from a tile server: it learns who looks at which part of the country.

    `url` (https) has the places {z}, {x} and {y}; `credit` is what the licence of the tiles asks to be shown.
    """

    __pydantic_config__ = STRICT

    url: str
    credit: LocalText


@dataclass(frozen=True, slots=True)
class StaticPortalDefinition:
    """A portal made of files. `path` is inside the workspace; `url` is where a web server shows it.

    `foreign_edits` says what becomes of files of ours that were changed, lost or added by others (or by a disk):
    `overwrite` makes them anew and reports it; `keep` leaves a dataset as it is and reports a conflict. The files
    of the last `keep_versions` versions of each dataset stay at addresses of their own. The ground of maps is a
    grid of degrees, and asks nobody, unless `map_tiles` names a tile server.
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    type: Literal["static"] = "static"
    path: str = ".publisher/portal"
    url: WebAddress | None = None
    keep_releases: int = 3
    keep_versions: int = 24
    map_tiles: MapTiles | None = None
    foreign_edits: Literal["keep", "overwrite"] = "overwrite"
    active: bool = True


@dataclass(frozen=True, slots=True)
class CkanPortalDefinition:
    """A CKAN portal. The token comes from the environment variable `token_env`, or the file it names + `_FILE`.

    `foreign_edits` says what becomes of a dataset of ours that somebody changed on the portal: `keep` leaves it as
    it is and reports a conflict; `overwrite` writes ours over it and reports that.
    `datastore` says whether CSV files get a table in the portal's DataStore: all, none, or those of the datasets
    listed. `groups` maps a service category to the group of the portal that its datasets join. `fields` gives what
    the portal's own schema (ckanext-scheming) asks for: a text for a field, with {names} of our fields in it.
    `create` lets a token that may make the organisation and the groups when they are missing. `formats` says how
    the format of a file is written: as `words` (CSV), or as `addresses` of the EU's table of file types, which
    ckanext-dcat must find there for valid DCAT-AP; `auto` takes addresses where the portal runs ckanext-dcat.
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    url: WebAddress
    organization: str
    type: Literal["ckan"] = "ckan"
    token_env: str = "PUBLISHER_CKAN_TOKEN"  # noqa: S105 - the name of a variable, not a secret
    timeout: float = 60.0
    foreign_edits: Literal["keep", "overwrite"] = "keep"
    datastore: bool | tuple[str, ...] = True
    groups: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    create: bool = False
    formats: Literal["auto", "words", "addresses"] = "auto"
    active: bool = True


@dataclass(frozen=True, slots=True)
class PluginPortalDefinition:
    """A portal that another package brings: `plugin` is the name of its entry point, `options` is for it alone."""

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    plugin: str
    type: Literal["plugin"] = "plugin"
    url: WebAddress | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    foreign_edits: Literal["keep", "overwrite"] = "keep"
    active: bool = True


PortalDefinition = StaticPortalDefinition | CkanPortalDefinition | PluginPortalDefinition


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a dataset has unless it says otherwise.

    `theme` and `cake` are codes of 主題分類 and 施政分類 (行政機關電子資料流通詮釋資料及分類檢索規範), which the
    portal's pages carry beside the service category; empty ones are left out.
    """

    __pydantic_config__ = STRICT

    exports: tuple[str, ...] = ("csv", "ods", "json", "parquet", "dictionary")
    licence: str = "OGDL-Taiwan-1.0"
    licence_url: WebAddress = "https://data.gov.tw/license"
    category: str = "A00"
    spatial: str = ""
    theme: str = ""
    cake: str = ""


@dataclass(frozen=True, slots=True)
class Notification:
    """Who is told of a night. The receiver is an address of apprise, a secret, in the variable `url_env`.

    `on` says of what: newly `held` datasets, new findings of severity `error`, a `portal` in trouble, a night that
    was `missed`, and `always` of a night that ended well, too. With `datasets` only these are told of. With
    `owners` it is the digest of these units or persons: findings that are new to them, and nothing else.
    """

    __pydantic_config__ = STRICT

    id: str
    url_env: str = "PUBLISHER_NOTIFY_URL"
    on: tuple[Literal["held", "error", "portal", "missed", "always"], ...] = ("held", "error", "portal", "missed")
    datasets: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    language: Language = "zh-TW"


@dataclass(frozen=True, slots=True)
class Catalog:
    """`catalog.yaml`.

    `fail_on` is the least severity that makes the exit code 1; `withdrawal_limit` is the share of published
    datasets (0 to 1) that one run may withdraw without `--allow-withdrawals`. `withdrawals` gives the public
    reason for each dataset that was taken out of the workspace, `successors` the datasets that took its place
    (one where it was renamed or merged, several where it was split). `websites` are crawled and checked every
    night; `cluster` names machines that work for it beside its own, `time_budget` says when it has to end,
    `state` which database server keeps what is remembered, where it is no file.
    """

    __pydantic_config__ = STRICT

    agency: Agency
    title: LocalText
    description: LocalText
    portals: tuple[PortalDefinition, ...]
    language: Language = "zh-TW"
    defaults: Defaults = field(default_factory=Defaults)
    fail_on: Severity = Severity.ERROR
    withdrawal_limit: float = 0.2
    withdrawals: Mapping[str, LocalText] = field(default_factory=dict)
    successors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    websites: tuple[Site, ...] = ()
    notifications: tuple[Notification, ...] = ()
    cluster: Cluster = field(default_factory=Cluster)
    time_budget: TimeBudget = field(default_factory=TimeBudget)
    state: StateServer = field(default_factory=StateServer)


@dataclass(frozen=True, slots=True)
class Foundation:
    """What a command needs that works on no dataset: where the workspace is, and its catalogue."""

    root: Path
    catalog: Catalog

    @property
    def state_folder(self) -> Path:
        """Where the program keeps what it makes."""
        return self.root / STATE_FOLDER

    @property
    def state_place(self) -> StatePlace:
        """Where the program keeps what it remembers."""
        return StatePlace(self.state_folder, self.catalog.state)
