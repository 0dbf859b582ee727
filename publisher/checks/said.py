"""What pages say of the office (hours, address, telephone) and of its services (fee, time limit), as values.

Only what stands behind a label is taken, and only where it is one value: then two pages can be held against each
other.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from publisher.checks.base import Context, normal
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import pattern_of, squash
from publisher.checks.navigation import Navigation, navigation
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_CHECK = "content.contradiction"
_PHONE = re.compile(r"\(?0[1-9][0-9]?[0-9]?\)?[-\s]?[0-9]{3,4}[-\s]?[0-9]{3,4}")
_STREET = re.compile(
    r"(?P<road>[\u4e00-\u9fff]{1,16}?(?:路|街|大道)(?:[一二三四五六七八九十0-9]{1,3}段)?)\s{0,3}"
    r"(?P<lane>(?:[0-9]{1,4}巷)?(?:[0-9]{1,4}弄)?)\s{0,3}"
    r"(?P<number>[0-9]{1,5}(?:[-之][0-9]{1,4})?)\s{0,3}號"
)
_ROAD_PART = re.compile(r"[〇一二三四五六七八九十]{1,3}段$")
_TOWN = re.compile(r".*[縣市區鄉鎮村里鄰]")
_CLOCK = (
    r"(?P<{0}half>上午|下午|早上|中午|晚上|晚間)?\s{{0,3}}(?<![0-9])(?P<{0}h>[0-2]?[0-9])\s{{0,3}}"
    r"(?:[:時點]\s{{0,3}}(?P<{0}m>[0-5][0-9])?\s{{0,3}}分?|$)"
)
_RANGE = re.compile(_CLOCK.format("a") + r"\s{0,3}(?:[-~至到]|to)\s{0,3}" + _CLOCK.format("b"))
_DAYS = re.compile(
    r"(?:週|周|星期|禮拜)[一二三四五六日](?:\s{0,3}(?:[-~至到])\s{0,3}(?:週|周|星期|禮拜)?[一二三四五六日])?"
    r"|(?:週|周)末|每日|每天|平日|例假日|(?<!例)假日|國定假日"
)
_SENTENCE = re.compile(r"[。;；]")
_AMOUNT = re.compile(r"(?<![0-9,])([0-9][0-9,]{0,14})\s{0,3}元")
_COMPOUND = re.compile(
    r"[0-9]\s{0,3}[萬千百億]|[0-9]\.[0-9]|[0-9]\s{0,3}[日天元週月]?\s{0,3}[-~至到]\s{0,3}[0-9]|半"
)
"""Numbers of several parts (2萬5,000, 1.5), ranges and halves: they are not read."""
_FREE = re.compile(r"免費|免收|不收費|無須繳費|免繳")
_TIME = re.compile(r"(?<![0-9])([0-9]{1,4})\s{0,3}個?\s{0,3}(工作)?(日|天|小時|分鐘|月|週|周|星期)")
_IN_ONE_UNIT = {"天": (1, "日"), "週": (7, "日"), "周": (7, "日"), "星期": (7, "日"), "小時": (60, "分鐘")}
_UNIT_NAME = re.compile(r"[\u4e00-\u9fff]{1,8}(?:課|科|室|組|股|隊|中心)")
_AROUND_NAME = re.compile(r"^(?:申請|辦理)|(?:申請|辦理|申辦|作業|須知|服務|說明)+$")
_LAST = 10
"""Lines at the end of a start page among which its foot is."""
_LABELS = 2
"""Labels of a service from which a page explains one."""
_DOZEN = 12
_LEFT_OVER = 2
_FEWEST_DIGITS = 7
_FEWEST_LETTERS = 3
"""Letters of a service's name; fewer, or figures alone, name different things on different pages."""
_NEAR = 60
_NEXT_HOURS = re.compile(r"時間|時段|hours", re.IGNORECASE)


class StatedKind(StrEnum):
    """What is said of the office, of a unit or of a service."""

    HOURS = "hours"
    ADDRESS = "address"
    SWITCHBOARD = "phone"
    UNIT = "unit-phone"
    FEE = "fee"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Stated:
    """One value for one thing on one page; `shown` is how it stands there."""

    kind: StatedKind
    subject: str
    value: tuple[object, ...]
    shown: str
    page: str
    in_table: bool = False
    """Whether it stands in a table of many services, not on the page of this one."""


def conflict(kind: StatedKind, some: Iterable[Stated]) -> tuple[Stated, Stated] | None:
    """Two pages with one value each that exclude each other, the one that stands alone first."""
    by_page: dict[str, list[Stated]] = defaultdict(list)
    for said in some:
        by_page[said.page].append(said)
    single = [
        min(said, key=lambda item: item.in_table)
        for _, said in sorted(by_page.items())
        if len({item.value for item in said}) == 1
    ]
    single = [said for said in single if said.value]
    times = Counter(said.value for said in single)
    for one in sorted(single, key=lambda said: (times[said.value], said.page)):
        for other in single:
            if not (one.in_table and other.in_table) and _exclude(kind, one.value, other.value):
                return one, other
    return None


def _exclude(kind: StatedKind, one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    if kind is StatedKind.LIMIT:  # thirty days and a month, working days and days may be the same
        return one != other and one[1] == other[1]
    if kind is StatedKind.ADDRESS:
        return one[1:] != other[1:] or not _same_road(str(one[0]), str(other[0]))
    if kind is not StatedKind.HOURS:
        return one != other
    (days, start, end, rest), (days_too, start_too, end_too, rest_too) = one, other
    if days and days_too and days != days_too:
        return False
    return (start, end) != (start_too, end_too) or {rest, rest_too} == {True, False}


def _same_road(one: str, other: str) -> bool:
    """Whether two roads end alike: what stands before a road's name is a town or the words of a sentence."""
    names, parts = zip(
        *((_ROAD_PART.sub("", road), _ROAD_PART.findall(road)) for road in (one, other)), strict=True
    )
    same = len([*takewhile(lambda pair: pair[0] == pair[1], zip(*(name[::-1] for name in names), strict=False))])
    return parts[0] == parts[1] and same >= min(_FEWEST_LETTERS, *map(len, names))


# ---- of the office


def said_of_office(snapshot: SiteSnapshot, context: Context) -> Iterator[Stated]:
    """Hours, address and telephone on the start pages, and on the pages that tell of the office itself."""
    seen = navigation(snapshot, context)
    about = pattern_of(context, _CHECK, "about")
    language = {page.language.partition("-")[0].lower() for page in seen.starts[:1]}
    for page in seen.starts:
        if page.language.partition("-")[0].lower() in language:
            lines = content_lines(page, whole=True)
            yield from _hours(lines, page, context)
            yield from _reached(lines[-_LAST:], page, context, labelled=False)
    starts = {page.final for page in seen.starts} | {page.url for page in seen.starts}
    for page in snapshot.pages():
        if page.url not in starts and page.final not in starts and _is_about(page, about, seen):
            lines = content_lines(page)
            yield from _hours(lines, page, context)
            yield from _reached(lines, page, context, labelled=True)


def _is_about(page: Page, about: re.Pattern[str], seen: Navigation) -> bool:
    """Whether the page's heading names the office's own contacts, and no branch."""
    squashed = squash(seen.heading(page))
    spans = [found.span() for found in about.finditer(squashed)]
    return bool(spans) and seen.words.left_over(squashed, spans) <= _LEFT_OVER


def labelled(lines: Sequence[PageLine], label: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Labels with what stands behind them in their line, or in the line after."""
    for number, line in enumerate(lines):
        text = normal(line.text).strip()
        if label.fullmatch(text.rstrip(": ")):
            behind = normal(lines[number + 1].text) if number + 1 < len(lines) else ""
            yield text.rstrip(": "), behind
            continue
        for clause in re.split(r"[;；。|｜]|\s{2,}", text):
            head, colon, rest = clause.partition(":")
            if colon and label.fullmatch(head.strip()):
                yield head.strip(), rest.strip()
                continue
            for name in (*line.marked, clause.strip().partition(" ")[0]):
                if name and label.fullmatch(normal(name).strip(": ")) and clause.strip().startswith(normal(name)):
                    yield normal(name).strip(": "), clause.strip()[len(normal(name)) :].strip(" :")
                    break


def _hours(lines: Sequence[PageLine], page: Page, context: Context) -> Iterator[Stated]:
    pattern = pattern_of(context, _CHECK, "hours")
    rest, none = pattern_of(context, _CHECK, "break"), pattern_of(context, _CHECK, "no-break")
    whole = "\n".join(normal(line.text) for line in lines)
    for label, behind in labelled(lines, pattern):
        text = _SENTENCE.split(behind)[0]
        found = [span for span in map(_span, _RANGE.finditer(text)) if span is not None]
        days = {_day(day) for day in _DAYS.findall(text)}
        end_of_text = whole.find(behind) + len(text)
        goes_on = _RANGE.search(_NEXT_HOURS.split(whole[end_of_text : end_of_text + _NEAR])[0])
        if not found or len(days) > 1 or goes_on:
            if found:  # other hours on other days: one line of another page contradicts nothing of them
                yield Stated(StatedKind.HOURS, _of_what(label), (), text, page.url)
            continue
        gap = any(later[0] > earlier[1] for earlier, later in zip(sorted(found), sorted(found)[1:], strict=False))
        pause = False if none.search(text) else True if gap or rest.search(text) else None
        value = (next(iter(days), ""), min(found)[0], max(end for _, end in found), pause)
        yield Stated(StatedKind.HOURS, _of_what(label), value, text.strip(), page.url)


def _of_what(label: str) -> str:
    """The hours of service, of work and of a house that is open are different ones."""
    lower = label.lower()
    if any(word in lower for word in ("開放", "開館", "營業", "opening", "business")):
        return "open"
    if "受理" in label:
        return "accept"
    return "work" if any(word in lower for word in ("上班", "辦公")) else "service"


def _span(found: re.Match[str]) -> tuple[int, int] | None:
    begin, end = _minutes(found, "a"), _minutes(found, "b")
    if end <= begin and found["bhalf"] is None and end <= _DOZEN * 60:
        end += _DOZEN * 60
    return (begin, end) if begin < end <= 24 * 60 else None


def _minutes(found: re.Match[str], side: str) -> int:
    hour = int(found[f"{side}h"])
    if found[f"{side}half"] in ("下午", "晚上", "晚間") and hour < _DOZEN:
        hour += _DOZEN
    return hour * 60 + int(found[f"{side}m"] or 0)


def _day(day: str) -> str:
    day = re.sub(r"周|星期|禮拜", "週", re.sub(r"\s", "", day))
    day = re.sub(r"[-~到]", "至", day)
    day = re.sub(r"至(?!週)", "至週", day)
    return "週一至週五" if day == "平日" else day


def _reached(lines: Sequence[PageLine], page: Page, context: Context, *, labelled: bool) -> Iterator[Stated]:
    """Address and telephone; in the foot of a page an address needs no label."""
    address, phone = pattern_of(context, _CHECK, "address"), pattern_of(context, _CHECK, "phone")
    texts = (
        [normal(line.text) for line in lines] if not labelled else [text for _, text in _behind(lines, address)]
    )
    for text in texts:
        for found in _STREET.finditer(text.replace("臺", "台")):
            value = (_numbered(_TOWN.sub("", found["road"])), found["lane"], found["number"].replace("之", "-"))
            yield Stated(StatedKind.ADDRESS, "", value, found[0], page.url)
    for _, text in _behind(lines, phone):
        for number in _PHONE.findall(text.split("傳真")[0]):
            digits = re.sub(r"\D", "", number)
            if len(digits) > _FEWEST_DIGITS and not digits.startswith(("0800", "09")):
                yield Stated(StatedKind.SWITCHBOARD, "", (digits,), number.strip(), page.url)


def _behind(lines: Sequence[PageLine], label: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Like `labelled`, with labels that touch what they name (電話037-661-200)."""
    yield from labelled(lines, label)
    for line in lines:
        text = normal(line.text)
        for found in re.finditer(
            rf"(?:^|[\s;,。|>)])(?:{label.pattern})(?=[0-9(\u4e00-\u9fff])", text, re.IGNORECASE
        ):
            yield found[0], text[found.end() :][:40]


def _numbered(road: str) -> str:
    return re.sub(r"[0-9]", lambda found: "〇一二三四五六七八九"[int(found[0])], road)


# ---- of services


def said_of_services(snapshot: SiteSnapshot, context: Context) -> Iterator[Stated]:
    """Fee and time limit on the page of each service, and in tables of other pages that name it.

    A row that no page explains is left out: the same words (全票, 甲類) are other things in other tables.
    """
    seen = navigation(snapshot, context)
    labels = {kind: pattern_of(context, _CHECK, kind.value) for kind in (StatedKind.FEE, StatedKind.LIMIT)}
    unit, phone = pattern_of(context, _CHECK, "unit"), pattern_of(context, _CHECK, "unit-phone")
    directory: dict[str, set[str]] = defaultdict(set)
    where: dict[str, str] = {}
    reached: list[tuple[str, str, str, str]] = []
    explained: set[str] = set()
    listed: list[Stated] = []
    for page in snapshot.pages():
        text = normal(page.main_text)
        if sum(label.search(text) is not None for label in (*labels.values(), unit, phone)) < _LABELS:
            continue  # the markup of most pages need not be read
        lines = [line for line in content_lines(page) if not line.menu]
        found = {kind: list(labelled(lines, label)) for kind, label in labels.items()}
        units, phones = list(labelled(lines, unit)), list(labelled(lines, phone))
        if sum(map(bool, (*found.values(), units, phones))) >= _LABELS:
            name = _service(seen.heading(page))
            for kind, some in found.items() if _is_a_name(name) else ():
                explained.add(name)
                yield from (said for _, text in some if (said := _valued(kind, name, text, page)) is not None)
            if len(units) == 1 and len(phones) == 1:
                office, number = _UNIT_NAME.search(units[0][1]), _PHONE.search(phones[0][1])
                if office and number:
                    reached.append((office[0], re.sub(r"\D", "", number[0]), number[0], page.url))
        listed += _in_tables(page, labels, phone, directory, where)
    yield from (said for said in listed if said.subject in explained)
    yield from _of_other_units(reached, directory, where)


def _of_other_units(
    reached: list[tuple[str, str, str, str]], directory: dict[str, set[str]], where: dict[str, str]
) -> Iterator[Stated]:
    """Numbers that a service gives for one unit, and the directory for others only."""
    for office, digits, shown, page in reached:
        others = {name for name, numbers in directory.items() if digits in numbers and name != office}
        if office in directory and digits not in directory[office] and others:
            usual = sorted(directory[office])[0]
            yield Stated(StatedKind.UNIT, office, (digits,), shown, page)
            yield Stated(StatedKind.UNIT, office, (usual,), usual, where[office])


def _service(name: str) -> str:
    return _AROUND_NAME.sub("", squash(name))


def _is_a_name(service: str) -> bool:
    return sum(map(str.isalpha, service)) >= _FEWEST_LETTERS


def _valued(kind: StatedKind, subject: str, text: str, page: Page) -> Stated | None:
    """The one fee, or time limit, of a text; None for none or several, and for what is not read."""
    if _COMPOUND.search(text):
        return None
    if kind is StatedKind.FEE:
        found: set[tuple[object, ...]] = {(int(number.replace(",", "")),) for number in _AMOUNT.findall(text)}
        found |= {(0,)} if _FREE.search(text) else set()
    else:
        found = {_in_one_unit(int(number), work, unit) for number, work, unit in _TIME.findall(text)}
    return Stated(kind, subject, next(iter(found)), text.strip(), page.url) if len(found) == 1 else None


def _in_one_unit(number: int, work: str, unit: str) -> tuple[object, ...]:
    times, name = _IN_ONE_UNIT.get(unit, (1, unit))
    return number * times, f"{work}{name}"


def _in_tables(
    page: Page,
    labels: dict[StatedKind, re.Pattern[str]],
    phone: re.Pattern[str],
    directory: dict[str, set[str]],
    where: dict[str, str],
) -> Iterator[Stated]:
    """The rows of tables whose head names a fee or a time limit, and the telephones of units into `directory`."""
    if "<th" not in page.html.lower():
        return
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    for table in html.tables(tree):
        rows = [
            [normal(html.squeeze(cell.text(deep=True))) for cell in row.css("th,td")] for row in table.css("tr")
        ]
        if len(rows) <= _LABELS:
            continue
        head, *body = rows
        for column, words in enumerate(head[1:], 1):
            kind = next((kind for kind, label in labels.items() if label.fullmatch(words)), None)
            for row in body:
                if len(row) != len(head):
                    continue
                if kind is not None and (said := _valued(kind, _service(row[0]), row[column], page)) is not None:
                    yield replace(said, in_table=True)
                if phone.fullmatch(words) and (office := _UNIT_NAME.fullmatch(row[0])):
                    directory[office[0]] |= {re.sub(r"\D", "", number) for number in _PHONE.findall(row[column])}
                    where.setdefault(office[0], page.url)


__all__ = ["Stated", "StatedKind", "conflict", "said_of_office", "said_of_services"]
