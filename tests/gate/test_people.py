"""Who the published records are of: models over persons, profiles that a pseudonym links, and what is proposed."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.deidentify.suppression import suppress
from publisher.gate.people import people, person_rows, profile_sizes
from publisher.model.policy import (
    DistinctLDiversity,
    Drop,
    EntropyLDiversity,
    FieldPolicy,
    KAnonymity,
    Policy,
    Role,
    TCloseness,
)
from publisher.model.table import Table
from publisher.privacy.models import measure
from publisher.privacy.persons import Telling, persons, telling
from tests.gate.building import TEXT

DIRECT = FieldPolicy(Role.DIRECT_IDENTIFIER, Drop())
QUASI = FieldPolicy(Role.QUASI_IDENTIFIER)
IDS = ("Y196018156", "R190166130", "R290913908", "L193082467", "S199482190", "S291819099")


def table(folder: Path, **columns: list[str | None]) -> Table:
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String) for name, values in columns.items()})
    frame.write_parquet(folder / "structured.parquet")
    return Table(folder / "structured.parquet", tuple(frame.columns), frame.height)


def policy(*models: object, person: str | tuple[str, ...] = (), **fields: FieldPolicy) -> Policy:
    return Policy(TEXT, fields, tuple(models), person=person)  # type: ignore[arg-type]


def test_the_only_identifier_that_occurs_again_tells_persons(tmp_path: Path) -> None:
    made = table(tmp_path, 案號=["1", "2", "3"], 車主=["甲", "甲", "乙"], 區=["東"] * 3)
    assert telling(policy(案號=DIRECT, 車主=DIRECT, 區=QUASI), made) == Telling(("車主",))


def test_what_occurs_once_tells_records(tmp_path: Path) -> None:
    made = table(tmp_path, 案號=["1", "2", "3"], 區=["東"] * 3)
    assert telling(policy(案號=DIRECT, 區=QUASI), made) == Telling()


@pytest.mark.parametrize("again", [True, False])
def test_national_ids_tell_before_names_and_phones(tmp_path: Path, again: bool) -> None:
    ids = [IDS[0], IDS[0], *IDS[1:4]] if again else list(IDS[:5])
    made = table(tmp_path, 證號=ids, 姓名=["甲", "乙", "甲", "丁", "戊"], 電話=["1", "1", "2", "2", "3"])
    found = telling(policy(證號=DIRECT, 姓名=DIRECT, 電話=DIRECT), made)
    assert found == (Telling(("證號",)) if again else Telling())


def test_several_that_could_are_said_and_the_policy_decides(tmp_path: Path) -> None:
    made = table(tmp_path, 姓名=["甲", "甲", "乙"], 電話=["1", "2", "2"])
    assert telling(policy(姓名=DIRECT, 電話=DIRECT), made) == Telling(candidates=("姓名", "電話"))
    named = policy(姓名=DIRECT, 電話=DIRECT, person=("姓名", "電話"))
    assert telling(named, made) == Telling(("姓名", "電話"), named=True)
    assert persons(made, ("姓名", "電話")).n_unique() == 3


def test_spellings_of_one_person_are_one(tmp_path: Path) -> None:
    made = table(tmp_path, 證號=["Y196018156", "ｙ１９６０１８１５６", " y196-018-156", None, None])
    assert persons(made, ["證號"]).n_unique() == 2


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40),
    st.integers(2, 4),
)
def test_measures_and_suppression_count_persons_alike(records: list[tuple[int, int, int]], least: int) -> None:
    """What is left after suppression meets the models over persons, and what violates is what a plain count says."""
    who = pl.Series("who", [person for person, _, _ in records], dtype=pl.UInt64)
    frame = pl.DataFrame({"區": [str(a) for _, a, _ in records], "業": [str(b) for *_, b in records]})
    classes: dict[str, list[tuple[int, str]]] = {}
    for person, a, b in zip(who, frame["區"], frame["業"], strict=True):
        classes.setdefault(a, []).append((person, b))
    few = {a for a, members in classes.items() if len({person for person, _ in members}) < least}
    found = measure(KAnonymity(least), frame, ["區"], None, who)
    assert found.observed == min(len({person for person, _ in members}) for members in classes.values())
    assert found.violating_records == sum(len(classes[a]) for a in few)
    assert found.over_records == min(map(len, classes.values()))
    models = (KAnonymity(least), DistinctLDiversity(2, "業"), EntropyLDiversity(1.2, "業"), TCloseness(0.6, "業"))
    for model in (*((one,) for one in models), models):
        kept = pl.Series(suppress(frame, ["區"], model, persons=who).kept)
        left, whose = frame.filter(kept), who.filter(kept)
        assert all(measure(one, left, ["區"], None, whose).met for one in model)
    kept = suppress(frame, ["區"], (KAnonymity(least),), persons=who).kept
    assert set(frame["區"].filter(pl.Series(~kept))) == few


def test_a_value_that_everybody_has_is_known_of_everybody() -> None:
    """Three persons with two illnesses between them, of which all three have one."""
    who = pl.Series([1, 1, 2, 3], dtype=pl.UInt64)
    frame = pl.DataFrame({"區": ["東"] * 4, "病": ["甲", "乙", "甲", "甲"]})
    assert measure(DistinctLDiversity(2, "病"), frame, ["區"]).met
    assert not measure(DistinctLDiversity(2, "病"), frame, ["區"], None, who).met
    assert suppress(frame, ["區"], (DistinctLDiversity(2, "病"),), persons=who).suppressed == 4


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from("甲乙"), st.sampled_from("東南")), min_size=1, max_size=30
    )
)
def test_profiles_are_those_of_all_records_of_a_person(records: list[tuple[int, str, str]]) -> None:
    who = pl.Series([str(person) for person, _, _ in records])
    frame = pl.DataFrame({"a": [a for _, a, _ in records], "b": [b for *_, b in records]})
    profiles: dict[int, Counter] = {}
    for person, a, b in records:
        profiles.setdefault(person, Counter())[a, b] += 1
    sizes = Counter(tuple(sorted(item.items())) for item in profiles.values())
    expected = sorted(sizes[tuple(sorted(item.items()))] for item in profiles.values())
    assert sorted(profile_sizes(frame, ["a", "b"], who)) == expected
    by_class = {
        key: len({p for p, *rest in records if tuple(rest) == key}) for key in itertools.product("甲乙", "東南")
    }
    assert person_rows(frame, ["a", "b"], who).to_list() == [by_class[a, b] for _, a, b in records]


def test_whose_the_published_rows_are(tmp_path: Path) -> None:
    made = table(tmp_path, 證號=[IDS[0], IDS[0], IDS[1], IDS[2]], 區=["東"] * 4)
    rules = policy(KAnonymity(2), 證號=DIRECT, 區=QUASI)
    pl.DataFrame({"record": [0, 2, 3]}).write_parquet(tmp_path / "records.parquet")
    frame = pl.DataFrame({"區": ["東"] * 3})
    found = people(rules, frame, made, tmp_path / "records.parquet")
    assert found is not None
    assert found.fields == ("證號",)
    assert found.of_record is not None
    assert found.of_record.n_unique() == 3
    assert people(rules, frame.head(2), made, tmp_path / "records.parquet") is None
    assert people(rules, frame, made, None) is None
