"""What holds for all tests: their kind (unit, real, night), told from what they use, and the same examples for all."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from publisher.executors.forking import context_for
from publisher.pipeline.stages import perform

# How long an example takes says something of the machine only; the same examples in every run say the same to all.
settings.register_profile("same-for-all", deadline=None, derandomize=True)
settings.load_profile("same-for-all")

_REAL_MARKS = {"browser", "ckan", "libreoffice", "validators"}
_REAL_NAMES = {"needs_part", "missing", "subprocess", "Popen", "ThreadingHTTPServer", "HTTPServer"}
_SWEEP = 3600
"""Seconds for one of the long sweeps, beside other work."""
_NIGHT_NAMES = {"run_night", "push_proven", "make_workspace"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test its kind: `night` runs whole nights, `real` uses real parts or processes, `unit` neither."""
    for item in items:
        names = _names(item.path)
        if names & _NIGHT_NAMES:
            kind = "night"
        elif names & _REAL_NAMES or any(mark.name in _REAL_MARKS for mark in item.iter_markers()):
            kind = "real"
        else:
            kind = "unit"
        item.add_marker(kind)
        if item.get_closest_marker("full") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(_SWEEP))


@pytest.fixture(scope="session", autouse=True)
def _workers_know_the_stages(request: pytest.FixtureRequest) -> None:
    """One process of tests has one server of workers: let it import what nights need, whoever asks for it first."""
    if any(item.get_closest_marker("night") for item in request.session.items):
        context_for(perform)


@cache
def _names(path: Path) -> frozenset[str]:
    """The names that a test module uses, those of the test modules that it imports among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.name for alias in node.names}
            home = Path(__file__).parents[1] / f"{(node.module or '').replace('.', '/')}.py"
            if (node.module or "").startswith("tests.") and home.is_file() and home != path:
                found |= _names(home)
    return frozenset(found)
