"""How good a dataset's description is as others measure it, and what it lacks.

MQA: the Metadata Quality Assessment of data.europa.eu, 22 measures of 405 points in five dimensions
(https://dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard/). Measures of files hold when one of
the files meets them. What is judged is the very description that stands in the catalogue.

Stars: the five stars of open data (https://5stardata.info).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from publisher.model.text import Message, msg
from publisher.push.portals.static.described.turtle import Node

_EU = "http://publications.europa.eu/resource/authority"
OPEN_FORMATS = frozenset(
    f"{_EU}/file-type/{code}"
    for code in (
        *("BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ"),
        *(
            "NETCDF",
            "ODS",
            "PNG",
            "RDF_N_QUADS",
            "RDF_N_TRIPLES",
            "RDF_TRIG",
            "RDF_TURTLE",
            "RDF_XML",
            "RSS",
            "RTF",
        ),
        *("TAR", "TIFF", "TSV", "TXT", "WMS_SRVC", "XML", "ZIP"),
    )
)
FOR_MACHINES = frozenset(
    f"{_EU}/file-type/{code}"
    for code in (
        *("CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS"),
        *("RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML"),
    )
)
"""The formats that data.europa.eu takes for not proprietary, and for readable by machines (its own two lists)."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A measure that is not met: its points, and what there should be."""

    points: int
    what: Message


@dataclass(frozen=True, slots=True)
class Quality:
    """`points` of the `possible` ones; `untested` rest on addresses, which a portal without one on the web lacks.

    `stars` (0 to 5) and what the next star asks for.
    """

    points: int
    untested: int
    lacks: tuple[Lack, ...]
    stars: int
    next_star: Message | None
    possible: int = 405


@dataclass(frozen=True, slots=True)
class _Measure:
    points: int
    what: Message
    holds: Callable[[Node, Sequence[Node]], bool]
    by_address: bool = False


def judge(nodes: Sequence[Node], *, addressed: bool, linked_rows: bool) -> Quality:
    """The quality of a dataset from its nodes (see `dcat.dataset_nodes`).

    `addressed`: the portal has an address, at which every file is read back each time it is written.
    `linked_rows`: each row has an address of its own.
    """
    dataset, *files = nodes
    tested = [item for item in _MEASURES if addressed or not item.by_address]
    lacks = tuple(Lack(item.points, item.what) for item in tested if not item.holds(dataset, files))
    whole = sum(item.points for item in tested)
    stars, wanted = _stars(files, linked_rows)
    return Quality(
        points=whole - sum(lack.points for lack in lacks),
        untested=_POSSIBLE - whole,
        lacks=lacks,
        stars=stars,
        next_star=wanted,
        possible=_POSSIBLE,
    )


def _stars(files: Sequence[Node], linked_rows: bool) -> tuple[int, Message | None]:
    """Each star needs the ones before it."""
    steps = (
        (any(item.get("dct:license") for item in files), msg("an open licence")),
        (any(format_of(item) in FOR_MACHINES for item in files), msg("a format that machines read as a table")),
        (
            any(format_of(item) in FOR_MACHINES & OPEN_FORMATS for item in files),
            msg("such a format that belongs to nobody (CSV, JSON, ODS)"),
        ),
        (linked_rows, msg("an address for each row")),
        (False, msg("links from its rows to the data of others")),
    )
    for number, (met, wanted) in enumerate(steps):
        if not met:
            return number, wanted
    return len(steps), None


def format_of(file: Node) -> str:
    """The EU's name of a file's format, or nothing."""
    return str(file.get("dct:format", {}).get("@id", ""))


def _of_dataset(*names: str) -> Callable[[Node, Sequence[Node]], bool]:
    return lambda dataset, _files: any(dataset.get(name) for name in names)


def _of_a_file(*names: str) -> Callable[[Node, Sequence[Node]], bool]:
    return lambda _dataset, files: any(all(file.get(name) for name in names) for file in files)


def _dated(name: str) -> Callable[[Node, Sequence[Node]], bool]:
    return lambda dataset, files: bool(dataset.get(name)) and any(file.get(name) for file in files)


def _in(formats: Iterable[str]) -> Callable[[Node, Sequence[Node]], bool]:
    return lambda _dataset, files: any(format_of(file) in formats for file in files)


def _is_known(address: str, table: str) -> bool:
    return address.startswith(f"{_EU}/{table}/")


_MEASURES = (
    _Measure(30, msg("keywords"), _of_dataset("dcat:keyword")),
    _Measure(30, msg("a theme"), _of_dataset("dcat:theme")),
    _Measure(20, msg("the area that it covers (spatial)"), _of_dataset("dct:spatial")),
    _Measure(20, msg("the period that it covers"), _of_dataset("dct:temporal")),
    _Measure(50, msg("an access address that answers"), _of_a_file("dcat:accessURL"), by_address=True),
    _Measure(20, msg("download addresses"), _of_a_file("dcat:downloadURL")),
    _Measure(30, msg("a download address that answers"), _of_a_file("dcat:downloadURL"), by_address=True),
    _Measure(20, msg("the files' formats"), _of_a_file("dct:format")),
    _Measure(10, msg("the files' media types"), _of_a_file("dcat:mediaType")),
    _Measure(
        10,
        msg("formats and media types by the EU's and IANA's tables"),
        lambda _dataset, files: any(
            _is_known(format_of(file), "file-type") and "iana.org" in file["dcat:mediaType"]["@id"]
            for file in files
        ),
    ),
    _Measure(20, msg("a file in a format that belongs to nobody"), _in(OPEN_FORMATS)),
    _Measure(20, msg("a file in a format that machines read"), _in(FOR_MACHINES)),
    _Measure(
        30,
        msg("what DCAT-AP makes mandatory"),
        lambda dataset, files: (
            all(map(dataset.get, ("dct:title", "dct:description")))
            and all(file.get("dcat:accessURL") for file in files)
        ),
    ),
    _Measure(20, msg("a licence"), _of_a_file("dct:license")),
    _Measure(
        10,
        msg("a licence of the EU's table (Taiwan's is not in it)"),
        lambda _dataset, files: any(_is_known(file["dct:license"]["@id"], "licence") for file in files),
    ),
    _Measure(10, msg("access rights"), _of_dataset("dct:accessRights")),
    _Measure(
        5,
        msg("access rights by the EU's table"),
        lambda dataset, _files: _is_known(dataset.get("dct:accessRights", {}).get("@id", ""), "access-right"),
    ),
    _Measure(20, msg("a contact"), _of_dataset("dcat:contactPoint")),
    _Measure(10, msg("who publishes it"), _of_dataset("dct:publisher")),
    _Measure(5, msg("a statement of rights"), _of_a_file("dct:rights")),
    _Measure(5, msg("the files' sizes"), _of_a_file("dcat:byteSize")),
    _Measure(5, msg("when it was first published"), _dated("dct:issued")),
    _Measure(5, msg("when it was last changed"), _dated("dct:modified")),
)
_POSSIBLE = sum(item.points for item in _MEASURES)
