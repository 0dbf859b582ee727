"""Free text without personal data: what a recogniser finds, and what the record itself says of the person.

A clerk's remark often repeats the applicant's name, phone or plate without a word that would give it away. So the
values of the record's direct identifiers are looked for in its texts, however they are spaced or hyphenated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext
from publisher.model.policy import RedactText, Role
from publisher.privacy.recognisers import KINDS, AllowList, kinds_named, kinds_of_label, scan_many
from publisher.privacy.recognisers.kinds import RANK
from publisher.privacy.recognisers.name_words import NO_NAMES
from publisher.privacy.recognisers.names import looks_like_name
from publisher.privacy.recognisers.normalise import INVISIBLE, normalise

_OTHER = "個人資料"
_SEPARATORS = r"\s().,·‧・_\-"
_IGNORED = re.compile(f"[{_SEPARATORS}]")
_SHORTEST = 2
_PARTS = r"[、，,；;／/|]|\s{2,}"
_PARTS_BY_NAME = r"[、，,；;／/|\s]"
_ROUNDS = 8
_TITLES = "|".join(sorted({kind.title.zh for kind in KINDS.values()} | {_OTHER}))
_Span = tuple[int, int, str, int]
"""Start, end, title, and how sure it is."""
_REPLACED = re.compile(f"【(?:{_TITLES})】")


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value of the record, folded, and the Chinese word for its kind."""

    folded: str
    title: str


def apply(technique: RedactText, values: pl.Series, context: TreatmentContext) -> Treated:
    """Replace personal data by its kind in brackets: 【電話】, 【姓名】."""
    kinds = kinds_named(technique.types) if technique.types else None
    rule = context.policy.fields.get(context.field)
    label = (rule.publish_as if rule else None) or context.field

    different = values.drop_nulls().unique()
    linked = _linked(values, context)
    texts = [*different.to_list(), *values.gather(list(linked)).to_list()]
    known = dict(enumerate(linked.values(), different.len()))
    redacted = redact(texts, known, label=label, kinds=kinds, allow=context.allow)
    general = pl.Series(redacted[: different.len()], dtype=pl.String)
    result = values.replace_strict(different, general, default=None, return_dtype=pl.String)
    return Treated.of(values, result.scatter(list(linked), redacted[different.len() :]).alias(values.name))


def redact(
    texts: Iterable[str],
    known: Mapping[int, Sequence[KnownValue]],
    *,
    label: str | None,
    kinds: frozenset[str] | None,
    allow: AllowList,
) -> list[str]:
    """The texts with every hit (of any confidence) and every known value replaced, until a new look finds nothing.

    `known` holds the values that the text of that number (from 0) may repeat.
    """
    result = list(texts)
    unsettled = list(range(len(result)))
    for _ in range(_ROUNDS):
        spans: dict[int, list[_Span]] = {}
        for place, hit in scan_many(
            [result[number] for number in unsettled], label=label, kinds=kinds, allow=allow
        ):
            span = (hit.start, hit.end, KINDS[hit.kind].title.zh, RANK[hit.confidence])
            spans.setdefault(unsettled[place], []).append(span)
        for number in unsettled if known else ():
            for start, end, title in _occurrences(result[number], known.get(number, ())):
                spans.setdefault(number, []).append((start, end, title, len(RANK)))
        for number, several in spans.items():
            result[number] = _replaced(result[number], several)
        unsettled = sorted(spans)
        if not unsettled:
            break
    for number in unsettled:  # what still looks personal after that is a text that no rule understands
        result[number] = f"【{_OTHER}】"
    return result


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    """Replace the spans, those that overlap as one under the title of the surest."""
    merged: list[_Span] = []
    for start, end, title, rank in sorted(spans):
        if merged and start < merged[-1][1]:
            before = merged.pop()
            best = max((before, (start, end, title, rank)), key=lambda span: (span[3], span[1] - span[0]))
            merged.append((before[0], max(before[1], end), best[2], best[3]))
        else:
            merged.append((start, end, title, rank))
    pieces, position = [], 0
    for start, end, title, _ in merged:
        pieces += [text[position:start], f"【{title}】"]
        position = end
    return "".join([*pieces, text[position:]])


def _linked(values: pl.Series, context: TreatmentContext) -> dict[int, tuple[KnownValue, ...]]:
    """The records whose text repeats one of their direct identifiers, with what they repeat."""
    names = [
        name
        for name, rule in context.policy.fields.items()
        if rule.role is Role.DIRECT_IDENTIFIER and name != context.field and name in context.frame.columns
    ]
    if not names:
        return {}
    texts = _folded(values)
    result: dict[int, tuple[KnownValue, ...]] = {}
    for name in names:
        for row, item in _repeated(name, context.frame[name], texts):
            result[row] = (*result.get(row, ()), item)
    return result


def _repeated(name: str, identifiers: pl.Series, texts: pl.Series) -> Iterator[tuple[int, KnownValue]]:
    """The records whose folded text holds their value of this identifier, or a part of it."""
    kinds = kinds_of_label(name)
    title = KINDS[min(kinds, key=list(KINDS).index)].title.zh if kinds else _OTHER
    named = "name" in kinds
    for row, value, text in _candidates(identifiers, texts, named=named).iter_rows():
        for piece in _pieces(value, named=named):
            if piece in text:
                yield row, KnownValue(piece, title)


def _candidates(identifiers: pl.Series, texts: pl.Series, *, named: bool) -> pl.DataFrame:
    """The few records that are worth a closer look: row, value, folded text."""
    frame = pl.DataFrame({"value": identifiers, "text": texts, "folded": _folded(identifiers)}).with_row_index(
        "row"
    )
    held = pl.col("text").str.contains(pl.col("folded"), literal=True) & (
        pl.col("folded").str.len_chars() >= _SHORTEST
    )
    if named:  # also by the given name alone
        given = pl.col("folded").str.slice(1)
        held |= pl.col("text").str.contains(given, literal=True) & (given.str.len_chars() == _SHORTEST)
    in_parts = pl.col("value").str.contains(_PARTS_BY_NAME if named else _PARTS)
    return frame.filter(pl.col("text").is_not_null() & (held | in_parts)).select("row", "value", "text")


def _pieces(value: str, *, named: bool) -> list[str]:
    """The ways in which a value may stand in a text: whole, its parts, and a given name of two characters."""
    parts = re.split(_PARTS_BY_NAME if named else _PARTS, normalise(value).text)
    folded = {fold(value), *(fold(part) for part in parts)}
    if named:
        folded = {part for part in folded if part[:2] not in NO_NAMES}
        folded |= {part[1:] for part in folded if len(part) == 3 and looks_like_name(part)}
    return sorted(
        (part for part in folded if len(part) >= (3 if part.isdigit() else _SHORTEST)), key=len, reverse=True
    )


def fold(text: str) -> str:
    """`text` without what people vary: width, case, 臺 and 台, separators, what is invisible."""
    return _IGNORED.sub("", normalise(text).text).replace("臺", "台").upper()


def _folded(values: pl.Series) -> pl.Series:
    """`fold` of a whole column."""
    return (
        values.str.normalize("NFKC")
        .str.replace_all("[\u2010-\u2015\u2212]", "-")
        .str.replace_all(f"[{_SEPARATORS}{INVISIBLE}]", "")
        .str.replace_all("臺", "台", literal=True)
        .str.to_uppercase()
    )


def _occurrences(text: str, known: Sequence[KnownValue]) -> list[tuple[int, int, str]]:
    """Where the known values stand in `text`; a short number only where it stands alone."""
    if not known:
        return []
    normal = normalise(text)
    done = [(match.start(), match.end()) for match in _REPLACED.finditer(normal.text)]
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(normal.text):
        for piece in "" if _IGNORED.match(character) else character.replace("臺", "台").upper():
            characters.append(piece)
            places.append(place)
    folded = "".join(characters)
    found = []
    for item in known:
        start = folded.find(item.folded)
        while start >= 0:
            end = start + len(item.folded)
            first, last = places[start], places[end - 1] + 1
            inside = any(begin <= first and last <= finish for begin, finish in done)
            if not inside and _stands_alone(normal.text, first, last, item.folded):
                found.append((*normal.original(first, last), item.title))
            start = folded.find(item.folded, start + 1)
    return found


def _stands_alone(text: str, start: int, end: int, value: str) -> bool:
    if not value.isascii() or len(value) >= 6:
        return True
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(character.isascii() and character.isalnum() for character in around)
