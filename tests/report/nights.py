"""Nights to report on, made of plain values: a full one with everything in it, and a calm one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from publisher.model.catalog import Agency, Catalog, CkanPortalDefinition, Contact, StaticPortalDefinition
from publisher.model.certificate import Certificate, FieldTreatment, PrivacyMeasure, RiskSummary
from publisher.model.finding import CheckDefinition, Finding, Outcome, Place, Reference, Severity
from publisher.model.night import DatasetOutcome, Fixed, NightReport, PortalOutcome, State
from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.portal import PushAction, Receipt
from publisher.model.redacted import redact, value_class
from publisher.model.release import Artifact, Publication
from publisher.model.sources import FileSource
from publisher.model.text import LocalText, msg
from publisher.model.workspace import Dataset, Workspace

TAIPEI = timezone(timedelta(hours=8))
STARTED = datetime(2026, 11, 23, 1, 30, tzinfo=TAIPEI)
EARLIER = STARTED - timedelta(days=3)

TITLES = {
    "case-log": LocalText("申辦案件登記（去識別化）", "Case log (de-identified)"),
    "case-time-monthly": LocalText("申辦案件處理時效統計", "Case processing times by month"),
    "complaints": LocalText("民眾意見處理紀錄", "Complaints and how they were handled"),
    "counter-waiting": LocalText("窗口等候情形統計", "Waiting at the counters"),
    "courtesy-tests": LocalText("電話禮貌測試成績", "Phone courtesy tests"),
    "inspection-shops": LocalText("代檢廠一覽", "Vehicle inspection shops"),
    "online-share": LocalText("線上申辦成長統計", "Share of online applications"),
    "places": LocalText("監理據點一覽", "Offices of the station"),
    "satisfaction": LocalText("服務滿意度調查結果", "Satisfaction survey"),
    "vehicle-registrations": LocalText("機動車輛登記數", "Registered motor vehicles"),
    "old-list": LocalText("歷年委外拖吊統計", "Towing by contractors, past years"),
}

AGENCY = Agency(
    "315080700H",
    LocalText("交通部公路局臺南示範監理站", "Tainan Model Motor Vehicle Station"),
    LocalText("交通部公路局", "Highway Bureau, MOTC"),
    "https://station.example.gov.tw/",
    Contact(LocalText("示範監理站資訊室", "Information Office"), "06-0000000", "open@example.gov.tw"),
)


def check(
    check_id: str, zh: str, en: str, message: LocalText, severity: Severity = Severity.ERROR
) -> CheckDefinition:
    return CheckDefinition(
        check_id,
        "0.1.0",
        "dataset",
        severity,
        LocalText(zh, en),
        message,
        LocalText(
            "資料若與公告的欄位定義不符，使用者的程式會讀錯或中斷。",
            "Data that break their published definition are read wrongly, or break the programs of readers.",
        ),
        LocalText(
            "請至來源系統更正所列資料列，或修改 schema.json 的欄位定義後重新執行。",
            "Correct the listed records in the source system, or change the field in schema.json, and run again.",
        ),
        (
            Reference(
                "law", "政府資訊公開法第6條", LocalText("應主動公開且應適時為之", "Publish actively and in time")
            ),
            Reference("standard", "Table Schema", LocalText("欄位型別與限制", "Types and constraints of fields")),
        ),
    )


CHECKS = {
    item.id: item
    for item in (
        check(
            "schema.type-error",
            "值不符欄位型別",
            "Values do not have the field's type",
            LocalText(
                "欄位「{field}」有 {count} 個值不是 {type}。", "Field “{field}”: {count} values are no {type}."
            ),
        ),
        check(
            "expectation.row-count",
            "筆數與預期不符",
            "Unexpected number of records",
            LocalText(
                "本次 {rows} 筆，上次 {last} 筆，低於應有的 {least} 筆。",
                "{rows} records, {last} last time; at least {least} were expected.",
            ),
        ),
        check(
            "privacy.model-not-met",
            "未達隱私門檻",
            "The privacy model is not met",
            LocalText(
                "{model} 未達門檻：要求 {asked}，實測 {observed}。",
                "{model} asks for {asked}, measured {observed}.",
            ),
        ),
        check(
            "privacy.personal-data-in-output",
            "輸出檔案含有個人資料",
            "Personal data in a file that would leave",
            LocalText(
                "欄位「{field}」疑似含有{kind}，共 {count} 處。",
                "Field “{field}” seems to hold {kind}, places: {count}.",
            ),
        ),
        check(
            "expectation.stale",
            "資料過舊",
            "The data are old",
            LocalText(
                "最新資料為 {newest}，已超過 {days} 天。",
                "The newest value is {newest}, more than {days} days ago.",
            ),
            Severity.WARNING,
        ),
        check(
            "portal.changed-elsewhere",
            "入口網內容遭他處修改",
            "Changed on the portal by someone else",
            LocalText(
                "資料集「{dataset}」在入口網上被修改過，未予覆寫。",
                "Dataset “{dataset}” was changed there; it was not overwritten.",
            ),
        ),
    )
}
CHECKS["links.broken"] = replace(
    check("links.broken", "連結失效", "Broken link", LocalText("連結失效。", "Broken link.")),
    enabled=False,
    disabled_reason=LocalText("由另一套系統檢查。", "Another system checks this."),
)


def dataset(dataset_id: str) -> Dataset:
    return Dataset(
        dataset_id,
        "315080700H-000001",
        TITLES[dataset_id],
        TITLES[dataset_id],
        (LocalText("監理", "vehicles"),),
        "每1月",
        FileSource("source.csv"),
        Path("datasets") / dataset_id,
        {"fields": [{"name": "統計年月", "type": "yearmonth"}]},
        Policy(
            LocalText("政府資訊公開法第7條", "FOI Law, article 7"), {"統計年月": FieldPolicy(Role.INSENSITIVE)}
        ),
    )


WORKSPACE = Workspace(
    Path("/srv/agency"),
    Catalog(
        AGENCY,
        LocalText("臺南示範監理站開放資料", "Open data of the Tainan Model Station"),
        LocalText("示範", "Sample"),
        (
            StaticPortalDefinition(
                "open-data", LocalText("本站開放資料入口網", "Open data portal of the station")
            ),
            CkanPortalDefinition(
                "city",
                LocalText("市府開放資料入口網（CKAN）", "City portal (CKAN)"),
                "https://data.example.gov.tw/",
                "station",
            ),
        ),
        withdrawals={
            "old-list": LocalText("委外契約已終止，資料不再更新。", "The contract has ended; no more data.")
        },
    ),
    {dataset_id: dataset(dataset_id) for dataset_id in TITLES if dataset_id != "old-list"},
    CHECKS,
)


AGE_BAND = {"at": "收件時間", "width": 10, "bottom": 0, "top": 80}
PSEUDONYM = {"length": 16, "prefix": "", "period": "year"}
ROC_MONTH = {"to": "month", "calendar": "roc"}
MASK = {"keep_first": 1, "keep_last": 0, "character": "*"}


def certificate(dataset_id: str, *, met: bool = True) -> Certificate:
    return Certificate(
        dataset_id,
        LocalText(
            "個人資料保護法第16條第1項第5款；政府資訊公開法第7條第1項第5款",
            "Personal Data Protection Act, article 16; Freedom of Government Information Law, article 7",
        ),
        (
            FieldTreatment("收件號", "案件代碼", "direct-identifier", "pseudonym", PSEUDONYM, 4812),
            FieldTreatment("申請人", None, "direct-identifier", "drop", {}, 4812),
            FieldTreatment("身分證字號", None, "direct-identifier", "drop", {}, 4812),
            FieldTreatment("出生日期", "年齡層", "quasi-identifier", "age-band", AGE_BAND, 4812),
            FieldTreatment("地址", "行政區", "quasi-identifier", "address-level", {"level": "district"}, 4807),
            FieldTreatment("收件時間", "收件年月", "quasi-identifier", "generalise-date", ROC_MONTH, 4812),
            FieldTreatment("車號", "車號", "direct-identifier", "mask", MASK, 4790),
            FieldTreatment("業務項目", "業務項目", "sensitive", "keep", {}, 0),
            FieldTreatment("備註", "備註", "sensitive", "redact-text", {"types": ""}, 318),
            FieldTreatment("滿意度", "滿意度", "insensitive", "top-code", {"at": 5}, 12),
        ),
        (
            PrivacyMeasure("k-anonymity", {"k": 5}, met, 5.0 if met else 2.0, 0 if met else 37),
            PrivacyMeasure("distinct-l-diversity", {"l": 2, "sensitive": "業務項目"}, met=True, observed=2.0),
            PrivacyMeasure(
                "minimum-cell-count", {"at_least": 6, "fields": "受理件數, 辦結件數"}, met=True, observed=6.0
            ),
        ),
        RiskSummary(4812, 4650, 1, 1.0, 0.9663, 0.9412),
        RiskSummary(4697, 212, 5 if met else 2, 0.2 if met else 0.5, 0.0451, 0.0),
        4812,
        115,
        0.05,
        ("case-log.csv", "case-log.ods", "case-log.json", "case-log.parquet", "dictionary.pdf"),
        {"publisher": "0.1.0"},
    )


def publication(dataset_id: str, rows: int = 4697, modified: datetime = STARTED) -> Publication:
    def artifact(name: str, kind: str, form: str, size: int, zh: str, en: str, count: int | None) -> Artifact:
        digest = f"{sum(ord(letter) * 7919**n for n, letter in enumerate(dataset_id + name)):064x}"[-64:]
        return Artifact(name, kind, form, "text/plain", size, digest, LocalText(zh, en), count)

    return Publication(
        dataset_id,
        "5f0c9d1e8a7b64230f11aa2bb3cc4dd5",
        modified,
        Path("/srv/agency/.publisher/store") / dataset_id,
        "315080700H-000001",
        TITLES[dataset_id],
        TITLES[dataset_id],
        (),
        "每1月",
        "A00",
        "臺南市",
        "OGDL-Taiwan-1.0",
        "https://data.gov.tw/license",
        ("2026-01", "2026-10"),
        rows,
        {"fields": []},
        (
            artifact(f"{dataset_id}.csv", "data", "csv", 612_433, "資料（CSV）", "Data (CSV)", rows),
            artifact(f"{dataset_id}.ods", "data", "ods", 498_112, "資料（ODS）", "Data (ODS)", rows),
            artifact(f"{dataset_id}.json", "data", "json", 1_733_020, "資料（JSON）", "Data (JSON)", rows),
            artifact("dictionary.pdf", "dictionary", "pdf", 88_100, "欄位說明", "Data dictionary", None),
            artifact("datapackage.json", "datapackage", "json", 840, "詮釋資料", "Metadata", None),
        ),
        certificate(dataset_id),
        AGENCY,
    )


def receipt(dataset_id: str, portal: str, action: PushAction, *, verified: bool = True) -> Receipt:
    files = [f"{dataset_id}.csv", f"{dataset_id}.ods", f"{dataset_id}.json", "dictionary.pdf", "datapackage.json"]
    return Receipt(
        portal,
        dataset_id,
        action,
        "5f0c9d1e8a7b64230f11aa2bb3cc4dd5",
        dataset_id,
        f"dataset/{dataset_id}/",
        {name: f"dataset/{dataset_id}/{name}" for name in files},
        EARLIER if action is PushAction.UNCHANGED else STARTED,
        verified,
        5 if verified else 0,
        tables={f"{dataset_id}.csv": 4_210} if portal == "city" else {},
    )


TYPE_ERROR = Finding(
    "schema.type-error",
    Outcome.FAILED,
    Severity.ERROR,
    "vehicle-registrations",
    "統計期",
    {"field": "統計期", "count": 1240, "type": "yearmonth"},
    (
        *(Place("source.csv", row=row, field="統計期", cell=f"C{row + 3}") for row in range(1, 90)),
        *(Place("source.csv", row=row, field="統計期", cell=f"C{row + 3}") for row in range(95, 116, 2)),
    ),
    1240,
    (*(value_class("２０２６／９９") for _ in range(4)), value_class("無資料"), value_class(" ")),
)
ROW_COUNT = Finding(
    "expectation.row-count",
    Outcome.FAILED,
    Severity.ERROR,
    "vehicle-registrations",
    "",
    {"rows": 118, "last": 1203, "least": 601},
)
NOT_MET = Finding(
    "privacy.model-not-met",
    Outcome.FAILED,
    Severity.ERROR,
    "complaints",
    "k-anonymity",
    {"model": "k-anonymity", "asked": "k ≥ 5", "observed": 2},
)
LEAK = Finding(
    "privacy.personal-data-in-output",
    Outcome.CANT_TELL,
    Severity.ERROR,
    "complaints",
    "案情摘要",
    {"field": "案情摘要", "kind": "行動電話", "count": 2},
    (Place("complaints.csv", row=17, field="案情摘要"), Place("complaints.ods", "資料", 17, "案情摘要", "F18")),
    2,
    (redact("mobile", "0900-000-012"), redact("mobile", "0900-000-012")),
)
STALE = Finding(
    "expectation.stale",
    Outcome.FAILED,
    Severity.WARNING,
    "online-share",
    "",
    {"newest": "2026-06-30", "days": 100},
)
UNKNOWN = Finding("custom.gone", Outcome.FAILED, Severity.ADVICE, "places", "", {}, (), 3)
CONFLICT = Finding(
    "portal.changed-elsewhere",
    Outcome.FAILED,
    Severity.ERROR,
    "courtesy-tests",
    "city",
    {"dataset": "courtesy-tests"},
)

_PUBLISHED = ("case-log", "case-time-monthly", "counter-waiting", "online-share", "places")
_UNCHANGED = ("courtesy-tests", "inspection-shops")


def full_night() -> NightReport:
    """Everything at once: published, unchanged, held, failed, withdrawn; a portal in trouble."""
    own = {"online-share": (STALE,), "places": (UNKNOWN,)}
    published = tuple(
        DatasetOutcome(
            name,
            State.PUBLISHED,
            "f" * 16,
            publication="5f0c9d1e8a7b64230f11aa2bb3cc4dd5",
            rows=4697 + index,
            findings=own.get(name, ()),
            certificate=certificate(name),
            counters={"structure": {"rows": 4812}},
            seconds=1.5,
        )
        for index, name in enumerate(_PUBLISHED)
    )
    unchanged = tuple(
        DatasetOutcome(name, State.UNCHANGED, "e" * 16, publication="5f0c", rows=52, certificate=certificate(name))
        for name in _UNCHANGED
    )
    stopped = (
        DatasetOutcome(
            "vehicle-registrations",
            State.HELD,
            "d" * 16,
            stage="validate",
            publication="5f0c9d1e8a7b64230f11aa2bb3cc4dd5",
            rows=1203,
            findings=(ROW_COUNT, TYPE_ERROR),
            held_since=STARTED,
        ),
        DatasetOutcome(
            "complaints",
            State.HELD,
            "c" * 16,
            stage="gate",
            findings=(NOT_MET, LEAK),
            certificate=certificate("complaints", met=False),
            held_since=EARLIER,
        ),
        DatasetOutcome(
            "satisfaction",
            State.FAILED,
            "",
            stage="source",
            publication="5f0c9d1e8a7b64230f11aa2bb3cc4dd5",
            rows=96,
            error=msg("the portal {portal} does not answer an anonymous reader", portal="x"),
            hint=msg("see that its address is right and its web server runs; the next run reads back again"),
            held_since=EARLIER,
        ),
    )
    return NightReport(
        412,
        STARTED,
        STARTED + timedelta(minutes=4, seconds=12),
        (*published, *unchanged, *stopped, DatasetOutcome("old-list", State.WITHDRAWN, "")),
        (
            PortalOutcome(
                "open-data",
                "static",
                "https://open.example.gov.tw/",
                (
                    *(receipt(name, "open-data", PushAction.UPDATE) for name in _PUBLISHED),
                    *(receipt(name, "open-data", PushAction.UNCHANGED) for name in _UNCHANGED),
                    receipt("old-list", "open-data", PushAction.WITHDRAW),
                ),
                writes=1,
            ),
            PortalOutcome(
                "city",
                "ckan",
                "https://data.example.gov.tw/",
                (
                    *(receipt(name, "city", PushAction.CREATE) for name in _PUBLISHED[1:]),
                    receipt("case-log", "city", PushAction.UPDATE, verified=False),
                ),
                (CONFLICT,),
                error=msg("the portal {portal} does not answer an anonymous reader", portal="city"),
                hint=msg("see that its address is right and its web server runs; the next run reads back again"),
                writes=14,
            ),
        ),
        4,
        {"python": "3.11.7", "publisher": "0.1.0", "frictionless": "5.21.0", "polars": "2.1.0"},
        first_seen={
            ROW_COUNT.fingerprint: STARTED,
            TYPE_ERROR.fingerprint: STARTED,
            NOT_MET.fingerprint: EARLIER,
            LEAK.fingerprint: EARLIER,
            STALE.fingerprint: EARLIER,
            UNKNOWN.fingerprint: STARTED,
            CONFLICT.fingerprint: STARTED,
        },
        new=tuple(item.fingerprint for item in (ROW_COUNT, TYPE_ERROR, UNKNOWN, CONFLICT)),
        fixed=(
            Fixed("0123456789abcdef", "schema.type-error", "case-log", "dataset"),
            Fixed("fedcba9876543210", "links.broken", "fucheng", "website"),
        ),
    )


def publications() -> dict[str, Publication]:
    """What stands published after the full night."""
    return {
        **{name: publication(name) for name in (*_PUBLISHED, *_UNCHANGED)},
        "vehicle-registrations": publication("vehicle-registrations", 1203, EARLIER),
        "satisfaction": publication("satisfaction", 96, EARLIER),
    }


def calm_night() -> NightReport:
    """A night on which nothing changed."""
    outcomes = tuple(
        DatasetOutcome(name, State.UNCHANGED, "e" * 16, publication="5f0c", rows=52, certificate=certificate(name))
        for name in (*_PUBLISHED, *_UNCHANGED)
    )
    receipts = tuple(receipt(item.dataset, "open-data", PushAction.UNCHANGED) for item in outcomes)
    portal = PortalOutcome("open-data", "static", "", receipts)
    return NightReport(413, STARTED, STARTED, outcomes, (portal,), 0, {"publisher": "0.1.0"})
