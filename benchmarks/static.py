"""What the static portal costs with many datasets: a first build, a night without change, one changed dataset.

    .venv/bin/python -m benchmarks.static [--datasets 1000] [--folder DIR]

CPU seconds of this process, all threads, from reading the portal to the last receipt (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from publisher.model.catalog import Agency, Catalog, Contact, StaticPortalDefinition
from publisher.model.certificate import Certificate, FieldTreatment, PrivacyMeasure, RiskSummary
from publisher.model.jsonable import content_hash
from publisher.model.release import Artifact, Publication
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.push import open_portal
from publisher.push.base import Portal
from publisher.push.plan import plan

MOST_BUILD, MOST_CHANGE = 60.0, 2.0
"""CPU seconds for 1,000 datasets, and for one changed among them."""
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
_THEMES = ("100", "300", "500", "A00", "B00", "C00", "E00", "I00")
_SUBJECTS = (
    "車輛登記",
    "駕照考驗",
    "申辦案件",
    "為民服務",
    "公路監理",
    "運輸業",
    "違規裁罰",
    "檢驗業務",
    "稽查取締",
    "民眾陳情",
)
_MEASURES = ("件數統計", "處理時效", "滿意度調查", "等候時間", "月報", "年報", "名冊", "辦理情形")
_PLACES = (
    "東區",
    "南區",
    "北區",
    "安平區",
    "安南區",
    "中西區",
    "永康區",
    "新營區",
    "麻豆區",
    "善化區",
    "新化區",
    "佳里區",
)
_AGENCY = Agency(
    code="A15030000H",
    title=LocalText("南瀛監理站", "Nanying Motor Vehicle Station"),
    parent=LocalText("示範公路局", "Sample Highway Bureau"),
    homepage="https://station.example.org/",
    contact=Contact(LocalText("資訊小組", "Information desk"), "06-000-0000", "opendata@station.example.org"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--folder", type=Path, help="work here and leave everything behind")
    settings = parser.parse_args()
    root = settings.folder or Path(tempfile.mkdtemp(prefix="static-bench-"))
    try:
        return _measure(root, settings.datasets)
    finally:
        if settings.folder is None:
            shutil.rmtree(root, ignore_errors=True)


def _measure(root: Path, count: int) -> int:
    rng = random.Random(7)
    portal = portal_of(root)
    desired = {f"dataset-{n:04}": _publication(root / "store", n, rng, 0) for n in range(count)}
    print(f"{count:,} datasets, {sum(item.rows for item in desired.values()):,} rows\n")
    print("| what | CPU s | files | writes |\n|---|---|---|---|")
    first = _night(portal, desired, NOW, "first build", root)
    _night(portal_of(root), desired, NOW + timedelta(days=1), "nothing changed", root)
    changes = []
    for day, what in ((1, "one changed"), (2, "one changed, the oldest release removed")):
        name = f"dataset-{count // 2 + day:04}"
        desired[name] = _publication(root / "store", count // 2 + day, rng, 1)
        changes.append(_night(portal_of(root), desired, NOW + timedelta(days=1 + day), what, root))
    share = count / 1000
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak of memory {peak:,.0f} MB; search index {_size(root, 'assets/search'):,} bytes")
    return 0 if first <= MOST_BUILD * share and max(changes) <= MOST_CHANGE * max(share, 1) else 1


def portal_of(root: Path, keep: int = 2, now: datetime = NOW) -> Portal:
    """A portal in `root` that keeps so many releases."""
    title = LocalText("南瀛監理站開放資料", "Nanying open data")
    definition = StaticPortalDefinition(id="static", title=title, path="portal", keep_releases=keep)
    about = LocalText("本站業務統計資料。", "Statistics of the station's work.")
    catalog = Catalog(agency=_AGENCY, title=title, description=about, portals=(definition,))
    work = root / "work"
    work.mkdir(parents=True, exist_ok=True)
    return open_portal(definition, catalog, root, Services(work=work, now=now, keys=root, language="zh-TW"))


def _night(portal: Portal, desired: Mapping[str, Publication], now: datetime, what: str, root: Path) -> float:
    began = time.process_time()
    remote = portal.read()
    steps = plan(desired, remote, {}, {}, {item.hash for item in desired.values()} | _ours(remote))
    work = [step for step in steps if str(step.action) != "unchanged"]
    results = list(portal.apply(work, desired, now))
    spent = time.process_time() - began
    assert len(results) == len(work), results[:3]
    files = sum(1 for path in (root / "portal" / "current").resolve().rglob("*") if path.is_file())
    print(f"| {what} | {spent:.2f} | {files:,} | {portal.writes} |", flush=True)
    return spent


def _ours(remote: Mapping[str, object]) -> set[str]:
    return {str(item.publication) for item in remote.values()}  # type: ignore[attr-defined]


def _size(root: Path, name: str) -> int:
    path = root / "portal" / "current" / name
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _publication(store: Path, n: int, rng: random.Random, version: int) -> Publication:
    """A publication as the export stage leaves them: five formats, dictionary, data package, a certificate."""
    name = f"dataset-{n:04}"
    kind = n % 4
    table, schema = (_monthly, _log, _by_place, _small)[kind](rng, version)
    folder = store / f"{name}-{version}"
    folder.mkdir(parents=True)
    table.write_csv(folder / "data.csv", include_bom=True, line_terminator="\r\n")
    table.write_parquet(folder / "data.parquet")
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.iter_rows()]
    (folder / "data.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    (folder / "data.ods").write_bytes(rng.randbytes(6_000))
    (folder / "dictionary.zh.pdf").write_bytes(rng.randbytes(40_000))
    (folder / "dictionary.en.pdf").write_bytes(rng.randbytes(30_000))
    package = {"name": name, "resources": [{"name": "data", "path": "data.csv", "schema": schema}]}
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1), encoding="utf-8")
    return publication_of(name, n, folder, table, schema, version)


def publication_of(
    name: str, n: int, folder: Path, table: pl.DataFrame, schema: Mapping[str, object], version: int
) -> Publication:
    """The publication number `n` of the files in `folder`."""
    subject, measure = _SUBJECTS[n % 10], _MEASURES[n // 10 % 8]
    publication = Publication(
        dataset=name,
        hash="",
        modified=NOW + timedelta(days=version),
        folder=folder,
        identifier=f"A15030000H-{n:06}",
        title=LocalText(f"{_PLACES[n % 12]}{subject}{measure}{n}", f"{name}: figures {n}"),
        description=LocalText(
            f"按月統計{_PLACES[n % 12]}{subject}之{measure}，供檢視辦理情形與加值運用。" * 2,
            f"Monthly figures of subject {n % 10}, measure {n // 10 % 8}, for reuse by everyone. " * 2,
        ),
        keywords=(LocalText(subject, f"subject {n % 10}"), LocalText(measure, f"measure {n // 10 % 8}")),
        frequency=("每月", "每季", "每年", "每日", "不定期")[n % 5],
        category=_THEMES[n % 8],
        spatial="臺南市",
        licence="OGDL-Taiwan-1.0",
        licence_url="https://data.gov.tw/license",
        temporal=("2024-01-01", "2026-10-31"),
        rows=table.height,
        schema=schema,
        artifacts=tuple(_artifact(path, table.height) for path in sorted(folder.iterdir())),
        certificate=_certificate(name, table.columns, table.height),
        agency=_AGENCY,
    )
    return replace(publication, hash=content_hash(replace(publication, folder=Path(), modified=NOW))[:32])


def _monthly(rng: random.Random, version: int) -> tuple[pl.DataFrame, dict[str, object]]:
    months = [f"{2024 + m // 12}-{m % 12 + 1:02}" for m in range(34 + version)]
    rows = [
        (month, kind, rng.randrange(40, 900), rng.randrange(30, 800)) for month in months for kind in "甲乙丙丁戊"
    ]
    frame = pl.DataFrame(rows, schema=["統計年月", "業務項目", "受理件數", "辦結件數"], orient="row")
    return frame, schema_of(frame, {"統計年月": "yearmonth"}, ["統計年月", "業務項目"])


def _log(rng: random.Random, version: int) -> tuple[pl.DataFrame, dict[str, object]]:
    count = rng.randrange(500, 4000)
    columns = {
        "受理日": [f"2026-{rng.randrange(1, 11):02}-{rng.randrange(1, 28):02}" for _ in range(count)],
        "行政區": [rng.choice(_PLACES) for _ in range(count)],
        "年齡層": [f"{10 * rng.randrange(2, 9)}歲" for _ in range(count)],
        "結果": [rng.choice(("合格", "不合格", "補件")) for _ in range(count)],
        "處理日數": [rng.randrange(1, 30) + version for _ in range(count)],
    }
    frame = pl.DataFrame(columns)
    return frame, schema_of(frame, {"受理日": "date"}, [])


def _by_place(rng: random.Random, version: int) -> tuple[pl.DataFrame, dict[str, object]]:
    rows = [(year, place, rng.randrange(100, 9000) + version) for year in range(2015, 2026) for place in _PLACES]
    frame = pl.DataFrame(rows, schema=["統計年", "行政區", "車輛數"], orient="row")
    return frame, schema_of(frame, {"統計年": "year"}, ["統計年", "行政區"])


def _small(rng: random.Random, version: int) -> tuple[pl.DataFrame, dict[str, object]]:
    rows = [(f"P{n:03}", f"{place}服務據點", rng.randrange(1, 20) + version) for n, place in enumerate(_PLACES)]
    frame = pl.DataFrame(rows, schema=["編號", "據點名稱", "櫃檯數"], orient="row")
    return frame, schema_of(frame, {}, ["編號"])


def schema_of(frame: pl.DataFrame, types: Mapping[str, str], key: list[str]) -> dict[str, object]:
    """A Table Schema of all columns, in both languages."""
    fields = []
    for name, kind in frame.schema.items():
        found = types.get(name, "integer" if kind.is_integer() else "string")
        texts = {"title": name, "title_en": f"field {len(fields)}", "description": f"{name}的說明文字"}
        english = {"description_en": f"what field {len(fields)} means"}
        fields.append({"name": name, "type": found, "constraints": {"required": True}} | texts | english)
    return {"fields": fields, "primaryKey": key} if key else {"fields": fields}


def _artifact(path: Path, rows: int) -> Artifact:
    kinds = {".csv": "text/csv", ".json": "application/json", ".pdf": "application/pdf"}
    kind = "dictionary" if path.suffix == ".pdf" else "datapackage" if path.stem == "datapackage" else "data"
    media = kinds.get(path.suffix, "application/octet-stream")
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    title = LocalText(f"{path.name} 檔案", f"File {path.name}")
    return Artifact(
        path.name, kind, path.suffix[1:], media, len(content), digest, title, rows if kind == "data" else None
    )


def _certificate(name: str, columns: list[str], rows: int) -> Certificate:
    treatments = tuple(FieldTreatment(column, column, "insensitive", "keep", {}, 0) for column in columns)
    return Certificate(
        dataset=name,
        legal_ground=LocalText("個人資料保護法第16條但書第7款", "Personal Data Protection Act, Article 16 (7)"),
        treatments=treatments,
        measures=(PrivacyMeasure("k-anonymity", {"k": 5}, met=True, observed=7.0),),
        before=RiskSummary(rows, rows, 1, 1.0, 0.8, 0.7),
        after=RiskSummary(rows, 60, 7, 0.14, 0.09, 0.0),
        records_in=rows,
        records_suppressed=0,
        suppression_limit=0.05,
        scanned=("data.csv", "data.json", "datapackage.json"),
        versions={"publisher": "0.1.0"},
    )


if __name__ == "__main__":
    sys.exit(main())
