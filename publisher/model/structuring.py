"""The steps that turn a sheet as people keep it into a table: an ordered list of small named values.

The code of each step stands in `publisher.structure.steps` under the same name. Every step counts what it
changed and refuses what it cannot read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from publisher.model.text import STRICT


@dataclass(frozen=True, slots=True)
class Header:
    """Take `rows` rows after `skip` rows as the header.

    Merged header cells (blank after the first) are filled to the right, and equal parts are written once;
    the parts of several rows are joined with `join`. `names` replaces the labels, in order.
    """

    __pydantic_config__ = STRICT
    step: Literal["header"] = "header"
    rows: int = 1
    skip: int = 0
    join: str = "_"
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trim:
    """Remove white space and zero-width characters around values; `columns` empty means all."""

    __pydantic_config__ = STRICT
    step: Literal["trim"] = "trim"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DropRows:
    """Leave out rows: blank ones, or those whose `column` is one of `values` or begins with one of `starts_with`.

    `notes` leaves out rows that are notes of the sheet (資料來源：…, 註1, a lone cell around the records),
    `totals` those whose first text is 合計, 總計, 小計 and the like.
    """

    __pydantic_config__ = STRICT
    step: Literal["drop-rows"] = "drop-rows"
    blank: bool = False
    column: str | None = None
    values: tuple[str, ...] = ()
    starts_with: tuple[str, ...] = ()
    notes: bool = False
    totals: bool = False


@dataclass(frozen=True, slots=True)
class FillDown:
    """Fill blank cells with the value above (vertically merged cells)."""

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    step: Literal["fill-down"] = "fill-down"


@dataclass(frozen=True, slots=True)
class GroupRows:
    """Rows that name the group of the rows below them (a district above its villages) become the column `into`.

    With `by: alone` these are the rows that have nothing but a text in `column`; with `by: indent` those right
    above one that is set in further with blanks, so that trim comes after this step. Their figures, which sum up
    the rows below, are left out. Totals stay for drop-rows. A name alone without rows below it is refused.
    """

    __pydantic_config__ = STRICT
    column: str
    into: str
    step: Literal["group-rows"] = "group-rows"
    by: Literal["alone", "indent"] = "alone"


@dataclass(frozen=True, slots=True)
class Rename:
    """Rename columns, old name to new name."""

    __pydantic_config__ = STRICT
    columns: Mapping[str, str]
    step: Literal["rename"] = "rename"


@dataclass(frozen=True, slots=True)
class Select:
    """Keep these columns, in this order."""

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    step: Literal["select"] = "select"


@dataclass(frozen=True, slots=True)
class Missing:
    """Turn these spellings of "no value" into a missing value."""

    __pydantic_config__ = STRICT
    values: tuple[str, ...]
    step: Literal["missing"] = "missing"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HalfWidth:
    """Full-width digits, letters and punctuation to ASCII (NFKC); 臺 stays 臺."""

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    step: Literal["half-width"] = "half-width"


@dataclass(frozen=True, slots=True)
class Number:
    """Plain numbers: full-width digits, thousands separators, a `unit` behind, and (1) or △ for negatives.

    `units` are further units with what one of them is worth (千元: 1000, ％: 0.01), `factor` is what every number
    without one of them is worth (a table in 千元: 1000). A unit that is not declared is refused. `marks` are signs
    of notes that may stand behind a number (5*, 5(r)) and are left out. `decimal` is the sign before the decimals;
    where it is a comma, points group the thousands (1.234,5).
    """

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    step: Literal["number"] = "number"
    unit: str = ""
    units: Mapping[str, float] = field(default_factory=dict)
    factor: float = 1.0
    marks: tuple[str, ...] = ()
    decimal: Literal[".", ","] = "."


@dataclass(frozen=True, slots=True)
class Date:
    """ISO dates from ROC and Gregorian spellings.

    `calendar` says which years are allowed: ROC (all below 1000), of four digits, or both, with eras of Japan;
    `to` is the precision: date, date-time (with a time after the date), year-month, or a period: quarter
    (2024-Q1), half-year (2024-H1), year (2024), school-year (2024/2025, from August). `order` is that of figures
    between marks when the year does not come first: mdy (3/5/2024), dmy (5/3/2024), and the year has four figures.
    24:00 is midnight at the end of the day. Six figures (890105) are a day with an ROC year if `calendar` is roc.
    """

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    step: Literal["date"] = "date"
    calendar: Literal["roc", "gregorian", "both"] = "both"
    to: Literal["date", "datetime", "yearmonth", "quarter", "half-year", "year", "school-year"] = "date"
    order: Literal["ymd", "mdy", "dmy"] = "ymd"


@dataclass(frozen=True, slots=True)
class Codes:
    """Replace codes by labels; a code without a label is refused.

    The list stands here as `labels`, or in the CSV `file` (UTF-8, code and label in its first two columns, with a
    heading) in the dataset's folder.
    """

    __pydantic_config__ = STRICT
    column: str
    labels: Mapping[str, str] = field(default_factory=dict)
    step: Literal["codes"] = "codes"
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Constant:
    """Add a column with one value."""

    __pydantic_config__ = STRICT
    column: str
    value: str
    step: Literal["constant"] = "constant"


@dataclass(frozen=True, slots=True)
class Unpivot:
    """Wide to long: keep `keep`, one row for each other column, its label in `name`, its value in `value`."""

    __pydantic_config__ = STRICT
    keep: tuple[str, ...]
    name: str
    value: str
    step: Literal["unpivot"] = "unpivot"


@dataclass(frozen=True, slots=True)
class Pad:
    """Write codes with their leading zeros: figures shorter than `width` get zeros in front.

    A longer value, or one that is not of figures only, is refused.
    """

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    width: int
    step: Literal["pad"] = "pad"


@dataclass(frozen=True, slots=True)
class Coalesce:
    """Put the first of `columns` that has a value into the column `into`; the columns themselves go.

    With `keep` they stay.
    """

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    into: str
    step: Literal["coalesce"] = "coalesce"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Extract:
    """Take parts out of a text: the groups of the regular expression `pattern` go into the columns `into`.

    死亡([0-9]+);受傷([0-9]+) takes the two numbers out of 死亡1;受傷2. The pattern has to fit the whole value; one
    that it does not fit is refused. The column itself goes, unless `keep` or one of `into` has its name. A pattern
    with look-around or back references is not one: it is matched in linear time.
    """

    __pydantic_config__ = STRICT
    column: str
    pattern: str
    into: tuple[str, ...]
    step: Literal["extract"] = "extract"
    keep: bool = False


@dataclass(frozen=True, slots=True)
class MapValues:
    """Replace the values that `values` lists by others (臺北 by 臺北市, M by 男); all others stay."""

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    values: Mapping[str, str]
    step: Literal["map-values"] = "map-values"


@dataclass(frozen=True, slots=True)
class Split:
    """Split a column at the first `at` (or each) into the columns `into`."""

    __pydantic_config__ = STRICT
    column: str
    at: str
    into: tuple[str, ...]
    step: Literal["split"] = "split"


@dataclass(frozen=True, slots=True)
class Combine:
    """Join `columns` with `join` between them into the column `into` (年 and 月 to 年月)."""

    __pydantic_config__ = STRICT
    columns: tuple[str, ...]
    into: str
    step: Literal["combine"] = "combine"
    join: str = ""


@dataclass(frozen=True, slots=True)
class DropDuplicates:
    """Leave out rows that repeat an earlier one in `columns`; empty means all columns."""

    __pydantic_config__ = STRICT
    step: Literal["drop-duplicates"] = "drop-duplicates"
    columns: tuple[str, ...] = ()


StructureStep = (
    Header
    | Trim
    | DropRows
    | FillDown
    | GroupRows
    | Rename
    | Select
    | Missing
    | HalfWidth
    | Number
    | Date
    | Codes
    | Constant
    | Unpivot
    | Split
    | Combine
    | DropDuplicates
    | Pad
    | Coalesce
    | Extract
    | MapValues
)
