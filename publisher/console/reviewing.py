"""The manual half of the accessibility codes, from the checklists that the last night left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from publisher.model.errors import UserError
from publisher.model.review import Judgement, Standing, of_code
from publisher.model.text import LocalText, Message, msg
from publisher.model.workspace import Workspace

STATES: Mapping[str, Message] = {
    "not-met": msg("not met, as a person found"),
    "again": msg("the page has changed: to be tested again"),
    "open": msg("left to a person"),
    "answered": msg("tested by a person"),
}
JUDGEMENTS: Mapping[str, Message] = {
    Judgement.MET: msg("met"),
    Judgement.NOT_MET: msg("not met"),
    Judgement.NOT_APPLICABLE: msg("not applicable"),
}
STANDINGS: Mapping[str, Message] = {
    Standing.HOLDS: msg("holds"),
    Standing.CHANGED: msg("the page has changed: to be tested again"),
    Standing.UNSEEN: msg("the page was not looked at in the last night"),
}


@dataclass(frozen=True, slots=True)
class ManualCode:
    """One code of an edition on a website: what it asks, what the machine saw near it, and what people answered.

    `pages` are those judged in the last night with their marks; `machine` names findings.
    """

    site: str
    title: LocalText
    edition: Literal["110.07", "115.11"]
    code: str
    level: str
    criterion: str
    about: LocalText
    state: str
    machine: list[dict[str, Any]]
    answers: list[dict[str, Any]]
    pages: list[dict[str, str]]


def manual_codes(space: Workspace) -> list[ManualCode]:
    """The codes left to people in the edition that applies, website by website; answers are those of now.

    A checklist that is not there, or cannot be read, says nothing: its website is left out.
    """
    codes = []
    for site in space.catalog.websites:
        path = space.state_folder / "reports" / "latest" / f"accessibility-{site.id}.checklist.json"
        try:
            said = json.loads(path.read_text(encoding="utf-8"))
            pages = [{"url": str(one["url"]), "mark": str(one["mark"])} for one in said["pages"]]
            questions = [one for one in said["questions"] if one["edition"] == said["edition"]]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        codes += [_code(space, site.id, site.title, one, pages) for one in questions]
    return codes


def code_of(space: Workspace, site: str, edition: str, code: str) -> ManualCode:
    """The code that is named. UserError when the last checklist does not have it."""
    for one in manual_codes(space):
        if (one.site, one.edition, one.code) == (site, edition, code):
            return one
    raise UserError(msg("this question is not on the checklist any more"))


def _code(
    space: Workspace, site: str, title: LocalText, said: Mapping[str, Any], pages: list[dict[str, str]]
) -> ManualCode:
    marks = {one["url"]: one["mark"] for one in pages}
    given = [
        (answer, answer.standing(marks)) for answer in of_code(space.answers, site, said["edition"], said["code"])
    ]
    holding = [answer.answer for answer, standing in given if standing is Standing.HOLDS]
    if Judgement.NOT_MET in holding:
        state = "not-met"
    elif any(standing is Standing.CHANGED for _, standing in given):
        state = "again"
    else:
        state = "answered" if holding else "open"
    return ManualCode(
        site,
        title,
        cast(Literal["110.07", "115.11"], said["edition"]),
        said["code"],
        said["level"],
        said["criterion"],
        LocalText(said["about"]["zh"], said["about"]["en"]),
        state,
        list(said["machine"]),
        [
            {
                "page": answer.page,
                "answer": str(answer.answer),
                "by": answer.by,
                "on": answer.on,
                "note": answer.note,
                "standing": str(standing),
            }
            for answer, standing in given
        ],
        pages,
    )
