"""Whatever comes from outside is read or refused in words: no parser of ours ends in anything else (make test-full).

Twice: honest files spoiled in ways that we thought of (Hypothesis), and whatever reaches new code (atheris). What was
found becomes a case of the parser's own tests.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from publisher.net import encoding
from tests.fuzz.readers import READERS
from tests.fuzz.seeds import WEB, spoiled

pytestmark = [pytest.mark.full, pytest.mark.timeout(1800)]
EXAMPLES = 600
SECONDS = 40
"""Of each parser with atheris: about twenty-five minutes in all."""
ABORTING = {"table a.parquet"}
"""Polars ends the process over some sizes; a night reads in workers, whose death stops one dataset."""
REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("name", READERS)
def test_honest_files_spoiled(name: str) -> None:
    seed, read = READERS[name]
    tried, examples = 0, 3 * EXAMPLES if name in WEB else EXAMPLES

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(spoiled(seed))
    def run(content: bytes) -> None:
        nonlocal tried
        read(content)
        tried += 1

    run()
    assert tried >= examples // 2


@pytest.mark.parametrize("name", sorted(READERS.keys() - ABORTING))
def test_whatever_reaches_new_code(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(tmp_path / "fuzz"), str(SECONDS)]
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "TMPDIR": str(tmp_path)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, timeout=20 * SECONDS)
    said = done.stderr.decode(errors="replace")
    assert done.returncode == 0, f"{sorted((tmp_path / 'fuzz').glob('*-*'))}\n{said[-6000:]}"
    (runs,) = [line.split()[-1] for line in said.splitlines() if line.startswith("stat::number_of_executed_units")]
    assert int(runs) > 10


@settings(max_examples=2000, deadline=None, database=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_text_of_some_encoding(content: bytes, header: str) -> None:
    text, name = encoding.decode(content, header)
    assert isinstance(text, str)
    assert name
