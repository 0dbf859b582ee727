"""Driving tests: written tests by language (JSON), the daily road tests, and lectures after accidents."""

from __future__ import annotations

from datetime import date
from random import Random

from samples import people
from samples.calendar import office_days, rush
from samples.files import Cell, csv_bytes, json_bytes

_TESTS = {
    "普通小型車": (470, 0.86),
    "普通重型機車": (690, 0.79),
    "普通輕型機車": (150, 0.76),
    "職業小型車": (125, 0.83),
}
_LANGUAGES = {"中文": 1.0, "英文": 0.16, "越南文": 0.3, "印尼文": 0.26, "泰文": 0.14}
_ROAD = {"普通小型車": 26, "普通重型機車": 38, "普通輕型機車": 9, "職業小型車": 8}
_SITES = {"本站考驗場": 1.0, "新化考驗場": 0.55, "麻豆考驗場": 0.5}
ROAD_HEADER = ("測驗日期", "考驗場", "考驗車種", "報考人次", "到考人次", "合格人次")
LECTURE_HEADER = (
    "受講編號", "姓名", "身分證字號", "出生日期", "性別", "地址", "肇事日期", "車種", "肇事原因", "受傷程度",
    "講習日期", "完成講習",
)  # fmt: skip
LECTURES = 1150


def files(random: Random) -> dict[str, bytes]:
    """The written tests, the road tests as they arrived last night (broken), and the lectures."""
    return {
        "driving-exam/written-tests.json": json_bytes(_written(random)),
        "road-test-daily/road-tests.csv": _broken(road_tests(_stream(random))),
        "accident-involved-persons/lectures.csv": csv_bytes(LECTURE_HEADER, _lectures(random), "utf-8-sig"),
    }


def mended(random: Random) -> dict[str, bytes]:
    """The road tests as they should have arrived."""
    _written(random)
    return {"road-test-daily/road-tests.csv": csv_bytes(ROAD_HEADER, road_tests(_stream(random)), "cp950")}


def _stream(random: Random) -> Random:
    """A stream of its own for the road tests, so that they are alike broken and mended."""
    return Random(random.random())  # noqa: S311 - samples, not secrets


def _written(random: Random) -> list[dict[str, Cell]]:
    records: list[dict[str, Cell]] = []
    for step in range(13):
        year, month = divmod(2025 * 12 + 9 + step, 12)
        season = 1.25 if month + 1 in (7, 8) else 0.8 if month + 1 == 2 else 1.0
        for kind, (usual, rate) in _TESTS.items():
            for language, share in _LANGUAGES.items():
                applied = round(usual * share * season * random.uniform(0.9, 1.1))
                came = applied - round(applied * random.uniform(0.04, 0.1))
                passed = round(came * (rate - (0.0 if language == "中文" else 0.09)) * random.uniform(0.94, 1.05))
                records.append(
                    {
                        "統計年月": f"{year - 1911}年{month + 1}月",
                        "測驗類別": kind,
                        "語別": language,
                        "報考人次": applied,
                        "到考人次": came,
                        "合格人次": min(passed, came),
                    }
                )
    return records


def road_tests(random: Random) -> list[list[Cell]]:
    """One row a day, site and kind of vehicle since January, in good order."""
    rows: list[list[Cell]] = []
    for day in office_days(date(2026, 1, 2), date(2026, 11, 19)):
        for site, size in _SITES.items():
            for kind, usual in _ROAD.items():
                applied = max(1, round(usual * size * rush(day) * random.uniform(0.7, 1.3)))
                came = applied - round(applied * random.uniform(0.0, 0.12))
                rows.append(
                    [people.roc_date(day), site, kind, applied, came, round(came * random.uniform(0.55, 0.8))]
                )
    return rows


def _broken(rows: list[list[Cell]]) -> bytes:
    """Last night's delivery: a tenth of the rows, with month and day run into each other in most dates."""
    left = rows[: len(rows) // 10]
    for number, row in enumerate(left):
        year, month, day = str(row[0]).split("/")
        if number % 3:
            row[0] = f"{year}/{int(day) + 12}/{month}"
    return csv_bytes(ROAD_HEADER, left, "cp950")


def _lectures(random: Random) -> list[list[Cell]]:
    days = list(office_days(date(2026, 1, 2), date(2026, 10, 30)))
    rows: list[list[Cell]] = []
    for number in range(1, LECTURES + 1):
        somebody = people.person(random, date(2026, 10, 30))
        accident, lecture = sorted(random.sample(days, 2))
        vehicle = random.choices(("自用小客車", "普通重型機車", "自用小貨車", "營業小客車"), (36, 48, 10, 6))[0]
        rows.append(
            [
                f"RS115{number:04d}",
                somebody.name,
                somebody.national_id,
                people.roc_date(somebody.birth),
                "男" if somebody.national_id[1] == "1" else "女",
                somebody.address,
                people.roc_date(accident),
                vehicle,
                random.choices(
                    ("未注意車前狀況", "未依規定讓車", "酒後駕車", "違反號誌", "未保持安全距離"),
                    (34, 27, 8, 15, 16),
                )[0],
                random.choices(("無人受傷", "輕傷", "重傷", "死亡"), (45, 46, 7, 2))[0],
                people.roc_date(lecture),
                "是" if random.random() < 0.93 else "否",
            ]
        )
    return sorted(rows, key=lambda row: str(row[0]))
