"""The contracts of pyproject.toml bind everything: each outside library has its homes, each package its place."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
ANYWHERE = {"numpy", "polars"}
"""What stages of datasets hold tables with; a contract of its own says who may not."""


def imported() -> set[str]:
    """Every library from outside that some module imports."""
    found = set()
    for path in (ROOT / "publisher").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"publisher"}


def test_every_library_from_outside_has_its_homes() -> None:
    bound = {
        name
        for contract in CONTRACTS
        if contract["type"] == "forbidden" and contract["source_modules"] == ["publisher"]
        for name in contract["forbidden_modules"]
    }
    assert imported() - ANYWHERE - bound == set()


def test_no_package_may_be_missing_from_the_layers() -> None:
    floors = [contract for contract in CONTRACTS if contract["type"] == "layers"]
    assert ["publisher"] in [contract.get("containers") for contract in floors]
    for contract in floors:
        assert contract["exhaustive"]
        assert "(" not in "".join(contract["layers"])


def test_the_architecture_page_names_every_package() -> None:
    page = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "publisher").glob("*/__init__.py")}
    packages |= {path.stem for path in (ROOT / "publisher").glob("[a-z]*.py")}
    (tree,) = re.findall(r"## One package for each stage\n\n```\n(.*?)```", page, re.DOTALL)
    assert {name for name in packages if not re.search(rf"\b{name}\b", tree)} == set()


@pytest.mark.parametrize(
    ("room", "library"),
    [("crawl/signs.py", "ckanapi"), ("checks/metatags.py", "typst"), ("certificate/__init__.py", "frictionless")],
)
def test_a_library_planted_elsewhere_breaks_a_contract(room: str, library: str, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(
        ROOT / "publisher", tmp_path / "publisher", ignore=shutil.ignore_patterns("__pycache__", "axe")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    planted = tmp_path / "publisher" / room
    planted.write_text(planted.read_text(encoding="utf-8") + f"\nimport {library}\n", encoding="utf-8")
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"-> {library}" in done.stdout


def test_no_name_stands_for_two_classes() -> None:
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / "publisher").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


def test_no_command_ends_with_a_bare_number() -> None:
    """What a code means stands in `publisher.model.exits` alone."""
    found = []
    for path in sorted((ROOT / "publisher").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            ends = isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "typer.Exit",
                "sys.exit",
                "SystemExit",
            )
            parts = [
                part
                for given in (node.args if ends else ())
                for part in ((given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,))
            ]
            if any(isinstance(part, ast.Constant) for part in parts):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_no_test_asserts_that_something_is_quick() -> None:
    """A loaded machine would fail it; `make bench` measures. That something waits may be asserted."""
    found = []
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare):
                left = ast.unparse(node.test.left)
                quick = isinstance(node.test.ops[0], ast.Lt | ast.LtE)
                if quick and re.match(r"time\.(monotonic|perf_counter|process_time|time)(_ns)?\(\) - ", left):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Not even by an import inside a function: a circle has no part that can be read, or replaced, by itself."""
    graph = grimp.build_graph("publisher", exclude_type_checking_imports=True)
    waiting = {name: set(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    while free := {name for name, needs in waiting.items() if not needs & waiting.keys()}:
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
    assert sorted(waiting) == []  # those of a circle, and what stands on them


def test_every_name_that_a_package_gives_is_there() -> None:
    """Names that are imported when they are asked for: nothing else tells that one has moved."""
    for path in sorted((ROOT / "publisher").rglob("__init__.py")):
        package = ".".join(path.parent.relative_to(ROOT).parts)
        if "imported_when_asked" in path.read_text(encoding="utf-8"):
            given = import_module(package)
            assert [name for name in given.__all__ if not hasattr(given, name)] == [], package


def named_in(tree: ast.Module) -> set[str]:
    """What a module may be asked for: what it defines or imports (too much, for names inside count as well)."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return found


def test_every_name_that_is_imported_from_us_is_there() -> None:
    """In tests and scripts, too, which no checker of types reads; inside functions as well."""
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in (ROOT / "publisher").rglob("*.py")
    }
    trees = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules.items()}
    given = {name: named_in(tree) for name, tree in trees.items()}
    others = [
        path for room in ("tests", "scripts", "samples", "benchmarks") for path in (ROOT / room).rglob("*.py")
    ]
    lost = []
    for path in (*modules.values(), *others):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module in given:
                names = {alias.name for alias in node.names if f"{node.module}.{alias.name}" not in modules}
                lost += [f"{path.relative_to(ROOT)}: {node.module}.{name}" for name in names - given[node.module]]
    assert lost == []
