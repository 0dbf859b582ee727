"""The catalogue in DCAT-AP 3, as JSON-LD and as Turtle, from one set of nodes.

Addresses are relative to the portal, so that the files are true wherever they are put (never a bare fragment,
which would mean another thing in each file); with a known address the DCAT files name it as their base. The
objects of authority addresses carry their type, as the range shapes of DCAT-AP 3.0.1 want it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from publisher.model.catalog import Catalog
from publisher.model.frequencies import frequency
from publisher.model.release import Artifact, Publication
from publisher.model.terms import category_name, licence_title
from publisher.model.text import LocalText
from publisher.push.filetypes import FILE_TYPES, media_type
from publisher.push.portals.static.described.turtle import Node
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.words import EU_THEME_NAMES, EU_THEMES, local_time

_EU = "http://publications.europa.eu/resource/authority"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def lines(nodes: Iterable[Node]) -> list[str]:
    """Each of `nodes` as one line of JSON."""
    return [json.dumps(node, ensure_ascii=False) for node in nodes]


def jsonld(nodes: Iterable[str], base: str | None) -> str:
    """A JSON-LD document of nodes that are JSON already."""
    context = _CONTEXT if base is None else {"@base": base} | _CONTEXT
    body = ",\n".join(nodes)
    return f'{{"@context": {json.dumps(context)}, "@graph": [\n{body}\n]}}\n'


def turtle_document(bodies: Iterable[str], base: str | None) -> str:
    """A Turtle document of several bodies (see `turtle.statements`); `base` may be relative to the document."""
    head = [f"@base <{base}> ."] if base is not None else []
    head += [f"@prefix {name}: <{iri}> ." for name, iri in sorted(_CONTEXT.items())]
    return "\n".join(head) + "\n\n" + "\n".join(bodies)


def dataset_nodes(entry: Entry, replaced: Sequence[str] = ()) -> list[Node]:
    """A dataset and its distributions in DCAT-AP 3; `replaced` are the datasets in whose place it stands."""
    item = entry.publication
    page = f"dataset/{item.dataset}/"
    theme = _concept(item.category)
    node: Node = {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": item.identifier,
        "dct:title": _texts(item.title),
        "dct:description": _texts(item.description),
        "dcat:keyword": [text for keyword in item.keywords for text in _texts(keyword)],
        "dcat:theme": [theme, *_eu_theme(item.category)],
        "dct:publisher": _ref("index.html#publisher"),
        "dcat:contactPoint": _ref("index.html#contact"),
        "dct:issued": _moment(entry.issued),
        "dct:modified": _moment(entry.modified),
        "dct:language": _language(),
        "dcat:landingPage": {"@id": f"{page}index.html", "@type": "foaf:Document"},
        "dct:accessRights": _authority("access-right", "PUBLIC", "dct:RightsStatement"),
        "dct:provenance": {"@type": "dct:ProvenanceStatement", "rdfs:label": _texts(_made_of(item))},
        "dcat:version": entry.version,
        "dcat:distribution": [_ref(f"{page}#{_fragment(file)}") for file in item.artifacts],
    }
    if replaced:
        node["dct:replaces"] = [_ref(f"dataset/{name}/#dataset") for name in replaced]
    known = frequency(item.frequency)
    if known.eu:
        node["dct:accrualPeriodicity"] = _authority("frequency", known.eu, "dct:Frequency")
    if item.landing_page:
        node["foaf:page"] = {"@id": item.landing_page, "@type": "foaf:Document"}
    if item.conforms_to:
        node["dct:conformsTo"] = {"@id": item.conforms_to, "@type": "dct:Standard"}
    start, end = item.period
    node["dct:temporal"] = {"@type": "dct:PeriodOfTime", "dcat:endDate": _day(end)}
    if start:
        node["dct:temporal"]["dcat:startDate"] = _day(start)
    if item.spatial:
        node["dct:spatial"] = {
            "@type": "dct:Location",
            "skos:prefLabel": {"@value": item.spatial, "@language": "zh-Hant"},
        }
    return [node, *(_distribution(entry, file) for file in item.artifacts)]


def members(entries: Sequence[Entry]) -> list[Node]:
    """The datasets as a catalogue names them."""
    return [_ref(f"dataset/{entry.publication.dataset}/#dataset") for entry in entries]


def catalog_nodes(
    catalog: Catalog, title: LocalText, entries: Sequence[Entry], here: Sequence[Entry]
) -> list[Node]:
    """The catalogue of `entries` itself, its publisher and its contact; the datasets `here` are named."""
    agency = catalog.agency
    node: Node = {
        "@id": "index.html#catalog",
        "@type": "dcat:Catalog",
        "dct:title": _texts(title),
        "dct:description": _texts(catalog.description),
        "dct:publisher": _ref("index.html#publisher"),
        "dcat:contactPoint": _ref("index.html#contact"),
        "foaf:homepage": {"@id": "index.html", "@type": "foaf:Document"},
        "dct:language": _language(),
        "dct:license": _licence(catalog.defaults.licence, catalog.defaults.licence_url),
        "dct:spatial": _authority("country", "TWN", "dct:Location"),
        "dcat:themeTaxonomy": [
            _scheme("index.html#themes", LocalText("服務分類", "Service categories")),
            _scheme(f"{_EU}/data-theme", LocalText("歐盟資料主題", "EU data themes")),
        ],
        "dcat:dataset": members(here),
    }
    if entries:
        node["dct:issued"] = _moment(min(entry.issued for entry in entries))
        node["dct:modified"] = _moment(max(entry.modified for entry in entries))
    publisher: Node = {
        "@id": "index.html#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _texts(agency.title),
        "foaf:homepage": {"@id": agency.homepage, "@type": "foaf:Document"},
        "dct:identifier": agency.code,
    }
    contact: Node = {
        "@id": "index.html#contact",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": _texts(agency.contact.name),
        "vcard:hasEmail": _ref(f"mailto:{agency.contact.email}"),
        "vcard:hasTelephone": _ref("tel:" + re.sub(r"[^0-9+]", "", agency.contact.phone)),
    }
    return [node, publisher, contact]


def _distribution(entry: Entry, file: Artifact) -> Node:
    item = entry.publication
    page = f"dataset/{item.dataset}/"
    stamps = {stored.path: stored.stamp for stored in entry.files}
    modified = datetime.fromtimestamp(stamps[file.path], tz=entry.modified.tzinfo) if stamps else entry.modified
    node: Node = {
        "@id": f"{page}#{_fragment(file)}",
        "@type": "dcat:Distribution",
        "dct:title": _texts(file.title),
        "dct:description": _texts(_about(item, file)),
        "dcatap:availability": _concept_of("planned-availability", "STABLE", "Stable"),
        "dcat:accessURL": {"@id": f"{page}index.html", "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": f"{page}{file.path}", "@type": "rdfs:Resource"},
        "dcat:mediaType": {
            "@id": media_type(file),
            "@type": "dct:MediaType",
        },
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:license": _licence(item.licence, item.licence_url),
        "dct:rights": {"@type": "dct:RightsStatement", "rdfs:label": _texts(_rights(item))},
        "dct:issued": _moment(entry.issued),
        "dct:modified": _moment(modified),
        "dct:language": _language(),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {
                "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256",
                "@type": "spdx:ChecksumAlgorithm",
            },
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    known = FILE_TYPES.get(file.format.lower())
    if known:
        node["dct:format"] = _authority("file-type", known, "dct:MediaTypeOrExtent")
    return node


def _texts(text: LocalText) -> list[Node]:
    pairs = ((text.zh, "zh-Hant"), (text.en, "en"))
    return [{"@value": value, "@language": language} for value, language in pairs if value]


def _ref(iri: str) -> Node:
    return {"@id": iri}


def _fragment(file: Artifact) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", file.path)


def _moment(value: datetime) -> Node:
    return {"@value": local_time(value).isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def _day(value: str) -> Node:
    kinds = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
    return {"@value": value, "@type": kinds.get(len(value), "xsd:dateTime")}


def _language() -> Node:
    return _authority("language", "ZHO", "dct:LinguisticSystem")


def _authority(table: str, code: str, kind: str) -> Node:
    """A term of the EU's authority tables, with its class and its table."""
    return {"@id": f"{_EU}/{table}/{code}", "@type": kind, "skos:inScheme": _ref(f"{_EU}/{table}")}


def _eu_theme(code: str) -> list[Node]:
    theme = EU_THEMES.get(code)
    return [_concept_of("data-theme", theme, EU_THEME_NAMES[theme])] if theme else []


def _concept_of(table: str, code: str, name: str) -> Node:
    """A term of the EU's authority tables that is a concept, which must carry its name."""
    return _authority(table, code, "skos:Concept") | {"skos:prefLabel": _texts(LocalText("", name))}


def _scheme(iri: str, title: LocalText) -> Node:
    return {"@id": iri, "@type": "skos:ConceptScheme", "skos:prefLabel": _texts(title), "dct:title": _texts(title)}


def _licence(id_: str, url: str) -> Node:
    node: Node = {"@id": url, "@type": "dct:LicenseDocument"}
    if id_ == "OGDL-Taiwan-1.0":
        types = "http://purl.org/adms/licencetype"
        node["dct:type"] = {
            "@id": f"{types}/Attribution",
            "@type": "skos:Concept",
            "skos:prefLabel": _texts(LocalText("", "Attribution")),
            "skos:inScheme": _ref(f"{types}/1.0"),
        }
    return node


def _rights(item: Publication) -> LocalText:
    """What readers may do with the files, in a sentence."""
    name, agency = licence_title(item.licence), item.agency.title
    return LocalText(
        f"依「{name.zh}」提供，利用時請註明出處：{agency.zh}。",
        f"Provided under the {name.en}; name the source: {agency.en or agency.zh}.",
    )


def _made_of(item: Publication) -> LocalText:
    """Where the data comes from, and what was done to it."""
    agency = item.agency.title
    return LocalText(
        f"由{agency.zh}以其業務資料產製；發布前依去識別化政策處理，經資料綱要驗證並搜尋個人資料。",
        f"Made by {agency.en or agency.zh} from data of its services; before publication it was de-identified by"
        " its policy, validated against its schema, and searched for personal data.",
    )


def _about(item: Publication, file: Artifact) -> LocalText:
    """What a file is: of which dataset, in which format, how many rows."""
    name, rows = file.format.upper(), file.rows
    zh = f"「{item.title.zh}」{file.title.zh}，{name} 格式" + (f"，{rows:,} 筆" if rows is not None else "")
    en = f"{file.title.en or file.title.zh} of {item.title.en or item.title.zh}, {name}"
    return LocalText(f"{zh}。", en + (f", {rows:,} rows." if rows is not None else "."))


def _concept(code: str) -> Node:
    return {
        "@id": f"browse/theme/{code}/index.html#theme",
        "@type": "skos:Concept",
        "skos:prefLabel": _texts(category_name(code)),
        "skos:notation": code,
        "skos:inScheme": _ref("index.html#themes"),
    }
