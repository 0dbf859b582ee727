"""Every technique by its table of cases, and what must hold for any input."""

from __future__ import annotations

import string
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from publisher.deidentify.techniques import TECHNIQUES, Treated, TreatmentContext, treat
from publisher.deidentify.techniques.redact_text import redact
from publisher.model.errors import UserError
from publisher.model.policy import (
    AgeBand,
    FieldPolicy,
    GeneraliseDate,
    Mask,
    Policy,
    Pseudonym,
    RedactText,
    Role,
    Technique,
)
from publisher.model.text import LocalText
from publisher.privacy.keys import key_path
from publisher.privacy.recognisers import AllowList, scan

from .making import NOW

CASES = Path(__file__).parent / "cases"
BY_NAME: dict[str, Any] = {
    item.default: kind for kind in typing.get_args(Technique) for item in fields(kind) if item.name == "technique"
}


def make_context(
    folder: Path, technique: Technique, values: Sequence[str | None], beside: Mapping[str, Any] | None = None
) -> TreatmentContext:
    columns = {"欄位": values, **(beside or {})}
    rules = {name: FieldPolicy(Role.DIRECT_IDENTIFIER) for name in beside or ()}
    return TreatmentContext(
        dataset="sample",
        field="欄位",
        frame=pl.DataFrame({name: pl.Series(column, dtype=pl.String) for name, column in columns.items()}),
        policy=Policy(LocalText("", ""), {"欄位": FieldPolicy(Role.INSENSITIVE, technique), **rules}),
        now=NOW,
        keys=folder,
        allow=AllowList(),
        folder=CASES,
    )


def run(folder: Path, technique: Technique, values: Sequence[str | None], beside: Any = None) -> Treated:
    context = make_context(folder, technique, values, beside)
    return treat(technique, context.frame["欄位"], context)


def write_key(folder: Path, key: bytes) -> None:
    path = key_path(folder, "sample")
    path.write_text(key.hex())
    path.chmod(0o600)


def all_cases() -> list[Any]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}-{number}")
        for path in sorted(CASES.glob("*.yaml"))
        for number, case in enumerate(YAML(typ="safe").load(path), 1)
    ]


@pytest.mark.parametrize(("name", "case"), all_cases())
def test_case(tmp_path: Path, name: str, case: dict[str, Any]) -> None:
    write_key(tmp_path, bytes(32))
    params = {
        key: tuple(value) if isinstance(value, list) else value for key, value in case.get("params", {}).items()
    }
    treated = run(tmp_path, BY_NAME[name](**params), case["values"], case.get("beside"))
    assert treated.values.to_list() == case["expect"]
    assert [row + 1 for row in treated.uncovered.arg_true().to_list()] == case.get("uncovered", [])


def test_every_technique_of_the_model_has_a_module_and_cases() -> None:
    assert set(TECHNIQUES) == set(typing.get_args(Technique))
    for name, kind in BY_NAME.items():
        module = import_module(f"publisher.deidentify.techniques.{name.replace('-', '_')}")
        assert TECHNIQUES[kind] is module.apply
        assert (CASES / f"{name}.yaml").exists(), name
    assert {path.stem for path in CASES.glob("*.yaml")} == set(BY_NAME)


@pytest.mark.parametrize("name", sorted(set(BY_NAME) - {"age-band", "hierarchy", "noise", "round"}))
@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_comes_of_nothing(tmp_path: Path, name: str, values: list[str | None]) -> None:
    write_key(tmp_path, bytes(32))
    treated = run(tmp_path, BY_NAME[name](), values)
    assert treated.values.to_list() == values
    assert not treated.uncovered.any()


def test_age_bands_of_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, AgeBand(at="日"), [], {"日": []}).values.to_list() == []


texts = st.lists(st.one_of(st.none(), st.text(min_size=1, max_size=20)), max_size=8)
slow_start = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@slow_start
@given(texts, st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_pseudonyms_are_stable_under_one_key_and_differ_under_another(
    tmp_path: Path, values: list[str | None], first: bytes, second: bytes
) -> None:
    write_key(tmp_path, first)
    once, twice = (run(tmp_path, Pseudonym(), values).values.to_list() for _ in range(2))
    assert once == twice
    assert all(code is None or set(code) <= set(string.ascii_lowercase + "234567") for code in once)
    write_key(tmp_path, second)
    other = run(tmp_path, Pseudonym(), values).values.to_list()
    if first != second:
        assert all(mine is None or mine != theirs for mine, theirs in zip(once, other, strict=True))


def test_a_period_has_pseudonyms_of_its_own(tmp_path: Path) -> None:
    write_key(tmp_path, bytes(32))
    technique = Pseudonym(period="year")
    context = make_context(tmp_path, technique, ["R199853410"])
    values = context.frame["欄位"]
    this_year = treat(technique, values, context).values[0]
    assert this_year != run(tmp_path, Pseudonym(), ["R199853410"]).values[0]
    assert this_year == treat(technique, values, replace(context, now=NOW.replace(month=1))).values[0]
    assert this_year != treat(technique, values, replace(context, now=NOW.replace(year=2027))).values[0]


@pytest.mark.parametrize(
    ("period", "same", "other"),
    [
        ("quarter", NOW.replace(month=10), NOW.replace(month=9)),
        ("month", NOW.replace(day=1), NOW.replace(month=10)),
    ],
)
def test_keys_change_every_quarter_or_month(tmp_path: Path, period: Any, same: Any, other: Any) -> None:
    write_key(tmp_path, bytes(32))
    technique = Pseudonym(period=period)
    context = make_context(tmp_path, technique, ["R199853410"])
    now, then, before = (
        treat(technique, context.frame["欄位"], replace(context, now=moment)).values[0]
        for moment in (NOW, same, other)
    )
    assert now == then != before


def test_pseudonyms_need_their_key(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="missing"):
        run(tmp_path, Pseudonym(), ["R199853410"])


@slow_start
@given(st.text(min_size=1, max_size=30), st.integers(0, 8), st.integers(0, 8))
def test_masking_keeps_at_most_what_it_may(tmp_path: Path, value: str, first: int, last: int) -> None:
    masked = run(tmp_path, Mask(keep_first=first, keep_last=last), [value]).values[0]
    shown = first + last if len(value) > first + last else 0
    assert len(masked) == len(value)
    assert sum(mine != "*" for mine in masked) <= shown


@slow_start
@given(st.dates(), st.sampled_from(["month", "quarter", "year", "decade"]))
def test_days_of_one_month_stay_together(tmp_path: Path, day: Any, to: Any) -> None:
    technique = GeneraliseDate(to=to)
    same = run(tmp_path, technique, [day.isoformat(), day.replace(day=1).isoformat(), day.isoformat()[:7]])
    assert same.values.n_unique() == 1
    assert not same.uncovered.any()


@slow_start
@given(
    st.dates(date(1850, 1, 1), date(2100, 1, 1)),
    st.integers(-400, 140 * 366),
    st.integers(1, 30),
    st.integers(0, 40),
    st.integers(41, 100),
)
def test_age_bands_hold_the_age(tmp_path: Path, born: date, later: int, width: int, bottom: int, top: int) -> None:
    at = born + timedelta(days=later)
    technique = AgeBand(at="日", width=width, bottom=bottom, top=top)
    treated = run(tmp_path, technique, [born.isoformat()], {"日": [at.isoformat()]})
    age = at.year - born.year - ((at.month, at.day) < (born.month, born.day))
    band = treated.values[0]
    if not 0 <= age <= 130:
        assert band is None
        assert treated.uncovered[0]
    elif age < bottom:
        assert band == f"{bottom - 1}以下"
    elif age >= top:
        assert band == f"{top}以上"
    else:
        low, _, high = band.partition("-")
        assert int(low) <= age <= int(high or low)
        assert int(high or low) - int(low) < width


PIECES = """
王大明 先生 電話 0900-000-002 R199853410 ， ： 姓名 車號 ABC-1235
【車號】 試 0123 申請人 臺南市東區 範例路1號 住 出生 62/01/01 li@example.org
帳號 0000000000012 ○ 君 - 2F-5678 4111111111111111 護照 350000009 使
0001 號牌 林 小姐 12 號 3樓 【
"""
pieces = st.sampled_from([*PIECES.split(), " ", "\u200b"])


@given(st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=10).map("".join))
@settings(max_examples=300, deadline=None)
def test_redacted_text_rescans_clean_and_redacting_again_changes_nothing(text: str) -> None:
    (redacted,) = redact([text], {}, label="備註", kinds=None, allow=AllowList())
    assert scan(redacted, label="備註") == ()
    assert redact([redacted], {}, label="備註", kinds=None, allow=AllowList()) == [redacted]


@slow_start
@given(
    st.sampled_from(["王大明", "歐陽小美", "0900-000-002", "ABC-1235", "R199853410"]),
    st.text(max_size=5),
    st.text(max_size=5),
)
def test_no_text_repeats_a_direct_identifier(tmp_path: Path, value: str, before: str, after: str) -> None:
    text = f"{before}{value}{after}"
    (redacted,) = run(tmp_path, RedactText(), [text], {"甲": [value]}).values.to_list()
    assert value not in redacted
