"""Docs that cannot rot: the reference is made from the code, the tutorial runs, every link leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PAGES = sorted([*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout}run: .venv/bin/python scripts/reference.py"


def test_the_tutorial_runs(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs/tutorial/first-dataset.md").read_text(encoding="utf-8")
    binaries = tmp_path / "bin"
    binaries.mkdir()
    (binaries / "publisher").write_text(f'#!/bin/sh\nexec {sys.executable} -m publisher "$@"\n')
    (binaries / "publisher").chmod(0o755)
    environment = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "PUBLISHER_KEYS": str(tmp_path / "keys"),
    }
    space = tmp_path / "my-agency"
    blocks = BLOCK.findall(text)
    assert sum(kind == "sh" for kind, _, _ in blocks) >= 6
    for kind, info, body in blocks:
        if kind == "sh":
            expected = int((re.search(r"exit=(\d+)", info) or [0, 0])[1])
            done = subprocess.run(
                ["bash", "-ec", body],
                cwd=space if space.exists() else tmp_path,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
                timeout=300,
            )
            assert done.returncode == expected, f"{body}\n{done.stdout}\n{done.stderr}"
        elif file := re.search(r"file=(\S+)", info):
            path = space / file[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
    assert (space / ".publisher/portal/current/dataset/counter-cases/counter-cases.csv").is_file()


def anchors(path: Path) -> set[str]:
    found = set()
    for heading in re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE):
        text = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(text.replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(REPOSITORY)))
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, fragment = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), f"{page.name}: {target}"
        if fragment and path.suffix == ".md":
            assert fragment in anchors(path), f"{page.name}: {target}"


def test_the_docs_have_four_rooms_and_an_index() -> None:
    index = (REPOSITORY / "docs/README.md").read_text(encoding="utf-8")
    for page in (REPOSITORY / "docs").rglob("*.md"):
        if page.name != "README.md":
            assert f"({page.relative_to(REPOSITORY / 'docs').as_posix()})" in index, f"docs/README.md lacks {page}"
    assert {"tutorial", "how-to", "reference", "explanation", "adr"} <= {
        item.name for item in (REPOSITORY / "docs").iterdir()
    }
