"""`checks/accessibility-reviews.yaml`: the answers of people to the manual half of the accessibility codes.

`write_answer` is the one way in for programs; people may edit the file, which is under version control like all
of the workspace. Two writers at once lose nothing: each reads, adds and replaces under a lock.
"""

from __future__ import annotations

import fcntl
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from publisher.model.errors import ManyErrors, UserError
from publisher.model.review import ManualAnswer
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.traced import WrittenDocument, plain, read_yaml
from publisher.workspace.writing import quoted

NAME = "checks/accessibility-reviews.yaml"
_CODE = re.compile(r"[A-Z]{2}\d{7}[CE]\Z")
_HEADING = """\
# What people found on pages for the accessibility codes that no machine can judge (answer: met, not-met,
# not-applicable). An answer holds while the page is unchanged (`seen`); afterwards it is asked again.
# 人工檢測結果：answer 填 met（符合）、not-met（不符合）或 not-applicable（不適用）；網頁異動後須重新檢測。
answers: []
"""


def load_answers(root: Path) -> tuple[ManualAnswer, ...]:
    """The answers of the workspace at `root`; raises UserError or ManyErrors with line and field."""
    path = root / NAME
    if not path.exists():
        return ()
    inner = read_yaml(path, NAME).under("answers")
    answers: tuple[ManualAnswer, ...] = parse(tuple[ManualAnswer, ...], plain(inner.data) or [], inner)
    errors = tuple(_faults(answers, inner))
    if errors:
        raise ManyErrors(errors)
    return answers


def _faults(answers: tuple[ManualAnswer, ...], document: WrittenDocument) -> Iterator[UserError]:
    seen = set()
    for at, item in enumerate(answers):
        if not _CODE.match(item.code):
            yield UserError(
                msg("{written} is no code of the specification", written=item.code),
                document.where((at, "code"), "code"),
                msg("two letters, seven digits and C or E, such as GN1130300E"),
            )
        if not item.by.strip():
            yield UserError(msg("an answer needs the person who gave it"), document.where((at, "by"), "by"))
        if item.key in seen:
            yield UserError(
                msg("{code} is answered twice for the same page", code=item.code),
                document.where((at, "code"), "code"),
            )
        seen.add(item.key)


def write_answer(root: Path, answer: ManualAnswer) -> Path:
    """Add an answer, or replace that of the same site, edition, code and page. Returns the file."""
    path = root / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path):
        load_answers(root)  # a file that cannot be read is not to be written over
        from ruamel.yaml import YAML

        yaml = YAML(typ="rt")
        yaml.width, yaml.preserve_quotes = 120, True
        yaml.indent(mapping=2, sequence=4, offset=2)
        data = yaml.load(path.read_text(encoding="utf-8") if path.exists() else _HEADING)
        entries = list(data["answers"] or [])
        kept = [
            item
            for item in entries
            if tuple(str(item.get(name)) for name in ("site", "edition", "code", "page")) != answer.key
        ]
        entry = {field.name: getattr(answer, field.name) for field in fields(answer) if field.name != "note"}
        entry |= {"answer": str(answer.answer), "edition": quoted(answer.edition)}
        entry |= {"seen": quoted(answer.seen), **({"note": answer.note} if answer.note else {})}
        data["answers"] = [*kept, entry]
        written = io.StringIO()
        yaml.dump(data, written)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        unfinished.write_text(written.getvalue(), encoding="utf-8")
        unfinished.replace(path)
        load_answers(root)
    return path


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with (path.parent / f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
