"""The data dictionary: one PDF in both languages that says what the dataset is and what each field means.

It holds no row count, date or hash, so it changes only when the dataset's description does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from publisher.documents.composed import as_odt
from publisher.documents.typesetting import typeset
from publisher.export.base import Exporter
from publisher.export.content import ExportContent, ExportField
from publisher.export.wording import (
    constraints,
    privacy_model,
    technique,
)
from publisher.export.workbook_sheets import properties
from publisher.model.document import Block, Bullets, Composed, Facts, Grid, Heading, Paragraph
from publisher.model.frequencies import frequency
from publisher.model.jsonable import Json, to_json
from publisher.model.policy import Drop
from publisher.model.terms import licence_title, type_name
from publisher.model.text import LocalText

_LONG_WORD = re.compile(r"[!-~]{14}(?=[!-~])")
_LONGEST_WHOLE = 600
"""Length of a descriptor whose row is kept on one page."""
_TEMPLATE = Path(__file__).with_name("dictionary.typ")


class DictionaryExporter(Exporter):
    """The data dictionary as a tagged PDF (PDF/UA-1)."""

    name = "dictionary"
    format = "pdf"
    suffix = "-dictionary.pdf"
    media_type = "application/pdf"
    kind = "dictionary"
    label = LocalText("資料字典，PDF", "data dictionary, PDF")

    def write(self, content: ExportContent, path: Path) -> None:
        """Typeset the dictionary. Raises MissingPartError when the font or typst is missing."""
        path.write_bytes(typeset(_TEMPLATE, _data(content), templates=content.templates))


class DictionaryOdtExporter(Exporter):
    """The data dictionary as an OpenDocument text, with the same words."""

    name = "dictionary-odt"
    format = "odt"
    suffix = "-dictionary.odt"
    media_type = "application/vnd.oasis.opendocument.text"
    kind = "dictionary"
    label = LocalText("資料字典，ODT", "data dictionary, ODT")

    def write(self, content: ExportContent, path: Path) -> None:
        """Write the dictionary. Raises MissingPartError when odfpy is missing."""
        described = properties(content)
        title = f"{described.title}　資料字典"
        named = type(described)(title, described.description, described.creator, described.keywords)
        document = Composed(named, tuple(_blocks(_data(content))), head=described.title)
        path.write_bytes(as_odt(document, content.templates))


def _blocks(data: Any) -> Iterator[Block]:
    """The data of the template as blocks."""
    labels = data["labels"]
    yield Heading(f"{data['title']['zh']}　{_pair(labels['dictionary'])}")
    yield Heading(_pair(labels["about"]), 2)
    yield Paragraph(_pair(data["description"]))
    yield Facts(tuple((_pair(fact["label"]), _pair(fact["value"])) for fact in data["facts"]))
    yield Heading(_pair(labels["fields"]), 2)
    header = tuple(_pair(labels[key]) for key in ("field", "type", "constraints", "description"))
    rows = tuple(
        (
            _several(item["plain"], item["title"]["zh"], item["title"]["en"]),
            _pair(item["type"]),
            _unbroken("；".join(_pair(text) for text in item["constraints"])) or "—",
            _pair(item["description"]) or "—",
        )
        for item in data["fields"]
    )
    yield Grid(_pair(labels["fields"]), header, rows, "表", labelled=True)
    if data["treatments"] or data["models"] or data["withheld"]:
        yield Heading(_pair(labels["privacy"]), 2)
    if data["treatments"]:
        treated = tuple(
            (_several(item["field"], item["title"]["zh"]), _pair(item["words"])) for item in data["treatments"]
        )
        head = (_pair(labels["field"]), _pair(labels["treatment"]))
        yield Grid(_pair(labels["treatment"]), head, treated, "表", labelled=True)
    if data["withheld"]:
        yield Paragraph(_pair(data["withheld"]))
    if data["models"]:
        yield Heading(_pair(labels["promises"]), 3)
        yield Bullets(tuple(_pair(model) for model in data["models"]))
    yield Heading(_pair(labels["ground"]), 3)
    yield Paragraph(_pair(data["ground"]))
    yield Heading(_pair(labels["cite"]), 2)
    yield Paragraph(_pair(data["cite"]))


def _pair(text: Mapping[str, str]) -> str:
    return _several(text["zh"], text["en"])


def _several(*texts: str) -> str:
    return "　".join(dict.fromkeys(text for text in texts if text))


def _unbroken(text: str) -> str:
    return text.replace("\u200b", "")


def _data(content: ExportContent) -> dict[str, Json]:
    dataset, agency = content.dataset, content.catalog.agency
    labels = {
        "dictionary": LocalText("資料字典", "Data dictionary"),
        "about": LocalText("資料集概要", "About this dataset"),
        "fields": LocalText("欄位說明", "Fields"),
        "field": LocalText("欄位", "Field"),
        "type": LocalText("型別", "Type"),
        "constraints": LocalText("限制", "Constraints"),
        "description": LocalText("說明", "Description"),
        "privacy": LocalText("個人資料保護措施", "How personal data are protected"),
        "treatment": LocalText("處理方式", "Treatment"),
        "promises": LocalText("公開資料符合的條件", "What the published table meets"),
        "ground": LocalText("法律依據", "Legal ground"),
        "cite": LocalText("引用方式", "How to cite"),
    }
    facts = [
        (LocalText("資料集編號", "Identifier"), LocalText(dataset.identifier, dataset.identifier)),
        (LocalText("提供機關", "Agency"), agency.title),
        (LocalText("上級機關", "Parent agency"), agency.parent),
        (LocalText("更新頻率", "Update frequency"), frequency(dataset.frequency).text),
        (LocalText("空間範圍", "Area"), _same(dataset.spatial or content.catalog.defaults.spatial)),
        (LocalText("關鍵字", "Keywords"), _keywords(content)),
        (LocalText("授權方式", "Licence"), licence_title(content.catalog.defaults.licence)),
        (LocalText("授權說明網址", "Licence address"), _same(content.catalog.defaults.licence_url)),
        (LocalText("聯絡窗口", "Contact"), agency.contact.name),
        (LocalText("電話", "Telephone"), _same(agency.contact.phone)),
        (LocalText("電子郵件", "Mail"), _same(agency.contact.email)),
        (LocalText("網站", "Website"), _same(agency.homepage)),
        (LocalText("備註", "Notes"), dataset.notes or _same("")),
    ]
    return {
        "title": to_json(dataset.title),
        "description": to_json(dataset.description),
        "agency": to_json(agency.title),
        "labels": {key: to_json(text) for key, text in labels.items()},
        "facts": [{"label": to_json(label), "value": to_json(value)} for label, value in facts if value.zh],
        "fields": [_field(item) for item in content.fields],
        "treatments": list(_treatments(content)),
        "models": [to_json(privacy_model(model)) for model in dataset.policy.models],
        "withheld": _withheld(content),
        "ground": to_json(dataset.policy.legal_ground),
        "cite": _citation(content),
    }


def _type(kind: str) -> LocalText:
    """The type in words, and how its values are written."""
    said, written = type_name(kind), {"date": "YYYY-MM-DD", "yearmonth": "YYYY-MM"}.get(kind)
    return LocalText(f"{said.zh}（{written}）", f"{said.en} ({written})") if written else said


def _field(item: ExportField) -> Json:
    return {
        "name": _breakable(item.name),
        "plain": item.name,
        "whole": len(str(item.descriptor)) < _LONGEST_WHOLE,
        "title": to_json(item.title),
        "type": to_json(_type(item.type)),
        "constraints": [
            to_json(LocalText(_breakable(text.zh), _breakable(text.en))) for text in constraints(item.constraints)
        ],
        "description": to_json(item.description),
    }


def _breakable(text: str) -> str:
    """`text` with marks where its longest words may go on in the next line of a narrow cell."""
    return _LONG_WORD.sub("\\g<0>\u200b", text.replace("_", "_\u200b"))


def _treatments(content: ExportContent) -> Iterable[Json]:
    """The published fields that were changed, in the schema's order."""
    applied = {rule.publish_as or name: rule.technique for name, rule in content.dataset.policy.fields.items()}
    for item in content.fields:
        words = technique(applied[item.name]) if item.name in applied else None
        if words is not None:
            yield {"field": item.name, "title": to_json(item.title), "words": to_json(words)}


def _withheld(content: ExportContent) -> Json:
    count = sum(isinstance(rule.technique, Drop) for rule in content.dataset.policy.fields.values())
    return (
        to_json(LocalText(f"不公開的來源欄位：{count} 個。", f"Source fields that are not published: {count}."))
        if count
        else None
    )


def _citation(content: ExportContent) -> Json:
    dataset, agency = content.dataset, content.catalog.agency
    licence, address = licence_title(content.catalog.defaults.licence), content.catalog.defaults.licence_url
    return to_json(
        LocalText(
            f"資料來源：{agency.title.zh}「{dataset.title.zh}」（資料集編號 {dataset.identifier}），"
            f"依{licence.zh}提供，{address}",
            f'Source: {agency.title.en}, "{dataset.title.en}" (dataset {dataset.identifier}), '
            f"provided under the {licence.en}, {address}",
        )
    )


def _keywords(content: ExportContent) -> LocalText:
    words = content.dataset.keywords
    return LocalText("、".join(word.zh for word in words), ", ".join(word.en for word in words))


def _same(text: str) -> LocalText:
    return LocalText(text, text)
