"""The browser's processes: how much memory they hold, and their certain end (Linux, through /proc)."""

from __future__ import annotations

import os
import signal
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def family(root: int) -> list[int]:
    """The process `root` and all that descend from it, children first; empty when it has ended."""
    children: dict[int, list[int]] = defaultdict(list)
    present = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (parent := _parent(entry)) is not None:
            children[parent].append(int(entry.name))
            present.add(int(entry.name))
    if root not in present:
        return []
    found = [root]
    for process in found:  # grows while it is read: breadth first
        found += children[process]
    return found[::-1]


def _parent(entry: Path) -> int | None:
    try:
        # the name of the program stands in brackets and may hold anything
        fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[1])


def memory(root: int) -> int:
    """Resident bytes of `root` and its descendants; shared pages count once for each of them."""
    total = 0
    for process in family(root):
        with suppress(OSError):
            total += int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    return total


def kill(root: int) -> None:
    """End `root` and its descendants at once. What they start meanwhile is found by looking again."""
    for _ in range(3):
        processes = family(root)
        if not processes:
            return
        # the driver last: once it is gone, its children belong to nobody and cannot be found
        for process in processes:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)


def using(profile: Path) -> list[int]:
    """Processes that work in the folder `profile` (the driver) or with it as their profile (the browser).

    This process never counts.
    """
    wanted = f"--user-data-dir={profile}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                inside = (entry / "cwd").readlink() == profile
                if inside or wanted in (entry / "cmdline").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found
