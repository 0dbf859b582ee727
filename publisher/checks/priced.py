"""Prices in sentences, against the table of fees that names the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from publisher.checks.base import Context, normal
from publisher.checks.lines import content_lines
from publisher.checks.naming import Vocabulary, pattern_of, squash
from publisher.checks.navigation import navigation
from publisher.checks.said import Stated, StatedKind
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_CHECK = "content.contradiction"
_CELL = re.compile(r"(?:NT\$|\$|新[臺台]幣)?\s{0,3}([0-9][0-9,]{0,12})\s{0,3}元?(?:整)?")
_NAME = re.compile(r"[\u3400-\u9fff]{3,16}")
"""A name that stands for one thing: no brackets, figures or lists."""
_BEHIND = (
    r"(?:之|的)?(?:工本費|手續費|規費|費用|收費|費|票)?\s{0,2}(?:[:：]|為|係|計|收取|收|需|須|應繳|繳納|繳)?\s{0,2}"
    r"(?:每|一|1)?\s{0,2}(?P<unit>[份張件次人本頁冊戶筆場個位名輛])?\s{0,2}(?:[:：]|為|收取|收|計)?\s{0,2}(?:新[臺台]幣|NT\$|\$)?\s{0,2}"
    r"(?P<price>[0-9][0-9,]{0,12})\s{0,2}元(?!\s{0,2}(?:以[上下]|起|至|[-~]|折))"
)
"""What may stand between the name of a thing and its price."""
_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff]|[及與和或申請領發])$")
_CLAUSES = re.compile(r"[。；;！!，,、\n]")
_MOST = 300
_FEWEST_ROWS = 2
_LEFT = 1
"""Letters of a heading that name no case of their own."""


def prices_apart(snapshot: SiteSnapshot, context: Context) -> Iterator[tuple[Stated, Stated, bool]]:
    """A thing that tables of fees give one price, and sentences another: what the sentence says, the table,
    and whether it is sure that both are of one thing.

    It is where the sentence names no other unit than the table, and stands on the page of the table or on one
    called by the thing and nothing else: names of things are those of other places and cases, too.

    Only where the name stands right before the price, and the line tells of no day, no reduction and no earlier
    fee. A thing to which tables or sentences give several prices has its cases, of which nothing is known.
    """
    listed: dict[str, dict[int, Stated]] = defaultdict(dict)
    for page in snapshot.pages():
        for said in _in_tables(page, context):
            listed[said.subject].setdefault(int(str(said.value[0])), said)
    once = {name: next(iter(some.values())) for name, some in listed.items() if len(some) == 1}
    if not once:
        return
    names = "|".join(map(re.escape, sorted(once, key=len, reverse=True)[:_MOST]))
    priced = re.compile(f"(?P<name>{names}){_BEHIND}")
    otherwise = pattern_of(context, _CHECK, "fee-otherwise")
    fees = pattern_of(context, _CHECK, "fee-table")
    seen = navigation(snapshot, context)
    told: dict[str, dict[int, tuple[Stated, bool]]] = defaultdict(dict)
    for page in snapshot.pages():
        if "元" not in page.main_text or not any(name in page.main_text for name in once):
            continue
        for clause, called in _clauses(page, seen.heading(page), otherwise):
            for found in priced.finditer(clause):
                if _BEFORE.search(clause[: found.start()]):
                    name, price = found["name"], int(found["price"].replace(",", ""))
                    said = Stated(StatedKind.FEE, name, (price,), found[0].strip(), page.url)
                    sure = _is_of_one_thing(said, once[name], found["unit"], called, fees, seen.words)
                    if sure or price not in told[name]:
                        told[name][price] = said, sure
    for name, some in sorted(told.items()):
        wrong = [found for price, found in some.items() if price != once[name].value[0]]
        if len(wrong) == 1:
            yield wrong[0][0], once[name], wrong[0][1]


def _clauses(page: Page, title: str, otherwise: re.Pattern[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The clauses of a page under headings that tell of no other fee, with its heading and the nearest one."""
    called: tuple[str, ...] = (title,)
    for line in content_lines(page):
        text = normal(line.text)
        if line.level:
            called = (title, text)
        if not any(otherwise.search(normal(some)) for some in (*called, text)):
            for clause in _CLAUSES.split(re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", text)):
                yield clause, called


def _is_of_one_thing(
    said: Stated, listed: Stated, unit: str | None, called: Sequence[str], fees: re.Pattern[str], words: Vocabulary
) -> bool:
    """Whether units and headings leave no doubt that a sentence and a row of a table are of the same thing."""
    if unit is not None and unit not in listed.shown.removeprefix(listed.subject):
        return False
    page, *sections = called
    titles = sections if said.page == listed.page else [page, *sections]
    return all(_is_called_so(title, said.subject, fees, words) for title in titles)


def _is_called_so(title: str, name: str, fees: re.Pattern[str], words: Vocabulary) -> bool:
    """Whether a heading has nothing beside (a part of) the name and words that go along with any."""
    squashed = squash(title)
    parts = (name[at:end] for at in range(len(name)) for end in range(len(name), at + 1, -1))
    part = max((some for some in parts if some in squashed), key=len, default="")
    rest = squashed.replace(part, " ", 1) if part else squashed
    rest = fees.sub(" ", rest)
    return words.left_over(squash(rest), ()) <= _LEFT


def _in_tables(page: Page, context: Context) -> Iterator[Stated]:
    """The rows of tables of fees: whose caption, or whose page, is called so, or with a column of that name."""
    fee, about = pattern_of(context, _CHECK, "fee"), pattern_of(context, _CHECK, "fee-table")
    price = pattern_of(context, _CHECK, "price")
    if "<th" not in page.html.lower() or not about.search(page.main_text):
        return
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    titles = " ".join([page.title, *(text for _, text in page.headings[:2])])
    for table in html.tables(tree):
        rows = [
            [normal(html.squeeze(cell.text(deep=True))) for cell in row.css("th,td")] for row in table.css("tr")
        ]
        caption = table.css_first("caption")
        is_of_fees = bool(about.search(f"{titles} {caption.text(deep=True) if caption is not None else ''}"))
        if len(rows) <= _FEWEST_ROWS or table.css_matches("[rowspan],[colspan]"):
            continue
        head, *body = rows
        columns = [
            at
            for at, words in enumerate(head)
            if at
            and (fee.fullmatch(words) or (is_of_fees and price.fullmatch(re.sub(r"[(（].*?[)）]", "", words))))
        ]
        for row in body if len(columns) == 1 else ():
            found = _CELL.fullmatch(row[columns[0]]) if len(row) == len(head) else None
            if found is not None and _NAME.fullmatch(row[0]):
                value = int(found[1].replace(",", ""))
                yield Stated(
                    StatedKind.FEE,
                    row[0],
                    (value,),
                    " ".join([row[0], *row[1 : columns[0]], row[columns[0]]])[:60],
                    page.url,
                    in_table=True,
                )
