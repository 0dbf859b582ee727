"""Techniques on numbers: what chance may do and may not, and clusters against the algorithm written plainly."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.deidentify import apply, mdav
from publisher.deidentify.checking import check_policy
from publisher.i18n import translate
from publisher.model.errors import UserError
from publisher.model.policy import (
    FieldPolicy,
    KAnonymity,
    Microaggregate,
    MinimumCellCount,
    Noise,
    PrivacyModel,
    Role,
    Round,
    TCloseness,
    Technique,
    TopBottomCode,
)
from publisher.model.text import LocalText
from publisher.model.thresholds import PROFILES
from publisher.privacy.keys import ensure_key

from .making import make_dataset, make_services, make_table
from .test_techniques import run, slow_start, write_key

IDS = {"編號": [str(row) for row in range(20_000)]}
QUASI, PLAIN = Role.QUASI_IDENTIFIER, Role.INSENSITIVE
decimal_texts = st.decimals(-(10**6), 10**6, places=2, allow_nan=False).map(str)


@slow_start
@given(st.lists(decimal_texts, min_size=1, max_size=6), st.sampled_from([0.01, 0.1, 0.5, 1, 2.5, 5, 100, 1000]))
def test_rounding_goes_to_the_nearest_multiple(tmp_path: Path, values: list[str], base: float) -> None:
    exact = Fraction(str(base))
    for value, shown in zip(values, run(tmp_path, Round(base), values).values.to_list(), strict=True):
        times = abs(Fraction(value)) / exact
        expected = math.floor(times + Fraction(1, 2)) * exact * (-1 if Fraction(value) < 0 else 1)
        assert Fraction(shown) == expected
        assert shown != "-0"


@slow_start
@given(st.lists(decimal_texts, min_size=1, max_size=6), st.sampled_from([0.1, 1, 5, 1000]))
def test_random_rounding_goes_to_a_neighbour(tmp_path: Path, values: list[str], base: float) -> None:
    write_key(tmp_path, bytes(32))
    exact = Fraction(str(base))
    treated = run(tmp_path, Round(base, method="random"), values, {"編號": list(map(str, range(len(values))))})
    for value, shown in zip(values, treated.values.to_list(), strict=True):
        assert (Fraction(shown) / exact).denominator == 1
        assert abs(Fraction(shown) - Fraction(value)) < exact


def test_random_rounding_has_no_bias(tmp_path: Path) -> None:
    write_key(tmp_path, bytes(32))
    treated = run(tmp_path, Round(5, method="random"), ["13"] * 20_000, IDS)
    up = treated.values.to_list().count("15")
    assert set(treated.values) == {"10", "15"}
    assert abs(up - 12_000) < 4 * math.sqrt(20_000 * 0.6 * 0.4)


@pytest.mark.parametrize(
    ("technique", "deviation", "most"),
    [
        (Noise(20), 19.73, 60),  # normal, cut at three deviations: 0.9866 of them
        (Noise(20, limit=20, decimals=1), 10.79, 20),  # cut at one: 0.5396
        (Noise(20, distribution="uniform"), 20 / math.sqrt(3), 20),
    ],
)
def test_noise_is_bounded_and_has_mean_zero(
    tmp_path: Path, technique: Noise, deviation: float, most: float
) -> None:
    write_key(tmp_path, bytes(32))
    shown = run(tmp_path, technique, ["1000"] * 20_000, IDS).values.to_list()
    noise = [float(value) - 1000 for value in shown]
    assert max(map(abs, noise)) <= most + 0.5
    assert abs(statistics.fmean(noise)) < 4 * deviation / math.sqrt(20_000)
    assert statistics.pstdev(noise) == pytest.approx(deviation, rel=0.03)
    assert all("." in value for value in shown) == bool(technique.decimals)


@pytest.mark.parametrize("technique", [Noise(1000), Round(1000, method="random")])
def test_chance_is_that_of_the_record_and_the_key(tmp_path: Path, technique: Technique) -> None:
    values = [str(500 + row) for row in range(50)]
    ids = [str(row) for row in range(50)]
    write_key(tmp_path, bytes(32))
    night = run(tmp_path, technique, values, {"編號": ids}).values.to_list()
    assert run(tmp_path, technique, values, {"編號": ids}).values.to_list() == night
    # The record and its value decide, wherever it stands and whatever else is in the table.
    assert run(tmp_path, technique, values[::-1], {"編號": ids[::-1]}).values.to_list() == night[::-1]
    assert run(tmp_path, technique, values[:7], {"編號": ids[:7]}).values.to_list() == night[:7]
    again = run(tmp_path, technique, ["700"] * 50, {"編號": ids}).values
    assert again.n_unique() > 1
    assert run(tmp_path, technique, ["700"] * 50, {"編號": ["a"] * 50}).values.n_unique() == 1
    write_key(tmp_path, bytes([1] * 32))
    assert run(tmp_path, technique, values, {"編號": ids}).values.to_list() != night
    with pytest.raises(UserError, match="missing"):
        run(tmp_path / "none", technique, values)


def test_alike_records_without_an_identifier_have_noise_of_their_own(tmp_path: Path) -> None:
    write_key(tmp_path, bytes(32))
    assert run(tmp_path, Noise(1000), ["700"] * 50).values.n_unique() > 20


def plainly(points: Sequence[tuple[float, ...]], k: int) -> list[set[int]]:
    """MDAV as published, step by step."""
    rest, found = list(range(len(points))), []

    def nearest(point: Sequence[float]) -> set[int]:
        chosen = set(sorted(rest, key=lambda row: (math.dist(points[row], point), row))[:k])
        rest[:] = [row for row in rest if row not in chosen]
        return chosen

    def farthest(point: Sequence[float]) -> tuple[float, ...]:
        return points[max(rest, key=lambda row: (math.dist(points[row], point), -row))]

    def middle() -> list[float]:
        return [statistics.fmean(column) for column in zip(*(points[row] for row in rest), strict=True)]

    while len(rest) >= 3 * k:
        one = farthest(middle())
        other = farthest(one)
        found += [nearest(one), nearest(other)]
    if len(rest) >= 2 * k:
        found.append(nearest(farthest(middle())))
    return [*found, set(rest)] if rest else found


@given(st.integers(1, 3), st.integers(2, 4), st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_clusters_are_those_of_mdav(fields: int, k: int, seed: int, records: int) -> None:
    # No two distances are equal, so that no tie can be broken in two ways.
    values = np.random.default_rng(seed).normal(size=(records, fields))
    spread = values.std(axis=0)
    scaled = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    found = [set(cluster.tolist()) for cluster in mdav.clusters(values, k)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, plainly([tuple(row) for row in scaled.tolist()], k)))


@given(st.integers(1, 3), st.integers(2, 5), st.integers(0, 60), st.integers(0, 5))
def test_means_hide_among_k(fields: int, k: int, records: int, missing: int) -> None:
    random = np.random.default_rng(records * 7 + missing)
    values = random.integers(0, 9, (records, fields)).astype(float)
    values[random.random(values.shape) < missing / 10] = np.nan
    shown = mdav.means(values, k)
    assert not (np.isnan(values) & ~np.isnan(shown)).any()
    full = ~np.isnan(shown).any(axis=1)
    if full.any():
        _, counts = np.unique(shown[full], axis=0, return_counts=True)
        assert counts.min() >= k
        assert np.nansum(shown[full]) == pytest.approx(np.nansum(values[full]))
    for pattern in np.unique(np.isnan(shown), axis=0):
        of_pattern = (np.isnan(shown) == pattern).all(axis=1)
        assert pattern.all() or of_pattern.sum() >= k


def test_large_tables_are_halved_first(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(1).normal(size=(500, 2))
    whole = mdav.means(values, 5)
    monkeypatch.setattr(mdav, "MOST_AT_ONCE", 60)
    parts = mdav.means(values, 5)
    sizes = np.unique(parts, axis=0, return_counts=True)[1]
    assert (sizes.min() >= 5, sizes.max() <= 9) == (True, True)
    lost = [float(((values - shown) ** 2).sum() / (values**2).sum()) for shown in (whole, parts)]
    assert lost[0] < lost[1] < 2 * lost[0] < 0.2


def test_fields_of_a_group_are_averaged_together(tmp_path: Path) -> None:
    together = Microaggregate(k=2, group="車", decimals=1)
    fields = {
        "車齡": FieldPolicy(PLAIN, together),
        "里程": FieldPolicy(PLAIN, together),
        "排氣量": FieldPolicy(PLAIN, Microaggregate(k=2)),
    }
    table = make_table(
        tmp_path,
        {
            "車齡": ["1", "9", "1", "9"],
            "里程": ["10", "90", "12", "96"],
            "排氣量": ["1000", "1200", "2000", "2400"],
        },
    )
    result = apply(make_dataset(fields), table, make_services(tmp_path))
    assert result.table is not None
    assert pl.read_parquet(result.table.path).rows() == [
        ("1.0", "11.0", "1100"),
        ("9.0", "93.0", "1100"),
        ("1.0", "11.0", "2200"),
        ("9.0", "93.0", "2200"),
    ]


@pytest.mark.parametrize("mode", ["suppress", "full-domain"])
def test_means_within_classes(tmp_path: Path, mode: str) -> None:
    fields = {"區": FieldPolicy(QUASI), "件數": FieldPolicy(PLAIN, Microaggregate(k=2, within="classes"))}
    dataset = make_dataset(fields, [KAnonymity(k=2)], limit=0.2)
    dataset = replace(dataset, policy=replace(dataset.policy, mode=mode))
    assert check_policy(dataset) == []
    table = make_table(
        tmp_path, {"區": ["東", "西", "東", "西", "東", "南"], "件數": ["10", "0", "30", "2", "20", "99"]}
    )
    result = apply(dataset, table, make_services(tmp_path))
    assert result.table is not None
    assert pl.read_parquet(result.table.path).rows() == [
        ("東", "20"), ("西", "1"), ("東", "20"), ("西", "1"), ("東", "20"),
    ]  # fmt: skip


def test_an_unchanged_night_writes_the_same_bytes(tmp_path: Path) -> None:
    fields = {
        "編號": FieldPolicy(Role.DIRECT_IDENTIFIER, TopBottomCode(top=3)),
        "所得": FieldPolicy(Role.SENSITIVE, Noise(1000, minimum=0)),
        "人數": FieldPolicy(PLAIN, Round(3, method="random")),
    }
    columns = {"編號": ["1", "2", "3"], "所得": ["0", "52000", "48000"], "人數": ["1", "2", "4"]}
    written = []
    for night in ("first", "second"):
        folder = tmp_path / night
        folder.mkdir()
        services = replace(make_services(folder), keys=tmp_path / "keys")
        ensure_key(services.keys, "sample")
        result = apply(make_dataset(fields), make_table(folder, columns), services)
        assert result.table is not None
        written.append(result.table.path.read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("technique", "says"),
    [
        (TopBottomCode(), "top, bottom"),
        (TopBottomCode(bottom=5, top=5), "less than"),
        (TopBottomCode(top=math.inf), "less than"),
        (TopBottomCode(top=5, bottom_label="少"), "label"),
        (Round(0), "base"),
        (Round(1, by=("無此欄",)), "無此欄"),
        (Noise(0), "scale"),
        (Noise(1, limit=0), "limit"),
        (Noise(1, limit=1, distribution="uniform"), "uniform"),
        (Noise(1, minimum=2, maximum=2), "minimum"),
        (Noise(1, decimals=10), "decimals"),
        (Noise(1, by=("無此欄",)), "無此欄"),
        (Microaggregate(k=1), "k must"),
        (Microaggregate(decimals=-1), "decimals"),
        (Microaggregate(k=6, within="classes"), "at most"),
    ],
)
def test_what_cannot_be_meant(technique: Technique, says: str) -> None:
    fields = {"區": FieldPolicy(QUASI), "數": FieldPolicy(PLAIN, technique)}
    ((field, message),) = check_policy(make_dataset(fields, [KAnonymity(k=5)]))
    assert field == "數"
    assert says in str(message)
    assert translate(message, "zh-TW") != str(message)


def test_groups_and_classes_that_contradict_themselves() -> None:
    fields = {
        "區": FieldPolicy(QUASI, Microaggregate(k=2, within="classes")),
        "甲": FieldPolicy(PLAIN, Microaggregate(k=2, group="g")),
        "乙": FieldPolicy(Role.SENSITIVE, Microaggregate(k=3, group="g", within="classes")),
    }
    models: list[PrivacyModel] = [KAnonymity(k=3), TCloseness(0.2, "乙", "ordered")]
    problems = check_policy(make_dataset(fields, models))
    assert [field for field, _ in problems] == ["區", "甲", "乙", "乙"]
    assert all(translate(message, "zh-TW") != str(message) for _, message in problems)


@pytest.mark.parametrize(
    ("technique", "kind", "fits"),
    [
        (TopBottomCode(top=80), "integer", True),
        (TopBottomCode(top=80.5), "integer", False),
        (TopBottomCode(top=80, top_label="80以上"), "integer", False),
        (TopBottomCode(top=80, top_label="80以上"), "string", True),
        (Round(0.5), "integer", False),
        (Round(0.5), "number", True),
        (Round(5), "integer", True),
        (Noise(1), "integer", True),
        (Noise(1, decimals=2), "integer", False),
        (Microaggregate(decimals=1), "integer", False),
    ],
)
def test_what_is_written_has_the_type_of_the_schema(technique: Technique, kind: str, fits: bool) -> None:
    dataset = make_dataset({"數": FieldPolicy(PLAIN, technique)})
    dataset = replace(dataset, schema={"fields": [{"name": "數", "type": kind}]})
    problems = check_policy(dataset)
    assert [field for field, _ in problems] == ([] if fits else ["數"])
    assert all(translate(message, "zh-TW") != str(message) for _, message in problems)


def test_thresholds_come_from_a_profile_or_from_the_agency() -> None:
    assert (KAnonymity().k, KAnonymity().profile) == (11, "public-records")
    assert (KAnonymity(profile="strict").k, KAnonymity(k=7).profile) == (20, None)
    assert MinimumCellCount(("數",)).at_least == PROFILES["usual"].threshold == 6
    assert replace(MinimumCellCount(("數",), profile="low"), fields=("另",)).at_least == 3
    assert all(isinstance(item.source, LocalText) and item.source.zh for item in PROFILES.values())
    fields = {"區": FieldPolicy(QUASI)}
    assert check_policy(make_dataset(fields, [KAnonymity(profile="low")])) == []
    for model in (KAnonymity(k=4, profile="low"), MinimumCellCount(("區",), 4, profile="low")):
        messages = [message for _, message in check_policy(make_dataset(fields, [KAnonymity(), model]))]
        assert any("not both" in str(message) for message in messages)
        assert all(translate(message, "zh-TW") != str(message) for message in messages)
