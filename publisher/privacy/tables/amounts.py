"""Tables of amounts (sums of what each contributor has): cells that one contributor makes up, and what keeps them.

p % rule: whoever knows the second largest contribution must not come nearer than p % to the largest.
(n, k)-dominance: the n largest are at most k % of the cell. Hundepool et al. 2012, chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from publisher.model.policy import ComplementarySuppression, Policy
from publisher.model.table import Table
from publisher.privacy.tables.audit import solve
from publisher.privacy.tables.totals import At
from publisher.privacy.tables.within import GivenAway, count_table


def distance_needed(amount: int, largest: Sequence[int], method: ComplementarySuppression) -> int:
    """How far from `amount` any estimate of it has to stay; 0 where the cell may be shown.

    `largest` are its largest contributions, largest first; none means that nobody knows, and one made it all.
    """
    if amount <= 0:
        return 0
    known = list(largest) or [amount]
    needs = [0.0]
    if method.p_percent:
        needs.append(method.p_percent / 100 * known[0] - max(0, amount - sum(known[:2])))
    if method.dominance:
        needs.append(100 / method.dominance.k * sum(known[: method.dominance.n]) - amount)
    return math.ceil(max(needs) - 1e-9)


@dataclass(frozen=True, slots=True)
class Needed:
    """Guarded amounts by row and field, and how far from each any estimate has to stay."""

    amounts: Mapping[At, int]
    distances: Mapping[At, int]


def needed(source: pl.DataFrame, policy: Policy, method: ComplementarySuppression) -> Needed:
    """What the guarded amounts need; `source` has the structured record of each published row."""
    came_from = {rule.publish_as or name: name for name, rule in policy.fields.items()}
    amounts: dict[At, int] = {}
    distances: dict[At, int] = {}
    for name, fields in method.contributions.items():
        columns = [whole(source[field]) for field in fields]
        for row, amount in enumerate(whole(source[came_from[name]])):
            if amount is not None:
                largest = sorted((value for column in columns if (value := column[row]) is not None), reverse=True)
                need = distance_needed(amount, largest, method)
                if need:
                    amounts[row, name], distances[row, name] = amount, need
    return Needed(amounts, distances)


def records_of(structured: Table, records: Path | None) -> pl.DataFrame:
    """The structured record of each published row, by the file that says which these are (without it all)."""
    frame = pl.read_parquet(structured.path)
    return frame if records is None else frame[pl.read_parquet(records)["record"]]


def whole(values: pl.Series) -> list[int | None]:
    """The whole numbers of a column of texts."""
    return values.cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False).to_list()


def too_near(
    frame: pl.DataFrame,
    wanted: Needed,
    fields: Collection[str],
    key: Sequence[str],
    *,
    rows_left_out: bool,
) -> Iterator[GivenAway]:
    """Guarded amounts that the published `frame` shows, or lets be known too nearly."""
    amounts, distances = wanted.amounts, wanted.distances
    table = count_table(frame, {}, key, rows_left_out=rows_left_out)
    if table is None:
        yield from (GivenAway("unaudited", name, frame.height, 0) for name in fields)
        return
    shown = {at for at in distances if (frame[at[1]][at[0]] or "").strip()}
    bounds, equations = table.system()
    known = solve(bounds, equations, asked=set(distances))
    if known.contradictory:
        bounds, equations = table.system(called=True)
        known = solve(bounds, equations, asked=set(distances))
    near: set[At] = set(shown)
    for at, need in distances.items():
        found = known.intervals.get(at)
        if found is not None and at not in known.contradictory:
            low, high = max(0, amounts[at] - need), amounts[at] + need
            if found.low > low or found.high < high:
                near.add(at)
    wrong = {at for at in distances if at in known.contradictory}
    for kind, cells in (
        ("near", near),
        ("contradiction", wrong),
        ("unaudited", {at for at in distances if at in known.unsolved}),
    ):
        for name in fields:
            rows = tuple(sorted(row + 1 for row, field in cells if field == name))
            if rows:
                yield GivenAway(kind, name, len(rows), 0, rows)
