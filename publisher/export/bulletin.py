"""The statistical bulletin of a dataset: what its table says in numbers, drawn and tabled, and how it was made.

It is made of the published table alone, so it tells nothing that the table does not. Fields are described by what
they are: a field of few different values by how many records have each, a number by its spread, a day by the
records of each month or year. A field that tells every record apart says nothing in numbers and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import polars as pl

from publisher.documents import charts
from publisher.documents.charts import Drawing
from publisher.export.content import ExportContent, ExportField
from publisher.export.wording import frequency, licence_title, privacy_model
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
from publisher.model.text import Language

MOST_VALUES = 20
"""Different values of a field up to which records are counted by each."""
_MOST_FIELDS = 12
_MOST_MOMENTS = 36
_NUMBERS = frozenset({"integer", "number"})
_DAYS = frozenset({"date", "datetime"})


def bulletin(content: ExportContent, language: Language = "zh-TW") -> Composed:
    """The bulletin in one language."""
    dataset, catalog = content.dataset, content.catalog
    agency, licence = catalog.agency, licence_title(catalog.defaults.licence)
    say = partial(_say, language)
    told = dataset.title.get(language)
    title = say(f"{told}統計簡報", f"{told}: statistical bulletin")
    facts = [
        (say("資料集", "Dataset"), told),
        (say("英文名稱", "Chinese title"), dataset.title.en if language == "zh-TW" else dataset.title.zh),
        (say("資料集編號", "Identifier"), dataset.identifier),
        (say("提供機關", "Agency"), agency.title.get(language)),
        (say("紀錄筆數", "Records"), f"{content.rows:,}"),
        (say("更新頻率", "Update frequency"), frequency(dataset.frequency).get(language)),
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
        *_by_field(content, language),
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
    return Composed(about, tuple(blocks), told)


def _say(language: Language, zh: str, en: str) -> str:
    return zh if language == "zh-TW" else en


def _by_field(content: ExportContent, language: Language) -> Iterator[Block]:
    values = content.values().collect()
    told = 0
    for item in content.fields:
        blocks = tuple(_field(item, values[item.name], language))
        if blocks and told < _MOST_FIELDS:
            told += 1
            yield Heading(item.title.get(language), 2)
            yield from blocks


def _field(item: ExportField, values: pl.Series, language: Language) -> Iterator[Block]:
    present = values.drop_nulls()
    if not present.len():
        return
    if item.type in _DAYS or item.type in ("yearmonth", "year"):
        yield from _moments(item, present, language)
    elif present.n_unique() <= MOST_VALUES and present.n_unique() < max(present.len(), 2):
        yield from _counts(item, present, language)
    elif item.type in _NUMBERS:
        yield from _spread(item, present, language)


def _counts(item: ExportField, present: pl.Series, language: Language) -> Iterator[Block]:
    """How many records have each value, the most frequent first."""
    say, name = partial(_say, language), item.title.get(language)
    counted = present.alias("v").value_counts(name="n").sort(["n", "v"], descending=[True, False])
    rows = [(_spoken(item, str(value), language), int(count)) for value, count in counted.rows()]
    total = sum(count for _, count in rows)
    points = tuple((label, "", float(count)) for label, count in rows)
    yield from _drawn(Drawing("bar", points), item, rows, language)
    cells = tuple((label, f"{count:,}", f"{100 * count / total:.1f}") for label, count in rows)
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
    rows = [(str(value), int(count)) for value, count in counted.rows()][-_MOST_MOMENTS:]
    if len(rows) > 1:
        points = tuple((label, "", float(count)) for label, count in rows)
        yield from _drawn(Drawing("line", points, "year" if by_year else "month"), item, rows, language)
    word = say("年", "Year") if by_year else say("月", "Month")
    caption = say(f"各{word}的筆數（{name}）", f"Records of each {word.lower()} ({name})")
    cells = tuple((label, f"{count:,}") for label, count in rows)
    yield Grid(caption, (word, say("筆數", "Records")), cells, say("表", "Table"), labelled=True, numbers=(1,))


def _spread(item: ExportField, present: pl.Series, language: Language) -> Iterator[Block]:
    """The spread of a number."""
    say, name = partial(_say, language), item.title.get(language)
    numbers = present.cast(pl.Float64, strict=False).drop_nulls()
    if not numbers.len():
        return
    told = (
        (say("筆數", "Records"), float(numbers.len())),
        (say("平均", "Mean"), float(numbers.mean() or 0)),  # type: ignore[arg-type]
        (say("最小", "Least"), float(numbers.min() or 0)),  # type: ignore[arg-type]
        (say("中位數", "Median"), float(numbers.median() or 0)),  # type: ignore[arg-type]
        (say("最大", "Greatest"), float(numbers.max() or 0)),  # type: ignore[arg-type]
    )
    cells = tuple((label, f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}") for label, value in told)
    heads = (say("統計量", "Figure"), say("值", "Value"))
    yield Grid(
        say(f"{name}的分布", f"Spread of {name}"), heads, cells, say("表", "Table"), labelled=True, numbers=(1,)
    )


def _drawn(
    drawing: Drawing, item: ExportField, rows: list[tuple[str, int]], language: Language
) -> Iterator[Block]:
    """The chart, where the library for drawing is there; the table beside it says the same."""
    if not charts.available() or not rows:
        return
    say, name = partial(_say, language), item.title.get(language)
    most, least = max(rows, key=lambda row: row[1]), min(rows, key=lambda row: row[1])
    line = drawing.kind == "line"
    words = say(
        f"{'折線圖' if line else '長條圖'}：{name}共 {len(rows)} 項，最多為「{most[0]}」{most[1]:,} 筆，"
        f"最少為「{least[0]}」{least[1]:,} 筆。",
        f"{'Line chart' if line else 'Bar chart'} of {name}, {len(rows)} items: most records for {most[0]} "
        f"({most[1]:,}), fewest for {least[0]} ({least[1]:,}).",
    )
    yield Figure(charts.draw(drawing), say(f"{name}的筆數", f"Records by {name}"), words, say("圖", "Figure"))


def _spoken(item: ExportField, value: str, language: Language) -> str:
    if item.type == "boolean":
        yes = value == "true"
        return _say(language, "是" if yes else "否", "yes" if yes else "no")
    return value or _say(language, "（空白）", "(empty)")
