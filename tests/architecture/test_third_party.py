"""What is installed with the product is named with its licence, and nothing else is."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[str]:
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    return {canonical(found) for found in re.findall(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", text, re.MULTILINE)}


def listed() -> dict[str, str]:
    """The licence of each library by name, from the tables of Python packages."""
    text = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8").partition("## Fetched by the set-up")[0]
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("| ") or cells[0] == "library":
            continue
        licence = cells[-1] if len(cells) == 2 else cells[-2]
        found |= {canonical(name): licence for name in cells[0].split(", ")}
    return found


def test_every_package_of_the_lock_is_listed() -> None:
    assert locked() - listed().keys() == set()


def test_nothing_is_listed_that_is_not_installed() -> None:
    """But the drivers that are not in `all`."""
    assert listed().keys() - locked() == {"pymssql", "oracledb"}


def test_the_licence_listed_is_the_one_that_the_package_states() -> None:
    """Only where the package states it as an SPDX expression; others have free text, which people have read."""
    stated = {name: metadata(name).get("License-Expression") for name in sorted(locked())}
    other = {
        name: (listed()[name], licence)
        for name, licence in stated.items()
        if licence and not listed()[name].startswith(licence)
    }
    assert other == {}
