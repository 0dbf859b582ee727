"""`publisher convert`: drafts in OpenDocument and tagged PDF of office files, web pages and Markdown."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import translate
from publisher.model.errors import UserError, Where
from publisher.model.exits import Exit
from publisher.model.text import Language, Message, msg

if TYPE_CHECKING:
    from publisher.convert import Converted

_TO = ("odf", "pdf")
_PROBLEMS: Mapping[str, Message] = {
    "hung": msg("LibreOffice did not come to an end with it"),
    "refused": msg("LibreOffice could not open it or write it"),
    "encrypted": msg("it needs a password"),
    "bursts": msg("it unfolds to more than is read of one file"),
    "empty": msg("the result is empty"),
    "wrong-type": msg("the result is of another type"),
    "text-lost": msg("the result lacks text of the source"),
    "values-differ": msg("the result has other values than the source"),
    "unknown": msg("this kind of file is not converted"),
    "not-there": msg("it could not be downloaded"),
    "too-large": msg("it is larger than what is downloaded"),
}
_NOTES: Mapping[str, Message] = {
    "hidden-sheet": msg("it has hidden sheets: see whether they may be published"),
    "damaged": msg("the source is damaged: see whether all of it is in the result"),
    "macros": msg("its macros are not in the result"),
    "calculated": msg(
        "the result has values of formulas that the source does not keep, or of today: see if they are right"
    ),
    "cut": msg(
        "the PDF does not show some texts of the table: widen their columns, or see whether they should be printed"
    ),
    "not-compared": msg("the text was not compared with the source: read it through"),
}
_TODO: Mapping[str, Message] = {
    "no-headings": msg("mark its headings as headings"),
    "pictures-without-text": msg("describe its pictures"),
    "tables-without-header": msg("mark the header rows of its tables"),
    "untagged": msg("the PDF has no tags"),
    "no-text": msg("the PDF has no text: it is a picture"),
    "no-title": msg("give it a title"),
    "no-language": msg("give it a language"),
    "unreadable": msg("look into the result: it could not be read"),
}

HELP = """Convert office files, web pages and Markdown into drafts: an OpenDocument twin and a tagged PDF.

SOURCES are files and folders (.doc .docx .xls .xlsx .ppt .pptx .rtf .html .md and their like), addresses on the
web, and lists of addresses (.txt, one on each line). Results lie in the folder of --out under the same names; each
was compared with its source. Nothing is published. Exit codes: 0 all were converted, 4 some were not.

Examples:

    publisher convert forms/ --out drafts/

    publisher convert 申請書.doc 名冊.xls --to odf --out drafts/

    publisher convert addresses.txt https://www.example.gov.tw/form.doc --out drafts/
"""


def convert_files(
    sources: Annotated[list[str], typer.Argument(help="Files, folders, addresses, lists of addresses.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the results.")],
    to: Annotated[str, typer.Option("--to", help="odf, pdf, or both with a comma.")] = "odf,pdf",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask addresses that are not public, too.")
    ] = False,
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Convert SOURCES and say what became of each."""
    from publisher.convert import Converted, convert, files_in
    from publisher.convert.addresses import fetch

    screen = options.screen(language, format)
    wanted = frozenset(word.strip() for word in to.split(",") if word.strip())
    if not wanted or not wanted <= set(_TO):
        raise UserError(msg("--to takes odf, pdf, or both: odf,pdf"))
    paths, urls = _told_apart(sources)
    with tempfile.TemporaryDirectory(prefix="publisher-download-") as folder:
        fetched = fetch(urls, Path(folder), allow_private=allow_private) if urls else ()
        there = [item.path for item in fetched if item.path is not None]
        results = list(convert(files_in([*paths, *there]), out, wanted))
    # what was downloaded is gone: an address is what a person knows it by
    names = {item.path: Path(item.url) for item in fetched}
    results = [replace(result, source=names.get(result.source, result.source)) for result in results]
    results += [Converted(Path(item.url), problem=item.problem) for item in fetched if item.path is None]
    if format is Format.JSON:
        typer.echo(json.dumps([_plain(result) for result in results], ensure_ascii=False, indent=2))
    else:
        for result in results:
            typer.echo(_line(result, screen.language))
    if any(result.problem for result in results):
        raise typer.Exit(Exit.SOME_STOPPED)


def _told_apart(sources: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Files and folders on one side, addresses (those of lists, too) on the other."""
    from publisher.convert.addresses import addresses_in, is_address

    paths: list[Path] = []
    urls: list[str] = []
    for text in sources:
        path = Path(text)
        if is_address(text):
            urls.append(text)
        elif not path.exists():
            raise UserError(msg("there is no such file or folder"), Where(text))
        elif path.is_file() and (listed := addresses_in(path)):
            urls += listed
        else:
            paths.append(path)
    return paths, list(dict.fromkeys(urls))


def _plain(result: Converted) -> dict[str, object]:
    return {
        "source": str(result.source),
        "made": [str(path) for path in result.made],
        "problem": result.problem,
        "notes": list(result.notes),
        "todo": list(result.todo),
    }


def _line(result: Converted, language: Language) -> str:
    def words(message: Message) -> str:
        return translate(message, language)

    if result.problem:
        return f"✗ {result.source}: {words(_PROBLEMS[result.problem])}"
    told = [words(_NOTES[note]) for note in result.notes] + [words(_TODO[item]) for item in result.todo]
    made = ", ".join(path.name for path in result.made)
    return "\n".join([f"✓ {result.source} → {made}", *(f"    {item}" for item in told)])
