"""The list of injected faults is complete: each has a test, and what issue 19 asks for is there."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.faults import FAULTS

TESTS = Path(__file__).parents[1]
ASKED_FOR = {
    "free space before the night": "disk-full-before",
    "disk full": "disk-full-during",
    "read-only": "read-only",
    "clock set back": "clock-back",
    "daylight saving": "daylight",
    "network loss": "no-network",
    "DNS failure": "no-network",
    "out-of-memory kill": "worker-killed",
    "SIGTERM, SIGINT, SIGHUP": "signals",
    "power loss inside state commits": "commit-power",
    "power loss inside release switches": "release-power",
    "a source that changes while it is read": "changing-source",
    "two versions of the program on one state": "two-versions",
}
WHOLLY = ("operations/test_real_faults.py", "operations/test_network_faults.py", "state/test_silent_server.py")
"""Files in which every test injects a fault, but for those that show what is none."""
NONE = {"test_a_slow_answer_is_no_silence"}


def _marks(path: Path) -> dict[str, set[str]]:
    """The faults that each test of a file injects."""
    return {
        node.name: {
            ast.literal_eval(mark.args[0])
            for mark in node.decorator_list
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.injects"
        }
        for node in ast.parse(path.read_bytes()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_fault_is_injected_and_every_injection_is_of_a_fault() -> None:
    injected = {name for path in TESTS.rglob("test_*.py") for marks in _marks(path).values() for name in marks}
    assert injected == set(FAULTS)


def test_what_was_asked_for_is_there() -> None:
    assert set(ASKED_FOR.values()) <= set(FAULTS)


def test_no_test_of_faults_is_left_out() -> None:
    assert {
        f"{name}::{test}"
        for name in WHOLLY
        for test, marks in _marks(TESTS / name).items()
        if not marks and test not in NONE
    } == set()
