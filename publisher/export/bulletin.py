"""The statistical bulletin of a dataset: what its table says in numbers, drawn and tabled, and how it was made.

It is made of the published table alone, so it tells nothing that the table does not. Fields are described by what
they are: a field of few different values by how many records have each, a number by its spread, a day by the
records of each month or year. A field that tells every record apart says nothing in numbers and is left out. Where
the table itself counts, its counts are added up instead of its rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Decimal, InvalidOperation, localcontext
from functools import partial
from typing import Literal

import polars as pl

from publisher.documents import charts
from publisher.documents.charts import Drawing
from publisher.export.content import ExportContent, ExportField
from publisher.export.coverage import covered, last_day
from publisher.export.ordering import are_steps, step
from publisher.export.totals import Totals, totals
from publisher.export.wording import privacy_model
from publisher.model.document import (
    Block,
    Bullets,
    Composed,
    Contents,
    Facts,
    Figure,
    Grid,
    Heading,
    Paragraph,
    Properties,
)
from publisher.model.frequencies import frequency
from publisher.model.terms import licence_title
from publisher.model.text import Language

MOST_VALUES = 20
"""Different values of a field up to which records are counted by each."""
_MOST_FIELDS = 12
_MOST_MOMENTS = 36
_LARGEST, _LEAST, _DIGITS = 10**15, 1e-9, 60
_NUMBERS = frozenset({"integer", "number"})
_DAYS = frozenset({"date", "datetime"})


def bulletin(content: ExportContent, language: Language = "zh-TW") -> Composed:
    """The bulletin in one language."""
    dataset, catalog = content.dataset, content.catalog
    agency, licence = catalog.agency, licence_title(catalog.defaults.licence)
    say = partial(_say, language)
    told = dataset.title.get(language)
    title = say(f"{told.removesuffix('統計')}統計簡報", f"{told}: statistical bulletin")
    time = covered(content.texts(), dataset.schema, dataset.temporal_field)
    span = "" if time is None else time[0] if time[0] == time[1] else say("{} 至 {}", "{} to {}").format(*time)
    facts = [
        (say("資料集", "Dataset"), told),
        (say("英文名稱", "Chinese title"), dataset.title.en if language == "zh-TW" else dataset.title.zh),
        (say("資料集編號", "Identifier"), dataset.identifier),
        (say("提供機關", "Agency"), agency.title.get(language)),
        (say("資料時間", "Data of"), span),
        (say("紀錄筆數", "Records"), f"{content.rows:,}"),
        (say("更新頻率", "Update frequency"), frequency(dataset.frequency).text.get(language)),
        (say("授權方式", "Licence"), licence.get(language)),
        (say("授權說明", "Licence address"), catalog.defaults.licence_url),
        (say("聯絡窗口", "Contact"), f"{agency.contact.name.get(language)}　{agency.contact.phone}"),
    ]
    method = say(
        "本簡報由公開的資料表自動計算，數字與資料表一致；空白值不計入各表。",
        "This bulletin is computed from the published table and agrees with it; empty values are in no table.",
    )
    blocks: list[Block] = [
        Heading(title),
        Paragraph(dataset.description.get(language) or told),
        Contents(say("目次", "Contents")),
        Heading(say("資料概要", "About the data"), 2),
        Facts(tuple(pair for pair in facts if pair[1]), (say("項目", "Item"), say("內容", "Content"))),
        *_told(content, language),
        Heading(say("編製方法", "Method"), 2),
        Paragraph(method),
    ]
    if models := [privacy_model(model).get(language) for model in dataset.policy.models]:
        treated = say(
            "資料表公開前已去識別化，並符合下列條件：",
            "The table was de-identified before it was published, and meets these conditions:",
        )
        blocks += [Paragraph(treated), Bullets(tuple(models))]
    blocks += [Heading(say("資料取得", "Where to get the data"), 2), Paragraph(agency.homepage, agency.homepage)]
    words = (*(word.get(language) for word in dataset.keywords), say("統計簡報", "statistical bulletin"))
    about = Properties(title, dataset.description.get(language), agency.title.get(language), words, language)
    head = say(f"資料時間：{span}", f"Data of {span}") if span else told
    return Composed(about, tuple(blocks), head, last_day(time[1]) if time else None)


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh-TW" else en


def _told(content: ExportContent, language: Language) -> Iterator[Block]:
    values = content.values().collect()
    summed = tuple(totals(content, values, MOST_VALUES))[:_MOST_FIELDS]
    if summed:
        yield Heading(_say(language, "摘要", "In short"), 2)
        yield Bullets(tuple(_in_short(found, language) for found in summed))
        if summed[0].at:
            zh = "各期數值變動甚微，視為期末現有數，不跨期加總；其他分類表所列為最近一期之數。"
            en = (
                "These figures hardly change from one period to the next. They are taken as what is there at the "
                "end of each, and are not added up; tables by anything else give the last period."
            )
            yield Paragraph(_say(language, zh, en))
    for found in summed:
        yield Heading(_by(found, language), 2)
        yield from _totals(found, language)
    said = {item.name for found in summed for item in (found.dimension, *found.counts)}
    # rows of a table that counts are no records: to count them says nothing
    others = [item for item in content.fields if item.name not in said and (not summed or item.type in _NUMBERS)]
    yield from _by_field(others, values, language, are_records=not summed)


def _by(found: Totals, language: Language) -> str:
    name = found.dimension.title.get(language)
    return _say(language, f"{_sorted_by(name)}統計", f"By {name.lower()}")


def _sorted_by(name: str) -> str:
    """As statistics are called in Chinese: 年月別, 性別."""
    return f"{name.removeprefix('統計').removesuffix('別') or name}別"


def _in_short(found: Totals, language: Language) -> str:
    """The most of the first count, and its share or when it was."""
    name, count = found.dimension.title.get(language), found.counts[0].title.get(language)
    known = [(label, sums[0]) for label, sums in found.rows if sums[0] is not None]
    if not known:
        return _say(language, f"{name}：無可加總之{count}。", f"{name}: nothing to add up for {count}.")
    whole = sum(value for _, value in known)
    label, most = max(known, key=lambda pair: pair[1])
    if found.of_time:
        begin, end = known[0][0], known[-1][0]
        if found.at:
            there = _number(known[-1][1])
            return _say(
                language,
                f"{found.at} 之{count}為 {there}；{begin} 至 {end} 以 {label} 之 {_number(most)} 為最多。",
                f"{count} in {found.at}: {there}; from {begin} to {end} most in {label} ({_number(most)}).",
            )
        return _say(
            language,
            f"{begin} 至 {end}，{count}合計 {_number(whole)}，以 {label} 之 {_number(most)} 為最多。",
            f"{begin} to {end}: {count} {_number(whole)} in all, most in {label} ({_number(most)}).",
        )
    share = f"{100 * most / whole:.1f}" if whole > 0 else "—"
    spoken = _spoken(found.dimension, label, language)
    zh, en = (f"{found.at} 依", f"In {found.at}, by") if found.at else ("依", "By")
    return _say(
        language,
        f"{zh}{name}分，以「{spoken}」之{count} {_number(most)} 為最多，占 {share}%。",
        f"{en} {name.lower()}, most {count.lower()} are of {spoken}: {_number(most)}, {share} per cent.",
    )


def _totals(found: Totals, language: Language) -> Iterator[Block]:
    """A chart of the first count, and a table of all; a share beside the first where it is one of a whole."""
    say, name = partial(_say, language), found.dimension.title.get(language)
    first = found.counts[0].title.get(language)
    rows = [(_spoken(found.dimension, label, language), sums) for label, sums in found.rows]
    known = [(label, sums[0]) for label, sums in rows if sums[0] is not None]
    points = tuple((label, "", value) for label, value in known)
    time: Literal["year", "month"] = "year" if found.by_year else "month"
    drawing = Drawing("line", points, time) if found.of_time else Drawing("bar", points)
    when = say(f"（{found.at}）", f" ({found.at})") if found.at and not found.of_time else ""
    caption = say(f"{_sorted_by(name)}{first}{when}", f"{first} by {name.lower()}{when}")
    yield from _drawn(drawing, caption, known, language)
    whole = sum(value for _, value in known)
    share = not found.of_time and whole > 0
    cells = tuple(
        (
            label,
            *(_number(value) for value in sums[:1]),
            *((f"{100 * sums[0] / whole:.1f}" if sums[0] is not None else "",) if share else ()),
            *(_number(value) for value in sums[1:]),
        )
        for label, sums in rows
    )
    others = [item.title.get(language) for item in found.counts[1:]]
    heads = (name, first, *((say("占比（%）", "Per cent"),) if share else ()), *others)
    counted = say("、", ", ").join((first, *others))
    yield Grid(
        say(f"{_sorted_by(name)}{counted}{when}", f"{counted} by {name.lower()}{when}"),
        heads,
        cells,
        say("表", "Table"),
        labelled=True,
        numbers=tuple(range(1, len(heads))),
    )


def _number(value: float | Decimal | None) -> str:
    """As a table of statistics shows it: two decimals, two figures at least of what is smaller, powers of what is
    larger than a number that a reader (or a double) can tell to the last digit."""
    if value is None:
        return ""
    size = abs(float(value))
    if size >= _LARGEST or 0 < size <= _LEAST:
        return f"{value:.2E}"
    if value == int(value):
        return f"{value:,.0f}"
    places = max(2, 1 - math.floor(math.log10(size)))
    return f"{value:,.{places}f}"


def _by_field(
    fields: Sequence[ExportField], values: pl.DataFrame, language: Language, *, are_records: bool
) -> Iterator[Block]:
    told = 0
    for item in fields:
        blocks = tuple(_field(item, values[item.name], language, are_records=are_records))
        if blocks and told < _MOST_FIELDS:
            told += 1
            yield Heading(item.title.get(language), 2)
            yield from blocks


def _field(item: ExportField, values: pl.Series, language: Language, *, are_records: bool) -> Iterator[Block]:
    present = values.drop_nulls()
    if not present.len():
        return
    if item.type in _DAYS or item.type in ("yearmonth", "year"):
        yield from _moments(item, present, language)
    elif are_records and present.n_unique() <= MOST_VALUES and present.n_unique() < max(present.len(), 2):
        yield from _counts(item, present, language)
    elif item.type in _NUMBERS:
        yield from _spread(item, present, language)


def _counts(item: ExportField, present: pl.Series, language: Language) -> Iterator[Block]:
    """How many records have each value, the most frequent first; steps of a scale in its order."""
    say, name = partial(_say, language), item.title.get(language)
    counted = present.alias("v").value_counts(name="n").sort(["n", "v"], descending=[True, False])
    found = [(str(value), float(count)) for value, count in counted.rows()]
    if are_steps(value for value, _ in found):
        found.sort(key=lambda pair: step(pair[0]))
    rows = [(_spoken(item, value, language), count) for value, count in found]
    total = sum(count for _, count in rows)
    points = tuple((label, "", count) for label, count in rows)
    yield from _drawn(Drawing("bar", points), say(f"{name}的筆數", f"Records by {name}"), rows, language)
    cells = tuple((label, _number(count), f"{100 * count / total:.1f}") for label, count in rows)
    yield Grid(
        say(f"各{name}的筆數", f"Records by {name}"),
        (name, say("筆數", "Records"), say("百分比（%）", "Per cent")),
        cells,
        say("表", "Table"),
        labelled=True,
        numbers=(1, 2),
    )


def _moments(item: ExportField, present: pl.Series, language: Language) -> Iterator[Block]:
    """Records of each month, or of each year when there are many months."""
    say, name = partial(_say, language), item.title.get(language)
    months = present.str.slice(0, 7)
    by_year = item.type == "year" or months.n_unique() > _MOST_MOMENTS
    moments = (present.str.slice(0, 4) if by_year else months).alias("v")
    counted = moments.value_counts(name="n").sort("v")
    rows = [(str(value), float(count)) for value, count in counted.rows()][-_MOST_MOMENTS:]
    if len(rows) > 1:
        points = tuple((label, "", count) for label, count in rows)
        drawing = Drawing("line", points, "year" if by_year else "month")
        yield from _drawn(drawing, say(f"{name}的筆數", f"Records by {name}"), rows, language)
    word = say("年", "Year") if by_year else say("月", "Month")
    caption = say(f"各{word}的筆數（{name}）", f"Records of each {word.lower()} ({name})")
    cells = tuple((label, _number(count)) for label, count in rows)
    yield Grid(caption, (word, say("筆數", "Records")), cells, say("表", "Table"), labelled=True, numbers=(1,))


def _spread(item: ExportField, present: pl.Series, language: Language) -> Iterator[Block]:
    """The spread of a number."""
    say, name = partial(_say, language), item.title.get(language)
    figures = _figures(present)
    if not figures:
        return
    labels = (
        say("筆數", "Records"),
        say("平均", "Mean"),
        say("最小", "Least"),
        say("中位數", "Median"),
        say("最大", "Greatest"),
    )
    told = zip(labels, figures, strict=True)
    cells = tuple((label, _number(value)) for label, value in told)
    heads = (say("統計量", "Figure"), say("值", "Value"))
    yield Grid(
        say(f"{name}的分布", f"Spread of {name}"), heads, cells, say("表", "Table"), labelled=True, numbers=(1,)
    )


def _figures(present: pl.Series) -> tuple[float | Decimal, ...]:
    """How many numbers, their mean, least, median and greatest; exact where a double would not do."""
    numbers = present.cast(pl.Float64, strict=False).drop_nulls()
    if not numbers.len():
        return ()
    if numbers.is_finite().all():
        found = (float(numbers.len()), numbers.mean(), numbers.min(), numbers.median(), numbers.max())
        if all(isinstance(value, float) and math.isfinite(value) for value in found):
            return found  # type: ignore[return-value]
    exact = sorted(number for text in present if (number := _decimal(str(text))).is_finite())
    if not exact:
        return ()
    middle = exact[(len(exact) - 1) // 2], exact[len(exact) // 2]
    with localcontext(prec=_DIGITS, Emax=MAX_EMAX, Emin=MIN_EMIN):
        return (Decimal(len(exact)), sum(exact, Decimal()) / len(exact), exact[0], sum(middle) / 2, exact[-1])


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")


def _drawn(
    drawing: Drawing, caption: str, rows: Sequence[tuple[str, float]], language: Language
) -> Iterator[Block]:
    """The chart, where the library for drawing is there; the table beside it says the same."""
    if not charts.available() or not rows:
        return
    say = partial(_say, language)
    most, least = max(rows, key=lambda row: row[1]), min(rows, key=lambda row: row[1])
    line = drawing.kind == "line"
    words = say(
        f"{'折線圖' if line else '長條圖'}：{caption}，共 {len(rows)} 項，最多為「{most[0]}」{_number(most[1])}，"
        f"最少為「{least[0]}」{_number(least[1])}。",
        f"{'Line chart' if line else 'Bar chart'}: {caption}, {len(rows)} items; most for {most[0]} "
        f"({_number(most[1])}), fewest for {least[0]} ({_number(least[1])}).",
    )
    yield Figure(charts.draw(drawing), caption, words, say("圖", "Figure"))


def _spoken(item: ExportField, value: str, language: Language) -> str:
    if item.type == "boolean":
        yes = value == "true"
        return _say(language, "是" if yes else "否", "yes" if yes else "no")
    return value or _say(language, "（空白）", "(empty)")
