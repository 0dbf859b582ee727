"""Invented people and their numbers, made so that nobody real can be among them.

- national IDs: only region letters that are no longer issued (L, R, S, Y) and a third digit 9, with the right
  check digit, so that recognisers see them;
- phones: 0900-000-000 to 0900-000-099; mail: example.com;
- plates: always with a digit 4, which number plates in Taiwan leave out;
- names: a common surname, then one of the characters of "test, sample, draft, example", then an ordinary one;
- addresses: districts of Tainan (generalisation needs them), on roads that are called test and example.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

SURNAMES = {
    "陳": 111, "林": 83, "黃": 60, "張": 53, "李": 51, "王": 41, "吳": 40, "劉": 32, "蔡": 29, "楊": 27,
    "許": 23, "鄭": 19, "謝": 18, "郭": 15, "洪": 15, "曾": 14, "邱": 15, "廖": 14, "賴": 13, "周": 12,
    "徐": 12, "蘇": 12, "葉": 12, "莊": 10, "呂": 9, "江": 9, "何": 9, "蕭": 8, "羅": 9, "高": 8, "歐陽": 1,
}  # fmt: skip
_MIDDLE = "測試範例樣擬"
_LAST = "安平宜家宏明志偉俊傑文華美玲淑芬雅婷怡君佳穎建成國雄秀英惠珍宗翰承恩子晴品妍"

LETTER_VALUES = {"L": 20, "R": 25, "S": 26, "Y": 31}
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)

DISTRICTS = {
    "永康區": 168, "東區": 150, "安南區": 138, "南區": 102, "北區": 104, "中西區": 68, "仁德區": 70,
    "安平區": 62, "歸仁區": 58, "新化區": 36, "關廟區": 28, "善化區": 12, "新市區": 12, "安定區": 9,
}  # fmt: skip
"""Where the station's customers live, in thousandths: the south of the city, as its area of work is."""

FAR_DISTRICTS = ("臺南市玉井區", "臺南市佳里區", "臺南市麻豆區", "臺南市新營區", "高雄市路竹區", "高雄市茄萣區")
_ROADS = ("測試路", "範例路", "範例街", "測試街", "樣本路", "示範街", "範例一路", "測試二街", "擬真路")
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Person:
    """One invented applicant."""

    name: str
    national_id: str
    birth: date
    phone: str
    address: str


def pick(random: Random, weights: dict[str, int]) -> str:
    """One key of `weights`, by weight."""
    return random.choices(tuple(weights), tuple(weights.values()))[0]


def name(random: Random) -> str:
    """A name nobody is likely to bear, such as 陳範宏."""
    return pick(random, SURNAMES) + random.choice(_MIDDLE) + random.choice(_LAST)


def national_id(random: Random, male: bool) -> str:
    """An identity number with a retired letter, third digit 9 and the right check digit."""
    letter = random.choice(tuple(LETTER_VALUES))
    body = ("1" if male else "2") + "9" + "".join(str(random.randrange(10)) for _ in range(6))
    digits = [int(item) for item in f"{LETTER_VALUES[letter]}{body}"]
    total = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return f"{letter}{body}{-total % 10}"


def phone(random: Random) -> str:
    """A mobile number of the block kept free for samples, in one of the ways people write it."""
    tail = f"{random.randrange(100):03d}"
    return random.choices((f"0900-000-{tail}", f"0900000{tail}", f"0900 000 {tail}"), (7, 2, 1))[0]


def plate(random: Random, kind: str = "car") -> str:
    """A number plate of today's form with at least one 4 in it, so that it was never issued."""
    first = {"car": "ABR", "motorcycle": "MNE", "truck": "KHL"}[kind]
    letters = random.choice(first) + random.choice(_PLATE_LETTERS) + random.choice(_PLATE_LETTERS)
    digits = [str(random.randrange(10)) for _ in range(4)]
    digits[random.randrange(4)] = "4"
    return f"{letters}-{''.join(digits)}"


def address(random: Random) -> str:
    """An address in a real district on a road that does not exist, in the usual variety of spellings."""
    if random.random() < 0.012:
        district = random.choice(FAR_DISTRICTS)
    else:
        city = "台南市" if random.random() < 0.12 else "臺南市"
        district = city + pick(random, DISTRICTS)
    road = random.choice(_ROADS)
    section = random.choice(("", "", "", "一段", "二段", "三段")) if road.endswith("路") else ""
    lane = f"{random.randrange(2, 400)}巷" if random.random() < 0.4 else ""
    alley = f"{random.randrange(1, 60)}弄" if lane and random.random() < 0.3 else ""
    number = f"{random.randrange(1, 480)}{f'之{random.randrange(1, 9)}' if random.random() < 0.08 else ''}號"
    floor = f"{random.randrange(2, 15)}樓" if random.random() < 0.35 else ""
    text = f"{district}{road}{section}{lane}{alley}{number}{floor}"
    return full_width(text) if random.random() < 0.04 else text


def full_width(text: str) -> str:
    """Digits as some input methods leave them: １２３."""
    return "".join(chr(ord(item) + 0xFEE0) if item.isascii() and item.isdigit() else item for item in text)


def person(random: Random, today: date) -> Person:
    """One adult (from 18 years on), ages as among the customers of a motor-vehicle station."""
    low, high = random.choices(((18, 20), (20, 40), (40, 60), (60, 86)), (9, 38, 35, 18))[0]
    birth = today - timedelta(days=random.randrange(int(low * 365.25) + 1, int(high * 365.25)))
    male = random.random() < 0.56
    return Person(name(random), national_id(random, male), birth, phone(random), address(random))


def roc_date(day: date, separator: str = "/") -> str:
    """A date in the national calendar: 115/03/05."""
    return f"{day.year - 1911:03d}{separator}{day.month:02d}{separator}{day.day:02d}"


def email(random: Random) -> str:
    """An address at a domain reserved for examples."""
    return f"{random.choice(('test', 'sample', 'demo', 'user'))}{random.randrange(1, 900):03d}@example.com"
