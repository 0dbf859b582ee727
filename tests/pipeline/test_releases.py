"""Whole nights, one after another: what a release gives away beside the last one or its release group is held."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.model.night import DatasetOutcome, NightReport, State
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER, write_dataset

PEOPLE = [("東區", "換照")] * 6 + [("北區", "過戶")] * 6
QUASI = {"role": "quasi-identifier"}


def space(root: Path, between_nights: str = "warn", group: str | None = None) -> Path:
    """`cases` with a row for each person; with a group also `totals`, which counts all of them by district."""
    shutil.copytree(STARTER, root)
    shutil.rmtree(root / "datasets/counter-visits")
    common = {"structure": ["header"], "exports": ["csv"], **({"release_group": group} if group else {})}
    write_dataset(
        root / "datasets/cases",
        31,
        {**common, "source": {"file": {"path": "cases.csv"}}},
        [("行政區", "string"), ("業務", "string")],
        {
            "fields": {"行政區": QUASI, "業務": QUASI},
            "models": [{"k-anonymity": {"k": 3}}],
            "suppression_limit": 0.2,
            "releases": {"between_nights": between_nights},
        },
    )
    if group:
        write_dataset(
            root / "datasets/totals",
            32,
            {**common, "source": {"file": {"path": "totals.csv"}}},
            [("行政區", "string"), ("件數", "integer")],
            {
                "fields": {
                    "行政區": {"role": "insensitive"},
                    "件數": {"role": "insensitive", "counts": {"of": "cases"}},
                }
            },
        )
    return root


def write(root: Path, people: list[tuple[str, str]], totals: dict[str, int] | None = None) -> None:
    lines = "".join(f"{district},{service}\n" for district, service in people)
    (root / "datasets/cases/cases.csv").write_text(f"行政區,業務\n{lines}", encoding="utf-8")
    if totals is not None:
        lines = "".join(f"{district},{count}\n" for district, count in totals.items())
        (root / "datasets/totals/totals.csv").write_text(f"行政區,件數\n{lines}", encoding="utf-8")


def night(root: Path, number: int) -> dict[str, DatasetOutcome]:
    now = NOW + timedelta(days=number)
    settings = Settings(now, root / "keys", jobs=2, allow_withdrawals=True)
    report: NightReport = run_night(load(root), settings, lambda: now).report
    return {item.dataset: item for item in report.datasets}


def checks(outcome: DatasetOutcome) -> list[str]:
    return [finding.check for finding in outcome.findings]


@pytest.mark.parametrize(("rule", "state"), [("warn", State.PUBLISHED), ("hold", State.HELD)])
def test_one_more_person_than_last_night(tmp_path: Path, rule: str, state: State) -> None:
    root = space(tmp_path / "space", rule)
    write(root, PEOPLE)
    first = night(root, 0)["cases"]
    assert (first.state, checks(first)) == (State.PUBLISHED, [])

    write(root, [*PEOPLE, ("東區", "換照")])
    second = night(root, 1)["cases"]
    assert (second.state, checks(second)) == (state, ["privacy.small-change"])
    assert (second.publication == first.publication) is (state is State.HELD)
    assert (second.rows == 12) is (state is State.HELD)

    write(root, [*PEOPLE, *[("東區", "換照")] * 3])
    third = night(root, 2)["cases"]
    if rule == "hold":  # three have come since what is published, which is enough
        assert (third.state, checks(third), third.rows) == (State.PUBLISHED, [], 15)


def test_a_group_is_held_until_nothing_can_be_taken_from_it(tmp_path: Path) -> None:
    root = space(tmp_path / "space", group="one")
    write(root, PEOPLE, {"東區": 6, "北區": 6})
    first = night(root, 0)
    assert {name: item.state for name, item in first.items()} == dict.fromkeys(
        ("cases", "totals"), State.PUBLISHED
    )

    # One person of a rare kind: left out of the records, and counted by the totals.
    rare = [*PEOPLE, ("北區", "報廢")]
    write(root, rare, {"東區": 6, "北區": 7})
    second = night(root, 1)
    assert second["totals"].state is State.HELD
    assert checks(second["totals"]) == ["privacy.derivable-remainder"]
    assert second["totals"].publication == first["totals"].publication

    write(root, rare, {"東區": 6, "北區": 6})
    third = night(root, 2)
    assert third["totals"].state in (State.PUBLISHED, State.UNCHANGED)
    assert checks(third["totals"]) == []
    assert third["cases"].state is not State.HELD


@pytest.mark.parametrize("name", ["cases", "cases-again"])
def test_what_comes_back_is_held_against_what_it_was(tmp_path: Path, name: str) -> None:
    """Taken out for a night and put back with one more person, under its name or under another."""
    root = space(tmp_path / "space", "hold")
    write(root, PEOPLE)
    assert night(root, 0)["cases"].state is State.PUBLISHED
    (root / "datasets/cases").rename(tmp_path / "aside")
    catalog = (root / "catalog.yaml").read_text(encoding="utf-8")
    said = "\nwithdrawals:\n  cases: {zh: 暫停, en: paused}\n"
    (root / "catalog.yaml").write_text(catalog + said, encoding="utf-8")
    assert night(root, 1)["cases"].state is State.WITHDRAWN

    (root / "catalog.yaml").write_text(catalog, encoding="utf-8")
    (tmp_path / "aside").rename(root / "datasets" / name)
    lines = "".join(f"{district},{service}\n" for district, service in [*PEOPLE, ("東區", "換照")])
    (root / "datasets" / name / "cases.csv").write_text(f"行政區,業務\n{lines}", encoding="utf-8")
    back = night(root, 2)[name]
    assert (back.state, checks(back)) == (State.HELD, ["privacy.small-change"])
    lines = "".join(f"{district},{service}\n" for district, service in [*PEOPLE, *[("東區", "換照")] * 3])
    (root / "datasets" / name / "cases.csv").write_text(f"行政區,業務\n{lines}", encoding="utf-8")
    assert night(root, 3)[name].state is State.PUBLISHED
