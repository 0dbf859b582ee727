"""SDMX-ML data messages (generic and structure-specific, 2.0 and 2.1): one record for each observation.

Source: SDMX Technical Standards 2.1, section 3A (SDMX-ML), and ISO 17369. What a series, a group or the data set
says stands in every observation of it, in columns by the ids of the standard, as SDMX-CSV has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from publisher.source.formats.xml_tree import Name, NoRecordsError, XmlElement, XmlEvents, XmlPath

_MESSAGES = frozenset(
    {
        "GenericData",
        "GenericTimeSeriesData",
        "StructureSpecificData",
        "StructureSpecificTimeSeriesData",
        "CompactData",
    }
)
_SPACE = re.compile(r"sdmx\.org/resources/sdmxml/schemas/v2", re.IGNORECASE)
_BESIDE = re.compile(r"/(?:common|message|footer)$")
"""Namespaces of what is no data: providers, annotations."""
_OF_A_DATA_SET = frozenset(
    {
        "structureRef", "dataScope", "setID", "action", "validFromDate", "validToDate", "publicationYear",
        "publicationPeriod", "reportingBeginDate", "reportingEndDate", "keyFamilyURI", "datasetID",
        "prepared", "dataProviderSchemeAgencyId", "dataProviderSchemeId", "dataProviderID", "dataflowAgencyID",
        "dataflowID", "REPORTING_YEAR_START_DAY",
    }
)  # fmt: skip
"""What the standard says of the message and not of its observations."""
_VALUE, _TIME = "OBS_VALUE", "TIME_PERIOD"
_KEYS = frozenset({"SeriesKey", "ObsKey", "GroupKey"})

Texts = dict[str, str]


def is_message(root: XmlPath) -> bool:
    """Whether a file holds data in a message of SDMX 2."""
    local, space = root.name
    return local in _MESSAGES and _SPACE.search(space) is not None


def rows(path: Path, *, generic: bool) -> Iterator[tuple[str | None, ...]]:
    """The columns (keys, period, value, then attributes), then the observations; NoRecordsError without any."""
    look = _Observations(generic=generic)
    for _ in look.over(path):
        look.done.clear()
    if look.nested:
        raise NoRecordsError("kinds", choices=f"{look.nested}")
    if not look.count:
        raise NoRecordsError("none")
    groups = _SdmxGroups(look.groups, look.keys.keys())
    columns = tuple(dict.fromkeys((*look.keys, *look.attributes, *groups.said)))
    yield columns
    reader = _Observations(generic=generic, groups=groups)
    for _ in reader.over(path):
        done, reader.done = reader.done, []
        yield from (tuple(record.get(name) or None for name in columns) for record in done)


@dataclass(slots=True)
class _Said:
    """A data set, a series, a group or an observation: what tells it from others, and what is said of it."""

    key: Texts = field(default_factory=dict)
    said: Texts = field(default_factory=dict)


class _Observations(XmlEvents):
    """The observations of a message; `groups` are those of the whole file, known from an earlier reading."""

    def __init__(self, *, generic: bool, groups: _SdmxGroups | None = None) -> None:
        super().__init__()
        self.done: list[Texts] = []
        self.count = 0
        self.keys: dict[str, None] = {}
        self.attributes: dict[str, None] = {}
        self.groups: list[_Said] = []
        self.nested = ""
        self._generic, self._known = generic, groups or _SdmxGroups([], ())
        self._parts: list[tuple[str, _Said]] = []
        self._time = _TIME

    def begin(self, element: XmlElement) -> None:
        local = element.name[0]
        above = self._open[-2].name[0] if len(self._open) > 1 else ""
        plain = {name: value for (name, space), value in element.attributes.items() if not space}
        if local == "Structure" and above == "Header":
            at = plain.get("dimensionAtObservation", "")
            self._time = _TIME if at in ("", "AllDimensions") else at
        elif local == "DataSet":
            said = {} if self._generic else _without(plain, _OF_A_DATA_SET)
            self._parts = [("DataSet", _Said(said=said))]
        elif not self._parts:
            return
        elif self._generic:
            self._begin_generic(local, above, plain)
        elif local == "Obs" or local == "Series":
            self._parts.append((local, _Said(key=plain)))
        elif _BESIDE.search(element.name[1]):
            return
        elif above == "DataSet":
            self._parts.append(("Group", _Said(key=plain)))
        elif above in ("Series", "Obs"):
            self.nested = local

    def _begin_generic(self, local: str, above: str, plain: Texts) -> None:
        part = self._parts[-1][1]
        if local in ("Series", "Group", "Obs"):
            self._parts.append((local, _Said()))
        elif local == "Value":
            name = plain.get("id") or plain.get("concept", "")
            (part.key if above in _KEYS else part.said)[name] = plain.get("value", "")
        elif local == "ObsDimension":
            part.key[plain.get("id") or self._time] = plain.get("value", "")
        elif local == "ObsValue":
            part.said[_VALUE] = plain.get("value", "")

    def end(self, element: XmlElement) -> None:
        local: str = element.name[0]
        if not self._parts:
            return
        if self._generic and local == "Time" and self._parts[-1][0] == "Obs":  # SDMX 2.0
            self._parts[-1][1].key[_TIME] = "".join(element.text).strip()
        kind = self._parts[-1][0]
        if local == kind == "Obs":
            self._end_observation()
        elif local == kind or (kind == "Group" and self._is_group(element.name)):
            _, part = self._parts.pop()
            if kind == "Group":
                self.groups.append(part)

    def _is_group(self, name: Name) -> bool:
        return not self._generic and self._open[-1].name[0] == "DataSet" and name[0] not in ("Series", "Obs")

    def _end_observation(self) -> None:
        _, own = self._parts.pop()
        around = [part for kind, part in self._parts if kind in ("DataSet", "Series")]
        key = {name: value for part in around for name, value in part.key.items()} | own.key
        said = {name: value for part in around for name, value in part.said.items()} | own.said
        said = self._known.of(key) | said
        self.count += 1
        first = [name for name in key if name not in own.key or (self._generic and name != self._time)]
        ordered = (*first, *(name for name in (self._time, _VALUE) if name in key), *own.key)
        self.keys.update(dict.fromkeys(ordered))
        self.attributes.update(dict.fromkeys([_VALUE, *said] if _VALUE in said else said))
        self.done.append(said | key)


class _SdmxGroups:
    """What groups say of the observations whose key has theirs; of a specific group both stand side by side."""

    def __init__(self, groups: list[_Said], keys: Collection[str]) -> None:
        self._by_key: dict[tuple[str, ...], dict[tuple[str, ...], Texts]] = {}
        self.said: dict[str, None] = {}
        for group in groups:
            names = tuple(sorted(group.key.keys() & keys))
            said = {name: value for name, value in group.key.items() if name not in keys} | group.said
            self.said.update(dict.fromkeys(said))
            among = self._by_key.setdefault(names, {}) if names else {}
            among.setdefault(tuple(group.key[name] for name in names), {}).update(said)

    def of(self, key: Texts) -> Texts:
        """What is said of an observation."""
        found: Texts = {}
        for names, groups in self._by_key.items():
            found |= groups.get(tuple(key.get(name, "") for name in names), {})
        return found


def _without(texts: Texts, names: Collection[str]) -> Texts:
    return {name: value for name, value in texts.items() if name not in names}
