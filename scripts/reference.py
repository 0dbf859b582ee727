"""Write the generated pages: docs/reference, the manual pages of docs/man, and docs/explanation/faults.md. `--check` only compares."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import runpy
import sys
import textwrap
import types
from collections.abc import Iterator
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import typer
from manpage import manual

from publisher.cli.main import app
from publisher.model.acceptance import Acceptance
from publisher.model.catalog import Catalog
from publisher.model.finding import CheckDefinition
from publisher.model.policy import Policy
from publisher.model.workspace import AllowedValue, Dataset
from publisher.workspace import load_rulebook
from publisher.workspace.parsing import Family, families

DOCS = Path(__file__).parents[1] / "docs" / "reference"
MARK = "<!-- Made by scripts/reference.py from the code: change the code, then run it. -->\n\n"


def commands() -> str:
    """Every subcommand with its help, as the parser knows it."""
    root: Any = typer.main.get_command(app)
    parts = ["# Commands\n\n", MARK]
    parts.append(
        f"{root.help}\n\nExit codes: [exit-codes.md](exit-codes.md). Completion: `publisher --install-completion`.\n"
    )
    for path, command in _walk(("publisher",), root):
        parts.append(f"\n## `{' '.join(path)}`\n\n{textwrap.dedent(command.help or '').strip()}\n\n")
        rows = [_option(item) for item in command.params if item.name != "help"]
        if rows:
            parts.append("| argument or option | meaning |\n|---|---|\n" + "".join(rows))
    return "".join(parts)


def _walk(path: tuple[str, ...], command: Any) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, command)]
    return [found for name, item in inner.items() for found in _walk((*path, name), item)]


def _option(item: Any) -> str:
    names = (
        ", ".join(f"`{name}`" for name in item.opts)
        if item.param_type_name == "option"
        else f"`{item.name.upper()}`"
    )
    return f"| {names} | {(getattr(item, 'help', None) or '').replace('|', '/')} |\n"


def workspace_files() -> str:
    """Every key of every file a person writes, from the types that read them."""
    parts = ["# Workspace files\n\n", MARK]
    parts.append(
        "`publisher schema catalog|dataset|policy|check` prints the JSON Schema of each file for your editor.\n"
        "Where a *technique*, *step*, *model* or *source* is expected, write its name (`trim`) or its name with its keys\n"
        "(`{header: {rows: 3}}`).\n"
    )
    for title, kind in (
        ("catalog.yaml", Catalog),
        ("datasets/ID/dataset.yaml", Dataset),
        ("datasets/ID/policy.yaml", Policy),
        ("allowlist.yaml (entries of `allow`)", AllowedValue),
        ("checks/FAMILY/ID/check.yaml", CheckDefinition),
        ("checks/accepted.yaml (entries of `accepted`)", Acceptance),
    ):
        parts.append(f"\n## {title}\n\n{_doc(kind)}\n\n")
        parts.append(_keys(kind))
        for inner in _inner_kinds(kind, set()):
            parts.append(f"\n### {inner.__name__}\n\n{_doc(inner)}\n\n{_keys(inner)}")
    for title, family in (
        ("Sources", families().sources),
        ("Structure steps", families().steps),
        ("Techniques", families().techniques),
        ("Privacy models", families().models),
        ("Methods for tables", families().tables),
        ("Portals", families().portals),
    ):
        parts.append(f"\n## {title}\n")
        for name, variant in family.variants.items():
            parts.append(f"\n### `{name}`\n\n{_doc(variant)}\n\n{_keys(variant, family)}")
    return "".join(parts)


def _doc(kind: type) -> str:
    return textwrap.dedent("    " + (kind.__doc__ or "")).strip()


def _setting(value: object) -> str:
    """A value as code; a list of lines word by word."""
    return ", ".join(f"`{line}`" for line in str(value).strip().splitlines()) or "``"


def _keys(kind: type, family: Family | None = None) -> str:
    hints = get_type_hints(kind)
    rows = []
    for item in sorted(dataclasses.fields(kind), key=lambda item: item.kw_only):  # as they may be given by place
        if family is not None and item.name == family.key:
            continue
        if kind is Dataset and item.name in ("folder", "schema", "policy", "id"):
            continue
        name = "from" if item.name == "derived_from" else item.name
        default = "required"
        if item.default is not dataclasses.MISSING:
            value = item.default
            default = "none" if value is None else f"`{value.value if isinstance(value, Enum) else value}`"
        elif item.default_factory is not dataclasses.MISSING:
            default = "defaults of its keys" if dataclasses.is_dataclass(item.default_factory) else "empty"
        rows.append(f"| `{name}` | {_type(hints[item.name])} | {default} |\n")
    return "| key | type | default |\n|---|---|---|\n" + "".join(rows) if rows else "No keys.\n"


def _type(kind: Any) -> str:
    for family, word in (
        (families().techniques, "technique"),
        (families().steps, "step"),
        (families().models, "model"),
        (families().tables, "method for tables"),
        (families().sources, "source"),
        (families().portals, "portal"),
    ):
        if set(get_args(kind)) == set(family.variants.values()):
            return word
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(_type(item) for item in get_args(kind) if item is not type(None))
    if get_origin(kind) is Literal:
        return ", ".join(f"`{item}`" for item in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f"`{item.value}`" for item in kind)
    if get_origin(kind) is tuple:
        return f"list of {_type(get_args(kind)[0])}"
    if get_args(kind):
        return f"mapping to {_type(get_args(kind)[-1])}"
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false"}.get(
        kind.__name__, kind.__name__
    )


def _inner_kinds(kind: type, seen: set[type]) -> list[type]:
    variants = {item for family in families().all() for item in family.variants.values()}
    found = []
    for name, hint in get_type_hints(kind).items():
        if kind is Dataset and name == "policy":
            continue
        for item in (hint, *get_args(hint)):
            if dataclasses.is_dataclass(item) and isinstance(item, type) and item not in variants | seen:
                seen.add(item)
                found += [item, *_inner_kinds(item, seen)]
    return found


def checks() -> str:
    """The rulebook as a page."""
    parts = [
        "# Checks\n\n",
        MARK,
        "`publisher explain ID` prints an entry; a workspace changes one by `checks/FAMILY/ID/check.yaml`.\n",
    ]
    for entry in load_rulebook().values():
        parts.append(
            f"\n## {entry.id}\n\n**{entry.title.zh}** / {entry.title.en} ({entry.severity}, since {entry.since})\n\n"
        )
        parts.append(f"{entry.why.zh}\n\n{entry.why.en}\n\n")
        parts.append(f"- 改善方式：{entry.fix.zh}\n- How to mend it: {entry.fix.en}\n")
        parts += [f"- {item.id}: {item.text.zh} / {item.text.en}\n" for item in entry.references]
        parts += [f"- setting `{name}` = {_setting(value)}\n" for name, value in entry.params.items()]
        if cases := ", ".join(_cases(entry.id)):
            parts.append(f"- 案例 / Cases that prove it: {cases}\n")
    return "".join(parts)


def _cases(check: str) -> Iterator[str]:
    """Links to what the check fails (bad) and what it lets pass (good), as `tests` run them."""
    place = f"checks/{check.replace('.', '/')}/cases"
    for path in sorted((DOCS.parents[1] / place).glob("*")):
        if path.name.startswith(("bad", "good")):
            yield f"[{path.stem}](../../{place}/{path.name})"


TESTS = DOCS.parents[1] / "tests"
_INTRO = """Every night ends with a report, or with a line that says why there can be none. What is published stays until its
successor is proven, so no fault below takes anything from a reader. Each is injected for real by the tests named below
(`pytest -m injects` carries them all out).
"""


def faults() -> str:
    """Every fault that a test injects, what is promised then, and the tests, as their marks have it."""
    listed = runpy.run_path(str(TESTS / "faults.py"))["FAULTS"]
    found: dict[str, list[str]] = {name: [] for name in listed}
    for path in sorted(TESTS.rglob("test_*.py")):
        for test, name in injections(path):
            found.setdefault(name, []).append(f"`{path.relative_to(TESTS.parent).as_posix()}::{test}`")
    parts = [
        "# What happens when the machine fails\n\n",
        MARK.replace("the code:", "tests/faults.py and the tests:", 1),
    ]
    parts += [_INTRO, "\n| fault | what is promised | exit code |\n|---|---|---|\n"]
    parts += [f"| {item.fault} | {item.promise} | {item.code} |\n" for item in listed.values()]
    parts.append("\n## The tests that inject them\n")
    for name, tests in found.items():
        parts.append(f"\n`{name}`: {listed[name].fault}\n\n" + "".join(f"- {test}\n" for test in tests))
    return "".join(parts)


def injections(path: Path) -> Iterator[tuple[str, str]]:
    """The tests of a file that inject a fault, and its id."""
    for node in ast.parse(path.read_bytes()).body:
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.injects":
                yield node.name, ast.literal_eval(mark.args[0])


PAGES = {
    "../explanation/faults.md": faults,
    "commands.md": commands,
    "workspace.md": workspace_files,
    "checks.md": checks,
    "../man/publisher.1": partial(manual, "en"),
    "../man/publisher.zh_TW.1": partial(manual, "zh-TW"),
}


def main() -> int:
    """Write the pages, or say which differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    only_check = parser.parse_args().check
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale:
        sys.stdout.write(f"{'stale' if only_check else 'written'}: {', '.join(stale)}\n")
    return int(bool(stale) and only_check)


if __name__ == "__main__":
    sys.exit(main())
