"""Options that several subcommands share, and what they turn into."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli.console import Format, Screen
from publisher.i18n import language_of_user
from publisher.model.errors import ManyErrors, UserError, Where
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.catalog import Foundation
    from publisher.model.cluster import Cluster
    from publisher.model.workspace import Workspace

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="The folder that holds catalog.yaml (default: here or above)."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the result to stdout.")]
LanguageOption = Annotated[
    str | None, typer.Option("--language", help="zh-TW or en (default: from LANG).", show_default=False)
]
NowOption = Annotated[
    str | None,
    typer.Option(
        "--now", help="Act as if it were this time, for example 2026-11-20T03:00+08:00.", show_default=False
    ),
]
PortalOption = Annotated[
    list[str] | None,
    typer.Option("--portal", help="Only this portal (repeatable; default: all active ones).", show_default=False),
]
OnlyOption = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only this dataset or website (repeatable).", show_default=False),
]
AllowWithdrawalsOption = Annotated[
    bool,
    typer.Option("--allow-withdrawals", help="Withdraw more datasets than the catalogue allows in one run."),
]
SheetOption = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook (default: the first).")]
EncodingOption = Annotated[str | None, typer.Option("--encoding", help="The encoding (default: detected).")]
MemberOption = Annotated[
    str | None, typer.Option("--member", help="The file inside a ZIP archive, or a pattern for several.")
]
DatabaseOption = Annotated[
    str | None, typer.Option("--database", help="The address of the database, where SOURCE is a query.")
]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        envvar="PUBLISHER_SCHEDULER",
        help="A Dask scheduler whose workers do the work, or `here` (default: `cluster` of catalog.yaml).",
        show_default=False,
    ),
]


def default_jobs() -> int:
    """As many workers as there are processors for us."""
    return len(os.sched_getaffinity(0))


def screen(language: str | None, format: Format = Format.TEXT) -> Screen:  # noqa: A002 - the option's name
    """The screen of a command."""
    return Screen(language_of_user(language), format)


def open_workspace(folder: Path | None) -> Workspace:
    """The workspace named or found, checked as far as it can be without data."""
    from publisher.pipeline.checking import checked

    return checked(read_workspace(folder))


def read_workspace(folder: Path | None) -> Workspace:
    """The same for a command that works on no dataset: what only the stages know of policies and schemas is not
    looked at."""
    from publisher.workspace import load

    return load(workspace_root(folder))


def read_foundation(folder: Path | None) -> Foundation:
    """The same for a command that needs the catalogue alone: neither datasets nor rulebook are read."""
    from publisher.model.catalog import Foundation
    from publisher.workspace import load_catalog

    root = workspace_root(folder)
    return Foundation(root, load_catalog(root))


def workspace_root(folder: Path | None) -> Path:
    """The folder of the workspace named or found."""
    from publisher.workspace import find_root

    if folder is not None and not (folder / "catalog.yaml").is_file():
        raise UserError(
            msg("there is no catalog.yaml in {folder}", folder=str(folder)),
            hint=msg("name the folder of a workspace, or start one with `publisher init FOLDER`"),
        )
    return folder.resolve() if folder is not None else find_root(_here())


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError:
        raise UserError(
            msg("the folder that this was started in is gone"),
            hint=msg("go into a workspace, name one with --workspace, or start one with `publisher init FOLDER`"),
        ) from None


def whole_workspace(folder: Path | None) -> Workspace:
    """The same for a command that is about all of it: ManyErrors when a dataset's declaration has errors."""
    workspace = open_workspace(folder)
    errors = tuple(error for some in workspace.broken.values() for error in some)
    if errors:
        raise ManyErrors(errors)
    return workspace


def sound_dataset(workspace: Workspace, name: str) -> None:
    """UserError when the workspace has no such dataset, or its declaration (or that of a parent) has errors."""
    known_datasets(workspace, [name])
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in workspace.broken:
            raise ManyErrors(workspace.broken[one])
        waiting += workspace.datasets[one].derived_from


def clock(text: str | None) -> datetime:
    """The time asked for, else the machine's; always with a time zone."""
    if text is None:
        try:
            return datetime.now().astimezone()
        except (ValueError, OverflowError, OSError):  # more than a day from UTC
            raise UserError(
                msg("the machine's time zone cannot be used"),
                Where("TZ"),
                msg("set it to a place such as Asia/Taipei, or leave it out"),
            ) from None
    try:
        moment = datetime.fromisoformat(text)
        if not 1900 < moment.year < 9000:  # ages are reckoned back from it, and days to come ahead
            raise ValueError
    except ValueError:
        raise UserError(
            msg("{text} is not a time", text=text), hint=msg("write it like 2026-11-20T03:00+08:00")
        ) from None
    return moment if moment.tzinfo else moment.astimezone()


def keys_folder() -> Path:
    """The folder of pseudonym keys."""
    from publisher.privacy import keys

    return keys.default_folder()


def known_datasets(workspace: Workspace, names: list[str] | None, *, or_sites: bool = False) -> frozenset[str]:
    """`names` as a set; UserError for one that is no dataset (or website) of the workspace."""
    sites = {site.id for site in workspace.catalog.websites} if or_sites else set()
    for name in names or ():
        if not workspace.declares(name) and name not in sites:
            raise UserError(
                msg("there is no dataset {id}", id=name), hint=msg("`publisher status` lists the datasets")
            )
    return frozenset(names or ())


def known_portals(workspace: Workspace, names: list[str] | None) -> frozenset[str]:
    """`names` as a set; UserError for one that the catalogue does not have."""
    known = [portal.id for portal in workspace.catalog.portals]
    for name in names or ():
        if name not in known:
            raise UserError(
                msg("there is no portal {id}", id=name), hint=msg("known portals: {known}", known=", ".join(known))
            )
    return frozenset(names or ())


def cluster(workspace: Workspace, scheduler: str | None) -> Cluster:
    """The machines asked for, else those of the catalogue; its files are found from the workspace."""
    declared = workspace.catalog.cluster

    def found(path: str) -> str:
        return str(workspace.root / path) if path else ""

    return replace(
        declared,
        scheduler=declared.scheduler if scheduler is None else "" if scheduler == "here" else scheduler,
        ca_file=found(declared.ca_file),
        certificate=found(declared.certificate),
        key=found(declared.key),
    )
