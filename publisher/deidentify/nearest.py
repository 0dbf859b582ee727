"""What would have to change for a policy to be met, and what each way would lose. Computed, never guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from publisher.deidentify.coarser import DROPPED, Coarser
from publisher.deidentify.suppression import allowed
from publisher.model.policy import KAnonymity
from publisher.model.text import LocalText
from publisher.model.thresholds import PROFILES
from publisher.privacy.engine import (
    ModelCondition,
    Problem,
    Progress,
    SearchResult,
    evaluate,
    search,
    too_many_nodes,
)
from publisher.privacy.engine.conditions import Flags, Ints

_LIMITS = (0.02, 0.05, 0.1)
_MOST_DROPPED = 3
_MOST_PROPOSALS = 6
_WORTH = 0.98
"""A proposal that asks for less protection as well must lose at most this share of what coarser levels lose."""


Part = tuple[int, ...]
"""Some of the levels of a field."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A policy that can be met: what changes, how many records go, the loss. `weaker`: it protects less."""

    change: LocalText
    suppressed: int
    loss: float
    weaker: bool = False


@dataclass(frozen=True, slots=True)
class Unmet:
    """A policy that cannot be met, as the search sees it. `away` are records that go before (small counts)."""

    fields: Sequence[Coarser]
    conditions: Sequence[ModelCondition]
    sensitive: Sequence[Ints]
    usable: Flags
    records: int
    away: int
    limit: float
    progress: Progress | None = None

    def problem(self, levels: Sequence[Part], conditions: Sequence[ModelCondition] | None = None) -> Problem:
        """With some of the levels of each field."""
        return Problem.of(
            [item.rung.ladder.only(part) for item, part in zip(self.fields, levels, strict=True)],
            [item.rung.codes[self.usable] for item in self.fields],
            self.conditions if conditions is None else conditions,
            self.sensitive,
        )

    def written(self) -> list[Part]:
        """The levels of the policy."""
        return [item.written for item in self.fields]

    def every(self) -> list[Part]:
        """All levels there could be."""
        return [tuple(range(len(item.names))) for item in self.fields]

    def search(self, problem: Problem, allowed: int) -> SearchResult | None:
        """The levels of least loss; `progress` is told of the search."""
        return search(problem, allowed, self.progress)

    def may_go(self, limit: float) -> int:
        """Records that may go beside those that go before; less than 0 when none may."""
        return allowed(self.records, limit) - self.away


def proposals(unmet: Unmet, more: Sequence[Proposal] = ()) -> list[Proposal]:
    """The nearest policies that can be met and leave something to publish; every one was tried on the records.

    Those that protect as well come first, then those with a smaller k; of each, the least loss first.
    """
    found = [*_all(unmet), *more] if unmet.fields else list(more)
    unique = {item.change: item for item in found if item.suppressed < unmet.records}
    return sorted(unique.values(), key=lambda item: (item.weaker, item.loss, item.suppressed))[:_MOST_PROPOSALS]


def told(found: Sequence[Proposal], records: int) -> LocalText:
    """The proposals as one numbered sentence, each with the share of records that go and the loss."""
    if not found:
        return LocalText("無；請減少公開的準識別欄位", "none; publish fewer quasi-identifiers")
    items = []
    for number, item in enumerate(found, 1):
        share = item.suppressed / max(1, records)
        items.append(
            LocalText(
                f"（{number}）{item.change.zh}：刪除 {item.suppressed:,} 筆（{share:.1%}），"
                f"資訊損失 {item.loss:.1%}",
                f"({number}) {item.change.en}: records left out {item.suppressed:,} ({share:.1%}), "
                f"information loss {item.loss:.1%}",
            )
        )
    return LocalText("；".join(item.zh for item in items), "; ".join(item.en for item in items))


def fewest(unmet: Unmet) -> int:
    """Records that have to go at the coarsest levels of the policy."""
    return min(_gone_at_the_top(unmet, unmet.written()), unmet.records - unmet.away)


def blocking(unmet: Unmet) -> tuple[str, int] | None:
    """The field without which the fewest records have to go at the coarsest levels, and how many then."""
    options = []
    for number, item in enumerate(unmet.fields):
        levels = unmet.written()
        levels[number] = (len(item.names) - 1,)
        options.append((_gone_at_the_top(unmet, levels), item.rung.ladder.name))
    if not options:
        return None
    gone, name = min(options)
    return name, gone + unmet.away


def _gone_at_the_top(unmet: Unmet, levels: Sequence[Part]) -> int:
    return evaluate(unmet.problem(levels), tuple(len(part) - 1 for part in levels)).suppressed


def raised_limit(suppressed: int, records: int) -> Proposal:
    """A suppression limit under which so many records may go, in tenths of a per cent."""
    share = -(-suppressed * 1000 // max(1, records)) / 1000
    change = LocalText(f"刪除上限提高為 {share:.1%}", f"a suppression limit of {share:.1%}")
    return Proposal(change, suppressed, suppressed / max(1, records))


def _all(unmet: Unmet) -> Iterator[Proposal]:
    yield from _coarser_levels(unmet)
    yield from _dropped(unmet)
    yield from _smaller_k(unmet)
    least = fewest(unmet)
    wider = unmet.search(unmet.problem(unmet.written()), least)
    if wider is not None:
        raised = raised_limit(least + unmet.away, unmet.records)
        yield _proposal(unmet, raised.change, wider)


def _coarser_levels(unmet: Unmet) -> Iterator[Proposal]:
    """Coarser levels as they are needed; and with a smaller k or a higher limit, where that saves something."""
    every = unmet.every()
    if too_many_nodes([item.rung.ladder for item in unmet.fields]):
        return
    problem = unmet.problem(every)
    plain = unmet.search(problem, unmet.may_go(unmet.limit)) if unmet.may_go(unmet.limit) >= 0 else None
    if plain is not None:
        yield _proposal(unmet, _levels(unmet, plain), plain)
    most = plain.loss * _WORTH if plain else 2.0
    for k in _smaller(unmet):
        if unmet.may_go(unmet.limit) < 0:
            break
        found = unmet.search(unmet.problem(every, _with_k(unmet.conditions, k)), unmet.may_go(unmet.limit))
        if found is not None and found.loss <= most:
            levels = _levels(unmet, found)
            yield _proposal(unmet, _and(LocalText(f"k 降為 {k}", f"k lowered to {k}"), levels), found, weaker=True)
    for limit in _LIMITS:
        if limit <= unmet.limit or unmet.may_go(limit) < 0:
            continue
        found = unmet.search(problem, unmet.may_go(limit))
        if found is not None and found.loss <= most:
            levels = _levels(unmet, found)
            told = LocalText(f"刪除上限提高為 {limit:.0%}", f"a suppression limit of {limit:.0%}")
            yield _proposal(unmet, _and(told, levels), found)
            most = found.loss * _WORTH


def _dropped(unmet: Unmet) -> Iterator[Proposal]:
    """The fewest fields that have to be dropped when the others stay as they are written."""
    if unmet.may_go(unmet.limit) < 0:
        return
    for count in range(1, min(_MOST_DROPPED, len(unmet.fields)) + 1):
        best: tuple[float, LocalText, SearchResult] | None = None
        for chosen in combinations(range(len(unmet.fields)), count):
            levels = unmet.written()
            for number in chosen:
                levels[number] = (len(unmet.fields[number].names) - 1,)
            found = _search_parts(unmet, levels)
            if found is not None and (best is None or found.loss < best[0]):
                names = [unmet.fields[number].rung.ladder.name for number in chosen]
                best = (found.loss, _joined([_filled(DROPPED, name) for name in names]), found)
        if best is not None:
            yield _proposal(unmet, best[1], best[2])
            return


def _search_parts(unmet: Unmet, levels: Sequence[Part]) -> SearchResult | None:
    problem = unmet.problem(levels)
    if _gone_at_the_top(unmet, levels) > unmet.may_go(unmet.limit):
        return None
    return unmet.search(problem, unmet.may_go(unmet.limit))


def _smaller_k(unmet: Unmet) -> Iterator[Proposal]:
    """The largest smaller k that can be met at the levels of the policy."""
    if unmet.may_go(unmet.limit) < 0:
        return
    top = tuple(len(item.written) - 1 for item in unmet.fields)
    low, high, met = 2, _k(unmet) - 1, None
    while low <= high:
        middle = (low + high) // 2
        problem = unmet.problem(unmet.written(), _with_k(unmet.conditions, middle))
        if evaluate(problem, top).suppressed <= unmet.may_go(unmet.limit):
            low, met = middle + 1, middle
        else:
            high = middle - 1
    if met is None:
        return
    found = unmet.search(unmet.problem(unmet.written(), _with_k(unmet.conditions, met)), unmet.may_go(unmet.limit))
    if found is not None:
        yield _proposal(unmet, LocalText(f"k 降為 {met}", f"k lowered to {met}"), found, weaker=True)


def _k(unmet: Unmet) -> int:
    return max((item.model.k for item in unmet.conditions if isinstance(item.model, KAnonymity)), default=0)


def _smaller(unmet: Unmet) -> list[int]:
    """The thresholds of others that are less than the policy's k."""
    return [item.threshold for item in PROFILES.values() if item.threshold < _k(unmet)]


def _with_k(conditions: Sequence[ModelCondition], k: int) -> list[ModelCondition]:
    return [ModelCondition(KAnonymity(k=k)) if isinstance(item.model, KAnonymity) else item for item in conditions]


def _levels(unmet: Unmet, found: SearchResult) -> LocalText:
    """The fields that are shown at another level than the policy has."""
    return _joined(
        [
            _filled(item.names[level], item.rung.ladder.name)
            for item, level in zip(unmet.fields, found.levels, strict=True)
            if level not in item.written
        ]
    )


def _and(one: LocalText, other: LocalText) -> LocalText:
    return _joined([one, other]) if other.zh else one


def _filled(text: LocalText, name: str) -> LocalText:
    return LocalText(text.zh.replace("{field}", name), text.en.replace("{field}", name))


def _joined(texts: Sequence[LocalText]) -> LocalText:
    return LocalText("、".join(item.zh for item in texts), ", ".join(item.en for item in texts))


def _proposal(unmet: Unmet, change: LocalText, found: SearchResult, *, weaker: bool = False) -> Proposal:
    return Proposal(change, found.suppressed + unmet.away, found.loss, weaker)
