"""Findings about one table of counts: what its own sums, texts and shares give away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.finding import make
from publisher.gate.rates import small_shares
from publisher.gate.unguarded import USUAL, all_of_a_kind, hidden_by_hand, means_of_few, special_counts
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.policy import CellKey, ComplementarySuppression, ControlledRounding, Role
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.table_schema import primary_key
from publisher.model.text import LocalText, Param
from publisher.model.workspace import Dataset
from publisher.privacy.tables.amounts import needed, records_of, too_near
from publisher.privacy.tables.declared import known_small, room_of, texts_of, thresholds
from publisher.privacy.tables.rounded import given_away_rounded
from publisher.privacy.tables.within import GivenAway, count_table, given_away

_CHECKS = {
    "cell": checks.SUM_GIVES_COUNT,
    "group": checks.SUM_GIVES_COUNT,
    "said": checks.SUM_GIVES_COUNT,
    "contradiction": checks.CONTRADICTORY_SUMS,
    "alike": checks.ALL_OF_ONE_KIND,
    "unaudited": checks.NOT_AUDITED,
    "near": checks.AMOUNT_DISCLOSED,
}
_HOW = {
    "cell": ("逐格由合計推得", "one by one"),
    "group": ("數格合計為小數", "as several that are few together"),
    "said": ("由標題或說明中的總數推得", "from a total in the title or the description"),
}


def counted(
    dataset: Dataset,
    frame: pl.DataFrame,
    records_in: int,
    structured: Table | None,
    records: Path | None,
    services: Services,
) -> Iterator[Finding]:
    """What the published table `frame` of `dataset` says of counts below their thresholds, and of amounts.

    Of which structured record each row is says `records`.
    """
    least = thresholds(dataset.policy)
    if not frame.height:
        return
    yield from _amounts(dataset, frame, structured, records, services, rows_left_out=records_in > frame.height)
    by_hand = hidden_by_hand(dataset, frame)
    only_marked = by_hand.least.keys() - least.keys()
    frame, least = by_hand.frame, {**by_hand.least, **least}
    special = special_counts(dataset, frame, least)
    yield from _small(dataset, special, services)
    if "small-counts" not in dataset.policy.reviewed:
        least |= dict.fromkeys(special, USUAL)
    for name, rows in means_of_few(dataset, frame):
        yield _found(dataset, GivenAway("near", name, len(rows), 0, rows), services)
    if not least:
        return
    key = tuple(name for name in primary_key(dataset.schema) if name in frame.columns)
    noisy = {name for method in dataset.policy.tables if isinstance(method, CellKey) for name in method.fields}
    exact = {name: number for name, number in least.items() if name not in noisy}
    given = given_away(
        frame,
        exact,
        key=key,
        texts=texts_of(dataset),
        sensitive=dataset.policy.published_with_role(Role.SENSITIVE),
        small=known_small(dataset.policy) | by_hand.said,
        rows_left_out=records_in > frame.height,
        room=room_of(dataset.policy),
    )
    alike = () if any(item.kind == "alike" for item in given) else all_of_a_kind(dataset, frame, exact)
    told = (GivenAway("alike", name, len(rows), least[name], rows) for name, rows in alike)
    for item in (*given, *told):
        if item.kind == "unaudited" and item.field in only_marked:
            continue  # nobody said that it is guarded
        yield _found(dataset, item, services)
    for item in _of_rounded(dataset, frame, least, key, rows_left_out=records_in > frame.height):
        yield _found(dataset, item, services)
    yield from _shares(dataset, frame, least, key, services)


def _shares(
    dataset: Dataset, frame: pl.DataFrame, least: Mapping[str, int], key: Sequence[str], services: Services
) -> Iterator[Finding]:
    """What shares and means beside their bases say of small counts."""
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    titles = {str(item["name"]): f"{item.get('title', '')} {item.get('title_en', '')}" for item in fields}
    for share in small_shares(frame, least, titles, key):
        params: dict[str, Param] = {
            "field": share.field,
            "base": share.base,
            "groups": len(share.rows),
            "least": share.least,
        }
        yield make(
            services,
            dataset.id,
            checks.BARE_SHARE if share.bare else checks.SHARE_GIVES_COUNT,
            key=f"{share.field}/{share.base}",
            params=params,
            places=tuple(Place(row=row, field=share.field) for row in share.rows[:MOST_PLACES]),
            count=len(share.rows),
        )


def _small(dataset: Dataset, special: Mapping[str, Sequence[int | None]], services: Services) -> Iterator[Finding]:
    """Small counts of persons of a special kind, for which the policy has no threshold."""
    for name, numbers in special.items():
        rows = [row for row, number in enumerate(numbers, 1) if number and number < USUAL]
        if rows:
            params: dict[str, Param] = {"field": name, "groups": len(rows), "least": USUAL}
            places = tuple(Place(row=row, field=name) for row in rows[:MOST_PLACES])
            item = make(
                services, dataset.id, checks.UNGUARDED, key=name, params=params, places=places, count=len(rows)
            )
            yield replace(item, severity=Severity.ADVICE) if "small-counts" in dataset.policy.reviewed else item


def _amounts(
    dataset: Dataset,
    frame: pl.DataFrame,
    structured: Table | None,
    records: Path | None,
    services: Services,
    *,
    rows_left_out: bool,
) -> Iterator[Finding]:
    """What the table says of amounts that one contributor or few make up."""
    key = tuple(name for name in primary_key(dataset.schema) if name in frame.columns)
    for method in dataset.policy.tables:
        if not isinstance(method, ComplementarySuppression) or not method.contributions:
            continue
        source = None if structured is None else records_of(structured, records)
        if source is None or source.height != frame.height or not set(method.contributions) <= set(frame.columns):
            for name in method.contributions:
                yield _found(dataset, GivenAway("unaudited", name, frame.height, 0), services)
            continue
        wanted = needed(source, dataset.policy, method)
        for item in too_near(frame, wanted, tuple(method.contributions), key, rows_left_out=rows_left_out):
            yield _found(dataset, item, services)


def _of_rounded(
    dataset: Dataset, frame: pl.DataFrame, least: Mapping[str, int], key: Sequence[str], *, rows_left_out: bool
) -> Iterator[GivenAway]:
    """What the sums say of counts that were rounded; all of them when they are not as the policy says."""
    bases = {
        name: method.base or max(least[other] for other in method.fields)
        for method in dataset.policy.tables
        if isinstance(method, ControlledRounding)
        for name in method.fields
        if name in frame.columns
    }
    if not bases:
        return
    for name, base in bases.items():
        number = frame[name].str.strip_chars().cast(pl.Int64, strict=False)
        wrong = frame.select(frame[name].is_not_null() & (number % base != 0).fill_null(value=True)).to_series()
        if wrong.any():
            rows = tuple(row + 1 for row in wrong.arg_true().to_list())
            yield GivenAway("cell", name, len(rows), least[name], rows)
    table = count_table(frame, least, key, rows_left_out=rows_left_out)
    if table is None:
        yield from (GivenAway("unaudited", name, frame.height, least[name]) for name in bases)
        return
    yield from given_away_rounded(table, bases, least, room_of(dataset.policy))


def _found(dataset: Dataset, item: GivenAway, services: Services) -> Finding:
    params: dict[str, Param] = {
        "dataset": dataset.id,
        "other": dataset.id,
        "field": item.field,
        "groups": item.cells,
        "least": item.least,
        "how": LocalText(*_HOW.get(item.kind, ("", ""))),
    }
    return make(
        services,
        dataset.id,
        _CHECKS[item.kind],
        key=f"{item.field}/{item.kind}",
        params=params,
        places=tuple(Place(row=row, field=item.field) for row in item.rows[:MOST_PLACES]),
        count=item.cells,
        outcome=Outcome.CANT_TELL if item.kind == "unaudited" else Outcome.FAILED,
    )
