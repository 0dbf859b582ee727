"""Each stage alone on one dataset: `publisher structure`, `deidentify`, `export`, `gate`; `validate` has more."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from publisher import certificate
from publisher.cli import options
from publisher.cli.console import Format, Screen, stage_name
from publisher.model.errors import UserError, Where
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.flow import Services, StageResult, Table
from publisher.model.text import msg
from publisher.model.workspace import Workspace
from publisher.pipeline import Event, searching
from publisher.pipeline.plan import STAGES, group_of
from publisher.pipeline.run import standing_releases
from publisher.pipeline.stages import StageCall, perform, release_of

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


def register(app: typer.Typer) -> None:
    """Add one command for each stage that can be run alone."""
    for stage, text in _HELP.items():
        examples = f"    publisher {stage} case-log\n\n    publisher {stage} case-log --format json"
        app.command(stage, help=f"{text}\n\nExamples:\n\n{examples}")(_command(stage))


def _command(stage: str) -> Callable[..., None]:
    def command(
        dataset: DatasetArgument,
        out: OutOption = None,
        workspace: options.WorkspaceOption = None,
        now: options.NowOption = None,
        format: options.FormatOption = Format.TEXT,  # noqa: A002 - the option's name
        language: options.LanguageOption = None,
    ) -> None:
        screen = options.screen(language, format)
        with screen.progress() as emit:
            results, checks = run_stage(
                dataset, STAGES[-1] if stage == "gate" else stage, workspace, now, out, emit
            )
        show(screen, checks, results)
        raise typer.Exit(4 if any(result.held for result in results.values()) else 0)

    return command


def run_stage(
    dataset: str,
    stage: str,
    workspace: Path | None,
    now: str | None,
    out: Path | None,
    emit: Callable[[Event], None] = lambda _event: None,
) -> tuple[dict[str, StageResult], Mapping[str, CheckDefinition]]:
    """Results of one dataset by stage, up to `stage`, and the rulebook; the table or files go to `out`."""
    space = options.open_workspace(workspace)
    options.known_datasets(space, [dataset])
    work = Path(tempfile.mkdtemp(prefix="publisher-"))
    try:
        services = Services(
            work,
            options.clock(now),
            options.keys_folder(),
            space.catalog.language,
            dict(space.checks),
            space.allowlist,
        )
        results = _run_until(space, dataset, stage, services, emit)
        if out is not None:
            _hand_over(results, stage, services, out)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return results, space.checks


def _run_until(
    space: Workspace, dataset_id: str, last: str, services: Services, emit: Callable[[Event], None]
) -> dict[str, StageResult]:
    """Results by stage, up to `last` or to the stage that holds the dataset."""
    dataset = space.datasets[dataset_id]
    parents: dict[str, Table] = {}
    for parent in dataset.derived_from:
        below = replace(services, work=services.work / parent)
        table = _run_until(space, parent, "structure", below, emit)["structure"].table
        if table is None:
            raise UserError(
                msg("the dataset {parent}, from which it is derived, could not be read", parent=parent),
                hint=msg("run `publisher structure {parent}` to see why", parent=parent),
            )
        parents[parent] = table
    results: dict[str, StageResult] = {}
    stages = STAGES[: STAGES.index(last) + 1]
    for number, stage in enumerate(stages):
        emit(Event("stage", stage, dataset_id, done=number, total=len(stages)))
        call = StageCall(dataset, space.catalog, stage, services, dict(results), parents, None)
        answer = perform(
            _beside_others(space, call) if stage == STAGES[-1] else call,
            lambda headway: emit(searching(dataset_id, headway)),
        )
        if answer.error is not None:
            raise answer.error
        assert answer.result is not None
        results[stage] = answer.result
        if answer.result.held:
            break
    return results


def _beside_others(space: Workspace, call: StageCall) -> StageCall:
    """With what is published of the dataset and of its release group to compare it with."""
    name = call.dataset.id
    members = {name} | group_of(space.datasets, name)
    standing = {other: item for other, item in standing_releases(space).items() if other in members}
    own = release_of(call.dataset, call.before["gate"], call.services)
    return replace(call, fresh={name: own}, standing=standing)


def _hand_over(results: dict[str, StageResult], stage: str, services: Services, out: Path) -> None:
    """Write what the stage made to `out`, which must not exist yet."""
    if out.exists():
        raise UserError(msg("it exists already"), Where(str(out)), msg("name another place, or remove it first"))
    if ("gate" if stage == STAGES[-1] else stage) not in results:
        return
    if stage in ("export", STAGES[-1]):
        shutil.copytree(services.work / "export", out)
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
    screen.give(list(results.values()))
    for stage, result in results.items():
        counters = ", ".join(f"{name} {count}" for name, count in result.counters.items())
        screen.say(f"{stage_name(stage, screen.language)}: {counters or '-'}")
        if stage == STAGES[-1] and result.certificate is not None:
            for line in certificate.lines(result.certificate, screen.language):
                screen.say(f"  {line}")
        for finding in result.findings:
            screen.say(f"  {finding.severity} {finding.check} {_words(checks, finding, screen)}")
        for artifact in result.artifacts:
            screen.say(f"  {artifact.path}  {artifact.bytes} B  {artifact.sha256[:12]}")


def _words(checks: Mapping[str, CheckDefinition], finding: Finding, screen: Screen) -> str:
    entry = checks.get(finding.check)
    rows = ", ".join(place.cell or str(place.row) for place in finding.places[:10] if place.row is not None)
    place = f" [{finding.key}{' ' if rows and finding.key else ''}{rows}]" if finding.key or rows else ""
    return (entry.message.get(screen.language).format(**finding.params) if entry else "") + place
