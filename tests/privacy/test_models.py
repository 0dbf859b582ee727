"""Privacy models and risk, counted by hand and against a second, slow way of counting."""

from __future__ import annotations

from collections import Counter, defaultdict

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model.certificate import RiskSummary
from publisher.model.policy import DistinctLDiversity, KAnonymity, MinimumCellCount
from publisher.privacy.models import class_sizes, measure, risk

PEOPLE = pl.DataFrame(
    {
        "年齡層": ["20-29", "20-29", "20-29", "30-39", "30-39", None, ""],
        "行政區": ["東區", "東區", "東區", "東區", "東區", "南區", "南區"],
        "業務": ["換照", "過戶", "換照", "換照", "換照", None, ""],
    }
)
QUASI = ("年齡層", "行政區")
MODELS = [KAnonymity(k=2), DistinctLDiversity(l=2, sensitive="業務"), MinimumCellCount(fields=("業務",))]

rows = st.lists(st.tuples(*[st.sampled_from(["a", "b", "", None])] * 3), max_size=30)


def test_sizes_stand_beside_their_records() -> None:
    assert class_sizes(PEOPLE, QUASI).to_list() == [3, 3, 3, 2, 2, 2, 2]
    assert class_sizes(PEOPLE, ()).to_list() == [7] * 7


def test_risk_by_hand() -> None:
    assert risk(PEOPLE, QUASI, 0.34) == RiskSummary(
        records=7,
        classes=3,
        smallest_class=2,
        prosecutor=0.5,
        marketer=3 / 7,
        unique=0.0,
        journalist=0.5,
        threshold=0.34,
        at_risk=4 / 7,
    )
    alone = risk(PEOPLE.head(4), QUASI, 1 / 3)
    assert (alone.prosecutor, alone.unique, alone.classes, alone.at_risk) == (1.0, 0.25, 2, 0.25)


def test_k_anonymity() -> None:
    met = measure(KAnonymity(k=2), PEOPLE, QUASI)
    assert (met.met, met.observed, met.violating_records) == (True, 2.0, 0)
    missed = measure(KAnonymity(k=3), PEOPLE, QUASI)
    assert (missed.met, missed.observed, missed.violating_records) == (False, 2.0, 4)
    assert missed.params == {"k": 3}


def test_distinct_l_diversity_counts_missing_and_empty_as_one_value() -> None:
    measured = measure(DistinctLDiversity(l=2, sensitive="業務"), PEOPLE, QUASI)
    assert (measured.met, measured.observed, measured.violating_records) == (False, 1.0, 4)
    whole = measure(DistinctLDiversity(l=3, sensitive="業務"), PEOPLE, ())
    assert (whole.met, whole.observed) == (True, 3.0)


@pytest.mark.parametrize(
    ("counts", "violating", "observed"),
    [
        (["0", "6", None, "", "100"], 0, 6.0),
        (["0", "5", "1", "7"], 2, 1.0),
        (["0", "0"], 0, 0.0),
        (["-3", "6"], 1, -3.0),
        (["約10", "6", "NaN", "inf"], 3, 6.0),
    ],
)
def test_minimum_cells(counts: list[str | None], violating: int, observed: float) -> None:
    frame = pl.DataFrame({"輛數": pl.Series(counts, dtype=pl.String)})
    measured = measure(MinimumCellCount(fields=("輛數",), at_least=6), frame, ())
    assert (measured.met, measured.violating_records) == (violating == 0, violating)
    assert measured.observed == observed


@pytest.mark.parametrize("model", MODELS)
def test_tables_without_records_meet_every_model(
    model: KAnonymity | DistinctLDiversity | MinimumCellCount,
) -> None:
    for quasi in (QUASI, ()):
        measured = measure(model, PEOPLE.clear(), quasi)
        assert (measured.met, measured.observed, measured.violating_records) == (True, 0.0, 0)
    assert risk(PEOPLE.clear(), QUASI).records == 0


def test_one_record_is_alone() -> None:
    one = PEOPLE.head(1)
    assert not measure(KAnonymity(k=2), one, QUASI).met
    assert not measure(KAnonymity(k=2), one, ()).met
    assert risk(one, QUASI).prosecutor == 1.0


@given(rows, st.integers(1, 5))
def test_against_counting_tuples(records: list[tuple[str | None, ...]], threshold: int) -> None:
    frame = pl.DataFrame(records, schema=dict.fromkeys("xys", pl.String), orient="row")
    keys = [(record[0] or None, record[1] or None) for record in records]
    sizes = Counter(keys)
    sensitive = defaultdict(set)
    for key, record in zip(keys, records, strict=True):
        sensitive[key].add(record[2] or None)
    assert class_sizes(frame, ("x", "y")).to_list() == [sizes[key] for key in keys]
    summary = risk(frame, ("x", "y"))
    assert (summary.classes, summary.smallest_class) == (len(sizes), min(sizes.values(), default=0))
    k = measure(KAnonymity(k=threshold), frame, ("x", "y"))
    assert k.violating_records == sum(sizes[key] < threshold for key in keys)
    diversity = measure(DistinctLDiversity(l=threshold, sensitive="s"), frame, ("x", "y"))
    assert diversity.violating_records == sum(len(sensitive[key]) < threshold for key in keys)
    assert diversity.observed == min((len(values) for values in sensitive.values()), default=0)
