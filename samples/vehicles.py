"""Registered vehicles by month and district: a workbook for printing, with a three-row merged header."""

from __future__ import annotations

from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from samples.files import xlsx_bytes

_SOUTH = {
    "東區": 184.0, "南區": 122.0, "北區": 127.0, "中西區": 77.0, "安平區": 68.0, "安南區": 202.0, "永康區": 234.0,
    "仁德區": 77.0, "歸仁區": 69.0, "關廟區": 34.0, "龍崎區": 3.6, "新化區": 43.0, "左鎮區": 4.4, "玉井區": 12.8,
    "楠西區": 8.6, "南化區": 8.0, "山上區": 7.0, "新市區": 38.0, "善化區": 51.0, "安定區": 30.0,
}  # fmt: skip
_NORTH = {
    "新營區": 76.0, "鹽水區": 24.0, "白河區": 25.5, "柳營區": 20.5, "後壁區": 21.8, "東山區": 19.2, "麻豆區": 44.0,
    "下營區": 22.6, "六甲區": 21.4, "官田區": 21.0, "大內區": 8.6, "佳里區": 58.0, "學甲區": 24.6, "西港區": 24.4,
    "七股區": 21.0, "將軍區": 18.4, "北門區": 10.2,
}  # fmt: skip
"""Districts with their inhabitants in thousands, rounded, which is near enough for invented vehicles."""

_KINDS = {
    "大客車": 1.3, "大貨車": 8.2, "小客車": 292.0, "小貨車": 47.0, "特種車": 3.1,
    "大型重型": 9.4, "普通重型": 652.0, "普通輕型": 41.0,
}  # fmt: skip
"""Vehicles per thousand inhabitants."""

_CARS = ("大客車", "大貨車", "小客車", "小貨車", "特種車")
_MOTORCYCLES = ("大型重型", "普通重型", "普通輕型")
_GROWTH = {"小客車": 0.0011, "大型重型": 0.004, "普通輕型": -0.006, "普通重型": 0.0006}


def files(random: Random) -> dict[str, bytes]:
    """`vehicles.xlsx`: ten months, 37 districts, subtotals for two areas and a total for each month."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "車籍統計"
    labels = ["統計年月", "行政區", *_CARS, "小計", *_MOTORCYCLES, "小計", "合計"]
    sheet.append(["臺南市機動車輛登記數－按行政區及車種分"])
    sheet.append(
        ["中華民國115年1月至10月", None, None, None, None, None, None, None, None, None, None, None, "單位：輛"]
    )
    sheet.append(["統計年月", "行政區", "機動車輛登記數"])
    sheet.append([None, None, "汽車", None, None, None, None, None, "機車", None, None, None, "總計"])
    sheet.append([None, None, *labels[2:]])
    for area in ("A1:M1", "A3:A5", "B3:B5", "C3:M3", "C4:H4", "I4:L4"):
        sheet.merge_cells(area)
    for row in (1, 3, 4, 5):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(horizontal="center", vertical="center")
    base = {
        district: {kind: people * per * random.uniform(0.86, 1.16) for kind, per in _KINDS.items()}
        for district, people in {**_SOUTH, **_NORTH}.items()
    }
    for month in range(1, 11):
        first = sheet.max_row + 1
        total = dict.fromkeys(_KINDS, 0)
        for area, districts in (("溪南", _SOUTH), ("溪北", _NORTH)):
            subtotal = dict.fromkeys(_KINDS, 0)
            for district in districts:
                counts = {
                    kind: round(
                        base[district][kind] * (1 + _GROWTH.get(kind, 0.0) * month) + random.uniform(-1, 1)
                    )
                    for kind in _KINDS
                }
                sheet.append(
                    [f"115年{month}月" if sheet.max_row + 1 == first else None, district, *_cells(counts)]
                )
                for kind, count in counts.items():
                    subtotal[kind] += count
                    total[kind] += count
            sheet.append([None, f"{area}小計", *_cells(subtotal)])
        sheet.append([None, "合計", *_cells(total)])
        sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=1, end_column=1)
    sheet.append(["說明：1.本表不含已註銷牌照車輛。"])
    sheet.append(["　　　2.行政區依車主戶籍地址統計。"])
    sheet.append(["資料來源：車輛管理股公務統計報表。"])
    sheet.column_dimensions["A"].width = 14
    return {"vehicle-registrations/vehicles.xlsx": xlsx_bytes(book)}


def _cells(counts: dict[str, int]) -> list[str]:
    """Counts as the statistics system exports them: text with thousands separators, a dash for none."""
    cars = [counts[kind] for kind in _CARS]
    motorcycles = [counts[kind] for kind in _MOTORCYCLES]
    line = [*cars, sum(cars), *motorcycles, sum(motorcycles), sum(cars) + sum(motorcycles)]
    return [f"{count:,}" if count else "－" for count in line]
