"""Entropy and recursive l-diversity and t-closeness: by hand, and against the formulas for any table."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.errors import UserError
from publisher.model.policy import EntropyLDiversity, PrivacyModel, RecursiveLDiversity, TCloseness
from publisher.privacy.models import measure

from . import slowly

TREE = (("0", "1", "2", "3"), ("low", "low", "high", "high"), ("*",) * 4)
SALARIES = ["3", "4", "5", "6", "8", "11", "7", "9", "10"]
"""Table 3 of Li et al.: {3k, 4k, 5k} is 0.375 away from the whole, {6k, 8k, 11k} 0.167."""


def table(*classes: tuple[str, str]) -> pl.DataFrame:
    rows = [(name, value) for name, values in classes for value in values]
    return pl.DataFrame(rows, schema={"q": pl.String, "s": pl.String}, orient="row")


def test_the_worked_example_of_the_paper() -> None:
    frame = pl.DataFrame({"q": ["a"] * 3 + ["b"] * 3 + ["c"] * 3, "s": SALARIES})
    found = measure(TCloseness(0.3, "s", "ordered"), frame, ("q",))
    assert (round(found.observed, 3), found.met, found.violating_records) == (0.375, False, 3)
    assert measure(TCloseness(0.17, "s", "ordered"), frame, ("q",)).violating_records == 6
    assert measure(TCloseness(0.16, "s", "ordered"), frame, ("q",)).violating_records == 9


def test_entropy_and_recursive_by_hand() -> None:
    frame = table(("a", "xxyy"), ("b", "xxxy"))
    even = measure(EntropyLDiversity(l=2, sensitive="s"), frame, ("q",))
    assert (even.met, even.violating_records, round(even.observed, 4)) == (False, 4, 1.7548)
    assert measure(EntropyLDiversity(l=2, sensitive="s"), frame.head(4), ("q",)).met  # exactly ln 2
    ratio = measure(RecursiveLDiversity(c=3, l=2, sensitive="s"), frame, ("q",))
    assert (ratio.met, ratio.observed, ratio.violating_records) == (False, 3.0, 4)
    assert measure(RecursiveLDiversity(c=3.1, l=2, sensitive="s"), frame, ("q",)).met
    assert measure(RecursiveLDiversity(c=100, l=3, sensitive="s"), frame, ("q",)).violating_records == 8


def test_without_an_order_or_a_hierarchy_that_covers_them_values_cannot_be_compared(tmp_path: Path) -> None:
    frame = table(("a", "xy"))
    (tmp_path / "s.csv").write_text("x;*\n", encoding="utf-8")
    for model in (
        TCloseness(0.3, "s", "ordered"),
        TCloseness(0.3, "s", "ordered", order=("x",)),
        TCloseness(0.3, "s", "hierarchical", file="s.csv"),
        TCloseness(0.3, "s", "hierarchical", file="none.csv"),
    ):
        with pytest.raises(UserError):
            measure(model, frame, ("q",), tmp_path)
    assert measure(TCloseness(0.3, "s", "ordered", order=("x", "y")), frame, ("q",)).met


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hierarchies")
    (path / "s.csv").write_text("\n".join(",".join(row) for row in zip(*TREE, strict=True)), encoding="utf-8")
    return path


any_model = st.one_of(
    st.builds(EntropyLDiversity, l=st.sampled_from([1.5, 2, 3]), sensitive=st.just("s")),
    st.builds(RecursiveLDiversity, c=st.sampled_from([1, 2, 4]), l=st.integers(2, 3), sensitive=st.just("s")),
    st.builds(
        TCloseness,
        t=st.sampled_from([0.1, 0.25, 0.5]),
        sensitive=st.just("s"),
        distance=st.sampled_from(["equal", "ordered", "hierarchical"]),
        file=st.just("s.csv"),
    ),
)


@settings(deadline=None)
@given(any_model, st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3)), min_size=1, max_size=30))
def test_any_table_against_the_formulas(folder: Path, model: PrivacyModel, records: list[tuple[str, int]]) -> None:
    frame = pl.DataFrame({"q": [key for key, _ in records], "s": [str(value) for _, value in records]})
    classes = defaultdict(list)
    for key, value in records:
        classes[key].append(value)
    everyone = [value for _, value in records]
    failing = sum(len(values) for values in classes.values() if not slowly.meets(model, values, everyone, TREE))
    found = measure(model, frame, ("q",), folder)
    assert (found.met, found.violating_records) == (failing == 0, failing)


@pytest.mark.parametrize("quasi", [("q",), ()])
def test_missing_values_are_one_value(quasi: tuple[str, ...]) -> None:
    frame = pl.DataFrame({"q": ["a"] * 4, "s": [None, "", "x", "x"]})
    assert measure(EntropyLDiversity(l=2, sensitive="s"), frame, quasi).met
    assert measure(EntropyLDiversity(l=2, sensitive="s"), frame.clear(), quasi).met
    assert measure(TCloseness(0.1, "s"), frame, quasi).observed == 0.0
