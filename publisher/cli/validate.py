"""`publisher validate`: what a dataset of the workspace would publish, or any file against any schema."""

from __future__ import annotations

import csv
import html
import io
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from publisher.cli import options, stages
from publisher.cli.console import Format, Screen
from publisher.i18n import translate
from publisher.i18n.words import words_of
from publisher.model.errors import SourceError, UserError, Where
from publisher.model.exits import exit_for
from publisher.model.finding import CheckDefinition, Finding, Place, Severity
from publisher.model.jsonable import to_json
from publisher.model.proving import in_words
from publisher.model.text import Language, Message, msg

if TYPE_CHECKING:
    from publisher.validate import FileResult

_MOST_PLACES_SHOWN = 10
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_SEVERITIES = {"error": msg("error"), "warning": msg("warning"), "advice": msg("advice")}


class Output(StrEnum):
    """How the findings are written to stdout."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


HELP = """Validate what a dataset would publish, or a file by itself against a Table Schema.

TARGET is the id of a dataset of the workspace, a datapackage.json, or, with --schema, the path of a file (CSV,
Excel, ODS, JSON, JSON Lines, Parquet). A file needs no workspace; exit codes: 0 no findings, 1 findings, 2 the
file or the schema cannot be used.

Examples:

    publisher validate case-log

    publisher validate visits.csv --schema schema.json --format html > report.html

    publisher validate visits.csv --schema schema.json --encoding cp950 --dialect '{"delimiter": ";"}'

    publisher validate visits.xlsx --schema schema.json --sheet 114年 --format csv
"""


def validate(
    target: Annotated[str, typer.Argument(help="A dataset's id, or (with --schema) a file.")],
    schema: Annotated[
        Path | None, typer.Option("--schema", help="A Table Schema (JSON): validate the file TARGET against it.")
    ] = None,
    dialect: Annotated[
        str | None,
        typer.Option(
            "--dialect", help="A Table Dialect as JSON, or a file with one (CSV only; default: guessed)."
        ),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="The encoding of a CSV file (default: guessed).")
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="The sheet of a workbook (default: the first).")
    ] = None,
    out: stages.OutOption = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: Annotated[Output, typer.Option("--format", help="How to write the result to stdout.")] = Output.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """See HELP, which has both forms."""

    screen = options.screen(language, Format.JSON if format is Output.JSON else Format.TEXT)
    if schema is None and Path(target).name == "datapackage.json":
        _package(Path(target), options.clock(now), screen, format)
    if schema is None:
        if dialect is not None or encoding is not None or sheet is not None:
            raise UserError(
                msg("--dialect, --encoding and --sheet belong to a file"), hint=msg("add --schema SCHEMA.json")
            )
        course, space = stages.run_stage(target, "validate", workspace, now, out)
        results = course.results
        if format in (Output.CSV, Output.HTML):
            found = tuple(finding for result in results.values() for finding in result.findings)
            validated = results["validate"]
            _write(
                target,
                found,
                space.checks,
                format,
                screen.language,
                _way(validated.counters, validated.facts.judged_because, screen.language),
            )
        else:
            stages.show(screen, space.checks, results)
        raise typer.Exit(stages.how_it_ended(course, space))
    judged, checks = _file(Path(target), schema, dialect, encoding, sheet, now, screen.language)
    result = judged.result
    if format is Output.JSON:
        described = to_json(result)
        assert isinstance(described, dict)
        screen.give(described | {"errors": to_json(judged.errors), "why": judged.why})
    else:
        _write(
            target,
            result.findings,
            checks,
            format,
            screen.language,
            _way(result.counters, judged.why, screen.language),
        )
    raise typer.Exit(exit_for(result.findings, stopped=False, fail_on=Severity.ADVICE))


def _package(path: Path, now: datetime, screen: Screen, format: Output) -> NoReturn:  # noqa: A002 - the option's name
    """All tables of a Data Package, one after the other."""
    from publisher.model.stage import Services
    from publisher.validate import check_package
    from publisher.workspace.rulebook import load_rulebook

    if not path.is_file():
        raise UserError(msg("there is no file {file}", file=str(path)), hint=msg("write the path of a file"))
    checks = load_rulebook()
    with tempfile.TemporaryDirectory(prefix="publisher-") as work:
        services = Services(Path(work), now, options.keys_folder(), screen.language, dict(checks))
        tables = check_package(path.resolve(), services)
    found = tuple(finding for table in tables for finding in table.result.findings)
    if format is Output.JSON:
        described = [
            {"table": table.result.dataset, "counters": to_json(table.result.counters), "why": table.why}
            | {"findings": to_json(table.result.findings), "errors": to_json(table.errors)}
            for table in tables
        ]
        screen.give({"tables": described})
    elif format is Output.TEXT:
        for table in tables:
            typer.echo(f"{table.result.dataset}:")
            _write(
                "",
                table.result.findings,
                checks,
                format,
                screen.language,
                _way(table.result.counters, table.why, screen.language),
            )
    else:
        together = {name: sum(table.result.counters[name] for table in tables) for name in _COUNTED}
        together["fast"] = int(all(table.result.counters["fast"] for table in tables))
        _write(path.name, found, checks, format, screen.language, _way(together, "", screen.language))
    raise typer.Exit(exit_for(found, stopped=False, fail_on=Severity.ADVICE))


_COUNTED = ("rows", "judged", "faults")


def _file(
    path: Path,
    schema_path: Path,
    dialect: str | None,
    encoding: str | None,
    sheet: str | None,
    now: str | None,
    language: Language,
) -> tuple[FileResult, Mapping[str, CheckDefinition]]:
    from publisher import source
    from publisher.cli.layout import check_layout, has_rows
    from publisher.model.stage import Services
    from publisher.tableschema.formats import FORMATS, SHEETS, TEXTS, Writing
    from publisher.validate import Shown, check_file, is_utf8
    from publisher.workspace.rulebook import load_rulebook

    if not path.is_file():
        raise UserError(msg("there is no file {file}", file=str(path)), hint=msg("write the path of a file"))
    schema = _json_file(schema_path)
    declared: dict[str, Any] = {}
    if dialect is not None:
        declared = _json(dialect, "--dialect") if dialect.lstrip().startswith("{") else _json_file(Path(dialect))
    checks = load_rulebook()
    work = Path(tempfile.mkdtemp(prefix="publisher-"))
    try:
        services = Services(work, options.clock(now), options.keys_folder(), language, dict(checks))
        judged = source.unpacked(path, work)
        format = FORMATS.get(judged.suffix.lower())  # noqa: A001 - the field's word
        shown, in_rows = Shown(path.name), has_rows(judged, format)
        of_rows = declared.keys() <= _OF_ROWS
        laid_out = format is not None and of_rows and source.is_laid_out(judged, work)
        if format is None or format in SHEETS or laid_out:  # one reader at the desk and in the night
            seen = source.as_csv(judged, sheet, work)
            judged, shown = seen.csv, Shown(path.name, seen.sheet, errors=seen.errors)
            rows = {key: value for key, value in declared.items() if key in _OF_ROWS}
            writing = Writing("utf-8", {"csv": {"delimiter": ","}, "headerRows": [1], **rows})
        else:
            if format in TEXTS and encoding is None and not is_utf8(judged):
                judged, encoding = source.in_utf8(judged, work), "utf-8"
            writing = Writing(encoding, declared, format)
        if in_rows:
            check_layout(judged, writing, schema, work)
        return check_file(judged.resolve(), schema, schema_path.name, writing, shown, services), checks
    except SourceError as error:  # to the one who asked, a file that cannot be read is one that cannot be used
        raise UserError(error.message, Where(path.name), error.hint) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


_OF_ROWS = frozenset(
    {"header", "headerRows", "headerJoin", "headerCase", "commentRows", "commentChar", "skipBlankRows"}
)
"""What a Table Dialect says of rows, whatever the format."""


def _json_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise UserError(msg("there is no file {file}", file=str(path)), hint=msg("write the path of a file"))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            msg("the file cannot be read as UTF-8 text"), Where(str(path)), msg("check its path and its encoding")
        ) from None
    return _json(text, str(path))


def _json(text: str, where: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UserError(msg("this is not JSON"), Where(where, line)) from None
    if not isinstance(value, dict):
        raise UserError(msg("keys and values (a mapping) are expected here"), Where(where))
    return value


@dataclass(frozen=True, slots=True)
class _Line:
    """One place of one finding, in words."""

    severity: str
    check: str
    sheet: str
    row: str
    field: str
    cell: str
    message: str
    fix: str


def _lines(
    findings: tuple[Finding, ...], checks: Mapping[str, CheckDefinition], language: Language
) -> Iterator[_Line]:
    for finding in findings:
        entry = checks.get(finding.check)
        message = words_of(finding, entry).get(language)
        fix = entry.fix.get(language) if entry else ""
        for place in finding.places or (Place(),):
            row = "" if place.row is None else str(place.row)
            yield _Line(
                str(finding.severity),
                finding.check,
                place.sheet or "",
                row,
                place.field or finding.key,
                _address(place),
                message,
                fix,
            )


def _way(counters: Mapping[str, int], why: str, language: Language) -> Message:
    """How many rows and faults there are, and who judged them."""
    rows, faults = counters["rows"], counters["faults"]
    if counters["fast"]:
        return msg(
            "{rows} rows, {faults} faults; a columnar proof went in front, and frictionless judged {judged} rows",
            rows=rows,
            faults=faults,
            judged=counters["judged"],
        )
    if not why:
        return msg("{rows} rows, {faults} faults; frictionless judged every row", rows=rows, faults=faults)
    return msg(
        "{rows} rows, {faults} faults; frictionless judged every row, because of: {why}",
        rows=rows,
        faults=faults,
        why=translate(in_words(why), language),
    )


def _write(
    target: str,
    findings: tuple[Finding, ...],
    checks: Mapping[str, CheckDefinition],
    output: Output,
    language: Language,
    way: Message,
) -> None:
    if output is Output.CSV:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_Line.__slots__)
        writer.writerows(
            [_inert(getattr(line, name)) for name in _Line.__slots__]
            for line in _lines(findings, checks, language)
        )
        typer.echo(text.getvalue(), nl=False)
        typer.echo(translate(way, language), err=True)  # beside the table, which holds findings only
    elif output is Output.HTML:
        typer.echo(_page(target, tuple(_lines(findings, checks, language)), language, way))
    else:
        _say(findings, checks, language)
        typer.echo(translate(way, language))


def _inert(text: str) -> str:
    """A cell that no spreadsheet runs as a formula: names of columns and sheets come from outside."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _say(findings: tuple[Finding, ...], checks: Mapping[str, CheckDefinition], language: Language) -> None:
    for finding in findings:
        message = words_of(finding, checks.get(finding.check)).get(language)
        cells = [_address(place) or ("" if place.row is None else str(place.row)) for place in finding.places]
        shown = ", ".join(cell for cell in cells[:_MOST_PLACES_SHOWN] if cell)
        more = " …" if len(cells) > _MOST_PLACES_SHOWN else ""
        typer.echo(f"{finding.severity} {finding.check}: {message}{f' [{shown}{more}]' if shown else ''}")


def _address(place: Place) -> str:
    """The cell as a formula would name it: B3, 'Sheet 1'!B3."""
    if place.cell is None or place.sheet is None:
        return place.cell or ""
    name = place.sheet.replace("'", "''")
    return f"{place.sheet}!{place.cell}" if name.isalnum() and not name[0].isdigit() else f"'{name}'!{place.cell}"


def _page(target: str, lines: tuple[_Line, ...], language: Language, way: Message) -> str:
    """A page that stands by itself; everything from outside is escaped."""

    def words(message: Message) -> str:
        return html.escape(translate(message, language))

    heads = (
        msg("severity"),
        msg("sheet"),
        msg("row"),
        msg("field"),
        msg("cell"),
        msg("what is wrong"),
        msg("what to do"),
    )
    head = "".join(f'<th scope="col">{words(name)}</th>' for name in heads)
    rows = "\n".join(
        "<tr>"
        + "".join(
            f"<td>{html.escape(value)}</td>"
            for value in (
                words(_SEVERITIES[line.severity]),
                line.sheet,
                line.row,
                line.field,
                line.cell,
                line.message,
                line.fix,
            )
        )
        + "</tr>"
        for line in lines
    )
    validation, none = words(msg("validation")), words(msg("no findings"))
    title = f"{validation}: {html.escape(Path(target).name)}"
    caption = f"<caption>{words(way)}</caption>"
    body = (
        f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"
        if lines
        else f"<p>{none}</p>\n<p>{words(way)}</p>"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>body{font-family:sans-serif;margin:2em;max-width:80em}table{border-collapse:collapse}"
        "caption{text-align:left;padding:.3em 0}td:nth-child(5),td:nth-child(3){white-space:nowrap}"
        "th,td{border:1px solid #666;padding:.3em .6em;text-align:left;vertical-align:top}</style></head>\n"
        f"<body><main><h1>{title}</h1>\n{body}\n</main></body></html>"
    )
