"""`publisher report`: the latest report again, or a month of it for signing."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.model.errors import UserError
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.workspace import Workspace


class ReportFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    PDF = "pdf"
    ODT = "odt"
    CSV = "csv"


def report(
    period: Annotated[
        str, typer.Option("--period", help="A month of the reports kept, for example 2026-11.")
    ] = "",
    compare: Annotated[str, typer.Option("--compare", help="The month to compare it with.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Only what this unit or person answers for.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write (default: a name of its own, here).")
    ] = None,
    workspace: options.WorkspaceOption = None,
    format: Annotated[  # noqa: A002 - the option's name
        ReportFormat, typer.Option("--format", help="text, json; of a month also pdf, odt or csv.")
    ] = ReportFormat.TEXT,
    language: options.LanguageOption = None,
) -> None:
    """Say where the latest report is; with --format json, print it. With --period, a month of it for signing.

    The month is told from its last night: the plan item by item against --compare, and what is left to do with
    owner and due day. The PDF is PDF/UA-1, the ODT for editing; both and the CSV are made of one value.

    Examples:

        publisher report

        publisher report --format json > night.json

        publisher report --period 2026-11 --compare 2026-10 --owner "Web desk" --format pdf
    """
    screen = options.screen(language, Format.JSON if format is ReportFormat.JSON else Format.TEXT)
    space = options.read_workspace(workspace)
    if period:
        _month(screen, space, (period, compare, owner), format, out)
        return
    if format not in (ReportFormat.TEXT, ReportFormat.JSON) or compare or owner or out:
        raise UserError(msg("this needs a month"), hint=msg("name it with --period, for example --period 2026-11"))
    folder = space.state_folder / "reports" / "latest"
    if not (folder / "report.json").is_file():
        raise UserError(msg("there is no report yet"), hint=msg("`publisher run` writes one"))
    if format is ReportFormat.JSON:
        sys.stdout.write((folder / "report.json").read_text(encoding="utf-8"))
    screen.say(str(folder.resolve() / "report.html"))
    screen.say(str(folder.resolve() / "report.json"))


def _month(
    screen: Screen, space: Workspace, asked: tuple[str, str, str], form: ReportFormat, out: Path | None
) -> None:
    from publisher.operations import period

    month = period.period(space, *asked)
    language = space.catalog.language
    if form is ReportFormat.JSON:
        screen.give(month)
        return
    if form is ReportFormat.TEXT:
        sys.stdout.write(period.table(month, language).lstrip("\ufeff"))
        return
    if form is ReportFormat.CSV:
        made = period.table(month, language).encode()
    else:
        from publisher.documents.composed import as_odt, as_pdf

        document = period.composed(month, language)
        made = (as_pdf if form is ReportFormat.PDF else as_odt)(document, space.root / "templates")
    owner = f"-{month.owner}" if month.owner else ""
    path = out or Path(f"report-{month.month}{owner.replace('/', '-')}.{form}")
    try:
        path.write_bytes(made)
    except OSError as error:
        raise UserError(
            msg("{file} cannot be written: {reason}", file=str(path), reason=error.strerror or "")
        ) from None
    screen.say(str(path.resolve()))
