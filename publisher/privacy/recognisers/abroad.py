"""Numbers of persons in other countries, by python-stdnum.

Each is valid by the rules of its country and stands beside a word of that country for it, or under its label: most
check digits are right once in ten or twenty times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject


@dataclass(frozen=True, slots=True)
class _Number:
    """A number by its module in stdnum, its form, and the words for it."""

    module: str
    form: re.Pattern[str]
    words: re.Pattern[str]
    keys: tuple[str, ...]


def _number(module: str, form: str, words: str) -> _Number:
    whole = re.compile(rf"(?<![A-Za-z0-9])(?:{form})(?![A-Za-z0-9])", re.IGNORECASE)
    keys = tuple(words.casefold().split("|"))
    named = "|".join(map(re.escape, keys))
    said = re.compile(rf"(?<![^\W_])(?:{named})(?:-?(?:nr|nummer|number|no))?(?![^\W_])", re.IGNORECASE)
    return _Number(module, whole, said, keys)


_ELEVEN = r"[0-9]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}|[0-9]{11}"
_DAY_FIRST = r"[0-9]{6}[- ]?[0-9]{4}"
_NUMBERS = (
    _number("be.nn", r"[0-9]{2}\.?[0-9]{2}\.?[0-9]{2}[- ]?[0-9]{3}[.-]?[0-9]{2}",
            "rijksregister|registre national|NISS|INSZ"),
    _number("bg.egn", r"[0-9]{10}", "EGN|ЕГН"),
    _number("ch.ssn", r"756\.?[0-9]{4}\.?[0-9]{4}\.?[0-9]{2}", "AHV|AVS"),
    _number("cz.rc", r"[0-9]{6}/?[0-9]{3,4}", "rodné číslo"),
    _number("de.idnr", _ELEVEN, "Steuer-ID|SteuerID|Steueridentifikationsnummer|IdNr"),
    _number("dk.cpr", _DAY_FIRST, "CPR"),
    _number("ee.ik", r"[0-9]{11}", "isikukood"),
    _number("es.dni", r"[0-9]{8}[- ]?[A-Z]", "DNI|NIF"),
    _number("es.nie", r"[XYZ][- ]?[0-9]{7}[- ]?[A-Z]", "NIE|NIF"),
    _number("fi.hetu", r"[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-Y]", "henkilötunnus|hetu|personbeteckning"),
    _number("fr.nir", r"[12][ .]?[0-9]{2}[ .]?[0-9]{2}[ .]?[0-9AB]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{2}",
            "NIR|sécurité sociale|sécu|INSEE"),
    _number("gb.nhs", r"[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}", "NHS"),
    _number("gr.amka", r"[0-9]{11}", "AMKA|ΑΜΚΑ"),
    _number("hr.oib", r"[0-9]{11}", "OIB"),
    _number("ie.pps", r"[0-9]{7}[A-W][A-IW]?", "PPS|PPSN"),
    _number("it.codicefiscale", r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]",
            "codice fiscale|C.F."),
    _number("lt.asmens", r"[0-9]{11}", "asmens kodas"),
    _number("lv.pvn", r"[0-9]{6}-?[0-9]{5}", "personas kods"),
    _number("nl.bsn", r"[0-9]{9}|[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}", "BSN|burgerservicenummer"),
    _number("no.fodselsnummer", r"[0-9]{6} ?[0-9]{5}", "fødselsnummer|personnummer"),
    _number("pl.pesel", r"[0-9]{11}", "PESEL"),
    _number("pt.nif", r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}", "NIF|contribuinte"),
    _number("ro.cnp", r"[0-9]{13}", "CNP"),
    _number("se.personnummer", r"(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}", "personnummer|samordningsnummer"),
    _number("us.ssn", r"[0-9]{3}-[0-9]{2}-[0-9]{4}", "SSN|social security"),
)  # fmt: skip
_BEFORE, _AFTER = 40, 30
_BREAK = re.compile(rf"[\n\r;。{SEPARATOR}]")


@cache
def _rules(module: str) -> Any:
    return import_module(f"stdnum.{module}")


def named(text: str) -> bool:
    """Whether a text has a word for such a number; then every run of digits in it is worth a look."""
    return any(item.words.search(text) for item in _with_keys(text))


def find_numbers_abroad(subject: Subject, _cues: Sequence[int]) -> Iterator[Hit]:
    """Numbers of persons in other countries, valid and beside their word."""
    for item in _with_keys(f"{subject.label} {subject.text}"):
        for match in subject.in_runs(item.form):
            if _is_named(subject, match, item.words) and _rules(item.module).is_valid(match[0]):
                yield Hit("national_id", *match.span(), "high")


def _with_keys(text: str) -> Iterator[_Number]:
    """Those whose words may be in a text: looked for in a way that costs little where there is none."""
    said = text.casefold()
    return (item for item in _NUMBERS if any(key in said for key in item.keys))


def _is_named(subject: Subject, match: re.Match[str], words: re.Pattern[str]) -> bool:
    if words.search(subject.label):
        return True
    ahead = _BREAK.split(subject.text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    behind = _BREAK.split(subject.text[match.end() : match.end() + _AFTER])[0]
    return bool(words.search(ahead) or words.search(behind))


RECOGNISERS = (Recogniser(("national_id",), find_numbers_abroad, every_run=True),)
