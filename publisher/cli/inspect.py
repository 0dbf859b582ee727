"""`publisher inspect` and `publisher init dataset`: what a source holds, and a draft of what would publish it."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen
from publisher.model.errors import SourceError, UserError, Where
from publisher.model.jsonable import to_json
from publisher.model.sources import FileSource, HttpSource, Source, SqlSource
from publisher.model.text import Message, msg

if TYPE_CHECKING:
    from publisher.survey import ColumnView, Draft, SourceView

_SELECT = re.compile(r"\s*(?:select|with)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^/@]*:(?!\$\{)[^@/]+@")
_MOST_SHOWN = 8
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class HowRead:
    """How a source is to be read, as the command line says it."""

    sheet: str | None
    encoding: str | None
    member: str | None
    database: str | None


@dataclass(frozen=True, slots=True)
class _NamedSource:
    """A source as it was named on the command line; `folder` is where its files lie."""

    source: Source
    folder: Path
    name: str


def inspect(
    target: Annotated[
        str, typer.Argument(metavar="SOURCE", help="A file, an address, a query (SELECT …); with --all a place.")
    ],
    everything: Annotated[
        bool, typer.Option("--all", help="Take stock of all tables of a folder or a database: inventory.yaml.")
    ] = False,
    place: Annotated[
        str | None, typer.Option("--place", help="With --all: the id of the place in inventory.yaml.")
    ] = None,
    owner: Annotated[str, typer.Option("--owner", help="With --all: the unit that answers for new tables.")] = "",
    workspace: options.WorkspaceOption = None,
    sheet: options.SheetOption = None,
    encoding: options.EncodingOption = None,
    member: options.MemberOption = None,
    database: options.DatabaseOption = None,
    now: options.NowOption = None,
    format: Annotated[Format, typer.Option("--format", help="How to write what was seen.")] = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Take stock of a source: heading, notes, types, personal data, what singles people out. Shows no value.

    Examples:

        publisher inspect visits.xlsx

        publisher inspect https://example.gov.tw/visits.csv

        publisher inspect "SELECT * FROM visits" --database sqlite:///visits.db

        publisher inspect --all /srv/exports --owner "Licensing Section"
    """
    screen = options.screen(language, format)
    if everything:
        from publisher.cli.stocktaking import take_stock

        take_stock(target, workspace, now, screen, place_id=place, owner=owner)
        return
    asked = _asked(target, HowRead(sheet, encoding, member, database))
    view = _look(asked, now, screen)
    if format is Format.JSON:
        screen.give(to_json(view))
    else:
        _show(screen, view)


def draft(target: str, dataset_id: str | None, asked_workspace: Path | None, screen: Screen, how: HowRead) -> None:
    """Write `datasets/ID/` with a draft of the dataset; nothing that is there already is touched."""
    from publisher import survey
    from publisher.workspace import find_root, load

    root = find_root(asked_workspace or Path.cwd())
    workspace = load(root)
    asked = _asked(target, how)
    name = dataset_id or _slug(asked.name) or f"dataset-{len(workspace.datasets) + 1}"
    if not _SLUG.fullmatch(name):
        raise UserError(
            msg(
                "the id {id} must be the name of the folder: up to 100 small letters, digits and hyphens", id=name
            ),
            hint=msg("give another one with --id"),
        )
    folder = root / "datasets" / name
    if folder.exists():
        raise UserError(msg("there is a dataset {id} already", id=name), hint=msg("give another one with --id"))
    if how.database is not None and _PASSWORD.search(how.database):
        raise UserError(
            msg("a password does not belong into the files of a dataset"),
            hint=msg("write it as ${{NAME}} in the address, and set that variable for the nightly job"),
        )
    view = _look(asked, None, screen)
    taken = {item.identifier for item in workspace.datasets.values()}
    code = workspace.catalog.agency.code
    identifier = next(text for at in range(1, 10**6) if (text := f"{code}-{at:06}") not in taken)
    title = "資料表" if survey.is_personal(asked.name) else asked.name
    written = survey.draft(view, asked.source, title, identifier)
    _write(folder, written, asked)
    _show(screen, view)
    screen.say(msg("the draft of the dataset is in {folder}", folder=f"datasets/{name}"))
    if any(column.kept for column in view.columns):
        screen.say(msg("next: read the three files, then `publisher run --only {id}`", id=name))
        return
    screen.say(msg("nothing is kept: every column is personal, unclear, or singles people out"))
    screen.say(
        msg(
            "decide in policy.yaml what may be published of it, then run `publisher schema {id} --update`",
            id=name,
        )
    )


def _write(folder: Path, written: Draft, asked: _NamedSource) -> None:
    folder.mkdir(parents=True)
    if isinstance(asked.source, FileSource):
        shutil.copyfile(asked.folder / asked.source.path, folder / asked.source.path)
    (folder / "dataset.yaml").write_text(written.dataset, encoding="utf-8")
    (folder / "schema.json").write_text(written.schema, encoding="utf-8")
    (folder / "policy.yaml").write_text(written.policy, encoding="utf-8")


def _asked(target: str, how: HowRead) -> _NamedSource:
    if _SELECT.match(target) or how.database is not None:
        if how.database is None:
            raise UserError(msg("a query needs its database"), hint=msg("add --database ADDRESS"))
        return _NamedSource(SqlSource(how.database, target), Path.cwd(), "query")
    if target.startswith(("http://", "https://")):
        try:
            stem = Path(urlsplit(target).path).stem
        except ValueError:
            raise UserError(
                msg("the source's address is not one of http or https"), hint=msg("write it as https://host/path")
            ) from None
        return _NamedSource(
            HttpSource(target, sheet=how.sheet, encoding=how.encoding, member=how.member),
            Path.cwd(),
            stem or "download",
        )
    path = Path(target)
    if not path.is_file():
        raise UserError(msg("there is no file {file}", file=target), hint=msg("write the path of a file"))
    source = FileSource(path.name, sheet=how.sheet, encoding=how.encoding, member=how.member)
    return _NamedSource(source, path.resolve().parent, path.stem)


def _look(asked: _NamedSource, now: str | None, screen: Screen) -> SourceView:
    from publisher import survey
    from publisher.model.stage import Services

    readable = asked.source
    if isinstance(readable, FileSource):
        escaped = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in readable.path)
        readable = replace(readable, path=escaped)
    work = Path(tempfile.mkdtemp(prefix="publisher-"))
    try:
        services = Services(work, options.clock(now), options.keys_folder(), screen.language, {})
        return survey.seen(readable, asked.folder, asked.name, services)
    except SourceError as error:  # to the one who asked, a source that cannot be read is one that cannot be used
        raise UserError(error.message, Where(asked.name), error.hint) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") if name.isascii() else ""


def _show(screen: Screen, view: SourceView) -> None:
    """What was seen and what was guessed; percentages say how sure."""
    screen.say(msg("{rows} records, {columns} columns", rows=view.rows, columns=len(view.columns)))
    if view.looked_at < view.rows:
        screen.say(msg("an even share of {rows} records was looked at", rows=view.looked_at))
    screen.say(
        msg("heading: {rows} rows after {skip} rows of titles", rows=view.header.rows, skip=view.header.skip)
    )
    if view.encoding:
        screen.say(msg("encoding: {encoding}, a guess: check the texts", encoding=view.encoding))
    if view.sheet and view.others:
        others = "、".join(view.others)
        screen.say(msg("sheet: {sheet}; the workbook has others, too: {others}", sheet=view.sheet, others=others))
    if view.notes or view.totals or view.blank:
        screen.say(
            msg(
                "left out: {notes} notes, {totals} totals, {blank} blank rows",
                notes=view.notes,
                totals=view.totals,
                blank=view.blank,
            )
        )
    for column in view.columns:
        screen.say(_line(column, screen))
    _show_doubts(screen, view)
    if view.person:
        screen.say(
            msg(
                "the records are of persons; the columns kept leave {percent} % of them alone in small groups",
                percent=round(100 * view.alone, 1),
            )
        )
    if view.keys:
        screen.say(msg("every record differs in: {columns}", columns="、".join(view.keys)))
    if view.small:
        screen.say(msg("cells of one or two in: {columns}", columns="、".join(view.small)))
    if view.wide:
        screen.say(msg("columns are named by periods: unpivot makes a long table of them"))


def _show_doubts(screen: Screen, view: SourceView) -> None:
    """What is not explained: rows that may be no records, with the choices, and columns dropped for it."""
    from publisher.i18n import translate
    from publisher.structure import doubts

    for doubt in doubts.asked_about(view.doubts):
        rows = "、".join([*map(str, doubt.rows[:_MOST_SHOWN]), *["…"][: len(doubt.rows) > _MOST_SHOWN]])
        why = translate(doubts.WORDS[doubt.kind], screen.language)
        screen.say(msg("unsure: rows {rows} of the sheet are perhaps no records ({why})", rows=rows, why=why))
    if doubts.asked_about(view.doubts):
        screen.say(
            msg(
                "a night holds the dataset until you choose: leave them out (drop-rows), make them the group of "
                "the rows below (group-rows), part the sheet, or accept them as records (publisher accept)"
            )
        )
    unsure = [column.name for column in view.columns if column.unsure]
    if unsure:
        screen.say(msg("unsure, and dropped until you decide: {columns}", columns="、".join(unsure)))


def _line(column: ColumnView, screen: Screen) -> Message:
    from publisher.privacy.recognisers.kinds import KINDS

    kinds = {KINDS[kind].title.get(screen.language) for kind, _, _ in column.personal if kind in KINDS}
    return msg(
        "- {name}: {kind} ({sure} % sure), {missing} % missing, {different} different; {role}, {fate} {personal}",
        name=column.name,
        kind=column.kind.word,
        sure=round(100 * column.kind.sure),
        missing=round(100 * column.missing),
        different=column.different,
        role=column.role,
        fate="keep" if column.kept else "drop",
        personal="、".join(sorted(kinds)),
    )
