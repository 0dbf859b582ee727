"""Leaving cells empty: what comes out meets the models with an empty cell as a value of its own, and costs little."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.deidentify import apply
from publisher.deidentify.cells import empty_cells
from publisher.deidentify.checking import check_policy
from publisher.i18n import translate
from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    FieldPolicy,
    GeneraliseDate,
    KAnonymity,
    MinimumCellCount,
    PrivacyModel,
    Role,
    TCloseness,
)
from publisher.model.workspace import Dataset
from publisher.privacy.engine import ModelCondition
from publisher.privacy.models import measure

from .making import make_dataset, make_services, make_table

QUASI = Role.QUASI_IDENTIFIER
FIELDS = {name: FieldPolicy(QUASI) for name in ("區", "車種", "年")} | {"業務": FieldPolicy(Role.SENSITIVE)}


def dataset_of(models: list[PrivacyModel], limit: float = 0.0, cells: float = 1.0, **weights: float) -> Dataset:
    dataset = make_dataset(FIELDS, models, limit=limit)
    return replace(dataset, policy=replace(dataset.policy, mode="cells", cell_limit=cells, cell_weights=weights))


def people(count: int, seed: int) -> dict[str, list[str | None]]:
    random = np.random.default_rng(seed)
    return {
        "區": [("東區", "北區", "南區", None)[at] for at in random.choice(4, count, p=[0.5, 0.3, 0.15, 0.05])],
        "車種": [("小客車", "重機", "大貨車")[at] for at in random.choice(3, count, p=[0.6, 0.35, 0.05])],
        "年": [str(2020 + at) for at in random.choice(5, count, p=[0.4, 0.3, 0.2, 0.08, 0.02])],
        "業務": [("換照", "過戶", "檢驗")[at] for at in random.choice(3, count)],
    }


models_of_tables = st.sampled_from(
    [
        [KAnonymity(k=2)],
        [KAnonymity(k=5)],
        [KAnonymity(k=3), DistinctLDiversity(l=2, sensitive="業務")],
        [KAnonymity(k=3), EntropyLDiversity(l=1.7, sensitive="業務")],
        [KAnonymity(k=3), TCloseness(0.4, "業務")],
    ]
)


@settings(deadline=None, max_examples=30)
@given(models_of_tables, st.integers(0, 120), st.integers(0, 10**6), st.sampled_from([0.0, 0.05, 1.0]))
def test_what_is_written_meets_the_models(
    tmp_path_factory: pytest.TempPathFactory, models: list[PrivacyModel], count: int, seed: int, limit: float
) -> None:
    folder = tmp_path_factory.mktemp("cells")
    source = people(count, seed)
    result = apply(dataset_of(models, limit), make_table(folder, source), make_services(folder))
    if result.table is None:
        assert [finding.check for finding in result.findings] == ["privacy.policy-cannot-be-met"]
        return
    output = pl.read_parquet(result.table.path)
    assert all(measure(model, output, ("區", "車種", "年")).met for model in models)
    assert count - output.height <= limit * count
    assert result.generalisation is not None
    before = pl.DataFrame(source, schema=dict.fromkeys(source, pl.String))
    if output.height == count:
        assert output["業務"].to_list() == before["業務"].to_list()
        emptied = 0
        for name in ("區", "車種", "年"):
            changed = output[name].ne_missing(before[name])
            assert output[name].filter(changed).null_count() == changed.sum()
            emptied += int(changed.sum())
        assert emptied == result.generalisation.cells


def test_an_empty_cell_is_a_value_of_its_own(tmp_path: Path) -> None:
    # As a wild card one empty cell would do; here the two records that are alone in their year need each other.
    source = {
        "區": ["東區"] * 6, "車種": ["小客車"] * 6, "年": ["2020"] * 4 + ["2021", "2022"], "業務": ["換照"] * 6,
    }  # fmt: skip
    result = apply(dataset_of([KAnonymity(k=2)]), make_table(tmp_path, source), make_services(tmp_path))
    assert result.table is not None
    assert pl.read_parquet(result.table.path)["年"].to_list() == ["2020"] * 4 + [None, None]
    # Alone, it needs a cell of another record; where that costs as much as the whole record, it is left out.
    alone = {name: values[:5] for name, values in source.items()}
    for weight, limit, years in ((1, 0.2, 3), (2, 0.2, 4), (2, 0.0, 3)):
        dataset = dataset_of([KAnonymity(k=2)], limit, 年=weight)
        result = apply(dataset, make_table(tmp_path, alone), make_services(tmp_path))
        assert result.table is not None
        shown = pl.read_parquet(result.table.path)["年"].to_list()
        assert sorted(shown, key=str) == ["2020"] * years + [None] * (0 if years == 4 else 2)


def cheapest(codes: np.ndarray, k: int) -> int:
    """The fewest cells by trying everything; a record left out costs all of its cells."""
    records, fields = codes.shape
    sets = [*itertools.product((False, True), repeat=fields)]
    best = records * fields
    for chosen in itertools.product(range(len(sets) + 1), repeat=records):
        cost = sum(fields if at == len(sets) else sum(sets[at]) for at in chosen)
        shown = [
            tuple(np.where(sets[at], 0, row)) for at, row in zip(chosen, codes, strict=True) if at < len(sets)
        ]
        if cost < best and all(shown.count(row) >= k for row in shown):
            best = cost
    return best


def test_few_cells_beside_the_fewest() -> None:
    random = np.random.default_rng(1)
    here = least = 0
    for _ in range(25):
        codes = random.integers(1, 4, (5, 2))
        rows = [tuple(row) for row in codes]
        kept = np.array([rows.count(row) >= 2 for row in rows])
        done = empty_cells(codes, kept, [ModelCondition(KAnonymity(k=2))], [], [1.0, 1.0], 5)
        here += int(done.cells.sum()) + 2 * int((~done.kept).sum())
        least += cheapest(codes, 2)
    assert least <= here <= 1.05 * least


def test_dear_cells_stay(tmp_path: Path) -> None:
    # Two records each way: either the district or the year of all four makes them pairs.
    source = {
        "區": ["東區", "東區", "西區", "西區"], "車種": ["小客車"] * 4, "年": ["2020", "2021"] * 2, "業務": ["換照"] * 4,
    }  # fmt: skip
    for weights, empty in (({"年": 2.0}, "區"), ({"區": 2.0}, "年")):
        dataset = dataset_of([KAnonymity(k=2)], **weights)
        result = apply(dataset, make_table(tmp_path, source), make_services(tmp_path))
        assert result.table is not None
        shown = pl.read_parquet(result.table.path)
        assert {name for name in ("區", "車種", "年") if shown[name].null_count()} == {empty}


def test_too_many_empty_cells_hold_the_dataset(tmp_path: Path) -> None:
    source = people(60, 3)
    dataset = dataset_of([KAnonymity(k=8)], cells=0.02)
    result = apply(dataset, make_table(tmp_path, source), make_services(tmp_path))
    (finding,) = result.findings
    assert (finding.check, result.table) == ("privacy.policy-cannot-be-met", None)


def test_levels_come_before_empty_cells(tmp_path: Path) -> None:
    fields = FIELDS | {"年": FieldPolicy(QUASI, GeneraliseDate(levels=("month", "year")))}
    dataset = replace(
        dataset_of([KAnonymity(k=3)]), policy=replace(dataset_of([KAnonymity(k=3)]).policy, fields=fields)
    )
    source = {
        "區": ["東區"] * 9, "車種": ["小客車"] * 9, "業務": ["換照"] * 9,
        "年": [f"2026-0{1 + row}-01" for row in range(8)] + ["2025-01-01"],
    }  # fmt: skip
    result = apply(dataset, make_table(tmp_path, source), make_services(tmp_path))
    assert result.table is not None
    assert set(pl.read_parquet(result.table.path)["年"].to_list()) <= {"2026", "*", None}


def test_settings_of_cells() -> None:
    dataset = dataset_of([KAnonymity(k=2)], cells=2, 業務=1, 區=0)
    problems = check_policy(dataset)
    assert [field for field, _ in problems] == ["cell_limit", "cell_weights", "cell_weights"]
    assert all(translate(message, "zh-TW") != str(message) for _, message in problems)
    required = [{"name": name, "type": "string", "constraints": {"required": True}} for name in FIELDS]
    needed = replace(dataset_of([KAnonymity(k=2)]), schema={"fields": required})
    assert [field for field, _ in check_policy(needed)] == ["區", "車種", "年"]
    counts = make_dataset(
        {"區": FieldPolicy(QUASI), "數": FieldPolicy(Role.INSENSITIVE)},
        [KAnonymity(k=2), MinimumCellCount(("數",))],
    )
    assert check_policy(replace(counts, policy=replace(counts.policy, mode="cells"))) == []
