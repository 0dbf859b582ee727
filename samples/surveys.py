"""The half-yearly satisfaction survey (a styled workbook) and the quarterly telephone courtesy tests (ODS)."""

from __future__ import annotations

from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from samples.files import Cell, ods_bytes, xlsx_bytes

_PERIODS = ("113年下半年", "114年上半年", "114年下半年", "115年上半年")
_QUESTIONS = {
    "洽公環境": ("環境整潔舒適", "動線與標示清楚", "無障礙設施完善", "停車便利"),
    "服務禮儀": ("主動招呼與引導", "服務態度親切", "電話應對有禮"),
    "服務專業性": ("說明清楚一次告知", "業務熟悉回答正確", "處理速度"),
    "服務措施": ("線上申辦便利", "預約服務便利", "申辦進度查詢", "整體滿意度"),
}
_HARD = {"停車便利": -0.16, "線上申辦便利": -0.05, "處理速度": -0.06, "申辦進度查詢": -0.09, "電話應對有禮": -0.03}
_ANSWERS = ("非常滿意", "滿意", "普通", "不滿意", "非常不滿意")
_UNITS = {
    "車輛管理股": 87.2, "駕駛人管理股": 88.4, "違規裁罰股": 84.9, "稅費管理股": 86.3,
    "考驗股": 85.8, "服務台": 90.6,
}  # fmt: skip


def files(random: Random) -> dict[str, bytes]:
    """`survey.xlsx` and `courtesy.ods`."""
    return {
        "satisfaction-halfyear/survey.xlsx": _survey(random),
        "courtesy-quarterly/courtesy.ods": _courtesy(random),
    }


def _survey(random: Random) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "調查結果"
    sheet.append(["服務滿意度調查結果彙整表"])
    sheet.append(["單位：人次；平均分數以非常滿意 5 分至非常不滿意 1 分計算"])
    sheet.append(["調查期別", "題組", "題目", "有效樣本數", *_ANSWERS, "平均分數"])
    for column in range(1, 11):
        sheet.cell(3, column).font = Font(bold=True)
    row = 4
    for step, period in enumerate(_PERIODS):
        asked = random.randrange(1380, 1530)
        start = row
        for group, questions in _QUESTIONS.items():
            first = row
            for question in questions:
                counts = _answers(random, asked, 0.5 + 0.012 * step + _HARD.get(question, 0.0))
                number = sum(counts)
                mean = sum(score * count for score, count in zip((5, 4, 3, 2, 1), counts, strict=True)) / number
                lead: list[Cell] = [period if row == start else None, group if row == first else None, question]
                sheet.append([*lead, number, *counts, round(mean, 2)])
                row += 1
            sheet.merge_cells(start_row=first, end_row=row - 1, start_column=2, end_column=2)
        sheet.merge_cells(start_row=start, end_row=row - 1, start_column=1, end_column=1)
        sheet.cell(start, 1).alignment = Alignment(vertical="top")
    sheet.append([])
    sheet.append(["註：本調查採現場與線上併行，不記名；未作答者不計入有效樣本。"])
    sheet.append(["資料來源：企劃股「服務滿意度調查報告」。"])
    sheet.merge_cells("A1:J1")
    sheet.merge_cells("A2:J2")
    sheet.column_dimensions["C"].width = 22
    return xlsx_bytes(book)


def _answers(random: Random, asked: int, best: float) -> list[int]:
    """Counts from very satisfied to very dissatisfied; even the rarest answer was given by a dozen or so."""
    worst = random.uniform(0.008, 0.012) - min(0.0, best - 0.5) * 0.08
    poor = random.uniform(0.018, 0.026) - min(0.0, best - 0.5) * 0.2
    fair = random.uniform(0.085, 0.12) - min(0.0, best - 0.5) * 0.3
    answered = asked - random.randrange(15, 90)
    shares = (best, 1 - best - fair - poor - worst, fair, poor, worst)
    return [max(8, round(answered * share)) for share in shares]


def _courtesy(random: Random) -> bytes:
    rows: list[list[Cell]] = [
        ["電話禮貌測試成績統計表"],
        ["依「電話禮貌測試量表」評分，滿分 100 分，80 分以上為合格"],
        ["年度", "季別", "受測單位", "受測次數", "平均分數", "合格次數", "測試人員", "受測分機"],
    ]
    for quarter in range(11):
        year, season = 113 + quarter // 4, quarter % 4 + 1
        for index, (unit, level) in enumerate(_UNITS.items()):
            tests = random.choice((8, 10, 10, 12))
            mean = round(level + quarter * 0.22 + random.gauss(0, 1.1), 1)
            passed = min(tests, tests - (random.random() < 0.5) - (mean < 86 and random.random() < 0.5))
            first = index == 0
            rows.append(
                [
                    f"{year}年度" if first and (season == 1 or quarter == 0) else None,
                    f"第{season}季" if first else None,
                    unit,
                    tests,
                    mean,
                    passed,
                    f"測試員{random.choice('甲乙丙丁')}",
                    f"分機{200 + index * 10 + random.randrange(1, 9)}",
                ]
            )
    rows.append([])
    rows.append(["註：測試人員及受測分機僅供內部改善使用，不對外公開。"])
    return ods_bytes({"成績": rows}, "電話禮貌測試成績統計表")
