"""A command imports what it runs and nothing else; the list of commands says what they say themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from publisher.cli.commands import COMMANDS
from publisher.cli.main import app

HEAVY = (
    "aiohttp",
    "alembic",
    "babel",
    "frictionless",
    "numpy",
    "polars",
    "publisher.pipeline",
    "rich",
    "selenium",
)
LIGHT = {
    ("--version",): ("pydantic", "ruamel", "sqlalchemy", *HEAVY),
    ("--help",): ("pydantic", "ruamel", "sqlalchemy", *HEAVY),
    ("explain", "links.broken"): ("sqlalchemy", *HEAVY),
    ("schema", "policy"): ("sqlalchemy", *HEAVY),
    ("report",): ("ruamel", "sqlalchemy", "yaml", *HEAVY),
    ("logs",): ("ruamel", "sqlalchemy", "yaml", *HEAVY),
}
LOADED = """
import json, sys
from publisher.cli.main import main
try:
    main()
finally:
    sys.stderr.write("\\n" + json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_a_command_that_needs_little_imports_little(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},  # Chinese needs its catalogue
    )
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert [name for name in loaded if name.split(".")[0] in LIGHT[words] or name in LIGHT[words]] == []


OF_STAGES = (
    *("publisher.browser", "publisher.checks", "publisher.crawl", "publisher.gate", "publisher.report"),
    *(
        "publisher.export.stage",
        "publisher.deidentify.stage",
        "publisher.structure.stage",
        "publisher.source.stage",
    ),
    *(
        "publisher.privacy.recognisers.registry",
        "publisher.tableschema.schema",
        "publisher.push.portals.static.build",
    ),
)
"""What is worked with, and not looked at."""
LOOKING = {
    "status": ("sqlalchemy", "requests", "ruamel", "publisher.push", "publisher.model.policy", *HEAVY, *OF_STAGES),
    "plan": (
        *(name for name in HEAVY if name != "publisher.pipeline"),
        *("jinja2", "requests", "ruamel", "sqlalchemy"),
        *OF_STAGES,
    ),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that has its state."""
    folder = tmp_path_factory.mktemp("starting") / "ours"
    for words in (["init", str(folder)], ["plan", "--workspace", str(folder)]):
        subprocess.run([sys.executable, "-m", "publisher", *words], check=True, capture_output=True, timeout=120)
    return folder


@pytest.mark.parametrize("command", LOOKING)
def test_a_command_that_looks_imports_nothing_that_works(command: str, workspace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, command, "--workspace", str(workspace)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    loaded = json.loads(done.stderr.splitlines()[-1])
    unwanted = LOOKING[command]
    assert [name for name in loaded if any(f"{name}.".startswith(f"{one}.") for one in unwanted)] == []


def test_no_command_needs_the_night_to_say_what_it_does() -> None:
    """`publisher X --help`, and a slip in its options, come at once: what a command runs is imported when it runs."""
    program = (
        "import json, sys\n"
        "from publisher.cli import commands\n"
        "for name in commands.COMMANDS:\n"
        "    commands._make(name)\n"
        "print(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    heavy = {"sqlalchemy", "publisher.model.night", "publisher.model.policy", "publisher.model.stage", *HEAVY}
    loaded = json.loads(done.stdout)
    assert [name for name in loaded if name.split(".")[0] in heavy or name in heavy] == []


def test_the_list_of_commands_says_what_they_say_themselves() -> None:
    root: Any = typer.main.get_command(app)
    said = {name: " ".join(command.help.split("\n\n")[0].split()) for name, command in root.commands.items()}
    assert said == {name: text for name, (_, text) in COMMANDS.items()}
