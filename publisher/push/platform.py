"""What stands published, as the national platform (data.gov.tw) takes and lists it.

The list has the 22 columns of 政府資料開放平臺資料集清單 as the platform's export wrote them in 2025 and 2026, the
misspelt 資資料集上架方式 included; the batch has the 38 fields of 資料集詮釋資料標準規範.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urljoin

from publisher.model.catalog import Catalog, StaticPortalDefinition
from publisher.model.jsonable import Json, to_json
from publisher.model.portal import Receipt
from publisher.model.release import Artifact, Publication
from publisher.model.terms import category_name, licence_title
from publisher.push import standard
from publisher.push.standard import Value

COLUMNS = (
    "資料集識別碼", "資料集名稱", "資料提供屬性", "服務分類", "品質檢測", "檔案格式", "資料下載網址", "編碼格式",
    "資資料集上架方式", "資料集描述", "主要欄位說明", "提供機關", "更新頻率", "授權方式", "相關網址", "計費方式",
    "提供機關聯絡人姓名", "提供機關聯絡人電話", "上架日期", "詮釋資料更新時間", "備註", "資料量",
)  # fmt: skip
_DATASET = (
    "categoryCode", "identifier", "title", "description", "fieldDescription", "type", "license", "licenseURL",
    "cost", "costURL", "costLaw", "organization", "organizationContactName", "organizationContactPhone",
    "organizationContactEmail", "publisher", "publisherContactName", "publisherContactPhone",
    "publisherContactEmail", "accrualPeriodicity", "temporalCoverageFrom", "temporalCoverageTo", "issued",
    "modified", "spatial", "language", "landingPage", "keyword", "numberOfData", "notes",
)  # fmt: skip
_RESOURCE = (
    "resourceID", "resourceDescription", "format", "characterSetCode", "resourceModified", "accessURL",
    "downloadURL", "metadataSourceOfData",
)  # fmt: skip
FIELDS = (*_DATASET, *_RESOURCE)
"""The 38 fields in the order of the standard."""

Receipts = Mapping[str, Mapping[str, Receipt]]
"""By the id of the portal, then of the dataset."""


def as_list(publications: Mapping[str, Publication], receipts: Receipts, catalog: Catalog) -> str:
    """The text of the list (CSV): a row for each dataset, its files joined by semicolons."""
    rows = []
    for name in sorted(publications):
        item = publications[name]
        page, address = _addresses(name, receipts, catalog)
        fields = standard.dataset_fields(item, "zh-TW", "", page)
        files = [standard.resource_fields(item, at, file, "zh-TW", address(file)) for at, file in _files(item)]
        described = [str(field["name"]) for field in _schema(item)]
        rows.append(
            (
                item.identifier,
                fields["title"],
                "檔案資料",
                category_name(item.category).zh,
                "",
                _joined(files, "format"),
                _joined(files, "downloadURL"),
                _joined(files, "characterSetCode"),
                "系統介接程式",
                fields["description"],
                ";".join(described),
                fields["publisher"],
                fields["accrualPeriodicity"],
                licence_title(item.licence).zh,
                fields.get("landingPage", ""),
                fields["cost"],
                fields["publisherContactName"],
                fields["publisherContactPhone"],
                "",
                fields["modified"],
                fields.get("notes", ""),
                ";".join(str(item.rows) for _ in files),
            )
        )
    return _csv(COLUMNS, rows)


def as_batch(
    publications: Mapping[str, Publication], receipts: Receipts, catalog: Catalog
) -> list[dict[str, Json]]:
    """The 38 fields of every dataset as the standard's JSON Schema has them: files under `distribution`."""
    batch = []
    for name in sorted(publications):
        item = publications[name]
        page, address = _addresses(name, receipts, catalog)
        described = standard.document(item, "zh-TW", "", page, address)
        made = to_json(described)
        assert isinstance(made, dict)
        batch.append(made)
    return batch


def batch_as_csv(batch: Sequence[Mapping[str, Json]]) -> str:
    """The same as a table: a row for each file, the fields of its dataset repeated."""
    rows = []
    for item in batch:
        files = item["distribution"]
        assert isinstance(files, list)
        for file in files:
            assert isinstance(file, dict)
            rows.append(tuple(_cell(file.get(name, item.get(name))) for name in FIELDS))
    return _csv(FIELDS, rows)


def _cell(value: Json) -> str:
    return ";".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _csv(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([heading, *rows])
    return text.getvalue()


def _files(item: Publication) -> list[tuple[int, Artifact]]:
    data = {file.path for file in item.data()}
    return [(at, file) for at, file in enumerate(item.artifacts, 1) if file.path in data]


def _schema(item: Publication) -> Sequence[Mapping[str, object]]:
    fields = item.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    return fields


def _joined(files: Sequence[Mapping[str, Value]], name: str) -> str:
    return ";".join(str(file.get(name, "")) for file in files)


def _addresses(dataset: str, receipts: Receipts, catalog: Catalog) -> tuple[str, Callable[[Artifact], str]]:
    """The page of a dataset, and the address of each file, on the first portal with an address on the web."""
    for portal in catalog.portals:
        receipt = receipts.get(portal.id, {}).get(dataset)
        base = (portal.url or "") if isinstance(portal, StaticPortalDefinition) else portal.url
        if receipt is None or not base or not receipt.publication:
            continue
        root = base if base.endswith("/") else f"{base}/"
        files = receipt.files

        def address(file: Artifact, root: str = root, files: Mapping[str, str] = files) -> str:
            return urljoin(root, files[file.path]) if file.path in files else ""

        return urljoin(root, receipt.page_url), address
    return "", lambda _file: ""
