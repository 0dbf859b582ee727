"""Answers of people to what no machine can judge of accessibility: who found what, on which page, when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from publisher.model.text import STRICT


class Judgement(StrEnum):
    """What a person found on a page for one code of the specification."""

    MET = "met"
    NOT_MET = "not-met"
    NOT_APPLICABLE = "not-applicable"


class Standing(StrEnum):
    """What an answer is worth tonight."""

    HOLDS = "holds"
    CHANGED = "changed"
    """The page is another one since: to be answered again."""
    UNSEEN = "unseen"
    """The page was not looked at tonight: nothing is known of it."""


@dataclass(frozen=True, slots=True)
class ManualAnswer:
    """One answer: `code` of `edition` on the page `page` of the website `site`, given `by` a person `on` a day.

    `seen` is the mark of the page at that time (`Judged.marks`): the answer holds as long as the page has it.
    """

    __pydantic_config__ = STRICT

    site: str
    edition: Literal["110.07", "115.11"]
    code: str
    page: str
    answer: Judgement
    by: str
    on: date
    seen: str
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Of answers with the same key the later one counts."""
        return (self.site, self.edition, self.code, self.page)

    def standing(self, marks: Mapping[str, str]) -> Standing:
        """What it is worth where the pages bear these `marks`, by address."""
        if self.page not in marks:
            return Standing.UNSEEN
        return Standing.HOLDS if marks[self.page] == self.seen else Standing.CHANGED


def of_code(answers: Iterable[ManualAnswer], site: str, edition: str, code: str) -> tuple[ManualAnswer, ...]:
    """The answers of a website to one code, by page."""
    found = (item for item in answers if (item.site, item.edition, item.code) == (site, edition, code))
    return tuple(sorted(found, key=lambda item: item.page))
