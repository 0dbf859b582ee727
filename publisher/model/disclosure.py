"""What a website discloses of article 7, item by item: where it was found, and in what state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from publisher.model.text import LocalText


class DisclosedState(StrEnum):
    """How an item stands on the website. `unsure` is for a person: it may be there under other words."""

    PUBLISHED = "published"
    NONE_STATED = "none-stated"
    WITHHELD = "withheld"
    EMPTY = "empty"
    BROKEN = "broken"
    MISSING = "missing"
    UNSURE = "unsure"
    NOT_APPLICABLE = "not-applicable"
    UNTESTED = "untested"

    @property
    def counts(self) -> bool:
        """Whether the item counts as disclosed; a statement that there is none, or that it is withheld, does."""
        return self in (DisclosedState.PUBLISHED, DisclosedState.NONE_STATED, DisclosedState.WITHHELD)


@dataclass(frozen=True, slots=True)
class DisclosedPart:
    """A part of an item (the seven of item 3 and so on): where its words were found, if anywhere."""

    title: LocalText
    url: str | None = None


@dataclass(frozen=True, slots=True)
class DisclosedItem:
    """One item of article 7: `words` are those by which it was found on `page`, `leads_to` what they lead to.

    `clicks` counts from the home page; `documents` are files that its pages offer, `newest` the latest year
    (ROC) that they name. `grounds` are the reasons of article 18, paragraph 1, that the place names for what it
    withholds.
    """

    id: str
    number: int
    title: LocalText
    state: DisclosedState
    words: str = ""
    page: str | None = None
    leads_to: str | None = None
    clicks: int | None = None
    documents: int = 0
    newest: int | None = None
    parts: tuple[DisclosedPart, ...] = ()
    grounds: tuple[int, ...] = ()
