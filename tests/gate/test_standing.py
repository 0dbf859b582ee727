"""Who stands out over all published fields, and when a release waits for people."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.gate.standing import findings, standing_out
from publisher.model.finding import Severity
from publisher.model.policy import (
    Drop,
    FieldPolicy,
    KAnonymity,
    MinimumCellCount,
    Policy,
    RedactText,
    Review,
    Role,
)
from publisher.model.text import LocalText
from tests.gate.building import TEXT, dataset, services

PLAIN = FieldPolicy(Role.INSENSITIVE)
QUASI = FieldPolicy(Role.QUASI_IDENTIFIER)
REVIEW = {"standing-out": Review(TEXT, "陳科長", date(2026, 10, 1))}


def verdict(tmp_path: object, frame: pl.DataFrame, policy: Policy) -> list[tuple[str, str, str]]:
    made = dataset(policy=policy)
    found = findings(made, frame, standing_out(frame), services(tmp_path))  # type: ignore[arg-type]
    return [(item.check.removeprefix("privacy."), item.key, str(item.severity)) for item in found]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)), min_size=1, max_size=25))
def test_figures_are_those_of_their_definitions(rows: list[tuple[int, int, int]]) -> None:
    frame = pl.DataFrame({name: [str(row[at]) for row in rows] for at, name in enumerate("abc")})
    found = standing_out(frame)
    assert found is not None
    counts = Counter(rows)
    assert found.unique == sum(1 for row in rows if counts[row] == 1)
    assert found.distinction == pytest.approx(len(counts) / len(rows))
    pairs = list(itertools.combinations(rows, 2))
    apart = sum(1 for one, other in pairs if one != other)
    assert found.separation == pytest.approx(apart / len(pairs) if pairs else 0.0)
    weights = Counter(dict.fromkeys("abc", 0.0))
    for row in rows:
        sets = [
            set(fields)
            for size in (1, 2, 3)
            for fields in itertools.combinations(range(3), size)
            if sum(all(row[at] == other[at] for at in fields) for other in rows) == 1
        ]
        for fields in sets:
            if not any(other < fields for other in sets) and all(len({r[at] for r in rows}) > 1 for at in fields):
                for at in fields:
                    weights["abc"[at]] += 1 / 2 ** (len(fields) - 1)
    total = sum(weights.values())
    expected = {name: weight / total for name, weight in weights.items() if weight} if total else {}
    assert found.fields == pytest.approx(expected)


PERSONS = pl.DataFrame(
    {"age": [str(20 + n) for n in range(30)], "sex": ["M", "F"] * 15, "job": ["a", "b", "c"] * 10}
)


@pytest.mark.parametrize(
    ("names", "held"),
    [
        (("age", "sex", "job"), True),
        (("歲數", "性別", "行業"), True),
        (("Income", "Gender", "x"), True),
        (("機型", "等級", "類別"), False),
    ],
)
def test_records_of_persons_with_every_field_insensitive(
    tmp_path: object, names: tuple[str, ...], held: bool
) -> None:
    frame = PERSONS.rename(dict(zip(PERSONS.columns, names, strict=True)))
    if not held:
        frame = frame.with_columns(pl.Series(names[1], ["甲", "乙"] * 15))
    policy = Policy(TEXT, dict.fromkeys(names, PLAIN))
    assert verdict(tmp_path, frame, policy) == ([("unreviewed-records", "", "error")] if held else [])


@pytest.mark.parametrize(
    ("title", "columns", "held"),
    [
        ("助學金名冊", ("birthYear", "sex_at_admission", "amount"), True),
        ("國民年金給付", ("dob", "marital_status", "amount"), True),
        ("獨居者訪視點位", ("TWD97_E", "TWD97_N", "頻率"), True),
        ("身心障礙者訪視座標（去識別化）", ("經度", "緯度", "頻率"), True),
        ("遊民關懷紀錄", ("村里", "項目", "次"), True),
        ("受虐幼兒安置紀錄", ("性別", "項目", "次"), True),
        ("長者健康站點位", ("TWD97_E", "TWD97_N", "頻率"), False),
        ("身心障礙者停車位", ("經度", "緯度", "頻率"), False),
        ("老人福利機構一覽表", ("名稱", "地址", "次"), False),
        ("學生交通安全導護路口", ("經度", "緯度", "頻率"), False),
        ("身心障礙者停車格", ("經度", "緯度", "頻率"), False),
        ("兒童遊樂設施檢查結果", ("地址", "項目", "次"), False),
        ("高齡者健身場館稽查結果一覽表", ("地址", "項目", "次"), False),
        ("身心障礙者資格清冊", ("村里", "項目", "次"), True),
        ("學童視力檢查結果", ("村里", "項目", "次"), True),
        ("移工仲介評鑑", ("公司", "地址", "次"), False),
        ("路燈點位", ("TWD97_E", "TWD97_N", "瓦"), False),
    ],
)
def test_a_title_says_with_a_column_whose_records_they_are(
    tmp_path: object, title: str, columns: tuple[str, str, str], held: bool
) -> None:
    values = {
        "TWD97_E": [f"{165000 + 31.5 * n}" for n in range(30)],
        "TWD97_N": [f"{2540000 + 17.5 * n}" for n in range(30)],
        "經度": [f"{120.2 + n / 500}" for n in range(30)],
        "緯度": [f"{22.9 + n / 700}" for n in range(30)],
        "性別": ["男", "女"] * 15,
    }
    frame = pl.DataFrame({name: values.get(name, [f"x{n}" for n in range(30)]) for name in columns})
    fields = [{"name": name, "type": "string"} for name in columns]
    policy = Policy(TEXT, dict.fromkeys(columns, PLAIN))
    made = dataset(policy=policy, title=LocalText(title, "Records"), schema={"fields": fields})
    found = findings(made, frame, standing_out(frame), services(tmp_path))  # type: ignore[arg-type]
    assert [item.check for item in found] == (["privacy.unreviewed-records"] if held else [])


def test_a_direct_identifier_in_the_source_says_that_it_is_about_persons(tmp_path: object) -> None:
    frame = pl.DataFrame({"時段": [str(n) for n in range(30)], "櫃檯": ["一"] * 30})
    rules = {"時段": PLAIN, "櫃檯": PLAIN, "電話": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop())}
    assert verdict(tmp_path, frame, Policy(TEXT, rules)) == [("unreviewed-records", "", "error")]
    assert verdict(tmp_path, frame, Policy(TEXT, rules, reviewed=REVIEW)) == [  # type: ignore[arg-type]
        ("unreviewed-records", "", Severity.ADVICE)
    ]


@pytest.mark.parametrize(
    ("values", "held"),
    [
        ([f"2026-11-01T08:{n:02}:{n:02}" for n in range(30)], True),
        ([f"{31_357 + n * n}" for n in range(30)], True),
        ([f"2026-11-0{n % 3 + 1}" for n in range(30)], False),
        ([str(n % 5) for n in range(30)], False),
        ([*[str(n) for n in range(2)], *["9"] * 28], False),
    ],
    ids=["seconds", "amounts", "days", "few values", "two rare ones"],
)
def test_a_field_that_tells_records_apart_by_itself(tmp_path: object, values: list[str], held: bool) -> None:
    frame = pl.DataFrame({"區": ["東"] * 30, "欄": values})
    models = (KAnonymity(5),)
    assert verdict(tmp_path, frame, Policy(TEXT, {"區": QUASI, "欄": PLAIN}, models)) == (
        [("singling-field", "欄", "error")] if held else []
    )
    text = FieldPolicy(Role.INSENSITIVE, RedactText())
    assert verdict(tmp_path, frame, Policy(TEXT, {"區": QUASI, "欄": text}, models)) == []


def test_counts_are_no_records(tmp_path: object) -> None:
    frame = pl.DataFrame(
        {"年齡": [str(n) for n in range(30)], "性別": ["男", "女"] * 15, "人數": [str(n) for n in range(30)]}
    )
    rules = dict.fromkeys(frame.columns, PLAIN)
    assert verdict(tmp_path, frame, Policy(TEXT, rules)) == []
    assert verdict(tmp_path, frame, Policy(TEXT, rules, (MinimumCellCount(("人數",), 6),))) == []
