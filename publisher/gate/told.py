"""Values that the policy treats and that the texts beside the table tell: a largest sum that was cut, a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polars as pl

from publisher.gate import finding as checks
from publisher.gate.described import texts_of
from publisher.gate.finding import make
from publisher.model.finding import Finding, Place
from publisher.model.policy import (
    Drop,
    Mask,
    Microaggregate,
    Noise,
    Pseudonym,
    Role,
    Round,
    TopBottomCode,
    Winsorise,
)
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import Param
from publisher.model.workspace import Dataset
from publisher.privacy.recognisers.names import is_organisation
from publisher.privacy.recognisers.surnames import COMPOUND_SURNAMES, SURNAMES

_NUMERIC = TopBottomCode | Winsorise | Round | Noise | Microaggregate
_NUMBER = re.compile(r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{4,})(?:\.[0-9]+)?(?![0-9])")
_FIGURES = 3
"""Figures of a number, without zeros at its end, from which on it is no round one."""
_SHORTEST, _LONGEST = 3, 40
_MOST = 20_000
"""Characters of all texts that are taken apart."""
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_LATIN = r"[^\W\d_][^\W\d_'’.\-]{0,30}"
_NAMING = re.compile(rf"{_HAN}{{3,}}|(?=.*[0-9]).{{6,}}")
_IN_LATIN = re.compile(rf"(?<![^\W_])(?={_LATIN}(?: {_LATIN}){{1,4}})")
_WORDS = re.compile(rf"{_LATIN}(?: {_LATIN}){{0,4}}")
_SHORT = re.compile(
    rf"(?:(?<!{_HAN})|(?<=[人者員主民由與和及向洽對請絡謝]))({_HAN}{{2}})"
    rf"(?=(?!{_HAN})|先生|女士|小姐|老師|醫師|君|等|之|的|於|提供|申請|檢舉|陳情)"
)
"""Names of two signs, where the text lets them stand alone: 洽王明女士, not 國王明定."""
_DATE = re.compile(
    r"(?<![0-9.,$])(?:19|20)[0-9]{2}"
    r"(?:[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?(?![0-9])|\s*年"
    r"|(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))?(?![0-9.,]*[0-9]|\s*(?:元|圓|塊|萬|dollars?|NTD|TWD)))"
)
"""Days and years, which amounts of the source equal by chance."""
_AGENCY = re.compile(
    r"(?:government|office|bureau|department|ministry|agency|council|committee|association|foundation|company|university"
    r"|school|hospital|ltd|inc|corp)\b",
    re.I,
)


def told(dataset: Dataset, frame: pl.DataFrame, structured: Table | None, services: Services) -> Iterator[Finding]:
    """Fields whose values of the source stand in the texts, where the table does not show them."""
    if structured is None:
        return
    texts = list(texts_of(dataset))
    parts = (
        _parts(texts)
        if any(rule.role is Role.DIRECT_IDENTIFIER for rule in dataset.policy.fields.values())
        else []
    )
    for name, rule in dataset.policy.fields.items():
        if name not in structured.columns:
            continue
        shown = rule.publish_as or name
        if isinstance(rule.technique, _NUMERIC):
            found = _numbers(texts, structured, name, frame[shown] if shown in frame.columns else None)
        elif rule.role is Role.DIRECT_IDENTIFIER and isinstance(rule.technique, Drop | Mask | Pseudonym):
            found = _names(parts, structured, name)
        else:
            continue
        if found:
            params: dict[str, Param] = {"field": name, "count": found}
            yield make(
                services,
                dataset.id,
                checks.VALUE_TOLD,
                key=name,
                params=params,
                places=(Place(field=name),),
                count=found,
            )


def _numbers(texts: Sequence[str], structured: Table, name: str, shown: pl.Series | None) -> int:
    """How many numbers of the texts are of the source and are not published."""
    said = {float(match.replace(",", "")) for text in texts for match in _NUMBER.findall(_DATE.sub(" ", text))}
    said = {number for number in said if len(f"{number:.6f}".replace(".", "").strip("0")) >= _FIGURES}
    if not said:
        return 0
    if shown is not None:
        said -= set(shown.cast(pl.Float64, strict=False).drop_nulls().unique().to_list())
    values = pl.col(name).str.replace_all(",", "", literal=True).cast(pl.Float64, strict=False)
    among = pl.scan_parquet(structured.path).select(values.alias("n")).filter(pl.col("n").is_in(list(said)))
    return among.unique().collect().height


def _parts(texts: Sequence[str]) -> list[str]:
    """Everything within the texts that could be a name or a number."""
    parts: set[str] = set()
    left = _MOST
    for text in dict.fromkeys(texts):
        some, left = text[:left], left - len(text[:left])
        parts |= {
            some[start : start + length]
            for length in range(_SHORTEST, min(_LONGEST, len(some)) + 1)
            for start in range(len(some) - length + 1)
        }
    parts = {part for part in parts if _NAMING.fullmatch(part)}
    for text in dict.fromkeys(texts):
        parts.update(_SHORT.findall(text[:_MOST]))
        parts.update(_in_latin(text[:_MOST]))
    return [part for part in parts if not _is_of_a_body(part)]


def _is_of_a_body(part: str) -> bool:
    """Whether a part is the name of an office or a company, and none that a person may have (王大山)."""
    if any(sign.isdigit() for sign in part):
        return False
    if part.isascii():
        return bool(_AGENCY.search(part))
    may_be_a_person = part[:2] in COMPOUND_SURNAMES or (len(part) <= _SHORTEST and part[0] in SURNAMES)
    return is_organisation(part) and not may_be_a_person


def _in_latin(text: str) -> Iterator[str]:
    """Two to five words that stand beside each other."""
    for start in _IN_LATIN.finditer(text):
        words = _WORDS.match(text, start.start())
        assert words is not None
        several = words[0].split(" ")
        for count in range(2, len(several) + 1):
            yield (part := " ".join(several[:count]))
            yield part.rstrip(".")


def _names(parts: Sequence[str], structured: Table, name: str) -> int:
    """How many direct identifiers of the source stand in the texts as they are."""
    among = (
        pl.scan_parquet(structured.path).select(pl.col(name).str.strip_chars().alias("n")).drop_nulls().unique()
    )
    return among.filter(pl.col("n").is_in(list(parts))).collect(engine="streaming").height
