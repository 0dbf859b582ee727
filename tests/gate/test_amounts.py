"""Amounts that one contributor makes up: the rules, what the transform hides, and that the gate sees what it did not."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify import apply
from publisher.gate.counting import counted
from publisher.model.policy import ComplementarySuppression, Dominance, Drop, FieldPolicy, Role
from publisher.model.table import Table
from publisher.model.workspace import Dataset
from publisher.privacy.tables.amounts import distance_needed
from tests.deidentify.making import make_dataset, make_services, make_table

FIELD, PARTS = "金額", ("最大", "次大")
P_PERCENT = ComplementarySuppression((FIELD,), contributions={FIELD: PARTS}, p_percent=10)
DOMINANCE = ComplementarySuppression((FIELD,), contributions={FIELD: PARTS}, dominance=Dominance(1, 75))
SOURCE = {
    "區": ["東區", "西區", "北區", "南區", "合計"],
    FIELD: ["900", "700", "800", "600", "3000"],
    "最大": ["880", "200", "210", "150", "880"],
    "次大": ["10", "180", "200", "140", "210"],
}


@pytest.mark.parametrize(
    ("amount", "largest", "method", "distance"),
    [
        (900, [880, 10], P_PERCENT, 78),
        (900, [300, 250], P_PERCENT, 0),
        (1000, [500, 450], P_PERCENT, 0),
        (999, [500, 450], P_PERCENT, 1),
        (900, [880, 10], DOMINANCE, 274),
        (1000, [750, 1], DOMINANCE, 0),
        (1000, [751, 1], DOMINANCE, 2),
        (1000, [], P_PERCENT, 100),
        (0, [], P_PERCENT, 0),
    ],
)
def test_how_far_an_estimate_has_to_stay(
    amount: int, largest: list[int], method: ComplementarySuppression, distance: int
) -> None:
    assert distance_needed(amount, largest, method) == distance


def dataset(method: ComplementarySuppression) -> Dataset:
    plain = FieldPolicy(Role.INSENSITIVE)
    fields = {"區": plain, FIELD: plain, **{name: FieldPolicy(Role.INSENSITIVE, Drop()) for name in PARTS}}
    made = make_dataset(fields)
    object.__setattr__(made.policy, "tables", (method,))
    return made


def said(made: Dataset, shown: pl.DataFrame, source: Table, folder: Path) -> list[tuple[str, str]]:
    found = counted(made, shown, shown.height, source, None, make_services(folder))
    return [(item.check, item.key) for item in found]


@pytest.mark.parametrize("method", [P_PERCENT, DOMINANCE], ids=["p %", "dominance"])
def test_what_is_hidden_cannot_be_told_nearly(method: ComplementarySuppression, tmp_path: Path) -> None:
    made, source = dataset(method), make_table(tmp_path, SOURCE)
    result = apply(made, source, make_services(tmp_path))
    assert result.table is not None
    assert result.tables[0].small == 1
    shown = pl.read_parquet(result.table.path)
    assert shown[FIELD][0] is None
    assert shown[FIELD].null_count() == 2
    assert said(made, shown, source, tmp_path) == []


def test_the_gate_sees_what_is_shown_and_what_follows(tmp_path: Path) -> None:
    made, source = dataset(P_PERCENT), make_table(tmp_path, SOURCE)
    shown = pl.DataFrame(SOURCE).select("區", FIELD)
    near = [("privacy.amount-disclosed", f"{FIELD}/near")]
    assert said(made, shown, source, tmp_path) == near
    alone = shown.with_columns(pl.when(pl.col("區") == "東區").then(None).otherwise(FIELD).alias(FIELD))
    assert said(made, alone, source, tmp_path) == near
    fewer = make_table(tmp_path, {name: values[:2] for name, values in SOURCE.items()})
    assert said(made, shown, fewer, tmp_path) == [("privacy.counts-not-audited", f"{FIELD}/unaudited")]


def test_an_amount_that_cannot_be_protected_is_refused_without_its_distance(tmp_path: Path) -> None:
    kept = ComplementarySuppression(
        (FIELD,),
        keep=tuple({"區": name} for name in SOURCE["區"][1:]),
        contributions={FIELD: PARTS},
        p_percent=10,
    )
    result = apply(dataset(kept), make_table(tmp_path, SOURCE), make_services(tmp_path))
    assert result.table is None
    assert [(item.check, item.key) for item in result.findings] == [("privacy.table-not-protected", FIELD)]
    assert result.findings[0].params["values"] == "?"
