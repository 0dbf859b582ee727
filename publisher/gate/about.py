"""What a table is about, by its columns and by what is said of it: records of persons, or of things.

Columns speak for themselves (年齡, sex); a title speaks for a column that alone would not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from publisher.model.workspace import Dataset

# What article 2 of the Personal Data Protection Act calls data of a person, as columns are called.
_OF_PERSONS = re.compile(
    r"出生|生日|年齡|歲|享年|性別|身高|體重|血型|婚姻|配偶|家庭|子女|眷屬|稱謂|戶籍|教育程度|學歷|職業|職稱|病|診斷|醫療|就醫|用藥"
    r"|症狀|基因|健康|體檢|死因|死亡(?:日|時|年月|地)|身心障礙|障別|犯罪|前科|罪名|所得|收入|薪資|薪水|財產|存款|負債|國籍|原住民"
    r"|族別|族群|宗教|信仰|黨籍|低收"
    r"|\b(?:age|sex|gender|birth|born|dob|death|marital|spouse|children|education|occupation|profession|job|diagnos\w*"
    r"|disease|illness|health|symptoms?|disabilit\w*|crime|offen[cs]e|income|salary|wages?|debt|nationality|ethnic\w*|race"
    r"|religion)\b",
    re.I,
)
_SEXES = frozenset({"男", "女", "男性", "女性", "m", "f", "male", "female", "先生", "小姐", "女士"})
_PEOPLE = re.compile(
    r"老人|長者|高齡者|兒童|兒少|少年|幼兒|嬰兒|學生|學童|學員|孕婦|產婦|婦女|病患|病人|患者|個案|案[主家]|被害人|加害人|受害|受刑人|收容人"
    r"|更生人|嫌疑人|當事人|申請人|陳情人|檢舉人|受益人|領取人|受訪者|補助戶|低收入戶|獨居|駕駛人|納稅人|欠稅人|讀者|志工|移工|勞工|員工"
    r"|職員|榮民|遊民|街友|死者|亡者|死亡|火化|身心障礙者|照顧者"
    r"|\b(?:persons?|people|patients?|pupils?|students?|children|elderly|elders?|victims?|applicants?|volunteers?|workers?"
    r"|employees|drivers?|deceased|deaths?)\b",
    re.I,
)
_ASIDE = re.compile(r"[（(【〔\[－-][^（(【〔\[－-]*$")
_FORM = re.compile(
    r"(?:(?:檢查|稽查|查核|檢驗|抽查|抽驗|評鑑)?結果|一覽|列表|名錄|名冊|清冊|清單|資料|資訊|紀錄|記錄|分[布佈]|位置|點位|座標|地圖|圖|表|集)+$"
)
_PLACE = re.compile(
    r"(?:站|場|所|處|點|機構|單位|中心|設施|設備|公園|院|校|園|館|店|廳|宿舍|房|室|位|班|隊|課程|活動|路線|路口|路段|[車攤]格|車輛|裝置|器材|用地|團體|協會|公司"
    r"|廠商|業者)$"
)
_NAMED = re.compile(
    r"名稱|公司|廠商|機構|場所|據點|[站校店館]名|設置(?:地點|位置|處)|路口|\b(?:company|facility|organi[sz]ation|school|shop)\b",
    re.I,
)
_LIVING = re.compile(r"村里|里別|村別|鄰別|住址|地址|居住|\b(?:village|address)\b", re.I)
_EAST_NORTH = (((119.0, 123.0), (21.5, 26.5)), ((100_000.0, 400_000.0), (2_300_000.0, 2_900_000.0)))
"""Where Taiwan lies, in degrees and in metres of TWD97 and TWD67."""


def about_persons(dataset: Dataset, frame: pl.DataFrame) -> bool:
    """Whether two things or more say that the records are of persons: columns, and the title of the dataset.

    A title that speaks of persons lets a place be where they live; not where the columns name things.
    """
    labels = labels_of(dataset)
    said = sum(1 for name in frame.columns if _OF_PERSONS.search(labels.get(name, name)) or _sexes(frame[name]))
    if said > 1:
        return True
    if not told_of_persons(dataset) or any(_NAMED.search(labels.get(name, name)) for name in frame.columns):
        return False
    return said > 0 or _placed(frame) or any(_LIVING.search(labels.get(name, name)) for name in frame.columns)


def labels_of(dataset: Dataset) -> dict[str, str]:
    """Names and titles of the published fields, as separate words (birth_year, birthYear)."""
    fields = dataset.schema.get("fields", ())
    assert isinstance(fields, list | tuple)
    parts = ("name", "title", "title_en")
    return {
        str(item["name"]): " ".join(_words(str(item[part])) for part in parts if item.get(part)) for item in fields
    }


def told_of_persons(dataset: Dataset) -> bool:
    """Whether the title or a keyword speaks of persons, and the title not of places or bodies for them."""
    return not is_place(dataset) and any(_PEOPLE.search(text) for text in said_of(dataset))


def is_place(dataset: Dataset) -> bool:
    """Whether the title is that of places, things or bodies, by the word that it ends with."""
    return bool(_PLACE.search(_FORM.sub("", _ASIDE.sub("", dataset.title.zh))))


def said_of(dataset: Dataset) -> Iterator[str]:
    """The title and the keywords."""
    for text in (dataset.title, *dataset.keywords):
        yield from (text.zh, text.en)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+", " ", name)


def _sexes(values: pl.Series) -> bool:
    shown = {str(value).strip().casefold() for value in values.drop_nulls().unique().head(8)}
    return len(shown & _SEXES) > 1


def _placed(frame: pl.DataFrame) -> bool:
    """Whether two columns are the coordinates of places in Taiwan."""
    ranges = []
    for name in frame.columns:
        shown = frame[name].drop_nulls().cast(pl.Float64, strict=False)
        if shown.len() and not shown.null_count():
            ranges.append((float(shown.min()), float(shown.max())))  # type: ignore[arg-type]
    return any(
        all(any(low <= least and most <= high for least, most in ranges) for low, high in pair)
        for pair in _EAST_NORTH
    )
