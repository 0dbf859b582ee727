"""t-closeness: the sensitive field is distributed in every class nearly as in the whole table.

Li, Li, Venkatasubramanian, t-closeness: privacy beyond k-anonymity and l-diversity, ICDE 2007, with the earth
mover's distance of section 3: equal (every two values one apart), ordered (by their places), hierarchical (by the
level at which they meet). The table is the one that is published, without suppressed records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from publisher.model.certificate import PrivacyMeasure
from publisher.model.errors import UserError, Where
from publisher.model.policy import TCloseness
from publisher.model.text import Scalar, msg
from publisher.privacy.hierarchies import read_rows
from publisher.privacy.models.frequencies import frequencies, measured_by_class

_TOLERANCE = 1e-9


def measure_t_closeness(
    model: TCloseness, frame: pl.DataFrame, quasi_identifiers: Sequence[str], folder: Path
) -> PrivacyMeasure:
    """`observed` is the largest distance of a class; the hierarchy of the sensitive field is a file in `folder`.

    Raises UserError when a value of the sensitive field is not in its order or hierarchy.
    """
    counts = frequencies(frame, quasi_identifiers, model.sensitive)
    whole = _shares(dict(counts.group_by("value").agg(pl.col("count").sum()).iter_rows()))
    rows: dict[int, dict[str | None, int]] = defaultdict(dict)
    sizes: dict[int, int] = {}
    for number, value, count, size in counts.iter_rows():
        rows[number][value or ""] = count
        sizes[number] = size
    places = order_of(model, list(whole)) if model.distance == "ordered" else []
    tree = tree_of(model, list(whole), folder) if model.distance == "hierarchical" else ()
    distances = []
    for number, values in rows.items():
        here = _shares(values)
        extra = {value: here.get(value, 0.0) - whole[value] for value in whole}
        match model.distance:
            case "equal":
                distance = sum(abs(item) for item in extra.values()) / 2
            case "ordered":
                distance = _ordered([extra.get(value, 0.0) for value in places])
            case "hierarchical":
                distance = _hierarchical(extra, tree)
        distances.append((sizes[number], distance))
    params: dict[str, Scalar] = {"t": model.t, "sensitive": model.sensitive, "distance": model.distance}
    per_class = pl.DataFrame(distances, schema={"size": pl.Int64, "observed": pl.Float64}, orient="row")
    return measured_by_class(
        per_class, lambda found: found <= model.t + _TOLERANCE, model.model, params, worst_is_least=False
    )


def order_of(model: TCloseness, values: Sequence[str]) -> list[str]:
    """The values of the sensitive field in their order; a missing value (empty) comes first.

    `order` of the policy decides; without it all values must be numbers.
    """
    if model.order:
        missing = [""] if "" in values and "" not in model.order else []
        return _covered(model, [*missing, *model.order], values)
    try:
        return sorted(values, key=lambda value: (value != "", float(value or 0)))
    except ValueError:
        raise UserError(
            msg('t-closeness: "{field}" has values that are no numbers, so their order must be given.',
                field=model.sensitive),
            Where("policy.yaml", field="models"),
            msg("Write order: with the values from the first to the last."),
        ) from None  # fmt: skip


def tree_of(model: TCloseness, values: Sequence[str], folder: Path) -> tuple[tuple[str, ...], ...]:
    """The rows of the sensitive field's hierarchy, closed by one value; a missing value joins at the top."""
    name = model.file or ""
    rows = read_rows(folder / name, name)
    if len({row[-1] for row in rows}) > 1:
        rows = tuple((*row, "*") for row in rows)
    _covered(model, ["", *(row[0] for row in rows)], values)
    if "" in values and all(row[0] for row in rows):
        rows = (*rows, (*[""] * (len(rows[0]) - 1), rows[0][-1]))
    return rows


def _covered(model: TCloseness, known: list[str], values: Sequence[str]) -> list[str]:
    missing = len(set(values) - set(known))
    if missing:
        raise UserError(
            msg('t-closeness: {count} different values of "{field}" are not in its order or hierarchy.',
                count=missing, field=model.sensitive),
            Where("policy.yaml", field="models"),
            msg("Add them to order: or to the hierarchy file."),
        )  # fmt: skip
    return known


def _shares(counts: Mapping[str | None, int]) -> dict[str, float]:
    total = sum(counts.values())
    return {value or "": count / total for value, count in counts.items()}


def _ordered(extra: Sequence[float]) -> float:
    running, total = 0.0, 0.0
    for item in extra:
        running += item
        total += abs(running)
    return total / (len(extra) - 1) if len(extra) > 1 else 0.0


def _hierarchical(extra: Mapping[str, float], rows: Sequence[Sequence[str]]) -> float:
    height = len(rows[0]) - 1
    cost = 0.0
    carried = {row[0]: extra.get(row[0], 0.0) for row in rows}
    parents = {(0, row[0]): row for row in rows}
    for level in range(1, height + 1):
        over: dict[str, float] = defaultdict(float)
        lacking: dict[str, float] = defaultdict(float)
        above: dict[str, Sequence[str]] = {}
        for value, item in carried.items():
            row = parents[(level - 1, value)]
            above[row[level]] = row
            over[row[level]] += max(item, 0.0)
            lacking[row[level]] += max(-item, 0.0)
        cost += level / height * sum(min(over[name], lacking[name]) for name in above)
        carried = {name: over[name] - lacking[name] for name in above}
        parents |= {(level, name): row for name, row in above.items()}
    return cost
