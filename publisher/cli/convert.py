"""`publisher convert`: drafts in OpenDocument and tagged PDF of office files, web pages and Markdown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format
from publisher.i18n import translate
from publisher.model.errors import UserError, Where
from publisher.model.text import Language, Message, msg

if TYPE_CHECKING:
    from publisher.convert import Converted

_TO = ("odf", "pdf")
_PROBLEMS: Mapping[str, Message] = {
    "hung": msg("LibreOffice did not come to an end with it"),
    "refused": msg("LibreOffice could not open it or write it"),
    "encrypted": msg("it needs a password"),
    "empty": msg("the result is empty"),
    "wrong-type": msg("the result is of another type"),
    "text-lost": msg("the result lacks text of the source"),
    "values-differ": msg("the result has other values than the source"),
    "unknown": msg("this kind of file is not converted"),
}
_NOTES: Mapping[str, Message] = {
    "hidden-sheet": msg("it has hidden sheets: see whether they may be published"),
    "macros": msg("its macros are not in the result"),
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

SOURCES are files and folders (.doc .docx .xls .xlsx .ppt .pptx .rtf .html .md and their like). Results lie in the
folder of --out under the same names; each was compared with its source. Nothing is published. Exit codes: 0 all
were converted, 4 some were not.

Examples:

    publisher convert forms/ --out drafts/

    publisher convert 申請書.doc 名冊.xls --to odf --out drafts/
"""


def convert_files(
    sources: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the results.")],
    to: Annotated[str, typer.Option("--to", help="odf, pdf, or both with a comma.")] = "odf,pdf",
    format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    language: options.LanguageOption = None,
) -> None:
    """Convert SOURCES and say what became of each."""
    from publisher.convert import convert, files_in

    screen = options.screen(language, format)
    wanted = frozenset(word.strip() for word in to.split(",") if word.strip())
    if not wanted or not wanted <= set(_TO):
        raise UserError(msg("--to takes odf, pdf, or both: odf,pdf"))
    for path in sources:
        if not path.exists():
            raise UserError(msg("there is no such file or folder"), Where(str(path)))
    results = list(convert(files_in(sources), out, wanted))
    if format is Format.JSON:
        typer.echo(json.dumps([_plain(result) for result in results], ensure_ascii=False, indent=2))
    else:
        for result in results:
            typer.echo(_line(result, screen.language))
    if any(result.problem for result in results):
        raise typer.Exit(4)


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
