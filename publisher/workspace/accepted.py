"""`checks/accepted.yaml`: findings that stay for now. `publisher accept` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from publisher.model.acceptance import Acceptance
from publisher.model.errors import ManyErrors, UserError
from publisher.model.text import msg
from publisher.workspace.parsing import parse
from publisher.workspace.traced import WrittenDocument, plain, read_yaml
from publisher.workspace.writing import one_writer, put, quoted, round_trip

NAME = "checks/accepted.yaml"
_FINGERPRINT = re.compile(r"[0-9a-f]{16}\Z")
_HEADING = """\
# Findings that stay for now, each with its reason, the person who answers for it, and the last day on which that
# holds. `publisher accept` adds entries; remove one, or let it expire, and the finding counts again.
# 暫時接受的發現事項：每項須有理由、負責人與期限；到期或刪除後即恢復計列。
accepted: []
"""


def load_accepted(root: Path) -> tuple[Acceptance, ...]:
    """The entries of the workspace at `root`; raises UserError or ManyErrors with line and field."""
    path = root / NAME
    if not path.exists():
        return ()
    document = read_yaml(path, NAME)
    inner = document.under("accepted")
    accepted: tuple[Acceptance, ...] = parse(tuple[Acceptance, ...], plain(inner.data) or [], inner)
    errors = tuple(_faults(accepted, inner))
    if errors:
        raise ManyErrors(errors)
    return accepted


def _faults(accepted: tuple[Acceptance, ...], document: WrittenDocument) -> Iterator[UserError]:
    seen: set[str] = set()
    for at, item in enumerate(accepted):
        if not _FINGERPRINT.match(item.finding):
            yield UserError(
                msg("{written} is not a fingerprint of a finding", written=item.finding),
                document.where((at, "finding"), "finding"),
                msg("reports show it beside each finding: sixteen of 0-9 and a-f; in YAML it needs quotes"),
            )
        if item.finding in seen:
            yield UserError(
                msg("the finding {finding} is accepted twice", finding=item.finding),
                document.where((at, "finding"), "finding"),
            )
        seen.add(item.finding)
        for name in ("reason", "by"):
            if not getattr(item, name).strip():
                yield UserError(
                    msg("an accepted finding needs a reason and a person"), document.where((at, name), name)
                )
        if item.until < item.on:
            yield UserError(msg("it ends before it begins"), document.where((at, "until"), "until"))


def write_acceptance(root: Path, acceptance: Acceptance) -> Path:
    """Add an entry, or replace one of the same person or whose time is over; comments stay. Returns the file.

    UserError when somebody else's acceptance of the same finding is in force: two people lose nothing.
    """
    path = root / NAME
    with one_writer(root):
        known = load_accepted(root)  # a file that cannot be read is not to be written over
        for other in known:
            if other.finding == acceptance.finding and other.by != acceptance.by and other.in_force(acceptance.on):
                raise UserError(
                    msg("{by} accepted this finding until {until}", by=other.by, until=other.until.isoformat()),
                    hint=msg("take the entry out of {file} first, or wait until it is over", file=NAME),
                )
        _write(path, acceptance)
        load_accepted(root)
    return path


def _write(path: Path, acceptance: Acceptance) -> None:
    yaml = round_trip()
    data = yaml.load(path.read_text(encoding="utf-8") if path.exists() else _HEADING)
    if data.get("accepted") is None or not data["accepted"]:
        data["accepted"] = []
    entry = {name: getattr(acceptance, name) for name in Acceptance.__dataclass_fields__}
    entry["finding"] = quoted(acceptance.finding)  # 12345678 and 12e45678 are numbers in YAML
    if not acceptance.ground:
        del entry["ground"]
    entries = data["accepted"]
    at = next((at for at, item in enumerate(entries) if item.get("finding") == acceptance.finding), None)
    if at is None:
        entries.append(entry)
    else:
        entries[at].update(entry)
        if not acceptance.ground:
            entries[at].pop("ground", None)
    put(path, data, yaml)
