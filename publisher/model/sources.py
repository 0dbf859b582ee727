"""Where the rows of a dataset come from, as `dataset.yaml` declares it under `source`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publisher.model.measures import MeasureRule
from publisher.model.text import STRICT

Format = Literal[
    "csv",
    "excel",
    "ods",
    "json",
    "jsonl",
    "parquet",
    "xml",
    "kml",
    "html",
    "fixed",
    "shapefile",
    "geopackage",
    "px",
]
"""The formats of source files."""


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file, or several by a glob pattern, inside the dataset's folder; format by ending unless given.

    `sheet` is the name of a sheet, its number from 1, or a pattern that may fit several; without it the first
    sheet that is not hidden is read. Files and sheets are put under each other in the order of their names;
    `name_column` adds the name (of the sheet where `sheet` is a pattern, else of the file without ending) as a
    column. With `partition` the names hold a period in the national or Gregorian calendar (10408, 2015-08): they
    are read in its order, the column holds it in ISO form, and repeated and missing ones are reported.
    `record` names the element that is one record of an XML file, or the path to the records of a JSON file
    (result.records); `member` (a pattern) the file inside a ZIP archive, which may hold one file only without it;
    where it fits several they are put under each other as files are, by their names in the archive.
    `user_characters` is a CSV file (code,character) of characters that the office made itself, for CP950.
    `widths` are those of the columns of a file of fixed width (format fixed); a Chinese character counts two. Of
    an HTML page `record` names the table, by its number from 1 or its id, of a GeoPackage the layer. `crs` is the
    coordinate system of a Shapefile or GeoJSON that does not say it (EPSG:3826); geometries become WGS 84.
    """

    __pydantic_config__ = STRICT

    path: str
    type: Literal["file"] = "file"
    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    name_column: str | None = None
    partition: Literal["month", "quarter", "year"] | None = None
    record: str | None = None
    member: str | None = None
    user_characters: str | None = None
    widths: tuple[int, ...] = ()
    crs: str | None = None


@dataclass(frozen=True, slots=True)
class SqlSource:
    """A query on a database, one SELECT. `url` is an SQLAlchemy address; the environment gives `${NAME}` in it.

    The query may take `timeout` seconds; then it is ended and the dataset held.
    """

    __pydantic_config__ = STRICT

    url: str
    query: str
    type: Literal["sql"] = "sql"
    timeout: float = 1800.0


@dataclass(frozen=True, slots=True)
class DerivedSource:
    """Computed from the structured tables of the datasets in `from`, by one SQL query (in the file `query`).

    In the query each parent is a table named by its id with - written as _; every column is text.
    """

    __pydantic_config__ = STRICT

    query: str
    type: Literal["derived"] = "derived"


@dataclass(frozen=True, slots=True)
class MeasuresSource:
    """The service measures that measures.yaml computes from the datasets in `from`: a record a figure and period.

    They are computed from what those datasets publish (their de-identified tables). `rules` are those of
    these datasets and `keys` their primary keys, filled by the loader.
    """

    __pydantic_config__ = STRICT

    type: Literal["measures"] = "measures"
    rules: tuple[MeasureRule, ...] = ()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Download:
    """What an HttpSource and a CkanSource have in common."""

    format: Format | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    record: str | None = None
    member: str | None = None
    widths: tuple[int, ...] = ()
    crs: str | None = None
    max_megabytes: int = 256
    timeout: float = 60.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class HttpSource(_Download):
    """A file on the web (http or https), read as a FileSource would; format by declaration, ending or media type.

    At most `max_megabytes` are read and each request may take `timeout` seconds until its header. Addresses that
    are not public are refused, also after a redirect, unless `allow_private`.
    """

    __pydantic_config__ = STRICT

    url: str
    type: Literal["http"] = "http"


@dataclass(frozen=True, slots=True)
class CkanSource(_Download):
    """The file behind a resource (by its id) of a CKAN portal; the other keys are those of HttpSource."""

    __pydantic_config__ = STRICT

    portal: str
    resource: str
    type: Literal["ckan"] = "ckan"


Source = FileSource | SqlSource | DerivedSource | MeasuresSource | HttpSource | CkanSource
