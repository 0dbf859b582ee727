"""Releases made by hand: a table in a CSV file and what a gate would have said of it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from publisher.gate.published import Published, published
from publisher.model.certificate import Certificate, FieldTreatment, PrivacyMeasure
from publisher.model.policy import Counted
from publisher.model.release import Artifact, Release
from publisher.model.text import LocalText

QUASI, SENSITIVE, PLAIN = "quasi-identifier", "sensitive", "insensitive"
_TEXT = LocalText("測試", "test")


def treated(name: str, role: str = PLAIN, **more: object) -> FieldTreatment:
    made = FieldTreatment(name, name, role, "keep", {}, 0, concept=name)
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def counted(name: str, of: str = "", **where: str) -> FieldTreatment:
    return treated(name, counts=Counted(of, where) if of else None)


def k_anonymity(k: int) -> PrivacyMeasure:
    return PrivacyMeasure("k-anonymity", {"k": k}, met=True, observed=float(k))


def diversity(least: int, field: str) -> PrivacyMeasure:
    return PrivacyMeasure(
        "distinct-l-diversity", {"l": least, "sensitive": field}, met=True, observed=float(least)
    )


def cells(least: int, *fields: str, **more: str) -> PrivacyMeasure:
    params = {"at_least": least, "fields": ", ".join(fields), **more}
    return PrivacyMeasure("minimum-cell-count", params, met=True, observed=float(least))


def release(
    folder: Path,
    dataset: str,
    columns: Mapping[str, Sequence[str | int | None]],
    treatments: Sequence[FieldTreatment],
    *measures: PrivacyMeasure,
    suppressed: int = 0,
    key: Sequence[str] = (),
) -> Release:
    """A release of `columns` in a folder of its own."""
    home = folder / f"{dataset}-{len(list(folder.iterdir()))}"
    home.mkdir()
    frame = pl.DataFrame(
        {name: [None if v is None else str(v) for v in values] for name, values in columns.items()}
    )
    frame.cast(pl.String).write_csv(home / "data.csv")
    content = (home / "data.csv").read_bytes()
    artifact = Artifact(
        "data.csv",
        "data",
        "csv",
        "text/csv",
        len(content),
        hashlib.sha256(content).hexdigest(),
        _TEXT,
        frame.height,
    )
    certificate = Certificate(
        dataset, _TEXT, tuple(treatments), measures, None, None, frame.height + suppressed, suppressed, 1.0, (), {}
    )
    numbers = {item.published_as for item in treatments if item.counts} | {
        name for item in measures for name in str(item.params.get("fields", "")).split(", ")
    }
    fields = [{"name": name, "type": "integer" if name in numbers else "string"} for name in columns]
    return Release(dataset, home, (artifact,), certificate, {"fields": fields, "primaryKey": list(key)})


def read(*arguments: object, **more: object) -> Published:
    """The same, read back."""
    return published(release(*arguments, **more))  # type: ignore[arg-type]
