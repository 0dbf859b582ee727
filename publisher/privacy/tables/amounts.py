"""Tables of amounts (sums of what each contributor has): cells that one contributor makes up, and what keeps them.

p % rule: whoever knows the second largest contribution must not come nearer than p % to the largest. (n, k)-dominance:
the n largest are at most k % of the cell. Hundepool et al., Statistical Disclosure Control, 2012, chapter 4.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from publisher.model.policy import ComplementarySuppression
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


def distances_needed(frame: pl.DataFrame, source: pl.DataFrame, method: ComplementarySuppression) -> dict[At, int]:
    """Of every amount in `frame` that is guarded; `source` has the structured record of each row.

    An amount that is empty in `frame` is that of the source, under the first of the contributions' fields.
    """
    found: dict[At, int] = {}
    for name, fields in method.contributions.items():
        amounts = whole(frame[name])
        columns = [whole(source[field]) for field in fields]
        for row, amount in enumerate(amounts):
            largest = sorted((value for column in columns if (value := column[row]) is not None), reverse=True)
            need = distance_needed(amount, largest, method) if amount is not None else 0
            if need:
                found[row, name] = need
    return found


def whole(values: pl.Series) -> list[int | None]:
    """The whole numbers of a column of texts."""
    return values.cast(pl.String).str.strip_chars().cast(pl.Int64, strict=False).to_list()


def too_near(
    frame: pl.DataFrame,
    amounts: Mapping[At, int],
    needed: Mapping[At, int],
    fields: Collection[str],
    key: Sequence[str],
    *,
    rows_left_out: bool,
) -> Iterator[GivenAway]:
    """Amounts (`amounts`, by row and field) that the published `frame` shows, or lets be known too nearly."""
    table = count_table(frame, {}, key, rows_left_out=rows_left_out)
    if table is None:
        yield from (GivenAway("unaudited", name, frame.height, 0) for name in fields)
        return
    shown = {at for at in needed if (frame[at[1]][at[0]] or "").strip()}
    bounds, equations = table.system()
    known = solve(bounds, equations, asked=set(needed))
    if known.contradictory:
        bounds, equations = table.system(called=True)
        known = solve(bounds, equations, asked=set(needed))
    near = set(shown)
    for at, need in needed.items():
        found = known.intervals.get(at)
        if found is not None and at not in known.contradictory:
            low, high = max(0, amounts[at] - need), amounts[at] + need
            if found.low > low or found.high < high:
                near.add(at)
    wrong = {at for at in known.contradictory if at in needed}
    for kind, cells in (("near", near), ("contradiction", wrong), ("unaudited", set(needed) & known.unsolved)):
        for name in fields:
            rows = tuple(sorted(row + 1 for row, field in cells if field == name))
            if rows:
                yield GivenAway(kind, name, len(rows), 0, rows)
