"""How much coarser a quasi-identifier could be shown than its policy says, for proposals to people."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from publisher.deidentify.fields import TreatedField, different_values
from publisher.deidentify.ladders import Rung, leaf_codes, steps
from publisher.model.policy import AddressLevel, AgeBand, GeneraliseDate, Hierarchy, Technique, has_levels
from publisher.model.text import LocalText
from publisher.privacy.engine import ladder_from_levels, read_rows

_DATES: tuple[Literal["day", "month", "quarter", "year", "decade"], ...] = (
    "day",
    "month",
    "quarter",
    "year",
    "decade",
)
_ADDRESSES: tuple[Literal["village", "district", "city"], ...] = ("village", "district", "city")
_WIDTHS = (5, 10, 20, 40)
_UNITS = {
    "day": LocalText("日", "the day"),
    "month": LocalText("月", "the month"),
    "quarter": LocalText("季", "the quarter"),
    "year": LocalText("年", "the year"),
    "decade": LocalText("十年", "the decade"),
    "village": LocalText("村里", "the village"),
    "district": LocalText("鄉鎮市區", "the district"),
    "city": LocalText("縣市", "the city or county"),
}
DROPPED = LocalText("刪除「{field}」", "{field} dropped")


@dataclass(frozen=True, slots=True)
class Coarser:
    """A quasi-identifier with more levels than its policy has: what each is, and which of them the policy has."""

    rung: Rung
    names: tuple[LocalText, ...]
    written: tuple[int, ...]


def coarser(name: str, item: TreatedField, values: pl.Series, table: Path) -> Coarser:
    """The levels of the policy, those that come after them, and at last nothing.

    `values` are those of all records at the finest level, `table` the structured table.
    """
    technique = item.rule.technique
    known = further_steps(technique, item.dataset.folder)
    rows = [(*row, "*") for row in different_values(item, table, known).sort("0").rows()]
    levels = list(zip(*rows, strict=True)) or [()]
    # Levels that say no less than the one before are no proposal; those that do not nest are none either.
    chosen, names, written = [levels[0]], [_name(known[0])], [0]
    free = has_levels(technique)
    of_policy = len(known) if free and isinstance(technique, Hierarchy) else len(steps(technique))
    for number, level in enumerate(levels[1:], 1):
        last = chosen[-1]
        if len(set(level)) == len(set(last)) or len(set(zip(last, level, strict=True))) > len(set(last)):
            continue
        if number < of_policy or (free and number == len(known) and not isinstance(technique, Hierarchy)):
            written.append(len(chosen))
        chosen.append(level)
        names.append(_name(known[number]) if len(set(level)) > 1 else DROPPED)
    ladder = ladder_from_levels(name, chosen)
    codes = leaf_codes(values, ladder).to_numpy()
    return Coarser(Rung(item.name, ladder, codes), tuple(names), tuple(written))


def further_steps(technique: Technique, folder: Path) -> tuple[Technique, ...]:
    """One fixed technique for each level of the policy and each that could follow."""
    known = steps(technique)
    match known[-1]:
        case GeneraliseDate(to=last):
            more = _DATES[_DATES.index(last) + 1 :]
            return (*known, *(dataclasses.replace(known[-1], to=unit) for unit in more))
        case AddressLevel(level=last):
            places = _ADDRESSES[_ADDRESSES.index(last) + 1 :]
            return (*known, *(dataclasses.replace(known[-1], level=place) for place in places))
        case AgeBand(width=width):
            widths = [width]
            for wider in _WIDTHS:
                if wider > widths[-1] and wider % widths[-1] == 0:
                    widths.append(wider)
            return (*known, *(dataclasses.replace(known[-1], width=wider) for wider in widths[1:]))
        case Hierarchy() as hierarchy:
            depth = len(read_rows(folder / hierarchy.file, hierarchy.file)[0])
            return tuple(
                dataclasses.replace(hierarchy, level=level) for level in range(hierarchy.level or 0, depth)
            )
    return known


def _name(technique: Technique) -> LocalText:
    """What is done to a field at this level, with a place for its name."""
    match technique:
        case GeneraliseDate(to=unit) | AddressLevel(level=unit):
            told = _UNITS[unit]
            return LocalText(f"「{{field}}」概化至{told.zh}", f"{{field}} to {told.en}")
        case AgeBand(width=width):
            return LocalText(f"「{{field}}」改為 {width} 歲一組", f"{{field}} in bands of {width} years")
        case Hierarchy(level=level):
            return LocalText(f"「{{field}}」概化至第 {level} 層", f"{{field}} at level {level} of its hierarchy")
    return LocalText("「{field}」不變", "{field} as it is")
