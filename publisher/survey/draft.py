"""The three files of a dataset, drafted from what was seen: they run as they are, and publish the surely harmless.

A draft holds names of columns, kinds and numbers, never a value; lists of categories are left to a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from publisher.model.sources import FileSource, HttpSource, Source, SqlSource
from publisher.model.structuring import Missing, StructureStep
from publisher.structure import doubts
from publisher.survey.english import draft_of
from publisher.survey.kinds import MOSTLY_DATES, MOSTLY_NUMBERS, PERHAPS_MISSING, UNCLEAR_SIGN
from publisher.survey.look import ColumnView, SourceView

_TYPES = {"integer", "number", "date", "datetime", "yearmonth", "year", "string"}
_WHY = {
    "personal": "偵測到個人資料 personal data was found",
    "perhaps-personal": "可能是個人資料，請確認後再決定 perhaps personal data; look before you publish it",
    "free-text": "自由文字可能含有個人資料；要公開請改用 redact-text free text: use redact-text to publish it",
    "unsure": "有無法確認的值，請查看來源後再決定 some values are not explained; look before you publish it",
    "unique": "每筆不同，可能指向特定個人 differs in every record and may point to a person",
    "singles-out": "與其他欄位組合後會凸顯少數人；可改用較粗的值 singles out few people; publish it coarser",
    "empty": "沒有任何值 holds no value",
}
_MOST_SHOWN = 5
_DRAFT = "（草稿，請改寫）"


@dataclass(frozen=True, slots=True)
class Draft:
    """The texts of `dataset.yaml`, `schema.json` and `policy.yaml`."""

    dataset: str
    schema: str
    policy: str


def draft(view: SourceView, source: Source, name: str, identifier: str) -> Draft:
    """The draft of a dataset. `name` is what the source is called, `identifier` a free one of the agency."""
    title = view.title or name
    if isinstance(source, FileSource):
        source = replace(source, sheet=view.sheet or source.sheet, encoding=view.encoding or source.encoding)
    return Draft(
        _dataset(view, source, title, identifier),
        json.dumps(_schema(view), ensure_ascii=False, indent=2) + "\n",
        _policy(view),
    )


def _dataset(view: SourceView, source: Source, title: str, identifier: str) -> str:
    lines = [
        "# 由程式草擬：請改寫標示「草稿」的文字，其餘確認即可。",
        "# Drafted: rewrite what is marked as a draft, and look through the rest.",
        f"identifier: {identifier}",
        f"title: {_flow({'zh': title, 'en': draft_of(title)})}",
        "description:",
        f"  zh: {_quoted(f'{title}{_DRAFT}')}",
        f"  en: {_quoted(draft_of(title))}",
        "keywords:",
        f"  - {_flow({'zh': title[:20], 'en': draft_of(title[:20])})}",
        "frequency: 不定期 # 每日、每月、每季、每半年、每年 … how often it is renewed",
        "source:",
        f"  {_flow(_source(source))}",
        *(["  # 編碼是推測的，請核對文字。 The encoding is a guess: check the texts."] if view.encoding else []),
        "structure:",
        *(f"  - {_step(step)}" for step in view.steps),
    ]
    if view.wide:
        lines.append("  # 欄名是期別，可用 unpivot 轉成長表。 Columns are periods; unpivot makes a long table.")
    mixed = [item.name for item in view.columns if item.kind.word in (MOSTLY_DATES, MOSTLY_NUMBERS)]
    if mixed:
        lines.append(f"# 部分值不是日期或數字，或單位不一，因此保留原文：{'、'.join(mixed)}。")
        lines.append("# Some values are no dates or numbers, or have another unit; these columns stay as printed.")
    unclear = [item.name for item in view.columns if item.kind.word == UNCLEAR_SIGN]
    if unclear:
        lines.append(f"# 逗號與小數點何者是千分位無法判斷，因此保留原文：{'、'.join(unclear)}。")
        lines.append("# Commas or points may stand before decimals here; these columns stay as printed.")
    doubtful = [item.name for item in view.columns if item.kind.word == PERHAPS_MISSING]
    if doubtful:
        lines.append(f"# 有全為 9 的極端值，可能代表缺值；若是請加入 missing：{'、'.join(doubtful)}。")
        lines.append("# Nines far from all other figures may stand for missing: if so, add a step missing.")
    if view.sums:
        shown = "、".join([*map(str, view.sums[:_MOST_SHOWN]), *["…"][: len(view.sums) > _MOST_SHOWN]])
        lines.append(
            f"# 第 {shown} 列的數字等於相鄰各列之和；若是合計而非資料，請以 drop-rows 的 values 指明略去。"
        )
        lines.append("# These rows are the sums of rows beside them: if they are totals, name them in drop-rows.")
    lines += _asked_about(view)
    if view.small:
        lines.append(f"# 有 1 或 2 的細格：{'、'.join(view.small)}；若計算的是人請加入 minimum-cell-count。")
        lines.append("# Cells of one or two: where persons are counted, add minimum-cell-count to policy.yaml.")
    return "\n".join(lines) + "\n"


def _asked_about(view: SourceView) -> list[str]:
    """The rows that hold the dataset until a person chose: the night finds them by the same signs."""
    rows = sorted({row for doubt in doubts.asked_about(view.doubts) for row in doubt.rows})
    if not rows:
        return []
    shown = "、".join([*map(str, rows[:_MOST_SHOWN]), *["…"][: len(rows) > _MOST_SHOWN]])
    return [
        f"# 第 {shown} 列可能不是單筆資料，資料集會暫不發布，直到您選擇：以 drop-rows 略去、",
        "# 以 group-rows 作為分組、拆分工作表，或以 publisher accept 接受為資料。",
        "# These rows are perhaps no records; the dataset is held until you choose: drop-rows leaves them out,",
        "# group-rows makes them the group of the rows below, part the sheet, or accept them by publisher accept.",
    ]


def _source(source: Source) -> Mapping[str, Any]:
    given = {
        item.name: value
        for item in fields(source)
        if item.name != "type" and (value := getattr(source, item.name)) != item.default
    }
    kind = {FileSource: "file", HttpSource: "http", SqlSource: "sql"}[type(source)]
    return {kind: given}


def _step(step: StructureStep) -> str:
    given = {
        item.name: value
        for item in fields(step)
        if item.name != "step" and (value := getattr(step, item.name)) != item.default and value != {}
    }
    return step.step if not given else _flow({step.step: given})


def _schema(view: SourceView) -> dict[str, Any]:
    described = []
    for column in view.columns:
        if not column.kept:
            continue
        kind = column.kind.type if column.kind.type in _TYPES else "string"
        english = draft_of(column.name)
        entry: dict[str, Any] = {
            "name": column.name,
            "title": column.name,
            "title_en": english,
            "description": f"{column.name}{_DRAFT}",
            "description_en": english,
            "type": kind,
        }
        if column.missing == 0 and not any(isinstance(step, Missing) for step in column.kind.steps):
            entry["constraints"] = {"required": True}
        described.append(entry)
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": described,
        "missingValues": [""],
    }
    return schema


def _policy(view: SourceView) -> str:
    lines = [
        "# 由程式草擬：沒有把握的欄位一律不公開，並註明原因。",
        "# Drafted: what is not surely harmless is left out, with the reason.",
        "legal_ground:",
        "  zh: 政府資訊公開法第6條；個人資料不公開（草稿，請改寫）。",
        "  en: Freedom of Government Information Law, Art. 6; personal data are left out (draft).",
        "fields:",
    ]
    lines += [f"  {_quoted(column.name)}: {_rule(column)}" for column in view.columns]
    if any(column.kept and column.role == "quasi-identifier" for column in view.columns):
        lines += ["models:", "  - k-anonymity: {k: 5}", "suppression_limit: 0.05"]
    return "\n".join(lines) + "\n"


def _rule(column: ColumnView) -> str:
    rule = f"{{role: {column.role}}}" if column.kept else f"{{role: {column.role}, technique: drop}}"
    reason = _WHY.get(column.why, "")
    return f"{rule} # {reason}" if reason else rule


def _flow(value: object) -> str:
    """YAML in one line; JSON is YAML, but names of plain letters need no quotes."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(key))}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return _quoted(value)
    return json.dumps(value)


def _word(text: str) -> str:
    return text if re.fullmatch(r"[a-z][a-z_-]*", text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
