"""`publisher report`: the latest report again, or a month of it for signing."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen, put_out
from publisher.i18n import language_of_user
from publisher.model.errors import UserError
from publisher.model.state_place import STATE_FOLDER
from publisher.model.text import Language, msg

if TYPE_CHECKING:
    from publisher.model.document import Composed, Grid
    from publisher.model.workspace import Workspace
    from publisher.operations.period import Period
    from publisher.operations.year import Year


class ReportFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    PDF = "pdf"
    ODT = "odt"
    ODS = "ods"
    CSV = "csv"


def report(
    period: Annotated[
        str, typer.Option("--period", help="A month or a year of the reports kept, for example 2026-11 or 2026.")
    ] = "",
    compare: Annotated[str, typer.Option("--compare", help="The month to compare it with.")] = "",
    owner: Annotated[str, typer.Option("--owner", help="Only what this unit or person answers for.")] = "",
    out: Annotated[
        Path | None, typer.Option("--out", help="The file to write (default: a name of its own, here).")
    ] = None,
    workspace: options.WorkspaceOption = None,
    format: Annotated[  # noqa: A002 - the option's name
        ReportFormat, typer.Option("--format", help="text, json; of a month or year also pdf, odt, ods or csv.")
    ] = ReportFormat.TEXT,
    language: options.LanguageOption = None,
) -> None:
    """Say where the latest report is; with --format json, print it. With --period, a month or a year for signing.

    A month is told from its last night: what is worst and overdue, the plan item by item against --compare, and
    what is left to do with owner and due day. A year has plan, do, check and act of every item with the evidence.
    The PDF is PDF/UA-1, the ODT for editing; these and the lists (ODS, CSV) are made of one value.

    Examples:

        publisher report

        publisher report --format json > night.json

        publisher report --period 2026-11 --compare 2026-10 --owner "Web desk" --format pdf

        publisher report --period 2026 --format odt
    """
    screen = options.screen(language, Format.JSON if format is ReportFormat.JSON else Format.TEXT)
    if period:
        space = options.read_workspace(workspace)
        spoken = language_of_user(language) if language else space.catalog.language
        _period(screen, space, (period, compare, owner), spoken, format, out)
        return
    if format not in (ReportFormat.TEXT, ReportFormat.JSON) or compare or owner or out:
        raise UserError(
            msg("this needs a month or a year"), hint=msg("name it with --period, for example --period 2026-11")
        )
    folder = options.workspace_root(workspace) / STATE_FOLDER / "reports" / "latest"
    if not (folder / "report.json").is_file():
        raise UserError(msg("there is no report yet"), hint=msg("`publisher run` writes one"))
    if format is ReportFormat.JSON:
        put_out((folder / "report.json").read_text(encoding="utf-8"))
    screen.say(str(folder.resolve() / "report.html"))
    screen.say(str(folder.resolve() / "report.json"))


def _period(
    screen: Screen,
    space: Workspace,
    asked: tuple[str, str, str],
    language: Language,
    form: ReportFormat,
    out: Path | None,
) -> None:
    from publisher.operations import signing

    one, document, grid = _told(space, asked, language)
    if form is ReportFormat.JSON:
        screen.give(one)
        return
    if form is ReportFormat.TEXT:
        put_out(signing.as_csv(grid).lstrip("\ufeff"))
        return
    if form is ReportFormat.CSV:
        made = signing.as_csv(grid).encode()
    elif form is ReportFormat.ODS:
        made = signing.as_ods(grid, document.properties)
    else:
        from publisher.documents.composed import as_odt, as_pdf

        made = (as_pdf if form is ReportFormat.PDF else as_odt)(document, space.root / "templates")
    owner = re.sub(r"[^\w.]+", "-", asked[2]).strip("-.")
    path = out or Path(f"report-{asked[0]}{f'-{owner}' if owner else ''}.{form}")
    try:
        path.write_bytes(made)
    except OSError as error:
        raise UserError(
            msg("{file} cannot be written: {reason}", file=str(path), reason=error.strerror or "")
        ) from None
    screen.say(str(path.resolve()))


def _told(
    space: Workspace, asked: tuple[str, str, str], language: Language
) -> tuple[Period | Year, Composed, Grid]:
    """A month, or a year, as value, as document and as list."""
    from publisher.operations import period, signing, year

    named, compared, owner = asked
    if "-" in named or not named.isascii() or not named.isdigit():
        month = period.period(space, named, compared, owner, options.clock(None).date())
        return month, signing.month_document(month, language), signing.month_list(month, language)
    if compared or owner:
        raise UserError(
            msg("a year is told whole: --compare and --owner are for a month"),
            hint=msg("name a month, for example --period 2026-11"),
        )
    whole = year.year(space, named)
    return whole, signing.year_document(whole, language), signing.year_list(whole, language)
