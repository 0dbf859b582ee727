"""Who is told of a night, and what: through apprise, whose addresses are secrets and come from the environment."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module

from publisher.i18n import gettext, translate
from publisher.model.catalog import Notification
from publisher.model.errors import MissingPartError, PublisherError
from publisher.model.extras import install_hint
from publisher.model.finding import Finding, Severity
from publisher.model.night import NightReport, State
from publisher.model.text import Language, Message, msg
from publisher.model.workspace import Workspace
from publisher.operations.standing import last_night
from publisher.operations.tickets import given

_SECONDS = 60.0
"""How long a receiver is waited for: apprise limits each piece of an answer, but not an answer that drips."""
_MOST = 15
"""Lines of one message."""


class NotTold(PublisherError):  # noqa: N818 - it says what happened
    """A notification did not go out."""


def of_night(night: NightReport, workspace: Workspace, to: Notification) -> str | None:
    """The text for one receiver: only what is new, and only of its datasets; None when there is nothing to say."""
    say = _Telling(to.language)
    if to.owners:
        return _cut(list(_of_owners(night, workspace, to)), say)
    lines = [
        *_unfinished(night, to, say),
        *_held(night, workspace, to),
        *_findings(night, to, say),
        *_portals(night, to, say),
    ]
    if not lines:
        return (
            None
            if "always" not in to.on
            else say(msg("The night ended as it should: {n} datasets", n=len(night.datasets)))
        )
    return _cut(lines, say)


def _cut(lines: list[str], say: _Telling) -> str | None:
    """The first lines, with how many more there are; None when there are none."""
    more = len(lines) - _MOST
    if more > 0:
        lines = [*lines[:_MOST], say(msg("and {n} more; the report has them all", n=more))]
    return "\n".join(lines) or None


def _of_owners(night: NightReport, workspace: Workspace, to: Notification) -> Iterator[str]:
    """What is new to these owners: found for the first time, or given to them since the night before."""
    told = last_night(workspace)
    if told.started != night.started:
        return  # this night's report lies elsewhere: what an older one says was told before
    before = _night_before(workspace, told.folder)
    for item in told.items:
        moment = given(item)
        fresh = item.new or (moment is not None and before is not None and moment > before)
        if item.case.owner in to.owners and fresh and not item.accepted:
            due = f" ({item.case.due.isoformat()})" if item.case.due else ""
            severity = gettext(item.severity, to.language)
            yield f"{severity}: {item.message.get(to.language)} {item.about.get(to.language)}{due}"


def _night_before(workspace: Workspace, folder: str) -> datetime | None:
    """When the night before that of `folder` began, as its figures have it."""
    for path in sorted((workspace.state_folder / "reports").glob("*/summary.json"), reverse=True):
        if path.parent.is_symlink() or path.parent.name >= folder:
            continue
        try:
            return datetime.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["started"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # half written: the one before it
    return None


def _unfinished(night: NightReport, to: Notification, say: _Telling) -> Iterator[str]:
    for run in night.unfinished if "missed" in to.on else ():
        yield say(
            msg(
                "Run {run}, begun {started}, was killed before its end and wrote no report. This run went on.",
                run=run.run,
                started=f"{run.started:%Y-%m-%d %H:%M}",
            )
        )


def of_missing(last: str, to: Notification) -> str:
    """The text about a night that did not happen; `last` is when the last one began."""
    return _Telling(to.language)(
        msg(
            "The nightly job did not run: the last night began {last}. Look at its timer and at the machine.",
            last=last,
        )
    )


def subject(workspace: Workspace, to: Notification) -> str:
    """The heading of a message."""
    return f"publisher: {workspace.catalog.title.get(to.language)}"


def send(to: Notification, title: str, body: str) -> None:
    """Hand a message to apprise; raises NotTold, and MissingPartError when apprise is not installed."""
    address = _address(to)
    try:
        apprise = import_module("apprise")
    except ModuleNotFoundError:
        raise MissingPartError(
            msg("notifications need the Python package apprise, which is not installed"),
            hint=install_hint("notify"),
        ) from None
    sender = apprise.Apprise()
    if not sender.add(address):
        raise NotTold(
            msg("what {variable} gives is no address that apprise knows", variable=to.url_env),
            hint=msg("its documentation lists them: mailto://, line://, slack://, json:// and others"),
        )
    taken: list[bool] = []

    def tell() -> None:
        with contextlib.suppress(Exception):  # its text may hold the address
            taken.append(bool(sender.notify(title=title, body=body)))

    telling = threading.Thread(target=tell, daemon=True)
    telling.start()
    telling.join(_SECONDS)
    if not any(taken):
        raise NotTold(
            msg("the notification {id} was not taken by its receiver", id=to.id),
            hint=msg("see that the address in {variable} is right and its server answers", variable=to.url_env),
        )


class _Telling:
    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, message: Message) -> str:
        return translate(message, self.language)


def _address(to: Notification) -> str:
    found = os.environ.get(to.url_env, "").strip()
    if not found:
        raise NotTold(
            msg(
                "the environment has no {variable}, to which the notification {id} goes",
                variable=to.url_env,
                id=to.id,
            ),
            hint=msg("set it for the account that runs the nightly job"),
        )
    return found


def _concerns(to: Notification, dataset: str) -> bool:
    return not to.datasets or dataset in to.datasets


def _held(night: NightReport, workspace: Workspace, to: Notification) -> Iterator[str]:
    if "held" not in to.on:
        return
    for item in night.datasets:
        stopped = item.state in (State.HELD, State.FAILED)
        fresh = item.held_since is None or item.held_since >= night.started
        if stopped and fresh and _concerns(to, item.dataset):
            known = workspace.datasets.get(item.dataset)
            title = known.title.get(to.language) if known else item.dataset
            word = gettext(str(item.state), to.language)
            yield f"{word}: {title} [{item.dataset}]"


def _findings(night: NightReport, to: Notification, say: _Telling) -> Iterator[str]:
    if "error" not in to.on:
        return
    new = set(night.new)
    groups = (night.datasets, night.portals, night.sites)
    found: list[Finding] = [one for group in groups for item in group for one in item.findings]
    for one in found:
        wanted = one.severity is Severity.ERROR and not one.accepted and one.fingerprint in new
        if wanted and _concerns(to, one.subject):
            yield say(msg("new error {check}: {subject}", check=one.check, subject=one.subject))


def _portals(night: NightReport, to: Notification, say: _Telling) -> Iterator[str]:
    if "portal" not in to.on or to.datasets:
        return
    for portal in night.portals:
        if portal.error is not None:
            yield say(msg("portal {portal} in trouble: {what}", portal=portal.portal, what=say(portal.error)))
