"""`publisher document`: documents to read, file and sign, as OpenDocument text and as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError, Where
from publisher.model.text import msg

if TYPE_CHECKING:
    from datetime import datetime

    from publisher.cli.console import Screen
    from publisher.model.document import Composed
    from publisher.model.release import Publication
    from publisher.model.workspace import Workspace

_TO = ("odt", "pdf")


class DocumentKind(StrEnum):
    """What can be made of what is published."""

    CERTIFICATE = "certificate"
    DESCRIPTION = "description"
    PUBLICATIONS = "publications"


HELP = """Make documents about what is published: an OpenDocument text and a tagged PDF (PDF/UA, PDF/A) of each.

KIND is certificate (the record of de-identification, to sign), description (what a dataset is, and its fields) or
publications (the list of all published datasets). They say what the last night proved; the folder `templates` of
the workspace gives them the agency's look (docs/how-to/make-documents.md).

Examples:

    publisher document publications --out papers/

    publisher document certificate case-log --to odt --out papers/ --language en
"""


def document(
    kind: Annotated[DocumentKind, typer.Argument(help="certificate, description or publications.")],
    datasets: Annotated[
        list[str] | None,
        typer.Argument(help="The datasets (default: all that are published).", show_default=False),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for the documents.")] = Path(),
    to: Annotated[str, typer.Option("--to", help="odt, pdf, or both with a comma.")] = "odt,pdf",
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    language: options.LanguageOption = None,
) -> None:
    """Make documents about what is published."""
    from publisher.documents import composed, templates
    from publisher.pipeline.remembered import recall

    screen = options.screen(language)
    wanted = tuple(dict.fromkeys(word.strip() for word in to.split(",") if word.strip()))
    if not wanted or not set(wanted) <= set(_TO):
        raise UserError(msg("--to takes odt, pdf, or both: odt,pdf"))
    space = options.open_workspace(workspace)
    published = recall(space).publications
    for name in datasets or ():
        if name not in published:
            raise UserError(
                msg("nothing of this dataset is published yet"), Where(name), msg("`publisher run` publishes it")
            )
    chosen = {name: published[name] for name in datasets or sorted(published)}
    looks = templates.folder_of(space.root)
    out.mkdir(parents=True, exist_ok=True)
    makers = {"odt": composed.as_odt, "pdf": composed.as_pdf}
    for stem, made in _made(kind, chosen, space, screen, options.clock(now)):
        for ending in wanted:
            path = out / f"{stem}.{ending}"
            half = path.with_name(f".{path.name}.part")
            try:
                half.write_bytes(makers[ending](made, looks))
                half.replace(path)
            finally:
                half.unlink(missing_ok=True)
            screen.say(str(path))


def _made(
    kind: DocumentKind, chosen: dict[str, Publication], space: Workspace, screen: Screen, now: datetime
) -> Iterator[tuple[str, Composed]]:
    from publisher import certificate
    from publisher.report import publications

    language = screen.language
    if kind is DocumentKind.PUBLICATIONS:
        yield "publications", publications.list_of(chosen, space.catalog, language, now.date())
        return
    for name, item in chosen.items():
        day = item.modified.date()
        if kind is DocumentKind.CERTIFICATE:
            agency = item.agency.title
            shown = certificate.document(item.certificate, item.title, agency, language, day, day.isoformat())
            yield f"{name}-certificate", shown
        else:
            yield f"{name}-description", publications.description_of(item, language)
