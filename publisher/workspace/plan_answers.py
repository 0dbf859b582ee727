"""`checks/plan-answers.yaml`: what people answered to the questions of the plan that no machine can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from publisher.model.errors import UserError
from publisher.model.text import STRICT, msg
from publisher.workspace.parsing import parse
from publisher.workspace.traced import plain, read_yaml
from publisher.workspace.writing import one_writer, put, round_trip

_FILE = "checks/plan-answers.yaml"
_HEADING = """\
# Answers to the questions of the plan that are left to people; the last one counts, none is taken out.
# 執行計畫中須由人員查核事項之答覆；以最後一次答覆為準，僅增不刪。
answers: []
"""
Verdict = Literal["met", "unmet", "not-applicable"]


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """What somebody answered to question `number` (from 0) of a plan item."""

    __pydantic_config__ = STRICT

    item: str
    number: int
    answer: Verdict
    by: str
    on: datetime
    note: str = ""


def load_plan_answers(root: Path) -> tuple[PlanAnswer, ...]:
    """All answers, the oldest first."""
    if not (root / _FILE).exists():
        return ()
    document = read_yaml(root / _FILE, _FILE)
    said = document.under("answers")
    return parse(tuple[PlanAnswer, ...], plain(said.data) or [], said)


def add_plan_answer(root: Path, item: str, number: int, answer: str, by: str, on: datetime, note: str) -> None:
    """Add an answer."""
    if answer not in get_args(Verdict):
        raise UserError(msg("an answer is one of {known}", known=", ".join(get_args(Verdict))))
    yaml = round_trip()
    with one_writer(root):
        load_plan_answers(root)  # a file that cannot be read is not to be written over
        path = root / _FILE
        data = yaml.load(path.read_text(encoding="utf-8") if path.exists() else _HEADING)
        if not data.get("answers"):
            data["answers"] = []
        entry = {"item": item, "number": number, "answer": answer, "by": by}
        entry |= {"on": on.replace(microsecond=0).isoformat()} | ({"note": note} if note else {})
        data["answers"].append(entry)
        put(path, data, yaml)
