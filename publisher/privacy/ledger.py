"""What was spent of a dataset's privacy budget, noted beside its key: a state that is lost does not bring it back.

One file for each dataset in the key folder, one JSON value a line, written whole or not at all.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from publisher.model.errors import UserError, Where
from publisher.model.spending import Spending
from publisher.model.text import Message, msg
from publisher.privacy.keys import key_path


def noted(keys: Path, dataset: str) -> tuple[Spending, ...]:
    """What is noted, without the counts; nothing before the first release. Raises UserError for a damaged file."""
    path = _path(keys, dataset)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in lines]
        return tuple(
            Spending(
                str(item["release"]),
                float(item["epsilon"]),
                float(item["delta"]),
                date.fromisoformat(item["on"]),
            )
            for item in found
        )
    except FileNotFoundError:
        return ()
    except OSError:
        raise _trouble(path, msg("What was spent of the privacy budget cannot be read.")) from None
    except (ValueError, KeyError, TypeError):
        raise _trouble(path, msg("What is noted of the privacy budget is damaged.")) from None


def note(keys: Path, dataset: str, spendings: Sequence[Spending]) -> None:
    """Note the spendings that are not noted yet. Raises UserError where that cannot be done."""
    before = noted(keys, dataset)
    known = {item.release for item in before}
    fresh = [item for item in spendings if item.release not in known]
    if not fresh:
        return
    path = _path(keys, dataset)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    lines = [
        json.dumps(
            {"on": item.on.isoformat(), "release": item.release, "epsilon": item.epsilon, "delta": item.delta}
        )
        for item in (*before, *fresh)
    ]
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        raise _trouble(path, msg("What was spent of the privacy budget cannot be noted.")) from None
    finally:
        unfinished.unlink(missing_ok=True)


def require_room(keys: Path, dataset: str) -> None:
    """Raise UserError where nothing could be noted: what cannot be noted is not spent."""
    path = _path(keys, dataset)
    if not os.access(path.parent, os.W_OK):
        raise _trouble(path, msg("What was spent of the privacy budget cannot be noted."))


def _path(keys: Path, dataset: str) -> Path:
    return key_path(keys, dataset).with_suffix(".spent")


def _trouble(path: Path, what: Message) -> UserError:
    return UserError(
        what,
        Where(str(path)),
        msg("Give the folder of the keys to the user who runs publisher, or restore the file from your backup."),
    )
