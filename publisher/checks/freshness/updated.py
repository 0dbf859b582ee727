"""When a page was updated: the date it shows, else the one it says to machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import days_in, end_of_month, read_day, run_together, with_figures
from publisher.checks.freshness.past import titles
from publisher.checks.freshness.phrases import FROM
from publisher.checks.metatags import MADE, PUT_UP
from publisher.net import html
from publisher.net.blocks import day_of, table_rows

_DONE = (
    r"更新|異動|修改|修訂|修正|增修|維護|編輯|校閱|檢視|檢核|查核|複核|確認|審核|上架|上版|上網|上線|上傳|刊登|刊載|登載|張貼"
    r"|發布|發佈|發表|公布|公佈|公告|建立|建置|製作|發文"
)
_BY = r"(?:\s+by\s+[^\n:]{1,24}?(?=\s+(?:on|at)\s))?"
_POSTED_ABROAD = (
    r"(?:ngày\s+(?:đăng|công\s+bố|thông\s+báo)|tanggal\s+(?:terbit|posting|publikasi|pengumuman)|diterbitkan"
    r"|วันที่\s*(?:เผยแพร่|ประกาศ|โพสต์)|掲載日時?|公開日時?|投稿日時?|게시일|등록일|작성일)\s*[:：]?\s*"
)
_LABEL = re.compile(
    rf"(?:(?:最後|最近|上次|最新|前次|末次|本次|本頁|本網頁|本站|網頁|網站|頁面|內容|資料|資訊|文件|系統)\s*(?:{_DONE})|(?:{_DONE})\s*(?:日期|時間|日|於|在)"
    rf"|(?:{_DONE})\s*(?=[:：])|(?:^|[|｜│／/>])\s*(?:{_DONE})\s*(?=(?:民國|中華民國|西元)?\s*[0-9]))\s*(?:日期|時間|日|於)?\s*[:：]?\s*"
    r"|(?:last\s+)?(?:updated?|refreshed|modified|revised|reviewed|edited|changed|published|posted|issued|released|created|submitted|uploaded)"
    rf"{_BY}(?:\s+(?:on|at|date|time))?\s*[:：]?\s*"
    r"|(?:date\s+)(?:of\s+)?(?:last\s+)?(?:update|modification|revision|publication|published|updated|modified|posted)\s*[:：]?\s*"
    r"|(?:last\s+update|last\s+modification|(?:update|publish|publication|post|posting|release|issue|announcement|revision|review|upload)"
    r"\s+(?:date|time))\s*[:：]?\s*"
    r"|(?:cập\s+nhật|diperbarui|pembaruan(?:\s+terakhir)?|ปรับปรุง(?:ล่าสุด)?|อัปเดต(?:ล่าสุด)?|更新日時?|최종\s*수정일?|업데이트)"
    rf"[^\n:0-9]{{0,12}}[:：]?\s*|{_POSTED_ABROAD}",
    re.IGNORECASE | re.MULTILINE,
)
_NEAR = 32
_MARKS = re.compile(
    r"(?:\s|[:：|｜│\[(（【]|民國|中華民國|西元|on\b|at\b"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?|(?:星期|週|周)[一二三四五六日][,，]?)*",
    re.IGNORECASE,
)
"""Between a label and its day: signs, calendars, the weekday."""


def updated_on(view: PageView, today: date) -> date | None:
    """The latest day after a label like 更新日期, else DC.Date or its kin, else one alone below the title.

    Days to come are no update, but for the end of this month: of an update in it without its day.
    """
    month = end_of_month(str(today.year), str(today.month))
    for days in (own_days, said_days, put_up_days):
        if past := [min(day, today) for day in days(view) if day <= today or day == month]:
            return max(past)
    return None


def own_days(view: PageView) -> tuple[date, ...]:
    """The days behind labels of the page's own update; of the whole site's (本網站更新日期) where it has none."""
    noted = view.note(
        "updated itself", lambda: [[day.isoformat(), of_site] for day, of_site in _shown_whose(view)]
    )
    own = [day for day, of_site in noted if not of_site] or [day for day, _ in noted]
    return tuple(map(date.fromisoformat, own))


def days_of_site(view: PageView) -> set[date]:
    """The days of the whole site's update on a page that has one of its own."""
    return {*shown_days(view)} - {*own_days(view)}


def said_days(view: PageView) -> tuple[date, ...]:
    """The days of its making or update that a page says to machines."""
    said = (read_day(view.metas.get(name, "")) for name in _TO_MACHINES)
    return tuple(day for day in said if day is not None)


_TO_MACHINES = (
    MADE,
    "dcterms.modified",
    "dc.date.modified",
    "article:modified_time",
    "og:updated_time",
    "last-modified",
    PUT_UP,
)


def shown_days(view: PageView) -> tuple[date, ...]:
    """The days behind all such labels of the page."""
    noted = view.note("updated", lambda: [day.isoformat() for day in _shown(view)])
    return tuple(date.fromisoformat(text) for text in noted)


def renewed_days(view: PageView) -> tuple[date, ...]:
    """The days behind labels of an update or a review, and none of those on which a page was put up."""
    noted = view.note("renewed", lambda: [day.isoformat() for day in _renewed(view)])
    return tuple(date.fromisoformat(text) for text in noted)


def _renewed(view: PageView) -> Iterator[date]:
    text = with_figures(normal("\n".join(view.lines)))
    own = {*own_days(view)}
    for label, day, _ in _labelled(text, _LABEL):
        if _RENEWED.search(label) and day in own:
            yield day
    yield from _shown_behind(view)
    modified = (read_day(view.metas.get(name, "")) for name in _TO_MACHINES if "modified" in name)
    yield from (day for day in modified if day is not None)


def is_announcement(view: PageView) -> bool:
    """Whether a page says when it was put up, and not only when it was last updated."""
    lines = "\n".join(with_figures(line) for line in view.main_lines)
    labelled = any(True for _ in _behind_labels(lines, _PUT_UP)) or any(True for _ in _said_to_machines(view))
    return labelled or bool({*put_up_days(view)} - {*renewed_days(view)})


_RENEWED = re.compile(
    r"更新|異動|修[改訂正]|維護|編輯|校閱|檢視|[檢查複]核|審核|確認|updat|refresh|modif|revis|review|edit|chang|cập\s+nhật|diperbarui|pembaruan|ปรับปรุง|อัปเดต|수정",
    re.IGNORECASE,
)


def is_of_the_page(label: str) -> bool:
    """Whether a label tells of the page itself (修改時間), and not of what the page announces."""
    return _LABEL.match(f"{label}:") is not None


_PUT_UP = re.compile(
    r"(?:發[布佈表]|張貼|公告|刊登|刊載|登載|上架|上版|上網|發文|公[布佈]|po文)\s*(?:日期|時間|日|於|在|單位[^\n]{0,12}?)?\s*[:：|]?\s*"
    r"|(?:date\s+)?(?:publish(?:ed)?|post(?:ed|ing)?|publication|released?|issued?|created|submitted)"
    rf"{_BY}(?:\s+(?:on|at|date|time))?\s*[:：]?\s*"
    rf"|{_POSTED_ABROAD}",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"點閱|瀏覽|人氣|觀看|點擊|\b(?:views|hits)\b"
    r"|(?<![主協承合])(?:單位|作者|來源|分類|類別|張貼人|(?:發[布佈文]|公告)[者人])\s*[:：]|\bby\s+\w+\s*\Z",
    re.IGNORECASE,
)
_OF_SYSTEM = re.compile(
    r"\s*(?:(?:週|周|星期)[一二三四五六日]|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\s*,\s*[-~]\s*[0-9]{1,2}:[0-9]{2}\s*",
    re.IGNORECASE,
)
"""Beside a day as a system writes it: 週五, 10/30/2026 - 09:12."""
_CLOCK = re.compile(r"[\s0-9:：|()\[\]上下午時分秒amp.,-]*", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s|｜│/／·-]*[\u4e00-\u9fff]{1,10}(?<!會議)(?<!教)(?<!展覽)(?<!活動)[科室課組股處局][\s|｜│/／·-]*"
)
"""The office that put a page up, beside the day: 人事室."""
_SINCE = re.compile(r"\s*(?:\([^()]{1,4}\))?\s*(?:起|以來|至今|迄今)")
"""Behind the day from which on visitors are counted: 自98年1月1日起，累計瀏覽人次."""
_LETTER = re.compile(r"\s*中華民國\s*[0-9]{2,3}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日\s*")
"""The day of an official letter, alone on its line wherever that stands."""
_FIRST_LINES = 8
_BELOW = 3


def put_up_days(view: PageView) -> tuple[date, ...]:
    """The days on which a page was put up: behind a label, in the line of its visitors, or alone near the top."""
    noted = view.note("put up", lambda: [day.isoformat() for day in _put_up(view)])
    return tuple(date.fromisoformat(text) for text in noted)


def _put_up(view: PageView) -> Iterator[date]:
    yield from _said_to_machines(view)
    yield from _beside_labels(view, _PUT_UP)
    lines = [with_figures(line) for line in view.main_lines]
    yield from _behind_labels("\n".join(lines), _PUT_UP)
    spoken, near, times = {*titles(view)}, _FIRST_LINES, _times(view)
    for number, line in enumerate(lines):
        if number >= near and line in spoken:
            near = number + _BELOW + 1
        if number < near and line in times:
            yield times[line]
        found = [*days_in(line)]
        if len(found) != 1:
            continue
        rest = line[: found[0].start] + line[found[0].end :]
        if _LETTER.fullmatch(line):
            yield found[0].day
            continue
        if FROM.search(line[: found[0].start]) or _SINCE.match(line, found[0].end):
            continue
        if (
            _PUT_UP_BEHIND.match(line, found[0].end) and not _CITED.search(line[: found[0].start])
        ) or _SIGNED.search(line[: found[0].start]):
            yield found[0].day
            continue
        alone = (
            number < near and _is_byline(rest) and line.strip() not in (*_cells(view), *_within_sentences(view))
        )
        if _BYLINE.search(rest) or alone:
            yield found[0].day


def _times(view: PageView) -> dict[str, date]:
    """The words of `time` elements that name no year, with the days that they say to machines."""
    if "<time" not in view.markup:
        return {}
    found = (
        (" ".join(normal(node.text(deep=True)).split()), day_of(node)) for node in view.tree.css("time[datetime]")
    )
    return {words: date.fromisoformat(day) for words, day in found if day and _SHORT.fullmatch(words)}


_SHORT = re.compile(r"[a-z]{0,9}\.?\s*[0-9]{1,2}\s*(?:[月/.]\s*[0-9]{1,2}\s*日?)?\s*[a-z]{0,9}\.?", re.IGNORECASE)


def _cells(view: PageView) -> set[str]:
    """The values of tables under their headings: a day alone in one is of what the table tells."""
    if "<td" not in view.markup.lower():
        return set()
    fields = (cell.rpartition("：") for row in table_rows(view.markup) for cell in row)
    return {with_figures(normal(value.strip())) for heading, _, value in fields if heading}


def _within_sentences(view: PageView) -> Iterator[str]:
    """The words of inline elements of sentences: a day in bold type stands alone in no line."""
    for node in view.tree.css(_INLINE):
        block = node.parent
        while block is not None and block.tag in _INLINE_TAGS:
            block = block.parent
        if block is not None and _SENTENCE_END.search(normal(block.text(deep=True))):
            yield with_figures(normal(html.squeeze(node.text(deep=True))))


_INLINE = "b,strong,em,i,u,mark,span,font,time,a"
_INLINE_TAGS = frozenset(_INLINE.split(","))
_SENTENCE_END = re.compile(r"[。！!？?]|[a-z0-9)]\.(?:\s+[A-Z]|\s*\Z)")


def _is_byline(rest: str) -> bool:
    """Whether nothing but a time of day or an office stands beside a day."""
    return (
        "(" not in rest
        and (_CLOCK.fullmatch(rest) or _OF_SYSTEM.fullmatch(rest) or _UNIT.fullmatch(rest)) is not None
    )


_PUT_UP_BEHIND = re.compile(
    r"\s*(?:\([^()]{1,4}\))?\s*(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\s*(?:發[布佈表]|張貼|貼出|刊登|刊載|登載|上架|上版|上網|公[布佈]|po)(?![\u4e00-\u9fff])",
    re.IGNORECASE,
)
_CITED = re.compile(r"[法例則點項條款程準]\s*[(（]\s*(?:民國|中華民國|於)?\s*\Z")
"""Before the day of a law: （112年2月15日公布）."""
_LONGEST_LINE = 60
_UPDATED_BEHIND = re.compile(
    r"\s*(?:\([^)]{1,4}\)|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?\s*(?:最後|最近)?(?:更新|異動|編輯|上傳|製表)(?![\u4e00-\u9fff])"
    r"|\s*\(?\s*(?:last\s+)?(?:updated|modified)\b",
    re.IGNORECASE,
)
"""Behind the day of an update: 本頁於 115年10月1日更新."""
_SIGNED = re.compile(r"(?:[敬謹]?[啟启]|敬上)\s*\Z")
"""Before the day with which somebody signs."""
_ISSUED = (PUT_UP, "article:published_time", "datepublished", "dcterms.issued", "dc.date.issued")
_PUBLISHED = re.compile(r"\"datePublished\"\s*:\s*\"([0-9]{4}-[0-9]{2}-[0-9]{2})")


def _said_to_machines(view: PageView) -> Iterator[date]:
    found = _PUBLISHED.search(view.markup)
    for written in (*(view.metas.get(name, "") for name in _ISSUED), found[1] if found else ""):
        if written and (day := read_day(written[:10])) is not None:
            yield day


def _shown(view: PageView) -> Iterator[date]:
    return (day for day, _ in _shown_whose(view))


def _shown_whose(view: PageView) -> Iterator[tuple[date, bool]]:
    """The days of updates that a page shows, and whether each is said to be that of the whole site."""
    for _, day, of_site in _labelled(with_figures(normal("\n".join(view.lines))), _LABEL):
        yield day, of_site
    yield from ((day, False) for day in _beside_labels(view, _LABEL))
    yield from ((day, False) for day in _shown_behind(view))


def _shown_behind(view: PageView) -> Iterator[date]:
    """The days behind which it is said that the page was updated: 2024-01-03 更新."""
    for line in view.lines:
        if len(line) <= _LONGEST_LINE and _UPDATED_BEHIND.search(plain := with_figures(normal(line))):
            yield from (found.day for found in days_in(plain) if _UPDATED_BEHIND.match(plain, found.end))


def _beside_labels(view: PageView, labels: re.Pattern[str]) -> Iterator[date]:
    """The days of `time` elements whose words name no year, behind a label."""
    if "<time" not in view.markup:
        return
    for node in view.tree.css("time[datetime]"):
        if (day := day_of(node)) and node.parent is not None:
            before = node.parent.text(deep=True).partition(node.text(deep=True))[0]
            yield from _behind_labels(f"{normal(' '.join(before.split()))} {day}", labels)


def _behind_labels(text: str, labels: re.Pattern[str]) -> Iterator[date]:
    return (day for _, day, _ in _labelled(text, labels))


_OF_SITE = re.compile(r"\b(?:web\s?)?site(?:\s+(?:was|is|content))?\s*\Z", re.IGNORECASE)
_SITE_LABEL = re.compile(r"本站|網站|系統")
_MONTH_ONLY = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2}|1?[0-9]{2})\s*(?:年\s*(?P<month>1[0-2]|0?[1-9])\s*月|[/.-](?P<month2>1[0-2]|0[1-9])(?![0-9/.-]))"
    r"|(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?P<year2>20[0-9]{2})",
    re.IGNORECASE,
)
"""更新日期：112年3月 and last reviewed: March 2021: no later than the end of that month."""


def _labelled(text: str, labels: re.Pattern[str]) -> Iterator[tuple[str, date, bool]]:
    """Labels with the day behind each, and whether it is of the whole site."""
    for label in labels.finditer(text):
        start = label.end() + _MARKS.match(text, label.end(), label.end() + _NEAR).end() - label.end()  # type: ignore[union-attr]
        behind = text[start : start + _NEAR]
        first = next(days_in(behind), None)
        day = first.day if first is not None and first.start == 0 else run_together(behind) or _month_in(behind)
        if day is not None:
            of_site = _SITE_LABEL.match(label[0]) or _OF_SITE.search(
                text[max(0, label.start() - 16) : label.start()]
            )
            yield label[0], day, of_site is not None


def _month_in(text: str) -> date | None:
    found = _MONTH_ONLY.match(text)
    if found is None:
        return None
    return end_of_month(found["year"] or found["year2"], found["month"] or found["month2"] or found["name"])
