"""Which groups lost records, and that saying so gives no small group away."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.deidentify.left_out import left_out
from publisher.model.policy import FieldPolicy, KAnonymity, Role
from tests.deidentify.making import make_dataset

POLICY = make_dataset({}, [KAnonymity(6)]).policy


def test_a_group_that_lost_most_is_named_with_its_shares() -> None:
    shown = pl.DataFrame({"區": ["東"] * 80 + ["西"] * 20, "性別": ["男", "女"] * 50})
    kept = pl.Series([True] * 80 + [False] * 10 + [True] * 10)
    district, sex = left_out(shown, kept, ["區", "性別"], POLICY, None)
    assert [(item.value, item.before, item.after, item.lost) for item in district.groups] == [
        ("西", 0.2, 0.11, 0.5)
    ]
    assert district.shift == 0.09
    assert district.least == 6
    assert sex.groups == ()
    assert sex.shift == 0


def test_persons_are_counted_and_not_their_records() -> None:
    shown = pl.DataFrame({"區": ["東"] * 50 + ["西"] * 30})
    kept = pl.Series([True] * 60 + [False] * 20)
    assert left_out(shown, kept, ["區"], POLICY, pl.Series(range(80)))[0].groups
    of_two = pl.Series([*range(60), *[1, 2] * 10])
    assert not left_out(shown, kept, ["區"], POLICY, of_two)[0].groups


def test_one_person_in_many_groups_is_one_that_the_unnamed_lost() -> None:
    shown = pl.DataFrame({"區": ["東"] * 50 + ["西", "南", "北", "中", "山", "海"] * 10})
    kept = pl.Series([at >= 8 and not 50 <= at < 56 for at in range(110)])  # 東 lost eight, the six one each
    persons = pl.Series([*range(50), *[99] * 6, *range(100, 154)])  # and these are one person's
    assert not left_out(shown, kept, ["區"], POLICY, persons)[0].groups
    assert left_out(shown, kept, ["區"], POLICY, pl.Series(range(110)))[0].groups


def test_where_values_are_protected_no_group_is_named() -> None:
    """That all of a group went may say that all of them had the same value."""
    shown = pl.DataFrame({"區": ["東"] * 50 + ["西"] * 30})
    kept = pl.Series([True] * 50 + [False] * 30)
    protected = replace(POLICY, fields={**POLICY.fields, "結果": FieldPolicy(Role.SENSITIVE)})
    assert left_out(shown, kept, ["區"], POLICY, None)[0].groups
    assert not left_out(shown, kept, ["區"], protected, None)[0].groups


def test_nothing_is_said_where_nothing_was_left_out() -> None:
    shown = pl.DataFrame({"區": ["東", None]})
    assert left_out(shown, pl.Series([True, True]), ["區"], POLICY, None) == ()
    assert left_out(shown, pl.Series([False, False]), ["區"], POLICY, None) == ()
    assert left_out(shown.clear(), pl.Series([], dtype=pl.Boolean), ["區"], POLICY, None) == ()


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), min_size=1, max_size=80))
def test_what_groups_without_a_name_lost_is_no_small_number(rows: list[tuple[str, bool]]) -> None:
    shown = pl.DataFrame({"x": [value for value, _ in rows]})
    gone = Counter(value for value, stays in rows if not stays)
    for item in left_out(shown, pl.Series([stays for _, stays in rows]), ["x"], POLICY, None):
        names = {group.value for group in item.groups}
        assert all(gone[name] >= 6 for name in names)
        others = sum(count for value, count in gone.items() if value not in names)
        assert others == 0 or others >= 6 or not names
