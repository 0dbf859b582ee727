"""What the workspace declares: the agency, its portals, its datasets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from publisher.model.acceptance import Acceptance
from publisher.model.finding import CheckDefinition, Severity
from publisher.model.policy import Policy
from publisher.model.site import Site
from publisher.model.structuring import StructureStep
from publisher.model.text import STRICT, Language, LocalText


@dataclass(frozen=True, slots=True)
class Contact:
    """A public contact of the agency, as article 7 of the Freedom of Government Information Law wants it."""

    __pydantic_config__ = STRICT

    name: LocalText
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Agency:
    """Who publishes. `code` is the ten-character agency code of the metadata standard (OID based).

    `parent_contact` is a contact of the agency above; the standard asks for one, and what is named here is public.
    """

    __pydantic_config__ = STRICT

    code: str
    title: LocalText
    parent: LocalText
    homepage: str
    contact: Contact
    parent_contact: Contact | None = None


@dataclass(frozen=True, slots=True)
class StaticPortalDefinition:
    """A portal made of files. `path` is inside the workspace; `url` is where a web server shows it."""

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    type: Literal["static"] = "static"
    path: str = ".publisher/portal"
    url: str | None = None
    keep_releases: int = 3
    active: bool = True


@dataclass(frozen=True, slots=True)
class CkanPortalDefinition:
    """A CKAN portal. The token comes from the environment variable `token_env`, or the file it names + `_FILE`.

    `foreign_edits` says what becomes of a dataset of ours that somebody changed on the portal: `keep` leaves it as
    it is and reports a conflict; `overwrite` writes ours over it and reports that.
    `datastore` says whether CSV files get a table in the portal's DataStore: all, none, or those of the datasets
    listed. `groups` maps a service category to the group of the portal that its datasets join. `fields` gives what
    the portal's own schema (ckanext-scheming) asks for: a text for a field, with {names} of our fields in it.
    `create` lets a token that may make the organisation and the groups when they are missing.
    """

    __pydantic_config__ = STRICT

    id: str
    title: LocalText
    url: str
    organization: str
    type: Literal["ckan"] = "ckan"
    token_env: str = "PUBLISHER_CKAN_TOKEN"  # noqa: S105 - the name of a variable, not a secret
    timeout: float = 60.0
    foreign_edits: Literal["keep", "overwrite"] = "keep"
    datastore: bool | tuple[str, ...] = True
    groups: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    create: bool = False
    active: bool = True


PortalDefinition = StaticPortalDefinition | CkanPortalDefinition


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a dataset has unless it says otherwise."""

    __pydantic_config__ = STRICT

    exports: tuple[str, ...] = ("csv", "ods", "json", "parquet", "dictionary")
    licence: str = "OGDL-Taiwan-1.0"
    licence_url: str = "https://data.gov.tw/license"
    category: str = "A00"
    spatial: str = ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """`catalog.yaml`.

    `fail_on` is the least severity that makes the exit code 1; `withdrawal_limit` is the share of published
    datasets (0 to 1) that one run may withdraw without `--allow-withdrawals`. `withdrawals` gives the public
    reason for each dataset that was taken out of the workspace. `websites` are crawled and checked every night.
    """

    __pydantic_config__ = STRICT

    agency: Agency
    title: LocalText
    description: LocalText
    portals: tuple[PortalDefinition, ...]
    language: Language = "zh-TW"
    defaults: Defaults = field(default_factory=Defaults)
    fail_on: Severity = Severity.ERROR
    withdrawal_limit: float = 0.2
    withdrawals: Mapping[str, LocalText] = field(default_factory=dict)
    websites: tuple[Site, ...] = ()


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
    """

    __pydantic_config__ = STRICT

    path: str
    type: Literal["file"] = "file"
    format: Literal["csv", "excel", "ods", "json", "jsonl", "parquet", "xml"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    name_column: str | None = None
    partition: Literal["month", "quarter", "year"] | None = None
    record: str | None = None
    member: str | None = None
    user_characters: str | None = None


@dataclass(frozen=True, slots=True)
class SqlSource:
    """A query on a database. `url` is an SQLAlchemy address; `${NAME}` in it is taken from the environment."""

    __pydantic_config__ = STRICT

    url: str
    query: str
    type: Literal["sql"] = "sql"


@dataclass(frozen=True, slots=True)
class DerivedSource:
    """Computed from the structured tables of the datasets in `from`, by one SQL query (in the file `query`).

    In the query each parent is a table named by its id with - written as _; every column is text.
    """

    __pydantic_config__ = STRICT

    query: str
    type: Literal["derived"] = "derived"


@dataclass(frozen=True, slots=True)
class HttpSource:
    """A file on the web (http or https), read as a FileSource would; format by declaration, ending or media type.

    At most `max_megabytes` are read and each request may take `timeout` seconds until its header. Addresses that
    are not public are refused, also after a redirect, unless `allow_private`.
    """

    __pydantic_config__ = STRICT

    url: str
    type: Literal["http"] = "http"
    format: Literal["csv", "excel", "ods", "json", "jsonl", "parquet", "xml"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    record: str | None = None
    member: str | None = None
    max_megabytes: int = 256
    timeout: float = 60.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class CkanSource:
    """The file behind a resource (by its id) of a CKAN portal; the other keys are those of HttpSource."""

    __pydantic_config__ = STRICT

    portal: str
    resource: str
    type: Literal["ckan"] = "ckan"
    format: Literal["csv", "excel", "ods", "json", "jsonl", "parquet", "xml"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | int | None = None
    record: str | None = None
    member: str | None = None
    max_megabytes: int = 256
    timeout: float = 60.0
    allow_private: bool = False


Source = FileSource | SqlSource | DerivedSource | HttpSource | CkanSource


@dataclass(frozen=True, slots=True)
class RowExpectation:
    """How many rows are believable: absolute bounds, and shares of what earlier nights had.

    `least_share_of_last` is of the last proven night, the other two of the median of the last `nights` proven
    ones (at least three); 1.5 is half as many again. None does not compare.
    """

    __pydantic_config__ = STRICT

    min: int = 1
    max: int | None = None
    least_share_of_last: float = 0.5
    least_share_of_median: float | None = 0.5
    most_share_of_median: float | None = None
    nights: int = 7


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest value of `field` (date or year-month) may be at most `max_age_days` old."""

    __pydantic_config__ = STRICT

    field: str
    max_age_days: int


@dataclass(frozen=True, slots=True)
class KnownValues:
    """The values of a category `field`: only `values`, or those of the field's enum in the schema when empty.

    With `of_last` they are those of the last publication instead, so that drift is seen from night to night.
    Unlike an enum a new value need not hold the dataset; `missing` also reports known values that do not occur.
    """

    __pydantic_config__ = STRICT

    field: str
    values: tuple[str, ...] = ()
    missing: bool = False
    of_last: bool = False


@dataclass(frozen=True, slots=True)
class Monotone:
    """From row to row `field` (a number or an ISO date) never falls, or never rises; `strictly` never stays.

    With `within` each group of rows that share the value of that field is a series of its own.
    """

    __pydantic_config__ = STRICT

    field: str
    direction: Literal["rising", "falling"] = "rising"
    strictly: bool = False
    within: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Within each row the numbers of `parts` add up to `whole`, up to `tolerance`."""

    __pydantic_config__ = STRICT

    whole: str
    parts: tuple[str, ...]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The row whose `field` is `whole` (合計) has the sum of `value` over the other rows of its group.

    Rows of one group agree in the fields `within`; a group without such a row is left alone.
    """

    __pydantic_config__ = STRICT

    value: str
    field: str
    whole: str
    within: tuple[str, ...] = ()
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """For each group the sum of `value` is that of `other_value` in the published table of `dataset`.

    Without `value` (or `other_value`) rows are counted. `by` are the fields that make the groups, own name to the
    other dataset's; groups that one side lacks count as zero there unless `common` compares common groups only.
    """

    __pydantic_config__ = STRICT

    dataset: str
    value: str | None = None
    other_value: str | None = None
    by: Mapping[str, str] = field(default_factory=dict)
    tolerance: float = 0.0
    common: bool = False


@dataclass(frozen=True, slots=True)
class Expectations:
    """What must hold for last night's data beyond the schema.

    `missing_share` is the largest share (0 to 1) of missing values, by field.
    """

    __pydantic_config__ = STRICT

    rows: RowExpectation = field(default_factory=RowExpectation)
    freshness: Freshness | None = None
    missing_share: Mapping[str, float] = field(default_factory=dict)
    known_values: tuple[KnownValues, ...] = ()
    monotone: tuple[Monotone, ...] = ()
    totals: tuple[Total, ...] = ()
    subtotals: tuple[Subtotal, ...] = ()
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """What a dataset that is not free rests on: where the price is explained, and the law (metadata standard)."""

    __pydantic_config__ = STRICT

    url: str
    law: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart on the dataset's page: `y` (number fields; none: rows are counted) over `x` (fields, joined).

    `series` splits a single `y` into lines or bars by the values of a field. Rows that share x and series are
    added up (`total`), or left out when they are not alone (`each`: for means and shares). A `line` needs an x
    that has an order, such as time; bars are sorted by length.
    """

    __pydantic_config__ = STRICT

    x: tuple[str, ...]
    y: tuple[str, ...] = ()
    series: str | None = None
    kind: Literal["line", "bar"] = "line"
    rows: Literal["total", "each"] = "total"
    title: LocalText | None = None

    def fields(self) -> tuple[str, ...]:
        """Every field that it names."""
        return (*self.x, *self.y, *((self.series,) if self.series else ()))


@dataclass(frozen=True, slots=True)
class Dataset:
    """`datasets/<id>/`: `dataset.yaml` with `schema.json` and `policy.yaml` beside it.

    `schema` is the Table Schema (Frictionless) of what is published, with `title_en` and `description_en`
    beside the Chinese `title` and `description` of each field. `folder` is the dataset's folder. `landing_page`
    is a page about the data elsewhere; `conforms_to` the address of a domain's own data standard; without a
    `charge` the data are free. `charts` are those of its page: left out they are chosen by the types of the
    fields, an empty list means none.
    """

    __pydantic_config__ = STRICT

    id: str
    identifier: str
    title: LocalText
    description: LocalText
    keywords: tuple[LocalText, ...]
    frequency: str
    source: Source
    folder: Path
    schema: Mapping[str, object]
    policy: Policy
    derived_from: tuple[str, ...] = ()
    structure: tuple[StructureStep, ...] = ()
    expectations: Expectations = field(default_factory=Expectations)
    exports: tuple[str, ...] = ()
    category: str = ""
    spatial: str = ""
    temporal_field: str | None = None
    notes: LocalText | None = None
    charts: tuple[Chart, ...] | None = None
    release_group: str | None = None
    charge: Charge | None = None
    landing_page: str = ""
    conforms_to: str = ""

    def field_names(self) -> tuple[str, ...]:
        """Names of the published fields, in the schema's order."""
        fields = self.schema["fields"]
        assert isinstance(fields, list | tuple)
        return tuple(str(item["name"]) for item in fields)


@dataclass(frozen=True, slots=True)
class AllowedValue:
    """One value that is the agency's own and public, with the person who looked at it."""

    __pydantic_config__ = STRICT

    kind: str
    value: str
    reason: LocalText
    reviewed_by: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that was declared, checked: the root folder, the catalogue, datasets, rulebook, allow-list, and
    the findings that were accepted."""

    root: Path
    catalog: Catalog
    datasets: Mapping[str, Dataset]
    checks: Mapping[str, CheckDefinition]
    allowlist: tuple[AllowedValue, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
