"""The statistical bulletin of a dataset: what its table says in numbers, drawn and tabled, and how it was made.

It is made of the published table alone, so it tells nothing that the table does not. Fields are described by what
they are: a field of few different values by how many records have each, a number by its spread, a day by the
records of each month or year. A field that tells every record apart says nothing in numbers and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from publisher.documents import charts
from publisher.documents.charts import Drawing
from publisher.export.content import Content, Field
from publisher.export.tables import properties
from publisher.export.wording import frequency, licence_title, privacy_model
from publisher.model.document import Block, Bullets, Composed, Contents, Facts, Figure, Grid, Heading, Paragraph

MOST_VALUES = 20
"""Different values of a field up to which records are counted by each."""
_MOST_FIELDS = 12
_MOST_MOMENTS = 36
_NUMBERS = frozenset({"integer", "number"})
_DAYS = frozenset({"date", "datetime"})


def bulletin(content: Content) -> Composed:
    """The bulletin, in Chinese with the dataset's English title beside."""
    dataset, catalog = content.dataset, content.catalog
    agency = catalog.agency
    licence = licence_title(catalog.defaults.licence)
    title = f"{dataset.title.zh}統計簡報"
    described = properties(content)
    facts = [
        ("資料集", dataset.title.zh),
        ("英文名稱", dataset.title.en),
        ("資料集編號", dataset.identifier),
        ("提供機關", agency.title.zh),
        ("紀錄筆數", f"{content.rows:,}"),
        ("更新頻率", frequency(dataset.frequency).zh),
        ("授權方式", licence.zh),
        ("授權說明", catalog.defaults.licence_url),
        ("聯絡窗口", f"{agency.contact.name.zh}　{agency.contact.phone}"),
    ]
    blocks: list[Block] = [
        Heading(title),
        Paragraph(dataset.description.zh or dataset.title.zh),
        Contents("目次"),
        Heading("資料概要", 2),
        Facts(tuple(pair for pair in facts if pair[1])),
        *_by_field(content),
        Heading("編製方法", 2),
        Paragraph("本簡報由公開的資料表自動計算，數字與資料表一致；空白值不計入各表。"),
    ]
    if models := [privacy_model(model).zh for model in dataset.policy.models]:
        blocks += [Paragraph("資料表公開前已去識別化，並符合下列條件："), Bullets(tuple(models))]
    blocks += [Heading("資料取得", 2), Paragraph(agency.homepage, agency.homepage)]
    return Composed(
        type(described)(title, described.description, described.creator, (*described.keywords, "統計簡報")),
        tuple(blocks),
        head=dataset.title.zh,
    )


def _by_field(content: Content) -> Iterator[Block]:
    values = content.values().collect()
    told = 0
    for item in content.fields:
        blocks = tuple(_field(item, values[item.name]))
        if blocks and told < _MOST_FIELDS:
            told += 1
            yield Heading(item.title.zh, 2)
            yield from blocks


def _field(item: Field, values: pl.Series) -> Iterator[Block]:
    present = values.drop_nulls()
    if not present.len():
        return
    if item.type in _DAYS or item.type in ("yearmonth", "year"):
        yield from _moments(item, present)
    elif present.n_unique() <= MOST_VALUES and present.n_unique() < max(present.len(), 2):
        yield from _counts(item, present)
    elif item.type in _NUMBERS:
        yield from _spread(item, present)


def _counts(item: Field, present: pl.Series) -> Iterator[Block]:
    """How many records have each value, the most frequent first."""
    counted = present.alias("v").value_counts(name="n").sort(["n", "v"], descending=[True, False])
    rows = [(_spoken(item, str(value)), int(count)) for value, count in counted.rows()]
    total = sum(count for _, count in rows)
    yield from _drawn(Drawing("bar", tuple((name, "", float(count)) for name, count in rows)), item, rows)
    cells = tuple((name, f"{count:,}", f"{100 * count / total:.1f}") for name, count in rows)
    yield Grid(
        f"各{item.title.zh}的筆數",
        (item.title.zh, "筆數", "百分比（%）"),
        cells,
        "表",
        labelled=True,
        numbers=(1, 2),
    )


def _moments(item: Field, present: pl.Series) -> Iterator[Block]:
    """Records of each month, or of each year when there are many months."""
    months = present.str.slice(0, 7)
    by_year = item.type == "year" or months.n_unique() > _MOST_MOMENTS
    moments = (present.str.slice(0, 4) if by_year else months).alias("v")
    counted = moments.value_counts(name="n").sort("v")
    rows = [(str(value), int(count)) for value, count in counted.rows()][-_MOST_MOMENTS:]
    if len(rows) > 1:
        points = tuple((name, "", float(count)) for name, count in rows)
        yield from _drawn(Drawing("line", points, "year" if by_year else "month"), item, rows)
    word = "年" if by_year else "月"
    cells = tuple((name, f"{count:,}") for name, count in rows)
    yield Grid(f"各{word}的筆數（{item.title.zh}）", (word, "筆數"), cells, "表", labelled=True, numbers=(1,))


def _spread(item: Field, present: pl.Series) -> Iterator[Block]:
    """The spread of a number."""
    numbers = present.cast(pl.Float64, strict=False).drop_nulls()
    if not numbers.len():
        return
    told = (
        ("筆數", float(numbers.len())),
        ("平均", float(numbers.mean() or 0)),  # type: ignore[arg-type]
        ("最小", float(numbers.min() or 0)),  # type: ignore[arg-type]
        ("中位數", float(numbers.median() or 0)),  # type: ignore[arg-type]
        ("最大", float(numbers.max() or 0)),  # type: ignore[arg-type]
    )
    cells = tuple((name, f"{value:,.0f}" if value.is_integer() else f"{value:,.2f}") for name, value in told)
    yield Grid(f"{item.title.zh}的分布", ("統計量", "值"), cells, "表", labelled=True, numbers=(1,))


def _drawn(drawing: Drawing, item: Field, rows: list[tuple[str, int]]) -> Iterator[Block]:
    """The chart, where the library for drawing is there; the table beside it says the same."""
    if not charts.available() or not rows:
        return
    most, least = max(rows, key=lambda row: row[1]), min(rows, key=lambda row: row[1])
    kind = "折線圖" if drawing.kind == "line" else "長條圖"
    words = (
        f"{kind}：{item.title.zh}共 {len(rows)} 項，最多為「{most[0]}」{most[1]:,} 筆，"
        f"最少為「{least[0]}」{least[1]:,} 筆。"
    )
    yield Figure(charts.draw(drawing), f"{item.title.zh}的筆數", words)


def _spoken(item: Field, value: str) -> str:
    if item.type == "boolean":
        return "是" if value == "true" else "否"
    return value or "（空白）"
