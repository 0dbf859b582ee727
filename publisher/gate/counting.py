"""Findings about one table of counts: what its own sums, texts and shares give away."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.finding import make
from publisher.gate.rates import small_shares
from publisher.gate.within import GivenAway, given_away
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place
from publisher.model.flow import Services
from publisher.model.policy import MinimumCellCount, Policy, Role
from publisher.model.text import Scalar
from publisher.model.workspace import Dataset

_CHECKS = {
    "cell": checks.SUM_GIVES_COUNT,
    "group": checks.SUM_GIVES_COUNT,
    "said": checks.SUM_GIVES_COUNT,
    "contradiction": checks.CONTRADICTORY_SUMS,
    "alike": checks.ALL_OF_ONE_KIND,
    "unaudited": checks.NOT_AUDITED,
}
_HOW = {
    "cell": ("逐格由合計推得", "one by one"),
    "group": ("數格合計為小數", "as several that are few together"),
    "said": ("由標題或說明中的總數推得", "from a total in the title or the description"),
}


def counted(dataset: Dataset, frame: pl.DataFrame, records_in: int, services: Services) -> Iterator[Finding]:
    """What the published table `frame` of `dataset` says of counts below their thresholds."""
    least = thresholds(dataset.policy)
    if not least or not frame.height:
        return
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    key = tuple(name for name in primary_key(dataset) if name in frame.columns)
    for item in given_away(
        frame,
        least,
        key=key,
        texts=_texts(dataset),
        sensitive=dataset.policy.published_with_role(Role.SENSITIVE),
        small=_known_small(dataset.policy),
        rows_left_out=records_in > frame.height,
        possible_values=dataset.policy.releases.possible_values,
    ):
        yield _found(dataset, item, services)
    titles = {str(item["name"]): f"{item.get('title', '')} {item.get('title_en', '')}" for item in fields}
    for share in small_shares(frame, least, titles, key):
        params: dict[str, Scalar] = {
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


def thresholds(policy: Policy) -> dict[str, int]:
    """The least count of every field that the policy guards."""
    least: dict[str, int] = {}
    for model in policy.models:
        if isinstance(model, MinimumCellCount):
            for name in model.fields:
                least[name] = max(least.get(name, 0), model.at_least)
    return least


def _known_small(policy: Policy) -> frozenset[str]:
    models = (model for model in policy.models if isinstance(model, MinimumCellCount) and model.empty == "small")
    return frozenset(name for model in models for name in model.fields)


def primary_key(dataset: Dataset) -> tuple[str, ...]:
    """The fields that tell the rows apart, where the schema says so."""
    key = dataset.schema.get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(map(str, key)) if isinstance(key, list | tuple) else ()


def _texts(dataset: Dataset) -> list[str]:
    texts = (dataset.title, dataset.description, *([dataset.notes] if dataset.notes else []))
    said = [line for text in texts for line in (text.zh, text.en) if line]
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    names = ("title", "title_en", "description", "description_en")
    return said + [str(item[name]) for item in fields for name in names if item.get(name)]


def _found(dataset: Dataset, item: GivenAway, services: Services) -> Finding:
    how = _HOW.get(item.kind, ("", ""))
    params: dict[str, Scalar] = {
        "dataset": dataset.id,
        "other": dataset.id,
        "field": item.field,
        "groups": item.cells,
        "least": item.least,
        "how": how[1],
        "how_zh": how[0],
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
