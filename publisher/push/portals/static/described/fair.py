"""How FAIR a dataset is: the 41 indicators of the RDA FAIR Data Maturity Model (doi:10.15497/rda00050).

Each has the working group's priority (essential, important, useful), and is judged on the description that stands
in the catalogue and on what a portal of files does for each of its datasets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from publisher.model.text import Message, msg
from publisher.push.portals.static.described.quality import FOR_MACHINES, OPEN_FORMATS, format_of
from publisher.push.portals.static.described.turtle import Node

PRIORITIES = ("essential", "important", "useful")
_PERSISTENT = re.compile(
    r"(?:https?://(?:dx\.)?(?:doi\.org|hdl\.handle\.net|purl\.org|w3id\.org|n2t\.net)/|urn:|ark:|info:hdl/)"
)
_WHERE_AND_WHEN = ("dct:spatial", "dct:temporal")
_RELATIONS = ("dct:replaces", "dct:source", "dct:isPartOf", "dct:relation", "prov:wasDerivedFrom")


@dataclass(frozen=True, slots=True)
class FairIndicator:
    """An indicator as judged: `met` is None where only an address on the web could tell."""

    id: str
    priority: str
    met: bool | None
    wanted: Message


@dataclass(frozen=True, slots=True)
class Fairness:
    """All 41 indicators of a dataset."""

    indicators: tuple[FairIndicator, ...]

    def count(self, priority: str) -> tuple[int, int]:
        """How many indicators of a priority are met, and how many there are."""
        of_it = [item for item in self.indicators if item.priority == priority]
        return sum(item.met is True for item in of_it), len(of_it)

    @property
    def lacks(self) -> tuple[FairIndicator, ...]:
        """What is not met, the essential first."""
        return tuple(item for name in PRIORITIES for item in self.indicators
                     if item.priority == name and item.met is False)  # fmt: skip

    @property
    def untested(self) -> int:
        """How many rest on an address that the portal does not have."""
        return sum(item.met is None for item in self.indicators)


@dataclass(frozen=True, slots=True)
class _Described:
    dataset: Node
    files: Sequence[Node]


_Rule = Callable[[_Described], bool]


def fairness(nodes: Sequence[Node], *, addressed: bool) -> Fairness:
    """The indicators of a dataset from its nodes (see `dcat.dataset_nodes`); `addressed` as in `quality.judge`."""
    dataset, *files = nodes
    seen = _Described(dataset, files)
    return Fairness(
        tuple(
            FairIndicator(f"RDA-{id_}", PRIORITIES[priority], _judge(rule, seen, addressed), wanted)
            for id_, priority, rule, wanted in _INDICATORS
        )
    )


def _judge(rule: _Rule | None, seen: _Described, addressed: bool) -> bool | None:
    """Without a rule an indicator is met by what stands on the web and is read back each time it is written."""
    if rule is None:
        return True if addressed else None
    return rule(seen)


def _always(_seen: _Described) -> bool:
    """Every dataset of this portal has it: pages, DCAT, Data Package, a page after withdrawal."""
    return True


def _never(_seen: _Described) -> bool:
    """No dataset has it: the portal does not write it."""
    return False


def _has(*names: str) -> _Rule:
    return lambda seen: all(seen.dataset.get(name) for name in names)


def _has_any(*names: str) -> _Rule:
    return lambda seen: any(seen.dataset.get(name) for name in names)


def _files_have(*names: str) -> _Rule:
    return lambda seen: bool(seen.files) and all(all(file.get(name) for name in names) for file in seen.files)


def _is_persistent(seen: _Described) -> bool:
    return bool(_PERSISTENT.match(str(seen.dataset.get("dct:identifier", ""))))


def _licence_is_for_machines(seen: _Described) -> bool:
    """Whether a program knows the licence by its address or by the type that is said of it."""
    known = (
        "http://creativecommons.org/",
        "https://creativecommons.org/",
        "http://spdx.org/",
        "https://spdx.org/",
    )
    licences = [file.get("dct:license", {}) for file in seen.files]
    return bool(licences) and all(
        item.get("dct:type") or str(item.get("@id", "")).startswith(known) for item in licences
    )


def _is_open_table(seen: _Described) -> bool:
    return any(format_of(file) in FOR_MACHINES & OPEN_FORMATS for file in seen.files)


_INDICATORS: tuple[tuple[str, int, _Rule | None, Message], ...] = (
    ("F1-01M", 0, _is_persistent, msg("a persistent identifier of the dataset (DOI, Handle, ARK, PURL)")),
    ("F1-01D", 0, _never, msg("persistent identifiers of its files")),
    ("F1-02M", 0, None, msg("an address of the description that is unique in the world")),
    ("F1-02D", 0, None, msg("an address of each file that is unique in the world")),
    ("F2-01M", 0, _has("dct:title", "dct:description", "dcat:keyword", "dcat:theme", *_WHERE_AND_WHEN),
     msg("keywords, theme, area and period, so that it is found")),
    ("F3-01M", 0, _files_have("dcat:downloadURL"), msg("the files' addresses in the description")),
    ("F4-01M", 0, None, msg("a catalogue on the web that others harvest")),
    ("A1-01M", 1, _has("dct:accessRights"), msg("access rights")),
    ("A1-02M", 0, _always, msg("a description that people can read")),
    ("A1-02D", 0, _files_have("dcat:downloadURL"), msg("files that people can download")),
    ("A1-03M", 0, None, msg("an identifier that leads to the description")),
    ("A1-03D", 0, None, msg("identifiers that lead to the files")),
    ("A1-04M", 0, None, msg("a standard protocol for the description")),
    ("A1-04D", 0, None, msg("a standard protocol for the files")),
    ("A1-05D", 1, None, msg("files that programs can download")),
    ("A1.1-01M", 0, None, msg("a free protocol for the description")),
    ("A1.1-01D", 1, None, msg("a free protocol for the files")),
    ("A1.2-01D", 2, None, msg("a protocol that can ask who reads")),
    ("A2-01M", 0, _always, msg("a description that stays when the data is withdrawn")),
    ("I1-01M", 1, _always, msg("a description in a standard form")),
    ("I1-01D", 1, _is_open_table, msg("data in a standard form that belongs to nobody")),
    ("I1-02M", 1, _always, msg("a description that machines understand (RDF)")),
    ("I1-02D", 1, _never, msg("data that machines understand (RDF)")),
    ("I2-01M", 1, _has("dct:accrualPeriodicity", "dcat:theme", "dct:language"),
     msg("terms of shared vocabularies in the description")),
    ("I2-01D", 2, _has("dct:conformsTo"), msg("a data standard that the data keeps (conforms_to)")),
    ("I3-01M", 1, _has_any(*_RELATIONS, "foaf:page"), msg("links to other descriptions")),
    ("I3-01D", 2, _never, msg("links from the data to the data of others")),
    ("I3-02M", 2, _has_any(*_RELATIONS), msg("links from the description to other data")),
    ("I3-02D", 2, _never, msg("links from the data that say how it is related to others'")),
    ("I3-03M", 1, _has_any(*_RELATIONS), msg("links to other descriptions that say how they are related")),
    ("I3-04M", 2, _has_any(*_RELATIONS), msg("links to other data that say how it is related")),
    ("R1-01M", 0, _has("dct:description", "dct:publisher", "dcat:contactPoint", *_WHERE_AND_WHEN),
     msg("what a person needs to use it again: area, period, contact")),
    ("R1.1-01M", 0, _files_have("dct:license"), msg("a licence")),
    ("R1.1-02M", 1, _files_have("dct:license"), msg("a standard licence")),
    ("R1.1-03M", 1, _licence_is_for_machines, msg("a licence that machines know")),
    ("R1.2-01M", 1, _has_any("dct:provenance", "prov:wasGeneratedBy"),
     msg("where the data comes from and how it was made")),
    ("R1.2-02M", 2, _has_any("prov:wasGeneratedBy"), msg("the same in a form of many fields (PROV)")),
    ("R1.3-01M", 0, _always, msg("a description by the standard of its field")),
    ("R1.3-01D", 0, _always, msg("data by a standard of its field")),
    ("R1.3-02M", 0, _always, msg("such a description for machines")),
    ("R1.3-02D", 1, _always, msg("such data for machines (Data Package)")),
)  # fmt: skip
