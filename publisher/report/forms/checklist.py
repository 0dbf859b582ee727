"""The manual half of the accessibility codes: what the machine saw beside each, and the answers that people gave.

`accessibility-SITE.checklist.csv` is for people, `.checklist.json` for the console, which writes answers by
`workspace.write_answer`. An answer counts while its page is unchanged; it is a person's word, never the machine's.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.model.finding import Finding, Outcome
from publisher.model.jsonable import Json
from publisher.model.review import Judgement, ManualAnswer, Standing, of_code
from publisher.model.site import Judged, SiteResult
from publisher.model.text import LocalText

COLUMNS = (
    "edition", "code", "level", "criterion", "about_zh", "about_en", "machine_saw_zh", "machine_saw_en",
    "state_zh", "state_en", "met", "not_met", "not_applicable", "to_be_asked_again", "last_by", "last_on", "notes",
)  # fmt: skip
_MARK = "\ufeff"
STATES = {
    "open": LocalText("待人工檢測", "left to a person"),
    "again": LocalText("網頁已異動，須重新檢測", "the page has changed: to be tested again"),
    "not-met": LocalText("人工檢測不符合", "not met, as a person found"),
    "answered": LocalText("已人工檢測", "tested by a person"),
}


@dataclass(frozen=True, slots=True)
class ChecklistQuestion:
    """A code that a person has to judge, what the machine saw near it, and the answers given."""

    edition: str
    code: str
    level: str
    criterion: str
    about: LocalText
    near: tuple[Finding, ...]
    answers: tuple[tuple[ManualAnswer, Standing], ...]

    @property
    def state(self) -> str:
        """A word of `STATES`: the answers of changed pages are asked again."""
        holding = [answer.answer for answer, standing in self.answers if standing is Standing.HOLDS]
        if Judgement.NOT_MET in holding:
            return "not-met"
        if any(standing is Standing.CHANGED for _, standing in self.answers):
            return "again"
        return "answered" if holding else "open"

    def count(self, judgement: Judgement) -> int:
        """On how many pages this answer holds."""
        return sum(answer.answer is judgement and standing is Standing.HOLDS for answer, standing in self.answers)


def asked(
    site: SiteResult,
    judged: Judged,
    codes: list[tuple[str, str, str, str, LocalText]],
    criteria: dict[str, set[str]],
    answers: tuple[ManualAnswer, ...],
) -> Iterator[ChecklistQuestion]:
    """A question for each manual code (`codes`: edition, code, level, criterion, what it is about)."""
    marks = dict(judged.marks)
    for edition, code, level, criterion, about in codes:
        near = tuple(item for item in site.findings if criterion in criteria.get(item.check, ()))
        given = of_code(answers, site.site, edition, code)
        beside = tuple((answer, answer.standing(marks)) for answer in given)
        yield ChecklistQuestion(edition, code, level, criterion, about, near, beside)


def table(questions: list[ChecklistQuestion], titles: dict[str, LocalText]) -> str:
    """The checklist as CSV for spreadsheets."""
    text = io.StringIO(newline="")
    text.write(_MARK)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in questions:
        state = STATES[item.state]
        last = max((answer for answer, _ in item.answers), key=lambda one: one.on, default=None)
        writer.writerow(
            [
                item.edition, item.code, item.level, item.criterion, item.about.zh, item.about.en,
                "；".join(_seen(item, titles, "zh")), "; ".join(_seen(item, titles, "en")), state.zh, state.en,
                *(item.count(judgement) for judgement in Judgement),
                sum(standing is not Standing.HOLDS for _, standing in item.answers),
                last.by if last else "", last.on.isoformat() if last else "",
                " / ".join(answer.note for answer, _ in item.answers if answer.note),
            ]
        )  # fmt: skip
    return text.getvalue()


def _seen(item: ChecklistQuestion, titles: dict[str, LocalText], language: str) -> Iterator[str]:
    for finding in item.near:
        sure = finding.outcome is Outcome.FAILED
        title = titles.get(finding.check, LocalText(finding.check, finding.check))
        if language == "zh":
            yield f"{title.zh}（{'不符合' if sure else '待確認'} {finding.count} 處）"
        else:
            yield f"{title.en} ({'failed' if sure else 'to be reviewed'}: {finding.count})"


def document(site: str, judged: Judged, questions: list[ChecklistQuestion], edition: str) -> str:
    """For programs: the edition of the day, pages with their marks, questions with findings and answers."""
    rows: list[Json] = [
        {
            "edition": item.edition,
            "code": item.code,
            "level": item.level,
            "criterion": item.criterion,
            "about": {"zh": item.about.zh, "en": item.about.en},
            "state": item.state,
            "machine": [
                {
                    "check": near.check, "finding": near.fingerprint,
                    "outcome": str(near.outcome), "count": near.count,
                }
                for near in item.near
            ],
            "answers": [
                {
                    "page": answer.page, "answer": str(answer.answer), "by": answer.by,
                    "on": answer.on.isoformat(), "note": answer.note, "standing": str(standing),
                }
                for answer, standing in item.answers
            ],
        }
        for item in questions
    ]  # fmt: skip
    pages: list[Json] = [{"url": url, "mark": mark} for url, mark in judged.marks]
    whole: Json = {"site": site, "edition": edition, "pages": pages, "questions": rows}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
