"""Counts with differential privacy: the guarantee, the budget, and what would tell of persons beside the noise."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from publisher.certificate.figures import table_facts
from publisher.certificate.wording import CertificateWording
from publisher.deidentify import apply
from publisher.deidentify.checking import check_policy
from publisher.deidentify.tables.noisy import Mechanism
from publisher.gate.noise import without_noise
from publisher.model.certificate import Certificate
from publisher.model.errors import UserError
from publisher.model.policy import (
    Counted,
    DifferentialPrivacy,
    Drop,
    FieldPolicy,
    KAnonymity,
    PrivacyBudget,
    Review,
    Role,
    Round,
)
from publisher.model.spending import Spending
from publisher.model.stage import StageResult
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset
from publisher.privacy.keys import ensure_key
from publisher.privacy.ledger import note, noted
from tests.deidentify.making import NOW, make_dataset, make_services, make_table
from tests.deidentify.tables.tables import COUNT, dimensions, table

SIZES = (3, 4)
METHOD = DifferentialPrivacy(
    (COUNT,), 0.5, PrivacyBudget(1.0), cells_per_person=1, public=tuple(dimensions(SIZES))
)
PLAIN = FieldPolicy(Role.INSENSITIVE)


def dataset(
    method: DifferentialPrivacy = METHOD, names: tuple[str, ...] = (), review: Review | None = None
) -> Dataset:
    made = make_dataset(dict.fromkeys(names or (*dimensions(SIZES), COUNT), PLAIN))
    object.__setattr__(made.policy, "tables", (method,))
    object.__setattr__(made.policy, "reviewed", {"lost-budget": review} if review else {})
    return made


def release(
    folder: Path,
    frame: pl.DataFrame,
    spent: tuple[Spending, ...] = (),
    made: Dataset | None = None,
    days: int = 0,
) -> StageResult:
    ensure_key(folder / "keys", "sample")
    services = replace(make_services(folder), now=NOW + timedelta(days=days))
    source = make_table(folder, {name: frame[name].to_list() for name in frame.columns})
    return apply(made or dataset(names=tuple(frame.columns)), source, services, spent=spent)


def shown(result: StageResult) -> pl.DataFrame:
    assert result.table is not None, [(item.check, item.params) for item in result.findings]
    return pl.read_parquet(result.table.path)


def refusals(result: StageResult) -> list[tuple[str, str]]:
    assert result.table is None
    assert result.held
    return [(item.check, item.key) for item in result.findings]


def test_sums_are_those_of_the_noisy_counts_and_rows_do_not_tell_by_their_order(tmp_path: Path) -> None:
    frame = table(SIZES, 20, 3)
    by_size = frame.sort(pl.col(COUNT).cast(pl.Int64), descending=True)
    result = release(tmp_path, by_size)
    after = shown(result)
    assert after.drop(COUNT).rows() == sorted(
        frame.drop(COUNT).rows(), key=lambda row: [(x == "合計", x) for x in row]
    )
    numbers = {row[:-1]: int(row[-1]) for row in after.iter_rows()}
    for one in ("甲0", "甲1", "甲2", "合計"):
        assert numbers[one, "合計"] == sum(numbers[one, f"乙{at}"] for at in range(4))
    for other in ("乙0", "乙3", "合計"):
        assert numbers["合計", other] == sum(numbers[f"甲{at}", other] for at in range(3))
    assert min(numbers.values()) >= 0
    assert result.records is not None
    moved = by_size[pl.read_parquet(result.records)["record"]]
    assert moved.drop(COUNT).equals(after.drop(COUNT))


@pytest.mark.parametrize(
    ("mechanism", "delta", "cells", "times"),
    [("discrete-laplace", 0.0, 1, 1), ("discrete-laplace", 0.0, 3, 2), ("discrete-gaussian", 1e-6, 4, 1)],
)
def test_the_noise_is_as_wide_as_its_guarantee(mechanism: Any, delta: float, cells: int, times: int) -> None:
    method = replace(METHOD, mechanism=mechanism, delta=delta, cells_per_person=cells, times_per_cell=times)
    made = Mechanism(method)
    assert made.epsilon <= 0.5 + 1e-9
    assert made.epsilon > 0.49
    assert made.delta == delta
    drawn = np.array(made.noisy([1000] * 4000)) - 1000
    if delta:
        variance = made.scale**2
    else:
        assert made.scale == pytest.approx(cells * times / 0.5)
        share = math.exp(-1 / made.scale)
        variance = 2 * share / (1 - share) ** 2
    assert abs(drawn.mean()) < 6 * math.sqrt(variance / drawn.size)
    assert 0.75 < drawn.var() / variance < 1.3


def test_the_same_counts_are_the_same_release_and_others_cost(tmp_path: Path) -> None:
    frame = table(SIZES, 20, 3)
    first = release(tmp_path, frame)
    assert first.spending is not None
    again = release(tmp_path, frame.reverse(), (first.spending,))
    assert again.spending is None
    assert shown(again).equals(shown(first))
    assert again.tables == first.tables
    changed = frame.with_columns(pl.lit("9").alias(COUNT)).head(0).vstack(table(SIZES, 20, 4))
    second = release(tmp_path, changed, (first.spending,))
    assert second.spending is not None
    private = second.tables[0].private
    assert private is not None
    assert (private.spent_epsilon, private.budget_epsilon, private.period) == (1.0, 1.0, "2026")
    both = (first.spending, second.spending)
    assert refusals(release(tmp_path, table(SIZES, 20, 5), both)) == [("privacy.budget-spent", "")]
    assert shown(release(tmp_path, frame, both)).equals(shown(first))
    next_year = release(tmp_path, table(SIZES, 20, 5), both, days=60)
    assert next_year.tables[0].private is not None
    assert next_year.tables[0].private.spent_epsilon == 0.5
    monthly = replace(METHOD, budget=PrivacyBudget(1.0, period="none"))
    assert refusals(release(tmp_path, table(SIZES, 20, 5), both, dataset(monthly), days=60))


def test_noise_differs_from_release_to_release(tmp_path: Path) -> None:
    seen = {tuple(shown(release(tmp_path, table(SIZES, 20, 3)))[COUNT]) for _ in range(3)}
    assert len(seen) == 3


def test_what_the_state_lost_is_not_spent_again(tmp_path: Path) -> None:
    frame = table(SIZES, 20, 3)
    first = release(tmp_path, frame)
    assert first.spending is not None
    note(tmp_path / "keys", "sample", [first.spending])
    note(tmp_path / "keys", "sample", [first.spending])
    assert [replace(item, counts=first.spending.counts) for item in noted(tmp_path / "keys", "sample")] == [
        first.spending
    ]
    assert refusals(release(tmp_path, frame)) == [("privacy.budget-unknown", "")]
    text = LocalText("備份已毀", "the backup is gone")
    early = Review(text, "陳科長", date(2026, 11, 1))
    assert refusals(release(tmp_path, frame, made=dataset(review=early))) == [("privacy.budget-unknown", "")]
    later = release(tmp_path, frame, made=dataset(review=replace(early, reviewed_on=NOW.date())))
    assert later.tables[0].private is not None
    assert later.tables[0].private.spent_epsilon == 1.0
    path = tmp_path / "keys" / "sample.spent"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{", encoding="utf-8")
    with pytest.raises(UserError):
        release(tmp_path, frame)


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        ("rows", [("東", "男", "3"), ("東", "女", "4"), ("西", "男", "5")]),
        ("rows", [("東", "男", "3"), ("西", "女", "4")]),
        ("duplicates", [("東", "男", "3"), ("東", "男", "3"), ("東", "女", "4")]),
        ("numbers", [("東", "男", "3"), ("東", "女", None)]),
        ("numbers", [("東", "男", "3"), ("東", "女", "-")]),
        ("sums", [("東", "男", "3"), ("東", "女", "4"), ("東", "合計", "8")]),
    ],
)
def test_a_table_that_tells_of_persons_beside_the_noise_is_refused(
    kind: str, rows: list[tuple[str, ...]], tmp_path: Path
) -> None:
    frame = pl.DataFrame(rows, schema=["甲", "乙", COUNT], orient="row")
    method = replace(METHOD, public=("甲",))
    made = dataset(method)
    listed = [
        {"name": "甲"},
        {"name": "乙", "constraints": {"enum": ["男", "女", "合計"]}},
        {"name": COUNT},
    ]
    object.__setattr__(made, "schema", {"fields": listed})
    assert refusals(release(tmp_path, frame, made=made)) == [("privacy.counts-not-private", kind)]


def test_levels_above_and_labels_make_no_combinations(tmp_path: Path) -> None:
    districts = [("甲市", "A", "東區"), ("甲市", "B", "西區"), ("乙市", "C", "南區")]
    rows = [(*place, sex, "5") for place, sex in itertools.product(districts, ("男", "女"))]
    names = ("縣市", "代碼", "區", "性別", COUNT)
    frame = pl.DataFrame(rows, schema=names, orient="row")
    method = replace(METHOD, public=names[:-1])
    assert shown(release(tmp_path, frame, made=dataset(method, names))).height == 6
    assert refusals(release(tmp_path, frame.head(5), made=dataset(method, names))) == [
        ("privacy.counts-not-private", "rows")
    ]


def test_the_gate_sees_counts_without_noise(tmp_path: Path) -> None:
    frame = table((6, 8), 20, 3)
    names = tuple(frame.columns)
    result = release(tmp_path, frame)
    source = make_table(tmp_path, {name: frame[name].to_list() for name in names})
    services, made = make_services(tmp_path), dataset(names=names)

    def said(written: pl.DataFrame, tables: Any) -> list[str]:
        found = without_noise(made, written, source, result.records, tables, services)
        return [item.check for item in found]

    assert result.records is not None
    true = frame[pl.read_parquet(result.records)["record"]]
    assert said(shown(result), result.tables) == []
    assert said(shown(result), ()) == ["privacy.counts-without-noise"]
    assert said(true, result.tables) == ["privacy.counts-without-noise"]


def test_the_certificate_says_the_guarantee_and_nothing_of_the_true_counts(tmp_path: Path) -> None:
    result = release(tmp_path, table(SIZES, 2, 3))
    made = result.tables[0]
    assert (made.small, made.changed) == (0, made.cells)
    certificate = Certificate(
        "sample", LocalText("法", "law"), (), (), None, None, 1, 0, 0.0, (), {}, tables=result.tables
    )
    facts = dict(table_facts(certificate, CertificateWording("en")))
    assert (
        facts["One person is counted in"]
        == "at most 1 cells that are no sums, 1 times in each (declared by the agency)"
    )
    assert facts["Privacy budget"] == "2026: epsilon 0.5 of 1 spent, 0.5 left; delta 0 of 0"
    assert "epsilon 0.5, delta 0; discrete Laplace mechanism, scale 2" in facts["noise with differential privacy"]
    assert "隱私預算" in dict(table_facts(certificate, CertificateWording("zh-TW")))


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({}, 0),
        ({"epsilon": 0.0}, 1),
        ({"epsilon": 2.0}, 1),
        ({"cells_per_person": 0}, 1),
        ({"delta": 1e-6}, 2),
        ({"mechanism": "discrete-gaussian"}, 1),
        ({"public": ("甲",)}, 1),
        ({"public": ("甲", "乙", "丙")}, 1),
    ],
    ids=str,
)
def test_a_policy_that_promises_what_does_not_hold(change: dict[str, Any], problems: int) -> None:
    assert len(check_policy(dataset(replace(METHOD, **change)))) == problems


def test_a_policy_that_says_more_of_the_counts(tmp_path: Path) -> None:
    for rule in (FieldPolicy(Role.INSENSITIVE, Round(5)), FieldPolicy(Role.INSENSITIVE, counts=Counted("log"))):
        made = dataset()
        object.__setattr__(made.policy, "fields", {**made.policy.fields, COUNT: rule})
        assert len(check_policy(made)) == 1
    dropped = dataset()
    object.__setattr__(
        dropped.policy, "fields", {**dropped.policy.fields, "姓名": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop())}
    )
    assert check_policy(dropped) == []
    models = dataset()
    object.__setattr__(models.policy, "models", (KAnonymity(5),))
    assert any(place == "tables" for place, _ in check_policy(models))
