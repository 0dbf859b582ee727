"""The search: the published optima of Adult, and on small lattices what trying every node finds."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.model.errors import UserError
from publisher.model.event import Headway
from publisher.model.policy import (
    DistinctLDiversity,
    EntropyLDiversity,
    KAnonymity,
    PrivacyModel,
    RecursiveLDiversity,
    TCloseness,
)
from publisher.privacy.engine import (
    Histogram,
    ModelCondition,
    Problem,
    evaluate,
    grouping,
    kept_records,
    ladder_from_levels,
    read_rows,
    search,
)
from publisher.privacy.engine.keeping import groups_of

from . import adult, slowly

O = adult.SENSITIVE  # noqa: E741


@pytest.mark.parametrize("bits", [63, pytest.param(40, marks=pytest.mark.full)])
@pytest.mark.parametrize(
    ("limit", "loss", "levels", "suppressed", "classes"),
    [
        (0.00, 0.573150965559, (0, 4, 1, 1, 3, 2, 2, 1, 0), 0, 24),
        (0.01, 0.362406723010, (0, 3, 1, 1, 2, 2, 1, 1, 0), 294, 263),
        (0.05, 0.241932365066, (0, 3, 0, 0, 2, 1, 1, 2, 0), 1346, 397),
        (1.00, 0.220411928480, (0, 3, 0, 0, 2, 1, 1, 1, 0), 2553, 602),
    ],
)
def test_adult_k5(
    bits: int, limit: float, loss: float, levels: tuple[int, ...], suppressed: int, classes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(grouping, "_BITS", bits)
    problem = adult.problem(adult.table(), KAnonymity(k=5))
    found = search(problem, int(limit * problem.records))
    assert found is not None
    assert abs(found.loss - loss) < 1e-9
    assert (found.levels, found.suppressed, found.classes) == (levels, suppressed, classes)
    assert found.checked < found.nodes == 12_960
    assert evaluate(problem, found.levels).loss == found.loss
    assert int((~kept_records(problem, found.levels)).sum()) == suppressed


@pytest.mark.parametrize(
    ("model", "limit", "loss", "suppressed"),
    [
        (DistinctLDiversity(l=3, sensitive=O), 0.00, 0.542211, 0),
        (DistinctLDiversity(l=3, sensitive=O), 0.05, 0.171702, 1400),
        (DistinctLDiversity(l=3, sensitive=O), 1.00, 0.166715, 2335),
        (EntropyLDiversity(l=3, sensitive=O), 0.00, 0.613172, 0),
        (RecursiveLDiversity(c=4, l=3, sensitive=O), 0.00, 0.542211, 0),
        (RecursiveLDiversity(c=4, l=3, sensitive=O), 0.05, 0.209361, 1408),
        (RecursiveLDiversity(c=4, l=3, sensitive=O), 1.00, 0.180910, 1715),
        (TCloseness(0.2, O), 0.00, 0.918395, 0),
        (TCloseness(0.5, O), 0.00, 0.613172, 0),
        (TCloseness(0.5, O), 0.05, 0.288774, 1322),
        (TCloseness(0.5, O), 1.00, 0.252850, 2371),
        (TCloseness(0.2, O, "hierarchical"), 0.00, 0.759176, 0),
        (TCloseness(0.2, O), 0.05, 0.815003, 235),
        pytest.param(TCloseness(0.2, O), 1.00, 0.604165, 8156, marks=pytest.mark.full),
        (TCloseness(0.2, O, "hierarchical"), 0.05, 0.612806, 1384),
        pytest.param(TCloseness(0.2, O, "hierarchical"), 1.00, 0.504985, 7271, marks=pytest.mark.full),
    ],
)
def test_adult_diversity_and_closeness(model: PrivacyModel, limit: float, loss: float, suppressed: int) -> None:
    problem = adult.problem(adult.table(), KAnonymity(k=5), model)
    found = search(problem, int(limit * problem.records))
    assert found is not None
    assert (round(found.loss, 6), found.suppressed) == (loss, suppressed)


def test_an_exact_tie_of_entropy_is_met() -> None:
    problem = adult.problem(adult.table(), KAnonymity(k=5), EntropyLDiversity(l=3, sensitive=O))
    found = search(problem, int(0.05 * problem.records))
    assert found is not None
    assert 0.215 < found.loss < 0.215449  # ARX rejects six records spread evenly over three values


@st.composite
def ladders(draw: st.DrawFn) -> list[list[str]]:
    leaves = draw(st.integers(1, 5))
    levels = [[str(leaf) for leaf in range(leaves)]]
    parents = list(range(leaves))
    for level in range(draw(st.integers(0, 2))):
        step = draw(st.lists(st.integers(0, 2), min_size=leaves + 3, max_size=leaves + 3))
        parents = [step[parent] for parent in parents]
        levels.append([f"{level}:{parent}" for parent in parents])
    if draw(st.booleans()):
        levels.append(["*"] * leaves)
    return levels


TREE = (("a", "b", "c", "d"), ("ab", "ab", "cd", "cd"), ("*",) * 4)
one_model = st.one_of(
    st.builds(DistinctLDiversity, l=st.integers(2, 3), sensitive=st.just("s")),
    st.builds(EntropyLDiversity, l=st.sampled_from([1.5, 2, 3]), sensitive=st.just("s")),
    st.builds(RecursiveLDiversity, c=st.sampled_from([1, 2, 4]), l=st.integers(2, 3), sensitive=st.just("s")),
    st.builds(
        TCloseness,
        t=st.sampled_from([0.1, 0.25, 0.5]),
        sensitive=st.just("s"),
        distance=st.sampled_from(["equal", "ordered", "hierarchical"]),
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[list[str]]], list[list[int]], list[int]]:
    fields = draw(st.lists(ladders(), min_size=1, max_size=3))
    record = st.tuples(*(st.integers(0, len(field[0]) - 1) for field in fields), st.integers(0, 3))
    drawn = draw(st.lists(record, min_size=1, max_size=30))
    return fields, [list(item[:-1]) for item in drawn], [item[-1] for item in drawn]


def problem_of(
    fields: list[list[list[str]]], records: list[list[int]], sensitive: list[int], models: list[PrivacyModel]
) -> Problem:
    steps = [ladder_from_levels(str(number), field) for number, field in enumerate(fields)]
    values = np.array(sensitive, dtype=np.int64)
    distribution = np.bincount(values, minlength=4) / values.size
    tree = ladder_from_levels("s", TREE)
    conditions = []
    for model in models:
        if isinstance(model, KAnonymity):
            conditions.append(ModelCondition(model))
            continue
        distance = getattr(model, "distance", "")
        places = np.unique(values) if distance == "ordered" else None
        parents = tree.parents() if distance == "hierarchical" else ()
        conditions.append(ModelCondition(model, 0, distribution, places, parents))
    columns = [np.array(column, dtype=np.int64) for column in zip(*records, strict=True)]
    return Problem.of(steps, columns, conditions, [values])


@settings(deadline=None, max_examples=300)
@given(tables(), st.integers(1, 6), st.lists(one_model, max_size=2), st.floats(0, 1), st.booleans())
def test_the_search_finds_what_trying_every_node_finds(
    table: tuple[list[list[list[str]]], list[list[int]], list[int]],
    k: int,
    models: list[PrivacyModel],
    limit: float,
    narrow: bool,
) -> None:
    fields, records, sensitive = table
    models = [KAnonymity(k=k), *models]
    allowed = int(limit * len(records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grouping, "_BITS", 8 if narrow else 63)
        found = search(problem_of(fields, records, sensitive, models), allowed)
    expected = slowly.optimum(fields, records, sensitive, models, allowed, TREE)
    if expected is None:
        assert found is None
    else:
        assert found is not None
        assert abs(found.loss - expected) < 1e-9
        at = slowly.loss_at(fields, records, sensitive, models, allowed, found.levels, TREE)
        assert at is not None
        assert abs(at - expected) < 1e-9


closeness = st.builds(
    TCloseness,
    t=st.sampled_from([0.05, 0.1, 0.2, 0.3, 0.5, 0.8]),
    sensitive=st.just("s"),
    distance=st.sampled_from(["equal", "ordered", "hierarchical"]),
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any),
    st.lists(st.integers(0, 9), min_size=4, max_size=4),
    closeness,
)
def test_no_part_of_a_class_within_t_is_larger_than_its_counts_prove(
    counts: list[int], others: list[int], model: TCloseness
) -> None:
    whole = [one + other for one, other in zip(counts, others, strict=True)]
    shares = np.array(whole) / sum(whole)
    tree = ladder_from_levels("s", TREE)
    condition = ModelCondition(
        model,
        0,
        shares,
        np.flatnonzero(shares) if model.distance == "ordered" else None,
        tree.parents() if model.distance == "hierarchical" else (),
    )
    groups = groups_of(condition)
    if groups is None:
        return
    most = int(groups.most_kept(np.array([sum(counts)]), np.array([counts], dtype=np.float64))[0])
    for part in itertools.product(*(range(count + 1) for count in counts)):
        if most < sum(part):
            value = np.flatnonzero(part)
            histogram = Histogram(np.zeros(value.size, dtype=np.int64), value, np.array(part)[value])
            assert not condition.met(np.array([sum(part)]), histogram)[0]


@settings(deadline=None, max_examples=300)
@given(tables(), st.integers(1, 3), st.lists(closeness, min_size=1, max_size=2), st.floats(0, 1))
def test_closeness_with_suppression_is_exact(
    table: tuple[list[list[list[str]]], list[list[int]], list[int]],
    k: int,
    models: list[PrivacyModel],
    limit: float,
) -> None:
    fields, records, sensitive = table
    models = [KAnonymity(k=k), *models]
    allowed = int(limit * len(records))
    found = search(problem_of(fields, records, sensitive, models), allowed)
    expected = slowly.optimum(fields, records, sensitive, models, allowed, TREE)
    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        assert abs(found.loss - expected) < 1e-9


def test_closeness_looks_at_a_fraction_of_the_lattice() -> None:
    """Two thirds were looked at when a class beyond t proved nothing of finer ones."""
    for model in (TCloseness(0.2, O), TCloseness(0.2, O, "hierarchical")):
        problem = adult.problem(adult.table(), KAnonymity(k=5), model)
        found = search(problem, int(0.05 * problem.records))
        assert found is not None
        assert found.checked < found.nodes / 10


def test_progress_bounds_what_is_left() -> None:
    seen: list[Headway] = []
    problem = adult.problem(adult.table(), KAnonymity(k=5))
    found = search(problem, 300, seen.append)
    assert found is not None
    assert [told.checked for told in seen] == list(range(1, found.checked + 1))
    assert all(told.bound <= found.loss + 1e-12 for told in seen)
    assert all(found.checked <= told.checked + told.left <= found.nodes for told in seen)
    assert seen[-1].left == 0
    assert seen[-1].best == pytest.approx(found.loss)


def test_tables_that_are_empty_or_cannot_be_helped() -> None:
    steps = [[["a", "b"], ["*", "*"]]]
    empty = Problem.of(
        [ladder_from_levels("x", steps[0])], [np.zeros(0, dtype=np.int64)], [ModelCondition(KAnonymity(k=2))]
    )
    found = search(empty, 0)
    assert found is not None
    assert (found.levels, found.loss, found.suppressed) == ((0,), 0.0, 0)
    assert search(problem_of(steps, [[0]], [0], [KAnonymity(k=2)]), 0) is None
    gone = search(problem_of(steps, [[0]], [0], [KAnonymity(k=2)]), 1)
    assert gone is not None
    assert (gone.loss, gone.suppressed, gone.classes) == (1.0, 1, 0)


def test_more_combinations_than_an_integer_holds() -> None:
    levels = [[str(leaf) for leaf in range(1000)], ["*"] * 1000]
    rows = np.arange(2000)
    columns = [(rows * (number + 3)) % 1000 for number in range(9)]
    steps = [ladder_from_levels(str(number), levels) for number in range(9)]
    found = search(Problem.of(steps, columns, [ModelCondition(KAnonymity(k=2))]), 0)
    assert found is not None
    assert (found.levels, found.loss) == ((0,) * 9, 0.0)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a;x;*\nb;x\n", 2), ("a,x\nb,\n", 2), ("", None)],
)
def test_hierarchy_files_that_cannot_be_read(tmp_path: Path, text: str, line: int | None) -> None:
    path = tmp_path / "h.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_rows(path, "h.csv")
    assert caught.value.where is not None
    assert caught.value.where.line == line
    with pytest.raises(UserError):
        read_rows(tmp_path / "none.csv", "none.csv")


def test_levels_must_nest() -> None:
    with pytest.raises(ValueError, match=r"^2$"):
        ladder_from_levels("x", [["a", "b", "c"], ["p", "p", "p"], ["1", "1", "2"]])
    with pytest.raises(ValueError, match=r"^1$"):
        ladder_from_levels("x", [["a", "a"], ["p", "p"]])
