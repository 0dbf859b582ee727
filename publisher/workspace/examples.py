"""Code before and after, for those who mend a page: from the cases that prove a check (`bad.html`, `good.html`).

What both cases share (head, frame of the page) is left out. Only checks of pages have such cases; the program's
own are read, not those of a workspace.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache

from publisher.workspace.rulebook import builtin_folder

_DATA = re.compile(r"data:[\w/+.;-]+,[\w/+=%-]{20,}")
_MOST = 2_000
"""Characters of an example; longer ones are pages and explain nothing."""


@dataclass(frozen=True, slots=True)
class CodeExample:
    """Lines of markup with the fault, and without; one of them may be empty."""

    before: str
    after: str


@cache
def example(check: str) -> CodeExample | None:
    """The example of a check; None where there is none that is short enough to be read."""
    family, _, name = check.partition(".")
    folder = builtin_folder() / family / name / "cases"
    good = folder / "good.html"
    bad = next((path for path in (folder / "bad.html", folder / "review.html") if path.is_file()), None)
    if bad is None or not good.is_file():
        return None
    faulty, mended = (path.read_text(encoding="utf-8").splitlines() for path in (bad, good))
    taken: tuple[list[str], list[str]] = ([], [])
    for kind, *at in difflib.SequenceMatcher(None, faulty, mended, autojunk=False).get_opcodes():
        if kind != "equal":
            taken[0].extend(faulty[at[0] : at[1]])
            taken[1].extend(mended[at[2] : at[3]])
    before, after = (_DATA.sub("data:…", "\n".join(line for line in part if line.strip())) for part in taken)
    return CodeExample(before, after) if (before or after) and max(len(before), len(after)) <= _MOST else None
