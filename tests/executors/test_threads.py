"""What mostly waits is done side by side, and comes in its order."""

from __future__ import annotations

import threading

import pytest

from publisher.executors.threads import side_by_side


def test_some_are_under_way_together_and_no_more() -> None:
    together = threading.Barrier(3, timeout=60)
    under_way: list[int] = []
    most: list[int] = []

    def work(item: int) -> int:
        under_way.append(item)
        most.append(len(under_way))
        together.wait()  # passes only when three are here
        under_way.remove(item)
        return item * item

    assert list(side_by_side(work, range(6), 3)) == [(item, item * item) for item in range(6)]
    assert max(most) == 3


def test_one_at_a_time_is_worked_on_here() -> None:
    here = threading.get_ident()
    for items, at_once in (([1, 2], 1), ([1], 4)):
        assert [ident for _, ident in side_by_side(lambda _item: threading.get_ident(), items, at_once)] == [
            here for _ in items
        ]


def test_a_fault_comes_where_its_item_would_and_nothing_more_is_begun() -> None:
    begun: list[int] = []

    def work(item: int) -> int:
        begun.append(item)
        if item:
            raise ValueError(item)
        return item

    seen = side_by_side(work, range(2), 2)
    assert next(seen) == (0, 0)
    with pytest.raises(ValueError, match="1"):
        next(seen)
