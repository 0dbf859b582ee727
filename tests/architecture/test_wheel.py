"""The wheel carries what the program reads at run time: rulebook, catalogues, templates, migrations, starter."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import publisher

REPOSITORY = Path(__file__).parents[2]
PACKAGE = Path(publisher.__file__).parent


def test_the_wheel_is_whole_and_lists_the_checks(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path / "site")
    wanted = {
        path.relative_to(REPOSITORY).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    rulebook = {
        f"{path.parent.parent.name}.{path.parent.name}" for path in (REPOSITORY / "checks").glob("*/*/check.yaml")
    }
    packed = [Path(name).parent for name in names if name.endswith("check.yaml")]
    assert {f"{folder.parent.name}.{folder.name}" for folder in packed} == rulebook
    listed = subprocess.run(
        [sys.executable, "-P", "-m", "publisher", "explain"],
        env={"PYTHONPATH": str(tmp_path / "site"), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert len(listed.stdout.splitlines()) == len(rulebook)
