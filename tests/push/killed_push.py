"""A push that is killed with SIGKILL at its n-th change of the file system: `python -m tests.push.killed_push`.

With a number beyond the last change it ends well and says how many changes it made. Changes are counted by
Python's own audit events, so that no line of the product knows of it.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from publisher.model.night import PortalOutcome
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push import push
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import MODIFIED, ROWS, make_publication

REASON = LocalText("資料來源系統停用", "The source system was switched off")
_CHANGES = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.utime", "os.truncate"}


def first_night(root: Path) -> dict[str, Publication]:
    return {name: make_publication(root / "publications", name) for name in ("alpha", "beta", "gamma")}


def second_night(root: Path) -> dict[str, Publication]:
    """Alpha has more rows, beta stays, gamma is withdrawn, delta is new."""
    rows = (*ROWS, ("2026-11", "麻豆監理站", "91"))
    later = MODIFIED + timedelta(days=1)
    return {
        "alpha": make_publication(root / "publications", "alpha", rows, modified=later),
        "beta": make_publication(root / "publications", "beta"),
        "delta": make_publication(root / "publications", "delta", modified=later),
    }


def run(root: Path, night: int, receipts: dict[str, Receipt]) -> PortalOutcome:
    lab = make_lab(root)
    return push(
        lab.open(),
        first_night(root) if night == 1 else second_night(root),
        {} if night == 1 else {"gamma": REASON},
        receipts,
        NOW + timedelta(days=night - 1),
        allow_withdrawals=True,
        withdrawal_limit=0.2,
        services=lab.services,
    )


def _kill_at(change: int, portal: Path) -> Callable[[], int]:
    """Put the trap in place; returns a function that tells how many changes there were."""
    seen = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        writing = event == "open" and isinstance(arguments[1], str) and "w" in arguments[1]
        if not (writing or event in _CHANGES) or not any(str(portal) in str(item) for item in arguments):
            return
        seen += 1
        if seen == change:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return lambda: seen


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    changes = _kill_at(int(sys.argv[2]), folder / "portal")
    run(folder, 2, {})
    print(changes())
