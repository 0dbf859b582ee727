"""A dataset described by 資料集詮釋資料標準規範 (國家發展委員會, 104年7月): its 38 fields by their names.

Both portals take from here: CKAN as extras, the static portal as a document of its own. A field that is optional
and empty is left out. The contact of the agency above (fields 13 to 15) is given when the catalogue names one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone

from publisher.model.release import Artifact, Publication
from publisher.model.terms import CATEGORIES
from publisher.model.text import Language

_TAIPEI = timezone(timedelta(hours=8))
_FIELD_DESCRIPTION = 255
_DESCRIPTION = 500
_TEXT_FORMATS = frozenset(("csv", "json", "geojson", "xml", "txt", "html"))

Value = str | int | list[str]


def dataset_fields(publication: Publication, language: Language, issued: str, page: str) -> dict[str, Value]:
    """Fields 1 to 30. `issued` is the day of the first release on the portal, `page` the dataset's page there."""
    agency, charge = publication.agency, publication.charge
    above = agency.parent_contact
    start, end = publication.period
    values: dict[str, Value] = {
        "categoryCode": publication.category,
        "identifier": publication.identifier,
        "title": publication.title.get(language),
        "description": _cut(publication.description.get(language), _DESCRIPTION),
        "fieldDescription": field_description(publication.schema),
        "type": "rawData",
        "license": publication.licence,
        "licenseURL": publication.licence_url,
        "cost": "免費" if charge is None else "付費",
        "costURL": charge.url if charge else "",
        "costLaw": charge.law if charge else "",
        "organization": agency.parent.get(language),
        "organizationContactName": above.name.get(language) if above else "",
        "organizationContactPhone": above.phone if above else "",
        "organizationContactEmail": above.email if above else "",
        "publisher": agency.title.get(language),
        "publisherContactName": agency.contact.name.get(language),
        "publisherContactPhone": agency.contact.phone,
        "publisherContactEmail": agency.contact.email,
        "accrualPeriodicity": publication.frequency,
        "temporalCoverageFrom": start,
        "temporalCoverageTo": end,
        "issued": issued,
        "modified": moment(publication.modified),
        "spatial": publication.spatial,
        "language": "zh" if language == "zh-TW" else "en",
        "landingPage": publication.landing_page or page,
        "keyword": [word for item in publication.keywords if (word := item.get(language) or item.zh or item.en)],
        "numberOfData": publication.rows,
        "notes": publication.notes.get(language) if publication.notes else "",
    }
    return {name: value for name, value in values.items() if value not in ("", [])}


def resource_fields(
    publication: Publication, number: int, artifact: Artifact, language: Language, address: str = ""
) -> dict[str, Value]:
    """Fields 31 to 38 of the `number`-th file (from 1); `address` is where it is downloaded."""
    text = artifact.format.lower() in _TEXT_FORMATS
    values: dict[str, Value] = {
        "resourceID": f"{publication.identifier}-{number:03d}",
        "resourceDescription": _cut(artifact.title.get(language), _DESCRIPTION),
        "format": artifact.format.upper(),
        "characterSetCode": "UTF-8" if text else "Unicode",
        "resourceModified": moment(publication.modified),
        "accessURL": "",  # asked only of a resource without an address to download from
        "downloadURL": address,
        "metadataSourceOfData": publication.conforms_to,
    }
    return {name: value for name, value in values.items() if value != ""}


def document(
    publication: Publication, language: Language, issued: str, page: str, address: Callable[[Artifact], str]
) -> dict[str, object]:
    """The whole description as one JSON object, its files under `distribution`."""
    resources = [
        resource_fields(publication, number, item, language, address(item))
        for number, item in enumerate(publication.artifacts, 1)
    ]
    return {**dataset_fields(publication, language, issued, page), "distribution": resources}


def field_description(schema: Mapping[str, object]) -> str:
    """主要欄位說明: name(meaning), joined by 、; the standard allows 255 characters, so a wide table is cut."""
    fields = schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    parts = []
    for field in fields:
        name = str(field["name"])
        meaning = str(field.get("description") or field.get("title") or "")
        parts.append(f"{name}({meaning})" if meaning and meaning != name else name)
    whole = "、".join(parts)
    if len(whole) <= _FIELD_DESCRIPTION:
        return whole
    names = "、".join(str(field["name"]) for field in fields)
    return names if len(names) <= _FIELD_DESCRIPTION else _cut(names, _FIELD_DESCRIPTION)


def moment(value: datetime) -> str:
    """As the standard writes it: "YYYY-MM-DD hh:mm:ss", in Taiwan's time."""
    return value.astimezone(_TAIPEI).strftime("%Y-%m-%d %H:%M:%S")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


_CODE = "[a-zA-Z_0-9]{10}-[a-zA-Z_0-9]{6}"
_MOMENT = r"[0-9]{4}-(?:0[1-9]|1[0-2])-[0-3][0-9](?: [0-2][0-9]:[0-5][0-9]:[0-5][0-9])?"
_WEB = r"https?://\S+"
_MAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_FREQUENCY = r"即時|不定期(?:更新)?|每\s*[0-9]*\s*(?:分鐘|小時|日|天|週|周|個月|月|季|半年|年)"
_RULES: Mapping[str, tuple[bool, str]] = {
    "categoryCode": (True, "|".join(CATEGORIES)),
    "identifier": (True, _CODE),
    "title": (True, r"[\s\S]{1,255}"),
    "description": (True, r"[\s\S]{1,500}"),
    "fieldDescription": (True, r"[\s\S]{1,255}"),
    "type": (True, "rawData|TOOLS|SERVICES"),
    "license": (True, r"[\s\S]+"),
    "licenseURL": (True, _WEB),
    "cost": (True, "免費|付費"),
    "costURL": (False, _WEB),
    "organization": (True, r"[\s\S]+"),
    "organizationContactName": (True, r"[\s\S]+"),
    "organizationContactPhone": (True, r"[\s\S]+"),
    "organizationContactEmail": (True, _MAIL),
    "publisher": (True, r"[\s\S]+"),
    "publisherContactName": (True, r"[\s\S]+"),
    "publisherContactPhone": (True, r"[\s\S]+"),
    "publisherContactEmail": (True, _MAIL),
    "accrualPeriodicity": (True, _FREQUENCY),
    "temporalCoverageFrom": (False, _MOMENT),
    "temporalCoverageTo": (False, _MOMENT),
    "issued": (False, _MOMENT),
    "modified": (False, _MOMENT),
    "language": (False, "[a-z]{2}"),
    "landingPage": (False, _WEB),
    "numberOfData": (False, "[0-9]+"),
}
"""Whether a field must be given, and what it must look like (tables and JSON Schema of the standard)."""
_FILE_RULES: Mapping[str, tuple[bool, str]] = {
    "resourceID": (True, f"{_CODE}-[a-zA-Z_0-9]{{3}}"),
    "resourceDescription": (True, r"[\s\S]{1,500}"),
    "format": (True, r"\S+"),
    "characterSetCode": (True, r"\S+"),
    "resourceModified": (False, _MOMENT),
    "accessURL": (False, _WEB),
    "downloadURL": (False, _WEB),
    "metadataSourceOfData": (False, _WEB),
}


def unmet(described: Mapping[str, object]) -> tuple[str, ...]:
    """The fields of a described dataset (made by `document`) that are missing or not as the standard has them."""
    wrong = list(_wrong(described, _RULES))
    if described.get("cost") == "付費":
        wrong += [name for name in ("costURL", "costLaw") if not described.get(name)]
    files = described.get("distribution")
    if not isinstance(files, list) or not files:
        return (*wrong, "distribution")
    for file in files:
        wrong += _wrong(file, _FILE_RULES)
        if not file.get("downloadURL") and not file.get("accessURL"):
            wrong.append("downloadURL")
    return tuple(dict.fromkeys(wrong))


def _wrong(values: Mapping[str, object], rules: Mapping[str, tuple[bool, str]]) -> Iterator[str]:
    for name, (needed, pattern) in rules.items():
        value = values.get(name)
        if value in (None, ""):
            if needed:
                yield name
        elif re.fullmatch(pattern, str(value)) is None:
            yield name
