"""Which groups lost records: leaving out who is rare changes whom the published table is of.

Nothing of it may give away what was left out. So a group is named only when it lost k persons or more and those of
all groups without a name are as many (or none), and its shares are rounded to hundredths. Where sensitive values
are protected, none is: that all of a group went may say that all of them had the same (Wong and others, 2007).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from publisher.model.certificate import LeftOut, LeftOutGroup
from publisher.model.policy import KAnonymity, Policy, Role

_MOST_GROUPS = 10
_FEWEST = 5


def left_out(
    shown: pl.DataFrame, kept: pl.Series, names: Sequence[str], policy: Policy, persons: pl.Series | None
) -> tuple[LeftOut, ...]:
    """For each of the fields `names` of all records as they would be published, what those not `kept` were.

    `persons` are those of the records, where one has several.
    """
    if bool(kept.all()) or not bool(kept.any()):
        return ()
    telling = any(rule.role is Role.SENSITIVE for rule in policy.fields.values())
    least = max([_FEWEST, *(model.k for model in policy.models if isinstance(model, KAnonymity))])
    found = []
    for name in names:
        frame = pl.DataFrame(
            {
                "value": shown[name].cast(pl.String).fill_null(""),
                "kept": kept,
                "person": pl.int_range(kept.len(), eager=True) if persons is None else persons,
            }
        )
        groups = (
            frame.group_by("value")
            .agg(
                pl.len().alias("all"),
                pl.col("kept").sum(),
                pl.col("person").filter(~pl.col("kept")).n_unique().alias("persons"),
            )
            .with_columns(
                (pl.col("all") / pl.col("all").sum()).alias("before"),
                (pl.col("kept") / pl.col("kept").sum()).alias("after"),
                (1 - pl.col("kept") / pl.col("all")).alias("lost"),
            )
        )
        shift = groups.select((pl.col("before") - pl.col("after")).abs().sum() / 2).item()
        named = _named(groups, frame, least).sort(["lost", "value"], descending=[True, False])
        named = named.clear() if telling else named
        found.append(
            LeftOut(
                name,
                round(float(shift), 2),
                tuple(
                    LeftOutGroup(value, round(before, 2), round(after, 2), round(lost, 2))
                    for value, before, after, lost in named.select("value", "before", "after", "lost")
                    .head(_MOST_GROUPS)
                    .iter_rows()
                ),
                least,
            )
        )
    return tuple(found)


def _named(groups: pl.DataFrame, frame: pl.DataFrame, least: int) -> pl.DataFrame:
    """The groups that lost enough, so that what the others lost together does not follow as a small number."""
    named = groups.filter(pl.col("persons") >= least).sort("persons", "value", descending=[True, False])
    lost = frame.filter(~pl.col("kept"))
    while named.height:
        others = lost.filter(~pl.col("value").is_in(named["value"].implode()))["person"].n_unique()
        if not 0 < others < least:
            break
        named = named.head(named.height - 1)
    return named
