"""Small datasets that are hard to write down in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from publisher import export
from publisher.model.catalog import Agency, Catalog, Contact
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    Drop,
    FieldPolicy,
    GeneraliseDate,
    KAnonymity,
    Keep,
    Policy,
    Pseudonym,
    RedactText,
    Role,
)
from publisher.model.sources import FileSource
from publisher.model.stage import Services, StageResult
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset

AGENCY = Agency(
    "315200100Q",
    LocalText("虛構監理站", "Fictitious Motor Vehicle Station"),
    LocalText("虛構監理所", "Fictitious Motor Vehicles Office"),
    "https://station.example",
    Contact(LocalText("資料小組", "Data team"), "06-0000000", "data@station.example"),
)
CATALOG = Catalog(AGENCY, LocalText("資料平臺", "Open data"), LocalText("說明", "Description"), ())

FIELDS: tuple[Mapping[str, object], ...] = (
    {
        "name": "案號",
        "type": "string",
        "title": "案件編號",
        "title_en": "Case number",
        "constraints": {"required": True},
    },
    {
        "name": "收件日",
        "type": "date",
        "title_en": "Received on",
        "description": "收件的日期",
        "description_en": "Date",
    },
    {"name": "完成時間", "type": "datetime", "title_en": "Finished at"},
    {"name": "線上", "type": "boolean", "title_en": "Online"},
    {"name": "件數", "type": "integer", "title_en": "Cases", "constraints": {"minimum": -10, "maximum": 10**18}},
    {"name": "費用", "type": "number", "title_en": "Fee"},
    {"name": "年度", "type": "year", "title_en": "Year"},
    {"name": "月份", "type": "yearmonth", "title_en": "Month"},
    {"name": "備註", "type": "string", "title_en": "Remark", "description": "民眾的意見，已遮蔽個資"},
)
ROWS: tuple[tuple[str | None, ...], ...] = (
    (
        "00123",
        "2024-03-05",
        "2024-03-05T10:20:00",
        "true",
        "12",
        "1.5",
        "2024",
        "2024-03",
        '換發行照，含"引號"與,逗號',
    ),
    ("00007", "1899-12-30", "1999-12-31T23:59:59", "false", "-4", "-0.25", "1999", "1999-12", '=HYPERLINK("x")'),
    ("00008", None, None, None, None, None, None, None, None),
    (
        "00009",
        "2024-02-29",
        "2024-02-29T00:00:00",
        "true",
        "123456789012345678",
        "1000000",
        "2024",
        "2024-02",
        "-",
    ),
    (
        "00010",
        "2024-01-01",
        "2024-01-01T01:02:03",
        "false",
        "0",
        "0",
        "2024",
        "2024-01",
        "一  二   三\t四\n五 <六>&七 ",
    ),
    (
        "00011",
        "2024-01-02",
        "2024-01-02T01:02:03",
        "false",
        "1",
        "2.75",
        "2024",
        "2024-01",
        "＋886 碁恒裏𠮷\x07😀",
    ),
)
TITLE = LocalText("案件處理紀錄", "Case processing log")
HOSTILE = '#import "x": * $x^2$ *粗* _斜_ `碼` // 註 /* <標> @ref \\ "引" [ ] { } #eval("1") ~ -- ... = 題'


def dataset(
    fields: Sequence[Mapping[str, object]] = FIELDS,
    *,
    policy: Policy | None = None,
    title: LocalText = TITLE,
    exports: tuple[str, ...] = (),
    **schema: object,
) -> Dataset:
    return Dataset(
        id="case-log",
        identifier="315200100Q-000001",
        title=title,
        description=LocalText("監理站受理案件的處理紀錄。", "Processing log of the station's cases."),
        keywords=(LocalText("監理", "motor vehicles"), LocalText("行照", "registration")),
        frequency="每10日",
        source=FileSource("a.csv"),
        folder=Path(),
        schema={"fields": list(fields), **schema},
        policy=policy or keep_all(fields),
        exports=exports,
        spatial="臺南市",
    )


def keep_all(fields: Sequence[Mapping[str, object]]) -> Policy:
    rules = {str(item["name"]): FieldPolicy(Role.INSENSITIVE, Keep()) for item in fields}
    return Policy(LocalText("政府資訊公開法第7條", "Freedom of Government Information Law, article 7"), rules)


def person_level() -> tuple[Dataset, list[tuple[str | None, ...]]]:
    """A dataset with every kind of treatment, whose texts try to be markup."""
    fields = (
        {"name": "案件代碼", "type": "string", "title": "案件假名", "title_en": "Case pseudonym"},
        {
            "name": "年齡層",
            "type": "string",
            "title": "年齡層",
            "title_en": "Age band",
            "description": "申請人於收件時的年齡，10 歲一組",
            "description_en": "Age of the applicant when the case was received, in bands of ten years",
            "constraints": {"enum": ["0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80+"]},
        },
        {"name": "行政區", "type": "string", "title_en": "District", "constraints": {"maxLength": 10}},
        {
            "name": "收件月份",
            "type": "yearmonth",
            "title_en": "Month received",
            "constraints": {"required": True, "minimum": "2020-01"},
        },
        {"name": "等候分鐘", "type": "integer", "title_en": "Minutes waited", "constraints": {"minimum": 0}},
        {
            "name": "意見",
            "type": "string",
            "title_en": "Comment",
            "description": HOSTILE,
            "description_en": HOSTILE,
        },
    )
    policy = Policy(
        LocalText(
            "個人資料保護法施行細則第17條", "Enforcement Rules of the Personal Data Protection Act, article 17"
        ),
        {
            "身分證": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
            "姓名": FieldPolicy(Role.DIRECT_IDENTIFIER, Drop()),
            "案號": FieldPolicy(Role.DIRECT_IDENTIFIER, Pseudonym(), "案件代碼"),
            "生日": FieldPolicy(Role.QUASI_IDENTIFIER, AgeBand(at="收件時間"), "年齡層"),
            "地址": FieldPolicy(Role.QUASI_IDENTIFIER, AddressLevel(), "行政區"),
            "收件時間": FieldPolicy(Role.QUASI_IDENTIFIER, GeneraliseDate(), "收件月份"),
            "等候分鐘": FieldPolicy(Role.INSENSITIVE, Keep()),
            "意見": FieldPolicy(Role.INSENSITIVE, RedactText()),
        },
        (KAnonymity(5),),
    )
    rows: list[tuple[str | None, ...]] = [("a1", "20-29", "東區", "2024-03", "12", HOSTILE)]
    return dataset(fields, policy=policy, title=LocalText(f"案件 {HOSTILE}"[:60], "Cases")), rows


def table(folder: Path, names: Sequence[str], rows: Sequence[Sequence[str | None]]) -> Table:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    path = folder / "table.parquet"
    frame.write_parquet(path)
    return Table(path, tuple(names), frame.height)


def write(
    folder: Path, data: Dataset, rows: Sequence[Sequence[str | None]], catalog: Catalog = CATALOG
) -> tuple[Path, StageResult]:
    """Write `rows` under `folder` and return where the files are."""
    work, out = folder / "work", folder / "export"
    work.mkdir(parents=True)
    out.mkdir()
    services = Services(work, datetime(2026, 11, 23, tzinfo=UTC), folder, "zh-TW")
    return out, export.write(data, catalog, table(work, data.field_names(), rows), out, services)
