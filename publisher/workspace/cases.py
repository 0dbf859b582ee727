"""`checks/cases/`: a file for each finding that people worked on, so that two never write the same line."""

from __future__ import annotations

import re
from pathlib import Path

from publisher.model.case import Act, CaseFile
from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.traced import plain, read_yaml
from publisher.workspace.writing import one_writer, put, quoted, round_trip

FOLDER = "checks/cases"
_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")
_MOST_ACTS = 500
_LONGEST_NOTE = 4_000
_HEADING = """\
# What was done about one finding, the oldest first. `publisher case` and the console add to it; nothing is ever
# taken out. 本檔記錄單一發現事項之處理歷程，依時間先後排列，僅增不刪。
"""


def load_cases(root: Path) -> tuple[dict[str, CaseFile], tuple[UserError, ...]]:
    """By fingerprint what people did; a file that cannot be read is an error of its own, and the others count."""
    cases: dict[str, CaseFile] = {}
    errors: list[UserError] = []
    for path in sorted((root / FOLDER).glob("*.yaml")):
        if not _FINGERPRINT.match(path.stem):
            continue
        try:
            cases[path.stem] = _read(root, path.stem)
        except UserError as error:
            errors.append(error)
    return cases, tuple(errors)


def _read(root: Path, finding: str) -> CaseFile:
    name = f"{FOLDER}/{finding}.yaml"
    document = read_yaml(root / name, name)
    return parse(CaseFile, plain(document.data), document)


def add_act(root: Path, finding: str, check: str, subject: str, act: Act) -> Path:
    """Add one act to the file of its finding, which is made when it is the first; returns the file."""
    if not _FINGERPRINT.match(finding):
        raise UserError(msg("{written} is not a fingerprint of a finding", written=finding))
    if not act.by.strip():
        raise UserError(msg("it must be known who does this"), hint=msg("name the person with --by"))
    if len(act.note) > _LONGEST_NOTE:
        raise UserError(msg("a note has at most {n} characters", n=_LONGEST_NOTE))
    path = root / FOLDER / f"{finding}.yaml"
    yaml = round_trip()
    with one_writer(root):
        if path.exists():
            known = _read(root, finding)  # a file that cannot be read is not to be written over
            if len(known.history) >= _MOST_ACTS:
                raise UserError(msg("{file} would grow too large", file=path.name))
            data = yaml.load(path.read_text(encoding="utf-8"))
        else:
            data = yaml.load(f"{_HEADING}history: []\n")
            data.insert(0, "finding", quoted(finding))
            data.insert(1, "check", check)
            data.insert(2, "subject", subject)
        if not data.get("history"):
            data["history"] = []
        entry = {"act": str(act.act), "by": act.by.strip(), "on": act.on.replace(microsecond=0).isoformat()}
        entry |= {"to": act.to} if act.to else {}
        entry |= {"day": act.day} if act.day else {}  # type: ignore[dict-item]
        entry |= {"note": act.note} if act.note else {}
        data["history"].append(entry)
        put(path, data, yaml)
        _read(root, finding)
    return path
