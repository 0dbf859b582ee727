"""Small publications with real files, as the export stage would leave them, for every test of a portal."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from publisher.model.catalog import Agency, Contact
from publisher.model.certificate import Certificate, FieldTreatment, PrivacyMeasure, RiskSummary
from publisher.model.jsonable import content_hash, to_json
from publisher.model.release import Artifact, Publication
from publisher.model.text import LocalText

MODIFIED = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
ROWS = (("2026-10", "東區監理站", "132"), ("2026-10", "麻豆監理站", "88"), ("2026-11", "東區監理站", "140"))
AGENCY = Agency(
    code="A15030000H",
    title=LocalText("南瀛監理站", "Nanying Motor Vehicle Station"),
    parent=LocalText("示範公路局", "Sample Highway Bureau"),
    homepage="https://station.example.org/",
    contact=Contact(LocalText("資訊小組", "Information desk"), "06-000-0000", "opendata@station.example.org"),
)
SCHEMA: dict[str, object] = {
    "fields": [
        {
            "name": "統計年月",
            "type": "yearmonth",
            "title": "統計年月",
            "title_en": "Month",
            "description": "案件受理的年月",
            "description_en": "Month in which the cases were received",
            "constraints": {"required": True},
        },
        {
            "name": "監理站",
            "type": "string",
            "title": "監理站",
            "title_en": "Station",
            "description": "受理的監理站",
            "description_en": "Station that received them",
        },
        {
            "name": "受理件數",
            "type": "integer",
            "title": "受理件數",
            "title_en": "Cases",
            "description": "當月受理的件數",
            "description_en": "Cases received in the month",
            "constraints": {"required": True, "minimum": 0},
        },
    ],
    "primaryKey": ["統計年月", "監理站"],
}


def make_publication(
    folder: Path,
    dataset: str,
    rows: Sequence[Sequence[str]] = ROWS,
    *,
    title: LocalText | None = None,
    description: LocalText | None = None,
    modified: datetime = MODIFIED,
    schema: Mapping[str, Any] = SCHEMA,
    **changes: Any,
) -> Publication:
    """A publication of `rows` with a CSV, a JSON and a data package, its files written under `folder`.

    `changes` replaces any other field of the Publication (keywords, frequency, category, notes …).
    """
    title = title or LocalText(f"受理件數統計（{dataset}）", f"Cases received ({dataset})")
    fields = [str(item["name"]) for item in schema["fields"]]
    content = {
        "cases.csv": _csv_bytes(fields, rows),
        "cases.json": _json_bytes([dict(zip(fields, row, strict=True)) for row in rows]),
        "datapackage.json": _json_bytes(
            {"name": dataset, "resources": [{"name": "cases", "path": "cases.csv", "schema": schema}]}
        ),
    }
    target = folder / f"{dataset}-{hashlib.sha256(content['cases.csv'] + title.zh.encode()).hexdigest()[:8]}"
    target.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        (target / name).write_bytes(data)
    publication = Publication(
        dataset=dataset,
        hash="",
        modified=modified,
        folder=target,
        identifier="A15030000H-000001",
        title=title,
        description=description
        or LocalText("各監理站每月受理的案件數。", "Cases received by each station, by month."),
        keywords=(LocalText("監理", "motor vehicles"), LocalText("受理件數", "cases")),
        frequency="每月",
        category="A00",
        spatial="臺南市",
        licence="OGDL-Taiwan-1.0",
        licence_url="https://data.gov.tw/license",
        temporal=("2026-10-01", "2026-11-30"),
        rows=len(rows),
        schema=schema,
        artifacts=_artifacts(content, len(rows)),
        certificate=make_certificate(dataset, len(rows)),
        agency=AGENCY,
    )
    publication = replace(publication, **changes)
    return replace(publication, hash=publication_hash(publication))


def publication_hash(publication: Publication) -> str:
    """A hash with the promise of the model: everything a reader can see, but not `modified` or the folder."""
    visible = to_json(publication)
    assert isinstance(visible, dict)
    return content_hash(
        {key: value for key, value in visible.items() if key not in ("hash", "modified", "folder")}
    )


def make_certificate(dataset: str, rows: int) -> Certificate:
    """A certificate of a person-level table: a name dropped, an age in bands, k measured."""
    return Certificate(
        dataset=dataset,
        legal_ground=LocalText("個人資料保護法第16條但書第7款", "Personal Data Protection Act, Article 16 (7)"),
        treatments=(
            FieldTreatment("申請人", None, "direct-identifier", "drop", {}, rows),
            FieldTreatment("受理日", "統計年月", "quasi-identifier", "generalise-date", {"to": "month"}, rows),
            FieldTreatment("監理站", "監理站", "insensitive", "keep", {}, 0),
            FieldTreatment("受理件數", "受理件數", "insensitive", "keep", {}, 0),
        ),
        measures=(PrivacyMeasure("k-anonymity", {"k": 5}, met=True, observed=7.0),),
        before=RiskSummary(640, 512, 1, 1.0, 0.8, 0.71),
        after=RiskSummary(631, 60, 7, 0.1429, 0.095, 0.0),
        records_in=640,
        records_suppressed=9,
        suppression_limit=0.05,
        scanned=("cases.csv", "cases.json", "datapackage.json"),
        versions={"publisher": "0.1.0"},
    )


def _artifacts(content: dict[str, bytes], rows: int) -> tuple[Artifact, ...]:
    kinds = {
        "cases.csv": ("data", "csv", "text/csv", LocalText("受理件數（CSV）", "Cases received (CSV)")),
        "cases.json": ("data", "json", "application/json", LocalText("受理件數（JSON）", "Cases received (JSON)")),
        "datapackage.json": (
            "datapackage",
            "json",
            "application/json",
            LocalText("資料封裝描述檔", "Data Package descriptor"),
        ),
    }
    return tuple(
        Artifact(
            path=name,
            kind=kinds[name][0],
            format=kinds[name][1],
            media_type=kinds[name][2],
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            title=kinds[name][3],
            rows=rows if kinds[name][0] == "data" else None,
        )
        for name, data in content.items()
    )


def _csv_bytes(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _json_bytes(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
