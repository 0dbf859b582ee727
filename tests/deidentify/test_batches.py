"""A table treated in many batches comes out like one treated at once, and takes no more memory for more records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify import apply, batches
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    Drop,
    EntropyLDiversity,
    FieldPolicy,
    GeneraliseDate,
    KAnonymity,
    Mask,
    Microaggregate,
    MinimumCellCount,
    Mode,
    Noise,
    Pseudonym,
    RedactText,
    Role,
    Round,
    TopBottomCode,
)
from publisher.model.stage import StageResult
from publisher.model.workspace import Dataset
from publisher.privacy.keys import ensure_key
from publisher.workspace import load_rulebook

from .making import make_dataset, make_services, make_table

QUASI, DIRECT, PLAIN = Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER, Role.INSENSITIVE
RECORDS = 1_000


def source() -> dict[str, list[str | None]]:
    rows = range(RECORDS)
    return {
        "姓名": [f"王{'大小中'[row % 3]}{'明美華'[row // 3 % 3]}" for row in rows],
        "證號": [f"L19{row:07}" for row in rows],
        "出生日期": [None if row % 97 == 0 else f"{1940 + row * 13 % 60}-05-06" for row in rows],
        "地址": [f"臺南市{('東區', '北區', '南區')[row % 3]}範例路{row}號" for row in rows],
        "收件日": [f"2026-{1 + row * 7 % 12:02}-{1 + row % 28:02}" for row in rows],
        "業務": [("換照", "過戶", "檢驗")[row * row % 7 % 3] for row in rows],
        "備註": [f"王{'大小中'[row % 3]}明來電" if row % 5 == 0 else None for row in rows],
        "金額": [str(row * 37 % 1000) for row in rows],
        "天數": [str(row % 40) for row in rows],
        "件數": ["3" if row % 200 == 7 else str(6 + row % 4) for row in rows],
    }  # fmt: skip


def dataset_of(mode: Mode | None, *, identified: bool = True) -> Dataset:
    levels = mode is not None
    fields: Mapping[str, FieldPolicy] = {
        "姓名": FieldPolicy(DIRECT if identified else PLAIN, Drop()),
        "證號": FieldPolicy(DIRECT if identified else PLAIN, Pseudonym() if identified else Mask(), "代碼"),
        "出生日期": FieldPolicy(QUASI, AgeBand(at="收件日", levels=(5, 10, 20) if levels else (), width=20), "年齡層"),
        "地址": FieldPolicy(QUASI, AddressLevel(levels=("district", "city") if levels else ()), "地區"),
        "收件日": FieldPolicy(QUASI, GeneraliseDate(to="quarter", levels=("month", "quarter") if levels else ()), "時間"),
        "業務": FieldPolicy(Role.SENSITIVE),
        "備註": FieldPolicy(PLAIN, RedactText()),
        "金額": FieldPolicy(PLAIN, Microaggregate(k=3, within="classes")),
        "天數": FieldPolicy(PLAIN, TopBottomCode(top=30) if identified else Noise(scale=2.0)),
        "件數": FieldPolicy(PLAIN),
    }  # fmt: skip
    models = (KAnonymity(k=3), EntropyLDiversity(l=2, sensitive="業務"), MinimumCellCount(("件數",), 6))
    dataset = make_dataset(fields, models, limit=0.3)
    return replace(dataset, policy=replace(dataset.policy, mode=mode))


def both_ways(folder: Path, dataset: Dataset, columns: Mapping[str, list[str | None]]) -> list[StageResult]:
    """The result in one batch and in batches of a hundred records, the second with its table compared to the first."""
    results, tables = [], []
    for number, least in enumerate((batches._LEAST_RECORDS, 100)):
        here = folder / str(number)
        here.mkdir()
        services = replace(make_services(here), keys=folder / "keys", checks=dict(load_rulebook()))
        ensure_key(services.keys, "sample")
        table = make_table(here, columns)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(batches, "_LEAST_RECORDS", least)
            patch.setattr(batches, "_CELLS", 1 if number else batches._CELLS)
            result = apply(dataset, table, services)
        assert not (services.work / "deidentify").exists()
        results.append(replace(result, table=None, records=None))
        tables.append(None if result.table is None else pl.read_parquet(result.table.path))
    if tables[0] is not None:
        assert tables[1] is not None
        assert tables[0].equals(tables[1], null_equal=True)
    assert (tables[0] is None) is (tables[1] is None)
    return results


@pytest.mark.parametrize("mode", [None, "full-domain", "local", "mondrian", "cells"])
def test_many_batches_come_out_like_one(tmp_path: Path, mode: Mode | None) -> None:
    one, many = both_ways(tmp_path, dataset_of(mode), source())
    assert one == many
    assert one.findings == ()
    assert 0 < one.counters["records_out"] < RECORDS


def test_what_depends_on_all_records_sees_them_all(tmp_path: Path) -> None:
    """Noise where nothing tells records apart counts those that are alike; averages are over the whole table."""
    columns = {name: values[:100] * 10 for name, values in source().items()}
    dataset = dataset_of(None, identified=False)
    fields = {
        **dataset.policy.fields,
        "金額": FieldPolicy(PLAIN, Microaggregate(k=3)),
        "件數": FieldPolicy(PLAIN, Round(5, method="random")),
    }
    dataset = replace(dataset, policy=replace(dataset.policy, fields=fields, models=(), suppression_limit=0.0))
    one, many = both_ways(tmp_path, dataset, columns)
    assert one == many
    assert one.counters["records_out"] == RECORDS


def test_uncovered_values_of_later_batches_are_told_with_their_rows(tmp_path: Path) -> None:
    columns = source()
    for row in (5, 640, 930):
        columns["地址"][row] = "不詳"
    one, many = both_ways(tmp_path, dataset_of("full-domain"), columns)
    assert one == many
    (found,) = many.findings
    assert found.check == "privacy.uncovered-value"
    assert [place.row for place in found.places] == [6, 641, 931]
    assert (found.count, found.params["count"]) == (3, 3)


def test_a_policy_that_cannot_be_met_proposes_the_same(tmp_path: Path) -> None:
    dataset = dataset_of(None)
    policy = replace(dataset.policy, models=(KAnonymity(k=400),), suppression_limit=0.0)
    one, many = both_ways(tmp_path, replace(dataset, policy=policy), source())
    assert one == many
    (found,) = many.findings
    assert found.check == "privacy.suppression-over-limit"
    assert "(1)" in str(found.params["options"])
