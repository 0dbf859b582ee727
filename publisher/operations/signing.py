"""A month and a year as documents to sign and to edit, and as lists: all of one value, and so of one mind."""

from __future__ import annotations

import calendar
import csv
import io
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from publisher.documents.lists import write_list
from publisher.documents.sheets import SheetColumn
from publisher.i18n import translate
from publisher.model.case import CASE_STATES
from publisher.model.cells import plain_cell, safe_cell
from publisher.model.document import Block, Bullets, Composed, Facts, Grid, Heading, Paragraph, Properties
from publisher.model.text import Language, LocalText, Message, msg
from publisher.operations.period import SEVERITIES, Period
from publisher.operations.standing import StandingItem
from publisher.operations.year import Year, YearItem

ITEM_STATES: Mapping[str, Message] = {
    "findings": msg("findings"),
    "untested": msg("not tested in full"),
    "person": msg("left to a person"),
    "met": msg("met by machine evidence"),
}
_COUNTS: Mapping[str, Message] = {
    "error": msg("error"),
    "warning": msg("warning"),
    "advice": msg("advice"),
    "new": msg("new findings of that night"),
    "fixed": msg("no longer found that night"),
}
_ANSWERS: Mapping[str, Message] = {
    "met": msg("met"),
    "unmet": msg("not met"),
    "not-applicable": msg("not applicable"),
}
_ROLES = (msg("Prepared by"), msg("Reviewed by"), msg("Approved by"))
_MOST_ROWS = 2_000
_WORST = 7


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says messages and texts in one language."""

    language: Language

    def __call__(self, said: Message | LocalText) -> str:
        """The words."""
        if isinstance(said, LocalText):
            return said.zh if self.language == "zh-TW" else said.en
        return translate(said, self.language)


def month_document(one: Period, language: Language) -> Composed:
    """A month: figures, what is worst and what is overdue, the plan item by item, what is left, signatures."""
    say = Speaker(language)
    named = say(msg("Report for {month}", month=say(_month_name(one.month))))
    title = f"{say(one.agency)} {named}" + (f" {one.owner}" if one.owner else "")
    blocks: list[Block] = [Heading(title)]
    if not one.owner:
        blocks.append(Paragraph(say(one.verdict)))
    blocks += [Facts(tuple(_figures(one, say)), (say(msg("Fact")), say(msg("Value")))), *_worst(one, say)]
    if one.faults:
        blocks.append(Paragraph(say(msg("Files of cases that could not be read: {n}", n=len(one.faults)))))
    if not one.owner:
        blocks += [Heading(say(msg("The plan item by item")), 2), _plan(one, say)]
    blocks.append(Heading(say(msg("What is left to do")), 2))
    if one.findings:
        blocks.append(_left(one.findings[:_MOST_ROWS], say))
        if len(one.findings) > _MOST_ROWS:
            blocks.append(Paragraph(say(msg("and {n} more", n=len(one.findings) - _MOST_ROWS))))
    else:
        blocks.append(Paragraph(say(msg("These checks found nothing that is left to do."))))
    return _composed(title, [*blocks, *_ending(say)], one, language)


def _year_name(year: str) -> LocalText:
    """A year as it is written in letters: the Republic's in Chinese."""
    return LocalText(f"{int(year) - 1911}年", year)


def _month_name(month: str) -> LocalText:
    year, number = month.split("-")
    return LocalText(f"{_year_name(year).zh}{int(number)}月", f"{calendar.month_name[int(number)]} {year}")


def month_list(one: Period, language: Language) -> Grid:
    """What is left to do in a month, whole."""
    return _left(one.findings, Speaker(language))


def year_document(one: Year, language: Language) -> Composed:
    """A year: the plan at a glance, then plan, do, check and act of every item with the evidence."""
    say = Speaker(language)
    named = say(msg("Plan, do, check and act in {year}", year=say(_year_name(one.year))))
    title = f"{say(one.agency)} {named}"
    header = (say(msg("Part of the cycle")), say(msg("Evidence")))
    facts = [
        (say(msg("Nights reported")), str(one.nights)),
        (say(msg("Months without a night")), "、".join(one.without) if one.without else "-"),
        (say(msg("State at the end of the year")), one.last.strftime("%Y-%m-%d %H:%M")),
    ]
    blocks: list[Block] = [
        Heading(title),
        Facts(tuple(facts), (say(msg("Fact")), say(msg("Value")))),
        Heading(say(msg("The plan item by item")), 2),
        _glance(one, say),
    ]
    for item in one.items:
        blocks += [
            Heading(f"{say(item.number)} {say(item.title)}", 2),
            Facts(tuple((say(part), text) for part, text in _cycle(item, say)), header),
        ]
    return _composed(title, [*blocks, *_ending(say)], one, language)


def year_list(one: Year, language: Language) -> Grid:
    """The cycle of every item, a row each."""
    say = Speaker(language)
    header = (say(msg("Item")), say(msg("Title")), *(say(part) for part in _PARTS))
    rows = tuple(
        (say(item.number), say(item.title), *(text for _, text in _cycle(item, say))) for item in one.items
    )
    return Grid(say(msg("The plan item by item")), header, rows, labelled=True)


def as_csv(grid: Grid) -> str:
    """A list as CSV: a byte order mark, lines as RFC 4180 has them, no cell that computes."""
    said = io.StringIO()
    writer = csv.writer(said, lineterminator="\r\n")
    for row in (grid.header, *grid.rows):
        writer.writerow([safe_cell(cell, lines=True) for cell in row])
    return "\ufeff" + said.getvalue()


def as_ods(grid: Grid, properties: Properties) -> bytes:
    """A list as OpenDocument spreadsheet, all of whose cells are texts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.ods"
        columns = [SheetColumn(text) for text in grid.header]
        rows = [[plain_cell(cell, lines=True) for cell in row] for row in grid.rows]
        write_list(path, properties, grid.name, columns, rows)
        return path.read_bytes()


def _composed(title: str, blocks: Sequence[Block], one: Period | Year, language: Language) -> Composed:
    agency, day = Speaker(language)(one.agency), one.last.date()
    return Composed(Properties(title, title, agency, (), language), tuple(blocks), day.isoformat(), day)


def _figures(one: Period, say: Speaker) -> list[tuple[str, str]]:
    pairs = [
        (say(msg("Nights reported")), str(one.nights)),
        (say(msg("State at the end of the month")), one.last.strftime("%Y-%m-%d %H:%M")),
    ]
    if one.owner:
        sums = {name: sum(item.severity == name for item in one.findings) for name in SEVERITIES}
        pairs += [(say(_COUNTS[name]), str(number)) for name, number in sums.items()]
    else:
        pairs += [
            (say(_COUNTS[name]), str(now) if then is None else f"{now} ({one.compared}: {then})")
            for name, (now, then) in one.counts.items()
        ]
    pairs.append((say(msg("Overdue")), str(len(one.overdue))))
    if not one.owner and one.disclosed[1]:
        pairs.append((say(msg("Items of article 7 that are disclosed")), "{}/{}".format(*one.disclosed)))
    if not one.owner:
        for name, words in ITEM_STATES.items():
            now = sum(row.state == name for row in one.items)
            then = sum(row.before == name for row in one.items)
            said = f"{now} ({one.compared}: {then})" if one.compared else str(now)
            pairs.append((say(msg("Items of the plan: {state}", state=say(words))), said))
    return pairs


def _worst(one: Period, say: Speaker) -> list[Block]:
    """The worst single facts, and what is overdue, with since when."""
    blocks: list[Block] = []
    errors = [item for item in one.findings if item.severity == "error"]
    some = list({(item.check, item.subject): item for item in reversed(errors)}.values())[::-1][:_WORST]
    if some:
        blocks += [
            Heading(say(msg("The worst single facts")), 2),
            Bullets(tuple(_fact(item, say) for item in some)),
        ]
    if one.overdue:
        lines = [
            say(
                msg(
                    "{what}; due on {day}",
                    what=_fact(item, say),
                    day=item.case.due.isoformat() if item.case.due else "-",
                )
            )
            for item in one.overdue[:_WORST]
        ]
        blocks += [Heading(say(msg("Overdue")), 2), Bullets(tuple(lines))]
        if len(one.overdue) > _WORST:
            blocks.append(Paragraph(say(msg("and {n} more", n=len(one.overdue) - _WORST))))
    return blocks


def _fact(item: StandingItem, say: Speaker) -> str:
    owner = f" ({item.case.owner})" if item.case.owner else ""
    return f"{say(item.message)} {say(item.about)}{owner}"


def _ending(say: Speaker) -> list[Block]:
    lines = tuple((say(role), "　" * 12) for role in _ROLES)
    return [
        Heading(say(msg("Signatures")), 2),
        Facts(lines, (say(msg("Role")), say(msg("Signature and day")))),
        Heading(say(msg("What this report does not claim")), 2),
        Paragraph(
            say(msg("What no check looks at, and what could not be looked at, is not said to be in order."))
        ),
    ]


def _state(name: str, say: Speaker) -> str:
    return say(ITEM_STATES[name]) if name in ITEM_STATES else "-"


def _plan(one: Period, say: Speaker) -> Grid:
    header = [say(msg("Item")), say(msg("Title")), say(msg("State"))]
    header += [one.compared] if one.compared else []
    rows = tuple(
        (
            say(row.number),
            say(row.title),
            _state(row.state, say),
            *((_state(row.before, say),) if one.compared else ()),
        )
        for row in one.items
    )
    return Grid(say(msg("The plan item by item")), tuple(header), rows, labelled=True)


def _left(items: Sequence[StandingItem], say: Speaker) -> Grid:
    header = (say(msg("Finding")), say(msg("Subject")), say(msg("Owner")), say(msg("State")), say(msg("Due on")))
    rows = tuple(
        (
            f"{say(_COUNTS[item.severity])}　{say(item.message)}",
            say(item.about),
            item.case.owner or "-",
            say(CASE_STATES[item.case.state]),
            item.case.due.isoformat() if item.case.due else "-",
        )
        for item in items
    )
    return Grid(say(msg("What is left to do")), header, rows, labelled=True)


def _glance(one: Year, say: Speaker) -> Grid:
    header = tuple(
        say(words)
        for words in (
            msg("Item"),
            msg("Title"),
            msg("First state of the year"),
            msg("Last state of the year"),
            msg("Mended"),
            msg("Left"),
        )
    )
    rows = tuple(
        (
            say(item.number),
            say(item.title),
            _state(next(iter(item.months.values()), ""), say),
            _state(next(reversed(list(item.months.values())), ""), say),
            str(item.mended),
            str(item.left),
        )
        for item in one.items
    )
    name = say(msg("The plan item by item"))
    return Grid(name, header, rows, labelled=True, numbers=(4, 5))


_PARTS = (msg("Plan (P)"), msg("Do (D)"), msg("Check (C)"), msg("Act (A)"))


def _cycle(item: YearItem, say: Speaker) -> list[tuple[Message, str]]:
    """Plan, do, check and act of an item, each in a few sentences that name the evidence."""
    teller: list[Callable[[YearItem, Speaker], list[str]]] = [_planned, _done, _checked, _acted]
    return [
        (part, "\n".join(tell(item, say)) or say(msg("nothing on record")))
        for part, tell in zip(_PARTS, teller, strict=True)
    ]


def _planned(item: YearItem, say: Speaker) -> list[str]:
    lines = [say(msg("deadlines of the year: {days}", days="、".join(item.due)))] if item.due else []
    if item.checks:
        lines.append(say(msg("checks of the rulebook that look at it: {n}", n=item.checks)))
    if item.questions:
        lines.append(say(msg("questions for a person: {n}", n=item.questions)))
    return lines


def _done(item: YearItem, say: Speaker) -> list[str]:
    lines = [say(msg("nights in which it was looked at: {n}", n=item.nights))] if item.nights else []
    lines += [
        say(
            msg(
                "{title}: records published {rows}, version of {day}",
                title=say(one.title),
                rows=one.rows,
                day=one.day,
            )
        )
        for one in item.published
    ]
    return lines


def _checked(item: YearItem, say: Speaker) -> list[str]:
    lines = [f"{month}：{_state(state, say)}" for month, state in item.months.items()]
    lines += [
        say(
            msg(
                "question {number}: {answer}, {by}, {day}",
                number=one.number + 1,
                answer=say(_ANSWERS[one.answer]),
                by=one.by,
                day=one.on.date().isoformat(),
            )
        )
        for one in item.answers
    ]
    return lines


def _acted(item: YearItem, say: Speaker) -> list[str]:
    if not (item.seen or item.acts):
        return []
    lines = [
        say(
            msg(
                "findings at the end of some month {seen}; of these mended {mended}, left {left}, "
                "accepted for now {accepted}",
                seen=item.seen,
                mended=item.mended,
                left=item.left,
                accepted=item.accepted,
            )
        )
    ]
    if item.acts:
        lines.append(
            say(
                msg(
                    "cases: assigned {assigned}, said to be mended {fixed}, comments {comments}",
                    assigned=item.acts.get("assign", 0),
                    fixed=item.acts.get("fixed", 0),
                    comments=item.acts.get("comment", 0),
                )
            )
        )
    return lines
