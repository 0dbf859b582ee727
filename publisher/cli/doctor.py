"""`publisher doctor`: what this machine and this workspace lack, and how to get it."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.cli.keys import needing_keys
from publisher.model.errors import ManyErrors, MissingPartError, PublisherError, UserError
from publisher.model.exits import Exit
from publisher.model.extras import install_hint
from publisher.model.text import Message, msg
from publisher.plugins import installed, loaded
from publisher.privacy import keys

if TYPE_CHECKING:
    from publisher.model.catalog import CkanPortalDefinition
    from publisher.model.workspace import Workspace

_LEAST_FREE_BYTES = 1_000_000_000
_EXTRAS = {
    "charts": ("vl_convert",),
    "ckan": ("ckanapi", "requests_toolbelt"),
    "tables": ("ezodf", "ijson", "jsonlines", "lxml", "openpyxl"),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing looked at; `problem` and `advice` when it is not as it should be."""

    what: Message
    problem: Message | None = None
    advice: Message | None = None


def doctor(
    workspace: options.WorkspaceOption = None,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Say what is missing on this machine or in this workspace, and how to get it.

    Exit code 0 when nothing is, 1 when something is.

    Examples:

        publisher doctor

        publisher doctor --format json
    """
    screen = options.screen(language, format)
    checks = list(_machine())
    try:
        checks += _workspace(options.whole_workspace(workspace))
    except UserError as error:
        errors = error.errors if isinstance(error, ManyErrors) else (error,)
        for one in errors:
            checks.append(Examined(msg("workspace: {where}", where=str(one.where or "")), one.message, one.hint))
    problems = [check for check in checks if check.problem]
    screen.give(
        [
            {
                "what": screen._(check.what),
                "problem": screen._(check.problem) if check.problem else None,
                "advice": screen._(check.advice) if check.advice else None,
            }
            for check in checks
        ]
    )
    for check in checks:
        screen.say(f"{'✗' if check.problem else '✓'} {screen._(check.what)}")
        if check.problem:
            screen.say(f"    {screen._(check.problem)}")
        if check.advice:
            screen.say(f"    → {screen._(check.advice)}")
    raise typer.Exit(Exit.FINDINGS if problems else Exit.CLEAN)


def _machine() -> Iterator[Examined]:
    from publisher.browser import BrowserSettings, missing_parts, try_out
    from publisher.documents.typesetting import require_font

    for extra, modules in _EXTRAS.items():
        missing = [name for name in modules if not _importable(name)]
        yield Examined(
            msg("extra [{extra}]", extra=extra),
            msg("not installed: {names}", names=", ".join(missing)) if missing else None,
            install_hint(extra) if missing else None,
        )
    yield from _plugins()
    what = msg("browser for the accessibility checks")
    parts = missing_parts()
    for part in parts:
        yield Examined(what, part.message, part.hint)
    if not parts:
        try:
            try_out(BrowserSettings())
        except MissingPartError as error:
            yield Examined(what, error.message, error.hint)
        else:
            yield Examined(what)
    what = msg("Chinese font for PDF documents")
    try:
        require_font()
    except PublisherError as error:
        yield Examined(what, error.message, error.hint)
    else:
        yield Examined(what)


def _plugins() -> Iterator[Examined]:
    for plugin in installed():
        what = msg("plug-in {name}", name=str(plugin))
        try:
            loaded(plugin.group)
        except MissingPartError as error:
            if str(error.where) == str(plugin):
                yield Examined(what, error.message, error.hint)
                continue
        yield Examined(what)


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _workspace(space: Workspace) -> Iterator[Examined]:
    from publisher.model.catalog import CkanPortalDefinition

    yield Examined(msg("workspace {folder}: {count} datasets", folder=str(space.root), count=len(space.datasets)))
    free = shutil.disk_usage(space.root).free
    short = free < _LEAST_FREE_BYTES
    yield Examined(
        msg("free disk space"),
        msg("only {free} MB are free", free=free // 1_000_000) if short else None,
        msg("a night needs about three times the size of its sources") if short else None,
    )
    folder = space.state_folder
    writable = os.access(folder if folder.exists() else space.root, os.W_OK)
    yield Examined(
        msg("state folder {folder}", folder=str(folder)),
        None if writable else msg("this user cannot write there"),
        None if writable else msg("run as the user who owns the workspace"),
    )
    if space.catalog.state.address:
        yield _state(space)
    yield from _keys(space, options.keys_folder())
    for portal in space.catalog.portals:
        if isinstance(portal, CkanPortalDefinition) and portal.active:
            has_token = portal.token_env in os.environ or f"{portal.token_env}_FILE" in os.environ
            yield Examined(
                msg("token of portal {portal}", portal=portal.id),
                None if has_token else msg("{name} is not set", name=portal.token_env),
                None
                if has_token
                else msg("set it, or {name}_FILE to a file with mode 0600", name=portal.token_env),
            )
            if has_token:
                yield from _portal(space, portal)


def _state(space: Workspace) -> Examined:
    """Whether the server that keeps the state lets us in; nothing is made there."""
    from publisher.state.home import home_of

    home = home_of(space.state_place)
    what = msg("state on {server}", server=home.shown)
    try:
        home.exists()
    except UserError as error:
        return Examined(what, error.message, error.hint)
    return Examined(what)


def _portal(space: Workspace, definition: CkanPortalDefinition) -> Iterator[Examined]:
    """What the portal says of itself; it is asked and not changed."""
    from publisher.model.stage import Services
    from publisher.push import open_portal

    services = Services(space.root, datetime.now(UTC), options.keys_folder(), space.catalog.language)
    try:
        for item in open_portal(definition, space.catalog, space.root, services).inspect():
            yield Examined(item.what, item.problem, item.advice)
    except PublisherError as error:
        yield Examined(msg("portal {portal}", portal=definition.id), error.message, error.hint)


def _keys(space: Workspace, folder: Path) -> Iterator[Examined]:
    for name in needing_keys(space):
        what = msg("pseudonym key of {dataset}", dataset=name)
        try:
            keys.load_key(folder, name)
        except PublisherError as error:
            yield Examined(what, error.message, error.hint)
        else:
            yield Examined(what)
