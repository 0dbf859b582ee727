"""What a hit means on an agency's website: a leak, something to look at, or the agency's own public contact.

Article 7(1)(3) of the information law orders agencies to publish addresses, telephones and mailboxes, so those
are leaks only where a citizen stands beside them; a national ID number is one wherever it stands. What is found is
kept as kind, length and checksum, never as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from publisher.checks.base import Context
from publisher.checks.naming import Words, lines_of
from publisher.privacy.recognisers import KINDS, Hit
from publisher.privacy.recognisers.allowlist import spelled, without_extension

_CHECK = "leaks.personal-data-on-page"
_NEAR = 3
"""Lines before and after in which a person is near."""
STRONG = frozenset({"national_id", "ui_no_new", "ui_no_old", "passport", "nhi_card", "card"})
"""Kinds that no agency has to publish of anybody."""
CONTACT_KINDS = frozenset({"landline", "address", "email", "name"})
_THINGS = frozenset({"plate_car_new", "plate_car_old", "plate_motorcycle", "plate_special", "vin", "bank_account"})
_PERSONS = STRONG | {"name", "mobile", "birth_date"}
_FIGURE = re.compile(r"[0-9]")
_MASKED = re.compile("[○〇◯●□＊*Ｘ※]")
HIDDEN_KINDS = STRONG | {"mobile"}
"""Kinds that are looked for in what a browser does not show: the form of the others is that of program text."""


class Meaning(StrEnum):
    """What a hit is: a `leak`, `possible` (a person has to look), or a `contact` that agencies publish."""

    LEAK = "leak"
    POSSIBLE = "possible"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class SeenHit:
    """One hit as it is remembered: its kind and length, the checksum of its value, what it means where it stands,
    and the element in which it hides (empty: anyone can read it)."""

    kind: str
    length: int
    mark: str
    meaning: Meaning
    hides_in: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """Words that tell a citizen's data from an office's, and values that are examples everywhere."""

    citizen: re.Pattern[str]
    office: re.Pattern[str]
    sample: re.Pattern[str]
    examples: frozenset[str]

    @classmethod
    def of(cls, context: Context) -> Signs:
        """The words of the rulebook."""
        return context.once(
            "leak signs",
            lambda: cls(
                Words(lines_of(context, _CHECK, "citizen")).pattern,
                Words(lines_of(context, _CHECK, "office")).pattern,
                Words(lines_of(context, _CHECK, "sample")).pattern,
                frozenset(lines_of(context, _CHECK, "examples")),
            ),
        )


def judged(
    lines: Sequence[str],
    hits: Mapping[int, Sequence[Hit]],
    signs: Signs,
    hides_in: str = "",
    *,
    is_sample: bool = False,
) -> list[tuple[int, SeenHit]]:
    """The hits of some lines (by number) with what they mean there; low hits only tell that someone is near.

    Beside the word for a sample (`is_sample`: it stands over all of them) only what nobody publishes is a leak.
    What is masked is none.
    """
    seen: list[tuple[int, SeenHit]] = []
    for number, some in sorted(hits.items()):
        line = lines[number]
        around = [
            (at, hit)
            for at in range(number - _NEAR, number + _NEAR + 1)
            for hit in hits.get(at, ())
            if hit.kind in _PERSONS | CONTACT_KINDS
        ]
        for hit in some:
            value = spelled(KINDS[hit.kind].group, line[hit.start : hit.end])
            if (
                not hit.blocks
                or value in signs.examples
                or _is_blank(hit.kind, value)
                or _MASKED.search(line[hit.start : hit.end + 2])
            ):
                continue
            wanted = _PERSONS | CONTACT_KINDS if hit.kind == "name" else _PERSONS
            others = [
                other
                for at, other in around
                if other.kind in wanted - {hit.kind}
                and not (at != number and other.kind in CONTACT_KINDS and _is_of_office(lines[at], signs))
            ]
            near = " ".join(lines[max(0, number - 1) : number + 1]).lower()
            meaning = _meaning(hit.kind, bool(others), near, signs)
            if meaning is Meaning.LEAK and hit.kind not in STRONG and (is_sample or signs.sample.search(near)):
                meaning = Meaning.POSSIBLE
            seen.append(
                (number, SeenHit(hit.kind, hit.end - hit.start, _mark(hit.kind, value), meaning, hides_in))
            )
    return seen


def _is_of_office(line: str, signs: Signs) -> bool:
    """Whether a line is how to reach an office: its number and address tell of no person nearby."""
    low = line.lower()
    return bool(signs.office.search(low)) and not signs.citizen.search(low)


def _is_blank(kind: str, value: str) -> bool:
    """Whether a key has one figure only (X00000000): it shows the form, and is nobody's."""
    return kind in STRONG and len(set(_FIGURE.findall(value))) == 1


def _meaning(kind: str, beside_a_person: bool, words: str, signs: Signs) -> Meaning:
    citizen, office = bool(signs.citizen.search(words)), bool(signs.office.search(words))
    if kind in STRONG:
        return Meaning.LEAK
    if kind == "mobile":
        return Meaning.POSSIBLE if office and not citizen else Meaning.LEAK
    if kind in CONTACT_KINDS:
        if citizen or (beside_a_person and not office):
            return Meaning.LEAK if kind != "name" or beside_a_person else Meaning.POSSIBLE
        return Meaning.POSSIBLE if kind == "name" and not office else Meaning.CONTACT
    if kind in _THINGS:
        return Meaning.LEAK if citizen or beside_a_person else Meaning.POSSIBLE
    return Meaning.LEAK if beside_a_person or citizen else Meaning.POSSIBLE


def _mark(kind: str, value: str) -> str:
    if kind == "landline":
        value = without_extension(value)  # each desk of an office has its own behind one number
    return blake2b(f"{KINDS[kind].group}\n{value}".encode(), digest_size=12).hexdigest()
