"""Simplified procedures, tests of staff, written procedures, staff survey: small tables as offices keep them."""

from __future__ import annotations

import csv
import io
from random import Random

from samples.files import Cell

_SERVICES = ("汽車過戶登記", "機車過戶登記", "行車執照換補發", "汽車駕照換補發", "國際駕照核發", "職業駕照審驗")
_OTHERS = ("汽車新領牌照", "機車新領牌照", "號牌遺失補發", "車輛報廢登記", "交通違規申訴", "汽車燃料使用費退費")
_UNITS = {"車輛管理股": 24, "駕駛人管理股": 22, "違規裁罰股": 16, "稅費管理股": 14, "考驗股": 18, "服務台": 12}
_STAFF = 140
_STAFF_QUESTIONS = ("工作環境", "行政支援", "教育訓練", "溝通與參與", "整體滿意度")


def files(random: Random) -> dict[str, bytes]:
    """The four files, in CP950 and UTF-8."""
    return {
        "paperless-quarterly/paperless.csv": _paperless(random),
        "professional-halfyear/professional.csv": _professional(random),
        "sop-register/sop.csv": _sop(random),
        "staff-survey-yearly/staff.csv": _staff(random),
    }


def _csv(rows: list[list[Cell]], encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def _paperless(random: Random) -> bytes:
    rows: list[list[Cell]] = [
        ["年度", "季別", "業務項目", "改造前書表數", "改造後書表數", "改造前核章數", "改造後核章數"]
    ]
    before = {name: (random.randrange(4, 8), random.randrange(3, 6)) for name in _SERVICES}
    for quarter in range(11):
        for at, name in enumerate(_SERVICES):
            papers, stamps = before[name]
            fewer = min(2, (quarter + at) // 4)
            rows.append(
                [
                    f"{113 + quarter // 4}年度",
                    f"第{quarter % 4 + 1}季",
                    name,
                    papers,
                    papers - fewer,
                    stamps,
                    max(1, stamps - fewer),
                ]
            )
    return _csv(rows, "cp950")


def _professional(random: Random) -> bytes:
    rows: list[list[Cell]] = [["期別", "受測單位", "受測人數", "平均分數", "合格人數"]]
    for half in range(5):
        for unit, people in _UNITS.items():
            tested = people - random.randrange(0, 3)
            mean = round(86 + half * 0.6 + random.gauss(0, 1.5), 1)
            period = f"{113 + half // 2}年{'上下'[half % 2]}半年"
            rows.append([period, unit, tested, mean, tested - (random.random() < 0.6) - (mean < 86)])
    return _csv(rows)


def _sop(random: Random) -> bytes:
    rows: list[list[Cell]] = [["業務項目", "已訂定", "本年度已檢討", "最近檢討日期"]]
    for at, name in enumerate((*_SERVICES, *_OTHERS)):
        written, recent = name != "交通違規申訴", at % 4 != 3
        year = 115 if recent else 114
        day = f"{year}年{random.randrange(2, 9)}月{random.randrange(1, 28)}日" if written else None
        rows.append([name, "是" if written else "否", "是" if written and recent else "否", day])
    return _csv(rows)


def _staff(random: Random) -> bytes:
    rows: list[list[Cell]] = [["年度", "題目", "發出份數", "有效樣本數", "滿意以上", "普通", "不滿意以下"]]
    for year in (113, 114, 115):
        answered = random.randrange(104, 122)
        for question in _STAFF_QUESTIONS:
            valid = answered - random.randrange(0, 5)
            content = round(valid * (0.72 + 0.02 * (year - 113) + random.uniform(-0.05, 0.05)))
            poor = random.randrange(7, 12)
            rows.append([f"{year}年度", question, _STAFF, valid, content, valid - content - poor, poor])
    return _csv(rows)
