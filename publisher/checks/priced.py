"""Prices in sentences, against the table of fees that names the same thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from publisher.checks.base import Context, normal
from publisher.checks.lines import content_lines
from publisher.checks.naming import pattern_of
from publisher.checks.said import Stated, StatedKind
from publisher.model.site import Page, SiteSnapshot
from publisher.net import html

_CHECK = "content.contradiction"
_CELL = re.compile(r"(?:NT\$|\$|新[臺台]幣)?\s{0,3}([0-9][0-9,]{0,12})\s{0,3}元?(?:整)?")
_NAME = re.compile(r"[\u3400-\u9fff]{3,16}")
"""A name that stands for one thing: no brackets, figures or lists."""
_BEHIND = (
    r"(?:之|的)?(?:工本費|手續費|規費|費用|收費|費|票)?\s{0,2}(?:[:：]|為|係|計|收取|收|需|須|應繳|繳納|繳)?\s{0,2}"
    r"(?:每|一|1)?\s{0,2}[份張件次人本頁冊戶筆場個位名輛]?\s{0,2}(?:[:：]|為|收取|收|計)?\s{0,2}(?:新[臺台]幣|NT\$|\$)?\s{0,2}"
    r"(?P<price>[0-9][0-9,]{0,12})\s{0,2}元(?!\s{0,2}(?:以[上下]|起|至|[-~]|折))"
)
"""What may stand between the name of a thing and its price."""
_BEFORE = re.compile(r"(?:^|[^\u3400-\u9fff]|[及與和或申請領發])$")
_CLAUSES = re.compile(r"[。；;！!，,、\n]")
_MOST = 300
_FEWEST_ROWS = 2


def prices_apart(snapshot: SiteSnapshot, context: Context) -> Iterator[tuple[Stated, Stated]]:
    """A thing that tables of fees give one price, and sentences another: what the sentence says, and the table.

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
    told: dict[str, dict[int, Stated]] = defaultdict(dict)
    for page in snapshot.pages():
        if "元" not in page.main_text or not any(name in page.main_text for name in once):
            continue
        for line in content_lines(page):
            for clause in _CLAUSES.split(re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", normal(line.text))):
                for found in priced.finditer(clause):
                    if _BEFORE.search(clause[: found.start()]) and not otherwise.search(normal(line.text)):
                        name, price = found["name"], int(found["price"].replace(",", ""))
                        said = Stated(StatedKind.FEE, name, (price,), found[0].strip(), page.url)
                        told[name].setdefault(price, said)
    for name, some in sorted(told.items()):
        wrong = [said for price, said in some.items() if price != once[name].value[0]]
        if len(wrong) == 1:
            yield wrong[0], once[name]


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
                    StatedKind.FEE, row[0], (value,), f"{row[0]} {row[columns[0]]}", page.url, in_table=True
                )
