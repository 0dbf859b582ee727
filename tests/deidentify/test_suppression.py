"""Suppression: what is left meets the models, measured with the other code; what went had to go."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.deidentify.suppression import allowed, greatest_relief, suppress
from publisher.model.policy import DistinctLDiversity, KAnonymity, MinimumCellCount, PrivacyModel
from publisher.privacy.models import class_sizes, measure

QUASI = ("年齡層", "行政區")


def people(*records: tuple[str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        records, schema={"年齡層": pl.String, "行政區": pl.String, "業務": pl.String}, orient="row"
    )


def test_records_alone_in_their_class_go() -> None:
    frame = people(
        ("20-29", "東區", "a"), ("20-29", "東區", "b"), ("30-39", "東區", "a"), (None, "", "a"), ("", None, "c")
    )
    result = suppress(frame, QUASI, [KAnonymity(k=2)])
    assert result.kept.tolist() == [True, True, False, True, True]
    assert result.suppressed == 1


def test_classes_with_one_sensitive_value_go() -> None:
    frame = people(
        *[("20-29", "東區", "換照")] * 3, *[("30-39", "東區", value) for value in ("換照", "過戶", "換照")]
    )
    result = suppress(frame, QUASI, [KAnonymity(k=3), DistinctLDiversity(l=2, sensitive="業務")])
    assert result.kept.tolist() == [False] * 3 + [True] * 3


def test_a_record_that_goes_for_one_model_can_take_a_class_with_it() -> None:
    frame = people(
        ("20-29", "東區", "3"), ("20-29", "東區", "10"), ("30-39", "東區", "10"), ("30-39", "東區", "0")
    )
    models: list[PrivacyModel] = [KAnonymity(k=2), MinimumCellCount(fields=("業務",), at_least=6)]
    assert suppress(frame, QUASI, models).kept.tolist() == [False, False, True, True]


@pytest.mark.parametrize("models", [[KAnonymity(k=2)], [DistinctLDiversity(l=2, sensitive="業務")]])
def test_empty_tables_and_single_records(models: list[PrivacyModel]) -> None:
    assert suppress(people(), QUASI, models).suppressed == 0
    assert suppress(people(), (), models).suppressed == 0
    assert suppress(people(("20-29", "東區", "a")), QUASI, models).suppressed == 1
    assert suppress(people(("20-29", "東區", "a")), (), models).suppressed == 1


def test_without_models_nothing_goes() -> None:
    assert suppress(people(("20-29", "東區", "a")), QUASI, []).kept.all()


@pytest.mark.parametrize(
    ("records", "limit", "most"),
    [(100, 0.29, 29), (20, 0.05, 1), (19, 0.05, 0), (10, 0.0, 0), (7, 1.0, 7), (0, 0.5, 0)],
)
def test_the_limit_is_a_whole_number_of_records(records: int, limit: float, most: int) -> None:
    assert allowed(records, limit) == most


def test_the_field_that_matters_most() -> None:
    frame = people(*[(f"{age}", "東區", "a") for age in range(8)], *[("9", "東區", "a"), ("9", "北區", "a")])
    relief = greatest_relief(frame, QUASI, [KAnonymity(k=2)])
    assert relief is not None
    assert (relief.field, relief.suppressed) == ("年齡層", 1)


def test_a_count_can_be_the_field_that_matters() -> None:
    frame = pl.DataFrame({"輛數": ["1", "2", "9"], "件數": ["9", "9", "1"]})
    relief = greatest_relief(frame, (), [MinimumCellCount(fields=("輛數", "件數"), at_least=6)])
    assert relief is not None
    assert (relief.field, relief.suppressed) == ("輛數", 1)
    assert greatest_relief(frame, (), []) is None


def test_more_combinations_than_an_integer_holds() -> None:
    columns = {f"q{number}": [str((row * (number + 3)) % 1000) for row in range(2000)] for number in range(12)}
    frame = pl.DataFrame(columns)
    result = suppress(frame, frame.columns, [KAnonymity(k=2)])
    assert result.kept.tolist() == (class_sizes(frame, frame.columns) >= 2).to_list()


values = st.sampled_from(["a", "b", "c", "", None])
counts = st.sampled_from(["0", "3", "6", "20", "", None, "x"])
tables = st.lists(st.tuples(values, values, values, counts), max_size=40)


@settings(deadline=None)
@given(tables, st.integers(2, 4), st.integers(2, 3), st.booleans())
def test_what_is_left_meets_every_model(
    records: list[tuple[str | None, ...]], k: int, least: int, with_counts: bool
) -> None:
    frame = pl.DataFrame(records, schema=dict.fromkeys("xysn", pl.String), orient="row")
    models: list[PrivacyModel] = [KAnonymity(k=k), DistinctLDiversity(l=least, sensitive="s")]
    if with_counts:
        models.append(MinimumCellCount(fields=("n",), at_least=6))
    result = suppress(frame, ("x", "y"), models)
    output = frame.filter(pl.Series(result.kept, dtype=pl.Boolean))
    assert all(measure(model, output, ("x", "y")).met for model in models)
    assert output.is_empty() or min(class_sizes(output, ("x", "y"))) >= k
    assert suppress(output, ("x", "y"), models).suppressed == 0


@settings(deadline=None)
@given(tables, st.integers(2, 4))
def test_nothing_goes_that_could_stay(records: list[tuple[str | None, ...]], k: int) -> None:
    frame = pl.DataFrame(records, schema=dict.fromkeys("xysn", pl.String), orient="row")
    result = suppress(frame, ("x", "y"), [KAnonymity(k=k)])
    assert np.array_equal(result.kept, (class_sizes(frame, ("x", "y")) >= k).to_numpy())
