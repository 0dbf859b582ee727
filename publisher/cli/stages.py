"""Each stage alone on one dataset: `publisher structure`, `deidentify`, `export`, `gate`; `validate` has more."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.cli.console import Format, Screen, stage_name
from publisher.i18n.words import words_of
from publisher.model.errors import UserError, Where
from publisher.model.exits import Exit, exit_for
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.model.event import Event
    from publisher.model.finding import CheckDefinition, Finding
    from publisher.model.stage import StageResult
    from publisher.model.workspace import Workspace
    from publisher.pipeline.walk import Course

DatasetArgument = Annotated[str, typer.Argument(help="The dataset's id: the name of its folder in datasets/.")]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write the result there: a .csv or .parquet file, or a folder for files."),
]

_HELP = {
    "structure": "Read a dataset's source and structure it into a table (still with its personal data).",
    "deidentify": "Apply a dataset's policy to its structured table, and say what was changed.",
    "export": "Write the files that a dataset would publish (not yet proven by the gate).",
    "gate": "Prove what a dataset would publish: measure the policy, search personal data in the files, compare"
    " with what is published of it and of its release group, and show the record of de-identification.",
}


def _command(stage: str) -> Callable[..., None]:
    def command(
        dataset: DatasetArgument,
        out: OutOption = None,
        workspace: options.WorkspaceOption = None,
        now: options.NowOption = None,
        format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
        language: options.LanguageOption = None,
    ) -> None:
        from publisher.pipeline.plan import STAGES

        screen = options.screen(language, format)
        with screen.progress() as emit:
            course, space = run_stage(dataset, STAGES[-1] if stage == "gate" else stage, workspace, now, out, emit)
        show(screen, space.checks, course.results)
        raise typer.Exit(how_it_ended(course, space))

    examples = f"    publisher {stage} case-log\n\n    publisher {stage} case-log --format json"
    command.__doc__ = f"{_HELP[stage]}\n\nExamples:\n\n{examples}"
    return command


def _export(
    dataset: DatasetArgument,
    out: OutOption = None,
    formats: Annotated[
        str | None,
        typer.Option("--formats", help="Only these export formats, with commas (pdf: the data dictionary)."),
    ] = None,
    workspace: options.WorkspaceOption = None,
    now: options.NowOption = None,
    format: Annotated[  # noqa: A002 - the option's name
        str,
        typer.Option("--format", help="text or json for what is said; other words are taken as --formats."),
    ] = Format.TEXT,
    language: options.LanguageOption = None,
) -> None:
    from publisher.export import check_exports

    said = format if format in tuple(Format) else Format.TEXT
    if said != format:
        formats = f"{formats},{format}" if formats else format
    screen = options.screen(language, Format(said))
    words = (word.strip() for word in (formats or "").split(","))
    names = tuple(dict.fromkeys("dictionary" if word == "pdf" else word for word in words if word))
    check_exports(names, "--formats")
    with screen.progress() as emit:
        course, space = run_stage(dataset, "export", workspace, now, out, emit, names)
    show(screen, space.checks, course.results)
    raise typer.Exit(how_it_ended(course, space))


_export.__doc__ = (
    f"{_HELP['export']}\n\nExamples:\n\n    publisher export case-log\n\n"
    "    publisher export case-log --formats ods,pdf --out files/"
)
structure, deidentify, gate = (_command(stage) for stage in _HELP if stage != "export")
export = _export


def run_stage(
    dataset: str,
    stage: str,
    workspace: Path | None,
    now: str | None,
    out: Path | None,
    emit: Callable[[Event], None] = lambda _event: None,
    exports: tuple[str, ...] = (),
) -> tuple[Course, Workspace]:
    """One dataset's way up to `stage` as the night would go it, and the workspace; the table or files go to `out`.

    `exports` are the formats to write instead of those that the workspace names.

    Raises what kept the dataset from being worked on.
    """
    from publisher.pipeline import Settings
    from publisher.pipeline.plan import steps_to
    from publisher.pipeline.remembered import recall
    from publisher.pipeline.settings import services
    from publisher.pipeline.walk import Walk

    space = options.open_workspace(workspace)
    options.sound_dataset(space, dataset)
    if exports:
        asked = replace(space.datasets[dataset], exports=exports)
        space = replace(space, datasets={**space.datasets, dataset: asked})
    settings = Settings(options.clock(now), options.keys_folder())
    work = Path(tempfile.mkdtemp(prefix="publisher-"))
    try:
        walk = Walk(
            space,
            steps_to(space.datasets, {dataset: stage}),
            lambda name: services(space, settings, work / name),
            recall(space),
        )
        course = walk.alone(dataset, emit)
        if course.error is not None:
            raise course.error
        if out is not None:
            _hand_over(course.results, stage, work / dataset, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return course, space


def how_it_ended(course: Course, space: Workspace) -> Exit:
    """The exit code: what would hold the dataset at night holds it here."""
    findings = [found for result in course.results.values() for found in result.findings]
    return exit_for(findings, stopped=course.held, fail_on=space.catalog.fail_on)


def _hand_over(results: Mapping[str, StageResult], stage: str, work: Path, out: Path) -> None:
    """Write what the stage made to `out`, which must not exist yet."""
    import polars as pl

    from publisher.pipeline.plan import STAGES

    if out.exists():
        raise UserError(msg("it exists already"), Where(str(out)), msg("name another place, or remove it first"))
    if ("gate" if stage == STAGES[-1] else stage) not in results:
        return
    if stage in ("export", STAGES[-1]):
        shutil.copytree(work / "export", out)
        return
    table = results["structure" if stage == "structure" else "deidentify"].table
    if table is None:
        return
    frame = pl.scan_parquet(table.path)
    if out.suffix == ".parquet":
        frame.sink_parquet(out)
    elif out.suffix == ".csv":
        frame.sink_csv(out)
    else:
        raise UserError(msg("the result is written as .csv or .parquet"), Where(str(out)))


def show(screen: Screen, checks: Mapping[str, CheckDefinition], results: Mapping[str, StageResult]) -> None:
    """Counters, findings and files of each stage."""
    from publisher import certificate
    from publisher.pipeline.plan import STAGES

    screen.give(list(results.values()))
    for stage, result in results.items():
        counters = ", ".join(f"{name} {count}" for name, count in result.counters.items())
        screen.say(f"{stage_name(stage, screen.language)}: {counters or '-'}")
        if result.facts.levels:
            chosen = ", ".join(f"{name} {level}" for name, level in result.facts.levels.items())
            screen.say(msg("  levels of the quasi-identifiers: {chosen}", chosen=chosen))
        if stage == STAGES[-1] and result.certificate is not None:
            for line in certificate.lines(result.certificate, screen.language):
                screen.say(f"  {line}")
        for finding in result.findings:
            screen.say(f"  {finding.severity} {finding.check} {_words(checks, finding, screen)}")
        for artifact in result.artifacts:
            screen.say(f"  {artifact.path}  {artifact.bytes} B  {artifact.sha256[:12]}")


def _words(checks: Mapping[str, CheckDefinition], finding: Finding, screen: Screen) -> str:
    rows = ", ".join(place.cell or str(place.row) for place in finding.places[:10] if place.row is not None)
    place = f" [{finding.key}{' ' if rows and finding.key else ''}{rows}]" if finding.key or rows else ""
    return words_of(finding, checks.get(finding.check)).get(screen.language) + place
