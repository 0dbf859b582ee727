"""Inspection appointments: one CSV file a month, named by the national calendar (11501.csv to 11510.csv)."""

from __future__ import annotations

from datetime import date
from random import Random

from samples import people
from samples.calendar import office_days
from samples.files import Cell, csv_bytes

HEADER = ("預約編號", "檢驗日期", "時段", "車種", "出廠年月", "車號", "聯絡電話", "檢驗類別", "檢驗結果")
_VEHICLES = {"自用小客車": 56, "自用小貨車": 17, "營業小客車": 11, "大貨車": 10, "大客車": 6}
_PLATES = {"自用小客車": "car", "自用小貨車": "car", "營業小客車": "car", "大貨車": "truck", "大客車": "truck"}
_DAILY = 30


def files(random: Random) -> dict[str, bytes]:
    """Ten months of appointments, about thirty a day."""
    made = {}
    for month in range(1, 11):
        last = date(2026, month + 1, 1)
        days = [day for day in office_days(date(2026, month, 1), last) if day != last]
        rows = [row for day in days for row in _day(random, day)]
        for number, row in enumerate(rows, 1):
            row[0] = f"CK115{month:02d}{number:04d}"
        made[f"inspection-appointments/115{month:02d}.csv"] = csv_bytes(HEADER, rows)
    return made


def _day(random: Random, day: date) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for _ in range(round(_DAILY * random.uniform(0.75, 1.25))):
        vehicle = people.pick(random, _VEHICLES)
        age = min(24, max(1, int(random.gauss(10 if vehicle.startswith("自用") else 7, 4.5))))
        failing = 0.05 + 0.008 * age
        result = "未到檢" if random.random() < 0.04 else "不合格" if random.random() < failing else "合格"
        rows.append(
            [
                "",
                people.roc_date(day),
                random.choices(("上午", "下午"), (58, 42))[0],
                vehicle,
                f"{day.year - age}/{random.randrange(1, 13):02d}",
                people.plate(random, _PLATES[vehicle]),
                people.phone(random),
                random.choices(("定期檢驗", "臨時檢驗", "變更檢驗"), (83, 9, 8))[0],
                result,
            ]
        )
    return sorted(rows, key=lambda row: str(row[2]))
