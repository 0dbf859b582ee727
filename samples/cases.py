"""The case log as the counter system exports it: one row a case, with everything the desk knows of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from samples import people
from samples.calendar import moment, office_days, rush, work_days_later
from samples.files import Cell, csv_bytes

HEADER = (
    "收件號", "收件時間", "申請人", "身分證字號", "出生日期", "電話", "地址", "車號",
    "業務項目代碼", "受理管道", "限辦日數", "結案時間", "處理日數", "備註",
)  # fmt: skip
CASES = 6400
FIRST, LAST = date(2025, 10, 1), date(2026, 10, 31)


@dataclass(frozen=True, slots=True)
class Item:
    """A service: how often (thousandths), share online, working days allowed, and the vehicle it is about.

    What is allowed one day is done while the person waits.
    """

    weight: int
    online: float
    days: int
    vehicle: str


ITEMS = {
    "A01": Item(88, 0.0, 1, "car"),
    "A02": Item(96, 0.0, 1, "motorcycle"),
    "A03": Item(92, 0.0, 1, "car"),
    "A04": Item(104, 0.0, 1, "motorcycle"),
    "A05": Item(92, 0.34, 3, "car"),
    "A06": Item(48, 0.0, 3, "car"),
    "A07": Item(62, 0.42, 3, "motorcycle"),
    "B01": Item(98, 0.37, 3, "car"),
    "B02": Item(90, 0.33, 3, "motorcycle"),
    "B03": Item(56, 0.0, 1, ""),
    "B04": Item(58, 0.0, 5, ""),
    "C01": Item(64, 0.52, 30, "car"),
    "D01": Item(52, 0.45, 10, "car"),
}
_REMARKS = (
    "",
    "",
    "",
    "",
    "委託書已附，代辦人{name}，電話{phone}",
    "申請人：{name}，證號{id}，影本留存",
    "車主：{name}，號牌{plate}遺失已報案",
    "{plate}欠繳違規罰鍰已於現場繳清",
    "補正通知已電洽（{phone}）",
    "郵寄地址：{address}",
    "與{plate}一併辦理",
    "聯絡人：{name}，請改撥{phone}",
    "證件已退還",
    "已告知補件，{day}前補正",
    "更換新式號牌，舊牌{plate}繳回",
    "通知信箱{email}",
)


def files(random: Random) -> dict[str, bytes]:
    """The log in CP950, as the old counter system writes it."""
    days = list(office_days(FIRST, LAST))
    crowd = [people.person(random, LAST) for _ in range(CASES * 4 // 5)]
    chosen = sorted(random.choices(days, [rush(day) for day in days], k=CASES))
    times = sorted(moment(random, day) for day in chosen)
    rows = [_row(random, number, time, random.choice(crowd)) for number, time in enumerate(times, 1)]
    return {"case-log/cases.csv": csv_bytes(HEADER, rows, "cp950")}


def _row(random: Random, number: int, time: datetime, person: people.Person) -> list[Cell]:
    code = random.choices(tuple(ITEMS), [item.weight for item in ITEMS.values()])[0]
    item = ITEMS[code]
    # Online use grows through the year, by about a quarter in all.
    share = item.online * (0.88 + 0.25 * (time.date() - FIRST).days / 395)
    channel = "線上" if random.random() < share else random.choices(("臨櫃", "郵寄", "代辦"), (80, 5, 15))[0]
    days = 0 if item.days == 1 else _days(random, item.days)
    closed = time + timedelta(minutes=random.randrange(6, 45))
    if days:
        closing = work_days_later(time.date(), days)
        closed = closed.replace(year=closing.year, month=closing.month, day=closing.day)
    open_still = closed.date() > LAST + timedelta(days=5)
    plate = people.plate(random, item.vehicle) if item.vehicle else ""
    return [
        f"{time.year - 1911}{time.month:02d}{number:06d}",
        _roc_time(time),
        person.name,
        person.national_id,
        _birth(random, person.birth),
        person.phone,
        person.address,
        plate,
        code,
        channel,
        item.days,
        "" if open_still else _roc_time(closed),
        "" if open_still else days,
        _remark(random, time.date()),
    ]


def _days(random: Random, allowed: int) -> int:
    """Working days used: most cases well inside the time allowed, about one in forty beyond it."""
    if random.random() < 0.025:
        return allowed + random.randrange(1, max(2, allowed // 3 + 1))
    return min(allowed, int(random.triangular(0, allowed + 1, allowed * 0.45)))


def _roc_time(time: datetime) -> str:
    return f"{people.roc_date(time.date())} {time:%H:%M}"


def _birth(random: Random, birth: date) -> str:
    """Birth dates as three generations of clerks have typed them."""
    style = random.random()
    if style < 0.9:
        return people.roc_date(birth)
    if style < 0.97:
        return f"{birth.year - 1911}.{birth.month}.{birth.day}"
    return f"民國{birth.year - 1911}年{birth.month}月{birth.day}日"


def _remark(random: Random, day: date) -> str:
    text = random.choice(_REMARKS)
    return text.format(
        name=people.name(random),
        id=people.national_id(random, male=random.random() < 0.5),
        phone=people.phone(random),
        plate=people.plate(random),
        address=people.address(random),
        email=people.email(random),
        day=people.roc_date(work_days_later(day, 7)),
    )
