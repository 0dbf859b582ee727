"""Releases held against each other: what is planted is found, what is harmless passes, whatever the order."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher import gate
from publisher.gate.alignment import align, span_of
from publisher.gate.differencing import small_changes
from publisher.gate.linkage import linked
from publisher.gate.published import Published, published
from publisher.gate.subtraction import derived
from publisher.model.certificate import PrivacyMeasure
from publisher.model.finding import Outcome, Severity
from publisher.model.policy import KAnonymity, Policy, Releases
from publisher.model.release import Release
from publisher.model.stage import StageResult
from publisher.model.text import LocalText
from publisher.privacy.tables import audit
from tests.gate.building import TEXT, dataset, services
from tests.gate.releases import (
    QUASI,
    SENSITIVE,
    cells,
    counted,
    diversity,
    k_anonymity,
    read,
    release,
    treated,
)

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("fine", "coarse", "common", "finer"),
    [
        (["2026-01", "2026-03"], ["2026-Q1"], ["2026-Q1", "2026-Q1"], 0),
        (["2026-02-03"], ["2026", "2025"], ["2026"], 0),
        (["115-02"], ["2026-Q1"], ["2026-Q1"], 0),
        (["2024"], ["2020-2029"], ["2020-2029"], 0),
        (["20-24", "25-29", "85以上"], ["20-29", "80以上"], ["20-29", "20-29", "80以上"], 0),
        (["23"], ["20-29"], ["20-29"], 0),
        (["臺南市東區東門里"], ["臺南市東區", "臺南市北區"], ["臺南市東區"], 0),
        (["換照", "過戶"], ["過戶"], ["換照", "過戶"], None),
    ],
)
def test_the_same_field_at_two_levels(
    fine: list[str], coarse: list[str], common: list[str], finer: int | None
) -> None:
    pair = align(fine, coarse)
    assert pair is not None
    assert [pair[0][0][value] for value in fine] == common
    assert pair[1] == finer
    turned = align(coarse, fine)
    assert turned is not None
    assert turned[1] == (None if finer is None else 1)


def test_what_has_nothing_in_common_is_not_the_same_field() -> None:
    assert align(["20-29"], ["換照"]) is None
    assert span_of("13以下") == (-(10**9), 13)
    assert span_of("2026-13") is None


def people(number: int, seed: int = 1) -> list[dict[str, str]]:
    """Persons with a village, a district, an age, a service and the days their case took."""
    chance = random.Random(seed)
    found = []
    for index in range(number):
        district = chance.choice("東北")
        village = f"{district}{chance.choice('甲乙')}"
        found.append(
            {
                "區": f"{district}區",
                "里": f"{district}區{village}里",
                "年齡": chance.choice(["20-29", "30-39"]),
                "業務": chance.choice(["換照", "過戶"]),
                "序": f"案{index:04}",
            }
        )
    return found


def columns(rows: list[dict[str, str]], *names: str) -> dict[str, list[str]]:
    return {name: [row[name] for row in rows] for name in names}


def by_district_and_by_village(folder: Path, sizes: dict[tuple[str, str], int]) -> tuple[Published, Published]:
    """The same persons by district and age, and by village; the number of the case stands in both."""
    rows = [
        {"區": "東區", "里": f"東區{village}里", "年齡": age}
        for (village, age), number in sizes.items()
        for _ in range(number)
    ]
    for number, row in enumerate(rows):
        row["序"] = f"案{number:04}"
    place, age, case = treated("區", QUASI, concept="地址"), treated("年齡", QUASI), treated("序")
    village = treated("里", QUASI, concept="地址")
    return (
        read(folder, "a", columns(rows, "區", "年齡", "序"), [place, age, case], k_anonymity(5)),
        read(folder, "b", columns(rows, "里", "序"), [village, case], k_anonymity(5)),
    )


def test_a_detail_in_both_joins_districts_with_villages(tmp_path: Path) -> None:
    """Each is 5-anonymous by itself; joined, two persons of one age live in one village."""
    sizes = {("甲", "20-29"): 6, ("乙", "20-29"): 2, ("甲", "30-39"): 3, ("乙", "30-39"): 4}
    hits = linked(*by_district_and_by_village(tmp_path, sizes))
    assert [(hit.dataset, hit.fields, hit.records, hit.smallest) for hit in hits] == [
        ("a", ("里",), 9, 2),
        ("b", ("年齡",), 9, 2),
    ]


def test_a_join_that_leaves_k_is_harmless(tmp_path: Path) -> None:
    sizes = dict.fromkeys(itertools.product("甲乙", ("20-29", "30-39")), 5)
    assert linked(*by_district_and_by_village(tmp_path, sizes)) == ()


def test_without_a_detail_in_both_nothing_is_joined(tmp_path: Path) -> None:
    rows = people(80)
    one = read(
        tmp_path,
        "a",
        columns(rows, "區", "年齡"),
        [treated("區", QUASI, concept="地址"), treated("年齡", QUASI)],
        k_anonymity(5),
    )
    other = read(
        tmp_path,
        "b",
        columns(rows, "里", "業務"),
        [treated("里", QUASI, concept="地址"), treated("業務")],
        k_anonymity(5),
    )
    assert linked(one, other) == ()


def test_what_one_calls_identifying_the_other_may_not_show_rare(tmp_path: Path) -> None:
    rows = people(60)
    rows[0]["年齡"] = "90以上"
    guarded = read(
        tmp_path,
        "a",
        columns(rows[1:], "區", "年齡"),
        [treated("區", QUASI), treated("年齡", QUASI)],
        k_anonymity(5),
    )
    careless = read(tmp_path, "b", columns(rows, "年齡", "業務"), [treated("年齡"), treated("業務")])
    (hit,) = linked(guarded, careless)
    assert (hit.dataset, hit.other, hit.fields, hit.records, hit.smallest) == ("b", "a", ("年齡",), 1, 1)


def _could_be(mine: list[tuple[str, str]], theirs: list[tuple[str, str]], k: int) -> bool:
    """By definition: is there a record whose further value is certain and that fewer than k records could be?"""
    values: dict[str, set[str]] = {}
    for key, extra in theirs:
        values.setdefault(key, set()).add(extra)
    for group, key in mine:
        if len(values.get(key, ())) == 1:
            (extra,) = values[key]
            could = sum(
                1 for other, theirs_key in mine if other == group and extra in values.get(theirs_key, {extra})
            )
            if could < k:
                return True
    return False


small_text = st.sampled_from("abc")


@QUICK
@given(
    st.lists(st.tuples(small_text, small_text), min_size=1, max_size=12),
    st.lists(st.tuples(small_text, small_text), max_size=12),
    st.integers(2, 4),
)
def test_joins_agree_with_their_definition(
    tmp_path_factory: pytest.TempPathFactory, mine: list[tuple[str, str]], theirs: list[tuple[str, str]], k: int
) -> None:
    folder = tmp_path_factory.mktemp("join")
    one = read(
        folder,
        "a",
        {"組": [item[0] for item in mine], "鍵": [item[1] for item in mine]},
        [treated("組", QUASI), treated("鍵")],
        k_anonymity(k),
    )
    other = read(
        folder,
        "b",
        {"鍵": [item[0] for item in theirs], "里": [item[1] for item in theirs]},
        [treated("鍵"), treated("里", QUASI)],
    )
    shared = {key for _, key in mine} & {key for key, _ in theirs}
    found = any(hit.dataset == "a" for hit in linked(one, other))
    assert found == (bool(shared) and _could_be(mine, theirs, k))


MONTHS = ("2026-01", "2026-02", "2026-03")


def monthly(
    folder: Path,
    values: dict[tuple[str, str], int | None],
    suppressed: int = 0,
    measure: PrivacyMeasure | None = None,
    **more: object,
) -> Release:
    return release(
        folder,
        "monthly",
        {
            "月": [month for month, _ in values],
            "業務": [service for _, service in values],
            "件數": list(values.values()),
        },
        [treated("月", concept="日期"), treated("業務"), counted("件數", "cases")],
        measure or cells(6, "件數"),
        suppressed=suppressed,
        key=("月", "業務"),
        **more,  # type: ignore[arg-type]
    )


def quarterly(folder: Path, values: dict[str, int], name: str = "quarterly") -> Release:
    return release(
        folder,
        name,
        {
            "年": ["115"] * len(values),
            "季": ["第1季"] * len(values),
            "業務": list(values),
            "總件數": list(values.values()),
        },
        [
            treated("年", concept="日期"),
            treated("季", concept="日期"),
            treated("業務"),
            counted("總件數", "cases"),
        ],
        cells(6, "總件數"),
        key=("年", "季", "業務"),
    )


FULL: dict[tuple[str, str], int | None] = {(month, service): 9 for month in MONTHS for service in ("換照", "過戶")}


def verdicts(folder: Path, *releases: Release) -> list[tuple[str, str, str, int]]:
    return [
        (item.kind, item.dataset, item.other, item.groups) for item in derived([published(r) for r in releases])
    ]


def test_a_row_left_out_is_given_away_by_the_quarter(tmp_path: Path) -> None:
    less = {key: value for key, value in FULL.items() if key != ("2026-02", "過戶")}
    found = verdicts(
        tmp_path, monthly(tmp_path, less, suppressed=1), quarterly(tmp_path, {"換照": 27, "過戶": 21})
    )
    assert found == [("cell", "monthly", "quarterly", 1)]


TWO = {("2026-02", "過戶"): None, ("2026-03", "過戶"): None}


@pytest.mark.parametrize(
    ("hidden", "total", "given"),
    [
        ({("2026-02", "過戶"): None}, 21, 1),
        ({("2026-02", "過戶"): None}, 18, 1),
        (TWO, 9 + 5, 2),
        (TWO, 9 + 1, 2),
        (TWO, 9 + 6, 0),
        (TWO, 9 + 18, 0),
    ],
    ids=["one", "one-zero", "few-together", "one-together", "enough-together", "large"],
)
def test_empty_cells_may_be_of_any_size(
    tmp_path: Path, hidden: dict[tuple[str, str], None], total: int, given: int
) -> None:
    found = verdicts(tmp_path, monthly(tmp_path, FULL | hidden), quarterly(tmp_path, {"換照": 27, "過戶": total}))
    assert found == ([("cell", "monthly", "quarterly", given)] if given else [])


@pytest.mark.parametrize(("total", "given"), [(19, 2), (11, 2), (15, 0)], ids=["largest", "smallest", "between"])
def test_where_only_small_cells_are_emptied_more_is_known(tmp_path: Path, total: int, given: int) -> None:
    months = monthly(tmp_path, FULL | TWO, measure=cells(6, "件數", empty="small"))
    found = verdicts(tmp_path, months, quarterly(tmp_path, {"換照": 27, "過戶": total}))
    assert found == ([("cell", "monthly", "quarterly", given)] if given else [])


def test_nothing_hidden_is_nothing_given_away(tmp_path: Path) -> None:
    assert verdicts(tmp_path, monthly(tmp_path, FULL), quarterly(tmp_path, {"換照": 27, "過戶": 27})) == []


def test_one_more_empty_cell_does_not_silence_the_audit(tmp_path: Path) -> None:
    """The second cell is of 9; by month and by service together it is known all the same, and so is the small one."""
    values = FULL | {("2026-02", "換照"): None, ("2026-02", "過戶"): None}
    services = quarterly(tmp_path, {"換照": 27, "過戶": 20})
    assert verdicts(tmp_path, monthly(tmp_path, values), services) == [("cell", "monthly", "quarterly", 1)]


def test_sums_that_no_numbers_agree_with_are_told(tmp_path: Path) -> None:
    found = verdicts(tmp_path, monthly(tmp_path, FULL | TWO), quarterly(tmp_path, {"換照": 27, "過戶": 8}))
    assert found == [("contradiction", "monthly", "quarterly", 2)]


def test_rows_that_are_totals_are_not_counted_twice(tmp_path: Path) -> None:
    """The months with their own total rows, beside the quarter: nothing hidden, or one cell that both give away."""
    rows = {**FULL, **{("合計", service): 27 for service in ("換照", "過戶")}}
    assert verdicts(tmp_path, monthly(tmp_path, rows), quarterly(tmp_path, {"換照": 27, "過戶": 27})) == []
    rows |= {("2026-02", "過戶"): None, ("合計", "過戶"): 21}
    found = verdicts(tmp_path, monthly(tmp_path, rows), quarterly(tmp_path, {"換照": 27, "過戶": 21}))
    assert [(kind, dataset, groups) for kind, dataset, _, groups in found] == [("cell", "monthly", 1)]


def test_a_row_that_never_was_hidden_is_a_plain_zero(tmp_path: Path) -> None:
    less = {key: value for key, value in FULL.items() if key != ("2026-02", "過戶")}
    assert verdicts(tmp_path, monthly(tmp_path, less), quarterly(tmp_path, {"換照": 27, "過戶": 21})) == []


def test_two_margins_together_give_what_neither_gives_alone(tmp_path: Path) -> None:
    """By service and by month: the hidden cells of a table in an L, with a bridge."""
    values = FULL | {("2026-01", "換照"): None, ("2026-01", "過戶"): None, ("2026-02", "過戶"): None}
    by_service = quarterly(tmp_path, {"換照": 20, "過戶": 15})
    by_month = release(
        tmp_path,
        "months",
        {"月": list(MONTHS), "件數": [5, 12, 18]},
        [treated("月", concept="日期"), counted("件數", "cases")],
        cells(1, "件數"),
        key=("月",),
    )
    both = verdicts(tmp_path, monthly(tmp_path, values), by_service, by_month)
    assert sum(groups for kind, *_, groups in both if kind == "cell") == 3


def test_the_records_left_out_are_counted_by_a_table(tmp_path: Path) -> None:
    rows = [("東區", "換照")] * 9 + [("北區", "過戶")] * 8
    log = release(
        tmp_path,
        "cases",
        {"區": [a for a, _ in rows], "業務": [b for _, b in rows]},
        [treated("區", QUASI), treated("業務", SENSITIVE)],
        k_anonymity(5),
        diversity(1, "業務"),
        suppressed=3,
    )

    def table(extra: int) -> Release:
        return release(
            tmp_path,
            "by-district",
            {"區": ["東區", "北區"], "業務": ["換照", "過戶"], "件數": [9, 8 + extra]},
            [treated("區"), treated("業務"), counted("件數", "cases")],
            cells(6, "件數"),
            key=("區", "業務"),
        )

    assert verdicts(tmp_path, log, table(3)) == [("remainder", "cases", "by-district", 1)]
    assert verdicts(tmp_path, log, table(6)) == []
    assert verdicts(tmp_path, log, table(0)) == []
    diverse = replace(log, certificate=replace(log.certificate, measures=(k_anonymity(5), diversity(2, "業務"))))
    assert verdicts(tmp_path, diverse, table(6)) == [("remainder", "cases", "by-district", 1)]


def test_the_rest_of_a_count_is_a_count(tmp_path: Path) -> None:
    def table(part: int) -> Release:
        return release(
            tmp_path,
            "online",
            {"業務": ["換照", "過戶"], "總件數": [20, 30], "線上": [10, part]},
            [treated("業務"), counted("總件數", "cases"), counted("線上", "cases", 管道="線上")],
            cells(6, "總件數", "線上"),
            key=("業務",),
        )

    assert verdicts(tmp_path, table(28)) == [("complement", "online", "online", 1)]
    assert verdicts(tmp_path, table(24)) == []
    assert verdicts(tmp_path, table(30)) == []


@QUICK
@given(
    st.dictionaries(st.tuples(st.sampled_from(MONTHS), st.sampled_from("甲乙")), st.integers(0, 9), min_size=6),
    st.integers(0, 5),
)
def test_one_small_cell_hidden_under_a_published_total_is_always_found(
    tmp_path_factory: pytest.TempPathFactory, values: dict[tuple[str, str], int], at: int
) -> None:
    folder = tmp_path_factory.mktemp("planted")
    cell = sorted(values)[at]
    small = values[cell] % 5 + 1
    full = {key: (small if key == cell else max(6, value)) for key, value in values.items()}
    totals = {service: sum(full[month, service] for month in MONTHS) for service in "甲乙"}
    shown: dict[tuple[str, str], int | None] = {
        key: (None if key == cell else value) for key, value in full.items()
    }
    assert verdicts(folder, monthly(folder, shown), quarterly(folder, totals)) == [
        ("cell", "monthly", "quarterly", 1)
    ]
    assert verdicts(folder, monthly(folder, {**full, cell: 6}), quarterly(folder, totals)) == []


def log(folder: Path, rows: list[tuple[str, str]], k: int = 3) -> Release:
    return release(
        folder,
        "case-counts",
        {"區": [a for a, _ in rows], "業務": [b for _, b in rows]},
        [treated("區", QUASI), treated("業務", SENSITIVE)],
        k_anonymity(k),
    )


ROWS = [("東區", "換照")] * 4 + [("北區", "過戶")] * 4


@QUICK
@given(st.integers(0, 7), st.integers(0, 7))
def test_two_nights_change_by_enough_or_are_reported(
    tmp_path_factory: pytest.TempPathFactory, came: int, went: int
) -> None:
    folder = tmp_path_factory.mktemp("nights")
    last = [*ROWS, *[("東區", "報廢")] * went]
    now = [*ROWS, *[("北區", "報廢")] * came]
    found = list(small_changes(*(published(log(folder, rows)) for rows in (last, now)), None))
    few = [number for number in (came, went) if 0 < number < 3]
    assert [(item.groups, item.records, item.least) for item in found] == (
        [(len(few), sum(few), 3)] if few else []
    )


def test_a_changed_value_counts_as_a_change(tmp_path: Path) -> None:
    now = [("東區", "報廢"), *ROWS[1:]]
    (change,) = small_changes(published(log(tmp_path, ROWS)), published(log(tmp_path, now)), None)
    assert (change.groups, change.records) == (1, 1)


def test_counts_of_two_nights(tmp_path: Path) -> None:
    last = monthly(tmp_path, FULL)
    now = monthly(tmp_path, FULL | {("2026-03", "過戶"): 12, ("2026-03", "換照"): 19})
    (change,) = small_changes(published(last), published(now), None)
    assert (change.field, change.groups, change.records, change.least) == ("件數", 1, 3, 6)
    assert list(small_changes(published(last), published(now), 3)) == []


POLICY = Policy(TEXT, {}, (KAnonymity(3),))


def compared(
    folder: Path, fresh: dict[str, Release], standing: dict[str, Release], name: str, **rule: object
) -> StageResult:
    policy = replace(POLICY, releases=Releases(**rule))  # type: ignore[arg-type]
    made = dataset(id=name, policy=policy, release_group="g")
    return gate.compare(made, fresh, standing, services(folder))


@pytest.mark.parametrize(("rule", "severity"), [("warn", Severity.WARNING), ("hold", Severity.ERROR)])
def test_the_policy_says_what_a_small_change_means(tmp_path: Path, rule: str, severity: Severity) -> None:
    fresh = {"case-counts": log(tmp_path, [*ROWS, ("東區", "換照")])}
    standing = {"case-counts": log(tmp_path, ROWS)}
    result = compared(tmp_path, fresh, standing, "case-counts", between_nights=rule)
    (finding,) = result.findings
    assert (finding.check, finding.severity, result.held) == ("privacy.small-change", severity, rule == "hold")
    assert result.certificate is not None
    assert result.certificate.compared is not None
    assert result.certificate.compared.smallest_change == 3


def test_levels_that_change_between_nights(tmp_path: Path) -> None:
    rows = [row for row in people(60) if row["里"] != "北區北乙里"]
    rows += [
        {"區": "北區", "里": "北區北乙里", "年齡": "20-29", "業務": "過戶", "序": f"案99{n}"} for n in range(2)
    ]
    last = release(
        tmp_path,
        "case-counts",
        columns(rows, "里", "序"),
        [treated("地", QUASI, published_as="里", concept="地址"), treated("序")],
        k_anonymity(2),
    )
    now = release(
        tmp_path,
        "case-counts",
        columns(rows, "區", "序"),
        [treated("地", QUASI, published_as="區", concept="地址"), treated("序")],
        k_anonymity(5),
    )
    result = compared(tmp_path, {"case-counts": now}, {"case-counts": last}, "case-counts")
    assert [(item.check, item.params["smallest"]) for item in result.findings] == [("privacy.linked-releases", 2)]
    assert result.held


def group(folder: Path) -> tuple[Release, Release, Release]:
    """Months with a hidden cell, a quarter that gives it away, and a table that has nothing to do with it."""
    harmless = release(
        folder,
        "places",
        {"業務": ["換照", "過戶"], "窗口": ["一", "二"]},
        [treated("業務"), treated("窗口")],
    )
    return (
        monthly(folder, FULL | {("2026-02", "過戶"): None}),
        quarterly(folder, {"換照": 27, "過戶": 21}),
        harmless,
    )


def test_only_what_is_new_is_held_whatever_the_order(tmp_path: Path) -> None:
    members = {item.dataset: item for item in group(tmp_path)}
    for new in itertools.chain.from_iterable(itertools.combinations(members, n) for n in (1, 2, 3)):
        for order in itertools.permutations(members):
            fresh = {name: members[name] for name in order if name in new}
            standing = {name: members[name] for name in order if name not in new}
            held = {name for name in new if compared(tmp_path, fresh, standing, name).held}
            assert held == {"monthly", "quarterly"} & set(new), (new, order)


def test_what_stands_counts_where_tonights_is_held(tmp_path: Path) -> None:
    """Tonight's places join with nothing, but tonight's months and quarter do: both go, the places stay."""
    months, quarter, places = group(tmp_path)
    fresh = {"monthly": months, "quarterly": quarter, "places": places}
    safe = monthly(tmp_path, FULL)
    held = {name for name in fresh if compared(tmp_path, fresh, {"monthly": safe}, name).held}
    assert held == {"monthly", "quarterly"}
    again = {"quarterly": quarterly(tmp_path, {"換照": 27, "過戶": 27}), "places": places}
    assert not [name for name in again if compared(tmp_path, again, {"monthly": safe}, name).held]


def test_each_disclosure_has_its_finding(tmp_path: Path) -> None:
    rows = people(40)
    rows[0]["年齡"] = "90以上"
    guarded = release(
        tmp_path, "a", columns(rows[1:], "年齡"), [treated("年齡", QUASI)], k_anonymity(5), suppressed=1
    )
    careless = release(tmp_path, "b", columns(rows, "年齡"), [treated("年齡")])
    table = release(
        tmp_path,
        "c",
        {
            "年齡": sorted({row["年齡"] for row in rows}),
            "件數": [sum(r["年齡"] == a for r in rows) for a in sorted({r["年齡"] for r in rows})],
        },
        [treated("年齡"), counted("件數", "a")],
        key=("年齡",),
    )
    fresh = {"a": guarded, "b": careless, "c": table}
    found = {item.check for item in compared(tmp_path, fresh, {}, "a").findings}
    assert found == {"privacy.linked-datasets", "privacy.derivable-remainder"}
    months, quarter, _ = group(tmp_path)
    fresh = {"monthly": months, "quarterly": quarter}
    (finding,) = compared(tmp_path, fresh, {}, "monthly").findings
    assert (finding.check, finding.key) == ("privacy.derivable-cell", "monthly/quarterly/件數")


def test_datasets_with_nothing_in_common_say_so(tmp_path: Path) -> None:
    one = release(tmp_path, "a", {"甲": ["x"]}, [treated("甲")])
    other = release(tmp_path, "b", {"乙": ["y"]}, [treated("乙")])
    result = compared(tmp_path, {"a": one}, {"b": other}, "a")
    assert [(item.check, item.severity) for item in result.findings] == [
        ("privacy.nothing-to-compare", Severity.ADVICE)
    ]


def test_more_hidden_cells_than_can_be_told_apart_hold(tmp_path: Path) -> None:
    """A table without its small rows, of 60 x 60 combinations under each month's total."""
    places = [(f"地{one:02}", f"類{two:02}") for one in range(60) for two in range(60) if (one + two) % 7]
    fine = release(
        tmp_path,
        "fine",
        {"月": ["2026-01"] * len(places), "地": [a for a, _ in places], "類": [b for _, b in places], "件數": [9] * len(places)},
        [treated("月"), treated("地"), treated("類"), counted("件數", "cases")],
        cells(6, "件數"),
        suppressed=100,
        key=("月", "地", "類"),
    )  # fmt: skip
    total = release(
        tmp_path, "total", {"月": ["2026-01"], "件數": [9 * len(places) + 300]}, [treated("月"), counted("件數", "cases")],
        key=("月",),
    )  # fmt: skip
    assert verdicts(tmp_path, fine, total) == [("unaudited", "fine", "total", 3600)]
    result = compared(tmp_path, {"fine": fine}, {"total": total}, "fine")
    assert [(item.check, item.outcome, item.severity) for item in result.findings] == [
        ("privacy.counts-not-audited", Outcome.CANT_TELL, Severity.ERROR)
    ]
    assert result.held


def test_more_unknowns_than_are_solved_for_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(f"地{one:02}", f"類{two:02}") for one in range(21) for two in range(21)]
    columns = {"地": [a for a, _ in places], "類": [b for _, b in places]}
    fine = release(
        tmp_path, "fine", {**columns, "件數": [None] * len(places)}, [treated("地"), treated("類"), counted("件數", "cases")],
        cells(6, "件數"), key=("地", "類"),
    )  # fmt: skip
    margins = [
        release(
            tmp_path, name, {name: sorted(set(columns[name])), "件數": [60] * 21}, [treated(name), counted("件數", "cases")],
            key=(name,),
        )
        for name in ("地", "類")
    ]  # fmt: skip
    assert verdicts(tmp_path, fine, *margins) == []
    monkeypatch.setattr(audit, "MOST_UNKNOWNS", 400)
    found = verdicts(tmp_path, fine, *margins)
    assert {(kind, dataset) for kind, dataset, *_ in found} == {("unaudited", "fine")}
    assert sum(groups for *_, groups in found) == 441


@pytest.mark.parametrize(("name", "found"), [("業務", 0), ("窗口", 1)])
def test_a_condition_on_what_is_not_published_is_told(tmp_path: Path, name: str, found: int) -> None:
    records = release(
        tmp_path, "cases", {"區": ["東區"] * 9, "業務": ["換照"] * 9}, [treated("區", QUASI), treated("業務")], k_anonymity(5)
    )  # fmt: skip
    counts = release(
        tmp_path, "counts", {"區": ["東區"], "件數": [9]}, [treated("區"), counted("件數", "cases", **{name: "換照"})], key=("區",)
    )  # fmt: skip
    result = compared(tmp_path, {"cases": records}, {"counts": counts}, "cases")
    assert [(item.check, item.severity) for item in result.findings] == [
        ("privacy.condition-not-compared", Severity.WARNING)
    ] * found
    assert not result.held


def test_a_release_that_cannot_be_read_back_holds(tmp_path: Path) -> None:
    one, other = log(tmp_path, ROWS), log(tmp_path, ROWS)
    (other.folder / "data.csv").write_bytes(b"\xff\xfe broken")
    result = compared(tmp_path, {"case-counts": one}, {"case-counts": other}, "case-counts")
    assert [(item.check, item.outcome) for item in result.findings] == [
        ("privacy.not-compared", Outcome.CANT_TELL)
    ]
    assert result.held


def test_plain_fields_and_codes_are_no_link(tmp_path: Path) -> None:
    rows = people(40)
    one = read(
        tmp_path,
        "a",
        columns(rows, "區", "序"),
        [treated("區", QUASI), treated("序", "direct-identifier", technique="pseudonym")],
        k_anonymity(5),
    )
    other = read(
        tmp_path,
        "b",
        columns(rows, "里", "序"),
        [treated("里", QUASI), treated("序", "direct-identifier", technique="pseudonym")],
        k_anonymity(5),
    )
    assert linked(one, other) == ()


@pytest.mark.parametrize(
    ("less", "given"),
    [((1, 9, 12, 0), True), ((7, 9, 12, 0), False), ((-9, 1, 8, 2), False), ((0, 0, 0, 0), False)],
)
def test_a_count_that_is_nowhere_more_is_a_part_of_the_other(
    tmp_path: Path, less: tuple[int, ...], given: bool
) -> None:
    whole = (31, 44, 52, 27)

    def table(name: str, numbers: tuple[int, ...]) -> Release:
        return release(
            tmp_path,
            name,
            {"校": ["甲校", "乙校", "丙校", "丁校"], "人數": list(numbers)},
            [treated("校"), treated("人數")],
            cells(6, "人數"),
            key=("校",),
        )

    part = [number - fewer for number, fewer in zip(whole, less, strict=True)]
    found = verdicts(tmp_path, table("pupils", whole), table("pupils-born-here", tuple(part)))
    assert found == ([("complement", "pupils", "pupils-born-here", 1)] if given else [])


@pytest.mark.parametrize(
    ("titles", "of", "given"),
    [
        (("113年志工", "112年志工"), "", False),
        (("女性駕駛", "男性駕駛"), "", False),
        (("Female drivers", "Male drivers"), "", False),
        (("Male drivers", "Female drivers"), "", False),
        (("駕駛", "駕駛（女性）"), "", True),
        (("居家服務人數", "不含原住民之居家服務"), "", True),
        (("女性駕駛", "男性駕駛"), "drivers", True),  # the policies say that they count the same
    ],
)
def test_counts_are_parts_where_something_says_so(
    tmp_path: Path, titles: tuple[str, str], of: str, given: bool
) -> None:
    numbers = {titles[0]: (31, 44, 52, 27), titles[1]: (30, 35, 40, 27)}
    made = [
        replace(
            release(
                tmp_path,
                name,
                {"區": ["東", "西", "南", "北"], "人數": list(numbers[title])},
                [treated("區"), counted("人數", of)],
                cells(6, "人數"),
                key=("區",),
            ),
            title=LocalText(title, ""),
        )
        for name, title in zip(("first", "second"), titles, strict=True)
    ]
    assert verdicts(tmp_path, *made) == ([("complement", "first", "second", 1)] if given else [])
