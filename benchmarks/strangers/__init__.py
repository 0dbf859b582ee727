"""Recall on texts of writers that are not those of `benchmarks/recognition.py`.

    .venv/bin/python -m benchmarks.strangers [--show]

Texts are forms, chats, scans, letters, reports, minutes, notes, rows and web texts with slots. Names, romanised
names and most addresses of the first two are Faker's (40.63.0, MIT, locale zh_TW, another seed for each);
the third has the layouts of public projects of others (notes of hospitals, leases, registers, dumps).
Numbers are written in ways of each set. In the lines of `look_alikes.txt` nothing may be found. A value counts
as found when blocking hits cover four fifths of it. Every set was measured before its misses were looked at:
`first_run.txt` holds the figures of that run.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from publisher.privacy.recognisers import scan

FOLDER = Path(__file__).parent
SEED = 20261129
ROUNDS = 12
COVERED = 0.8
_SLOT = re.compile(r"\{([a-z_]+)\}")
_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
KINDS = {
    "tribal": "name (other languages)",
    "latin": "name (Latin letters)",
    "arc": "id (foreign residents)",
    "english": "address (English)",
    "birth_en": "birth",
    "mobile_url": "mobile",
    "mobile_html": "mobile",
    "id_url": "id",
    "email_spelled": "email",
}
"""Slots that are counted under another word."""


@dataclass(frozen=True)
class Planted:
    """A value in a text: its slot and its place."""

    slot: str
    start: int
    end: int


def _lines(folder: str, name: str) -> list[str]:
    return (FOLDER / folder / name).read_text(encoding="utf-8").splitlines()


class Writer:
    """Writes values of every slot, in ways of its own."""

    folder = "first"

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pick = self.random.choice
        files = ("names.txt", "romanised.txt", "addresses.txt")
        self.names, self.romanised, self.addresses = (_lines(self.folder, name) for name in files)

    def digits(self, count: int) -> str:
        return "".join(self.random.choices("0123456789", k=count))

    def value(self, slot: str) -> str:
        """A value for the slot."""
        made: Callable[[], str] = getattr(self, f"_{slot}")
        return made()

    def _name(self) -> str:
        return self.pick(self.names)

    def _latin(self) -> str:
        return self.pick(
            (
                self.pick(self.romanised),
                self.pick(("Pham Thi Hoa", "Siti Rahayu", "Maria Dela Cruz", "Peter Novak")),
            )
            if self.random.random() < 0.3
            else (self.pick(self.romanised),)
        )

    def _tribal(self) -> str:
        dot = self.pick("‧·．・")
        return (
            self.pick(("巴燕", "伊斯坦大", "拉娃", "馬耀", "瓦旦", "卡照"))
            + dot
            + self.pick(("達魯", "谷木", "吉路", "諾明", "比令"))
        )

    def _identity(self) -> str:
        stem = self.pick("LRSY") + self.pick("1289") + "9" + self.digits(6)
        letter = _LETTERS[stem[0]]
        total = letter // 10 + letter % 10 * 9
        total += sum(int(digit) * weight for digit, weight in zip(stem[1:], range(8, 0, -1), strict=True))
        return stem + str(-total % 10)

    def _id(self) -> str:
        whole = self._identity()
        return self.pick(
            (
                whole,
                whole,
                whole.lower(),
                f"{whole[:4]} {whole[4:7]} {whole[7:]}",
                f"{whole[0]}-{whole[1:]}",
                f"{whole[:4]}-{whole[4:7]}-{whole[7:]}",
                "".join(chr(ord(character) + 0xFEE0) for character in whole),
                f"{whole[:6]}\n{whole[6:]}",
            )
        )

    def _id_url(self) -> str:
        return "".join(
            f"%{ord(character):02X}" if self.random.random() < 0.4 else character for character in self._identity()
        )

    def _tail(self) -> str:
        return f"0{self.digits(2)}"

    def _mobile(self) -> str:
        tail = self._tail()
        return self.pick(
            (
                f"0900-000-{tail}",
                f"0900000{tail}",
                f"0900 000{tail}",
                f"0900 000 {tail}",
                f"+886-900000{tail}",
                f"+886 900 000 {tail}",
                f"886-900-000-{tail}",
                f"(0900)000{tail}",
                f"0900–000–{tail}",
                f"０９００－０００{tail}",
                f"0900.000.{tail}",
                f"0900-000\n{tail}",
            )
        )

    def _mobile_url(self) -> str:
        return f"0900%2D000%2D{self._tail()}"

    def _mobile_html(self) -> str:
        return f"0900&#45;000&#x2D;{self._tail()}"

    def _landline(self) -> str:
        local = self.pick("23567") + self.digits(6)
        return self.pick(
            (
                f"(06){local}",
                f"06-{local}",
                f"06 {local[:3]} {local[3:]}",
                f"(06) {local[:3]}-{local[3:]}",
                f"06-{local}轉{self.digits(3)}",
                f"+886-6-{local}",
                f"(02)2{local}",
                f"02-2{local[:3]}-{local[3:]}",
            )
        )

    def _foreign(self) -> str:
        return self.pick(
            (
                f"+84 90 {self.digits(3)} {self.digits(4)}",
                f"+63-917-{self.digits(3)}-{self.digits(4)}",
                f"+1 (415) 555-01{self.digits(2)}",
                f"+44 7700 900{self.digits(3)}",
                f"+62 812 {self.digits(4)} {self.digits(4)}",
            )
        )

    def _email(self) -> str:
        return (
            f"{self.pick(('hsu.c', 'a_liao', 'k-peng', 'tseng99', 'lan'))}{self.digits(2)}@"
            f"{self.pick(('example.com', 'mail.example.org', 'example.net'))}"
        )

    def _email_spelled(self) -> str:
        return self._email().replace("@", self.pick((" (at) ", "[at]", " at ", "＠")))

    def _plate(self) -> str:
        letters = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
        number = self.pick("1356789") + self.digits(3)
        return self.pick(
            (
                f"{letters}-{number}",
                f"{letters}-{number}",
                f"{letters}{number}",
                f"{letters.lower()}-{number}",
                f"{letters} {number}",
                f"{letters[:2]}-{number}",
                f"{number}-{letters[:2]}",
            )
        )

    def _address(self) -> str:
        road = self.pick(("長榮路三段", "公園南路", "大埔街", "崇善東街", "文賢一路"))
        return self.pick(
            (
                self.pick(self.addresses),
                f"臺南市東區{road}{self.random.randrange(2, 400)}號{self.random.randrange(2, 12)}樓之"
                f"{self.random.randrange(1, 5)}",
                f"{road}{self.random.randrange(2, 90)}巷{self.random.randrange(2, 30)}號",
                f"{road}{self.random.randrange(2, 90)}巷{self.random.randrange(2, 20)}弄"
                f"{self.random.randrange(1, 60)}號{self.random.randrange(2, 6)}F",
            )
        )

    def _english(self) -> str:
        number, lane = self.random.randrange(2, 300), self.random.randrange(2, 90)
        return self.pick(
            (
                f"No. {number}, Ln. {lane}, Changrong Rd., East Dist., Tainan City 701",
                f"{self.random.randrange(2, 9)}F., No. {number}, Gongyuan S. Rd., North Dist., Tainan",
                f"{number} Dapu Street, Tainan",
            )
        )

    def _birth(self) -> str:
        year, month, day = (
            self.random.randrange(40, 96),
            self.random.randrange(1, 13),
            self.random.randrange(1, 29),
        )
        return self.pick(
            (
                f"{year}年{month}月{day}日",
                f"民國{year}.{month:02d}.{day:02d}",
                f"{year}/{month}/{day}",
                f"{year + 1911}年{month}月{day}日",
                f"{year + 1911}/{month:02d}/{day:02d}",
                f"{year:03d}{month:02d}{day:02d}",
            )
        )

    def _birth_en(self) -> str:
        return self.pick(("12 March 1975", "July 4, 1988", "03/09/1969", "1990-11-30"))

    def _card(self) -> str:
        stem = self.pick(("4", "53", "35")) + self.digits(15)
        stem = stem[:15]
        doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in stem[::2]) + sum(map(int, stem[1::2]))
        whole = stem + str(-doubled % 10)
        groups = [whole[start : start + 4] for start in range(0, 16, 4)]
        return self.pick((whole, " ".join(groups), "-".join(groups), ".".join(groups)))

    def _passport(self) -> str:
        return self.pick((self.digits(9), f"B{self.digits(7)}", f"E{self.digits(8)}", f"P{self.digits(7)}A"))

    def _nhi(self) -> str:
        return self.pick(
            (
                self.digits(12),
                f"{self.digits(4)} {self.digits(4)} {self.digits(4)}",
                f"{self.digits(4)}-{self.digits(4)}-{self.digits(4)}",
            )
        )

    def _mrn(self) -> str:
        return self.pick((self.digits(8), f"{self.digits(7)}-{self.digits(1)}", f"A{self.digits(7)}"))

    def _bank(self) -> str:
        return self.pick(
            (
                f"{self.digits(3)}-{self.digits(12)}",
                self.digits(14),
                f"{self.digits(4)}-{self.digits(3)}-{self.digits(6)}",
            )
        )

    def _iban(self) -> str:
        return self.pick(("DE89370400440532013000", "FR14 2004 1010 0505 0001 3M02 606", "NL91ABNA0417164300"))

    def _social(self) -> str:
        return self.pick(("sunny_0815", "ken.hsu88", "a7788_m", "lulu2020", "bear-chou"))

    def _ip(self) -> str:
        return self.pick(
            (
                f"203.0.113.{self.random.randrange(2, 250)}",
                f"198.51.100.{self.random.randrange(2, 250)}",
                f"2001:db8::{self.random.randrange(2, 99)}:7f",
            )
        )

    def _mac(self) -> str:
        parts = [f"{self.random.randrange(256):02X}" for _ in range(6)]
        return self.pick((":".join(parts), "-".join(parts)))

    def _coords(self) -> str:
        return self.pick(
            (
                f"22.99{self.digits(3)}, 120.21{self.digits(3)}",
                f"120.20{self.digits(4)},23.00{self.digits(4)}",
                f"(22.98{self.digits(4)}、120.19{self.digits(4)})",
            )
        )

    def _vin(self) -> str:
        return f"RKL{''.join(self.random.choices('ABCDEFGHJKLMNPRSTUVWXYZ0123456789', k=8))}{self.digits(6)}"


class SecondWriter(Writer):
    """Another hand: other forms of the same values."""

    folder = "second"

    def _mobile(self) -> str:
        tail = self._tail()
        return self.pick(
            (
                f"0900{tail}{tail}",
                f"0900-000{tail}",
                f"0900 - 000 - {tail}",
                f"(+886)900000{tail}",
                f"+886-(0)900-000-{tail}",
                f"0900_000_{tail}",
                f"09 0000 0{tail}",
                f"00886900000{tail}",
            )
        )

    def _id(self) -> str:
        whole = self._identity()
        return self.pick(
            (
                whole,
                f"{whole[0]} {whole[1:]}",
                f"{whole[:2]} {whole[2:6]} {whole[6:]}",
                f"{whole[:4]}.{whole[4:7]}.{whole[7:]}",
            )
        )

    def _plate(self) -> str:
        letters = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
        number = self.pick("2345789") + self.digits(3)
        return self.pick(
            (
                f"{letters}-{number}",
                f"{letters}.{number}",
                f"{letters.lower()}{number}",
                f"M{letters[1:]}-{number}",
            )
        )

    def _birth(self) -> str:
        year, month, day = (
            self.random.randrange(40, 96),
            self.random.randrange(1, 13),
            self.random.randrange(1, 29),
        )
        return self.pick(
            (
                f"民國{year}年{month}月{day}日",
                f"{year}-{month:02d}-{day:02d}",
                f"{year + 1911}.{month}.{day}",
                f"{year + 1911}{month:02d}{day:02d}",
            )
        )

    def _social(self) -> str:
        return self.pick(("momo.0412", "jay_chou99", "taiwan-bear7", "q1w2e3r4"))

    def _passport(self) -> str:
        return self.pick((f"C{self.digits(7)}", f"K{self.digits(8)}", self.digits(9)))

    def _tribal(self) -> str:
        return (
            self.pick(("高砂", "阿穆伊", "烏瑪芙", "以撒克"))
            + self.pick("‧·．")
            + self.pick(("阿復", "法拉漢", "達亥", "伊斯卡卡夫特"))
        )


class ThirdWriter(SecondWriter):
    """A third hand, with the layouts of strangers: other spellings and separators once more."""

    folder = "third"

    def _mobile(self) -> str:
        tail = self._tail()
        return self.pick(
            (
                f"0900-000-{tail}",
                f"0900000{tail}",
                f"0900/000/{tail}",
                f"(0900) 000-{tail}",
                f"+886 900-000-{tail}",
                f"+8869 00000{tail}",
                f"09００－０００－{tail}",
                f"0900\u200b000\u200b{tail}",
                f"0 9 0 0 0 0 0 {' '.join(tail)}",
                f"0900·000·{tail}",
                f"0900-\n000-{tail}",
                f"o900-000-{tail}",
            )
        )

    def _id(self) -> str:
        whole = self._identity()
        return self.pick(
            (
                whole,
                whole,
                whole.lower(),
                f"{whole[:4]}-{whole[4:8]}-{whole[8:]}",
                " ".join(whole),
                f"{whole[0]}\u200b{whole[1:]}",
                f"{whole[:5]}\u3000{whole[5:]}",
                "".join(chr(ord(character) + 0xFEE0) for character in whole),
                f"{whole[:3]}/{whole[3:6]}/{whole[6:]}",
                f"{whole[:5]}-\n{whole[5:]}",
            )
        )

    def _arc(self) -> str:
        letters = self.pick("ABCDEFGHKLM")
        second = self.pick("ABCD89")
        stem = letters + second + self.digits(7)
        first, middle = _LETTERS[stem[0]], _LETTERS[second] % 10 if second.isalpha() else int(second)
        total = first // 10 + first % 10 * 9 + middle * 8
        total += sum(int(digit) * weight for digit, weight in zip(stem[2:], range(7, 0, -1), strict=True))
        whole = stem + str(-total % 10)
        return self.pick((whole, whole, f"{whole[:2]}-{whole[2:]}", f"{whole[:2]} {whole[2:6]} {whole[6:]}"))

    def _landline(self) -> str:
        local = self.pick("23478") + self.digits(6)
        return self.pick(
            (
                f"037-{local[:3]}-{self.digits(3)}",
                f"(049){self.pick('2')}{self.digits(6)}",
                f"(04){self.pick('23')}{self.digits(7)}",
                f"04 {self.pick('23')}{local[:3]} {local[3:]}",
                f"07-{local}#{self.digits(2)}",
                f"07-{local} 分機 {self.digits(3)}",
                f"+886 7 {local[:3]} {local[3:]}",
                f"089-{self.pick('2358')}{self.digits(5)}",
                f"０７－{local}",
                f"03-{self.pick('3459')}{self.digits(6)}",
            )
        )

    def _foreign(self) -> str:
        return self.pick(
            (
                f"+84-90-{self.digits(3)}-{self.digits(4)}",
                f"+63 917 {self.digits(7)}",
                f"+1-212-555-01{self.digits(2)}",
                f"+81 90-{self.digits(4)}-{self.digits(4)}",
                f"+86 138 {self.digits(4)} {self.digits(4)}",
                f"+852 9{self.digits(3)} {self.digits(4)}",
                f"0062-812-{self.digits(4)}-{self.digits(4)}",
                f"+49 (0)151 {self.digits(8)}",
                f"+66 8{self.digits(1)} {self.digits(3)} {self.digits(4)}",
            )
        )

    def _plate(self) -> str:
        letters = "".join(self.random.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=3))
        number = self.pick("12356789") + self.digits(3)
        return self.pick(
            (
                f"{letters}-{number}",
                f"{letters}{number}",
                f"{letters.lower()}-{number}",
                f"{letters}－{number}",
                f"{letters}—{number}",
                f"{letters} - {number}",
                f"{number[:3]}-{letters}",
                f"E{letters[1:]}-{number}",
                f"{letters[:2]}-{number}",
            )
        )

    def _birth(self) -> str:
        year, month, day = (self.random.randrange(*span) for span in ((30, 99), (1, 13), (1, 29)))
        return self.pick(
            (
                f"{year}年{month}月{day}日",
                f"{year}.{month}.{day}",
                f"{year:03d}/{month:02d}/{day:02d}",
                f"{year + 1911}/{month}/{day}",
                f"{year + 1911}-{month:02d}-{day:02d}",
                f"{year + 1911} 年 {month} 月 {day} 日",
            )
        )

    def _birth_en(self) -> str:
        return self.pick(("1975/03/12", "12-Mar-1975", "Feb 8, 1966", "8 February 1966", "05/15/2016"))

    def _passport(self) -> str:
        return self.pick((self.digits(9), f"AB{self.digits(7)}", f"P{self.digits(8)}", f"C{self.digits(8)}"))

    def _mrn(self) -> str:
        return self.pick(
            (self.digits(7), self.digits(10), f"00{self.digits(6)}", f"{self.digits(4)}-{self.digits(4)}")
        )

    def _social(self) -> str:
        return self.pick(("@mei.lin_88", "kevin0512", "hello_kitty.99", "tw_john", "amy19900101"))

    def _iban(self) -> str:
        return self.pick(
            ("GB82 WEST 1234 5698 7654 32", "DE89 3704 0044 0532 0130 00", "ES9121000418450200051332")
        )

    def _english(self) -> str:
        number, lane = self.random.randrange(2, 300), self.random.randrange(2, 90)
        return self.pick(
            (
                f"{number}-3, Lane {lane}, Zhongzheng Road, Sanmin District, Kaohsiung City 807",
                f"12F.-2, No.{number}, Sec. 2, Heping E. Rd., Da'an Dist., Taipei City 106, Taiwan (R.O.C.)",
                f"No.{number}, Ln.{lane}, Minsheng Rd, Xinying",
            )
        )

    def _tribal(self) -> str:
        return self.pick(
            ("尤瑪·拔路兒", "夷將．達陸", "谷辣斯‧馬勒", "Sayun Nomin", "舞賽．尤達卡", "伍麗．古拉斯")
        )


def writers() -> tuple[Writer, ...]:
    """All hands, each from its seed."""
    return Writer(SEED), SecondWriter(SEED), ThirdWriter(SEED)


def texts(writer: Writer) -> list[tuple[str, list[Planted]]]:
    """Every text of a writer, filled anew in each round."""
    raw = (FOLDER / writer.folder / "texts.txt").read_text(encoding="utf-8").split("\n---\n")
    templates = [piece.split("\n", 1)[1].strip("\n") for piece in raw]
    return [_filled(template, writer) for _ in range(ROUNDS) for template in templates]


def _filled(template: str, writer: Writer) -> tuple[str, list[Planted]]:
    pieces, planted, position, size = [], [], 0, 0
    for match in _SLOT.finditer(template):
        before, value = template[position : match.start()], writer.value(match[1])
        size += len(before)
        planted.append(Planted(match[1], size, size + len(value)))
        size += len(value)
        pieces += [before, value]
        position = match.end()
    return "".join([*pieces, template[position:]]), planted


def measure(writer: Writer, *, show: bool = False) -> tuple[dict[str, tuple[int, int]], int, int]:
    """For each kind how many were planted and found; look-alikes, and how many of these have a blocking hit."""
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for text, values in texts(writer):
        hits = [hit for hit in scan(text) if hit.blocks]
        for value in values:
            kind = KINDS.get(value.slot, value.slot)
            planted[kind] += 1
            covered = sum(max(0, min(hit.end, value.end) - max(hit.start, value.start)) for hit in hits)
            if covered >= COVERED * (value.end - value.start):
                found[kind] += 1
            elif show:
                print(
                    "missed",
                    kind,
                    repr(text[max(0, value.start - 14) : value.start]),
                    repr(text[value.start : value.end]),
                    repr(text[value.end : value.end + 8]),
                )
    lines = _lines(writer.folder, "look_alikes.txt")
    false = 0
    for line in lines:
        hits = [hit for hit in scan(line) if hit.blocks]
        false += bool(hits)
        if show and hits:
            print("false", [(hit.kind, line[hit.start : hit.end]) for hit in hits], line)
    return {kind: (planted[kind], found[kind]) for kind in sorted(planted)}, len(lines), false
