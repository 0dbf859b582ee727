"""libyaml's reading is taken only where it is that of the reader which keeps lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from publisher.workspace.quick import quickly
from publisher.workspace.traced import plain, read_yaml

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    *sorted(
        path
        for folder in ("datasets", "checks", "tests")
        for path in (ROOT / folder).rglob("*.yaml")
        if path.is_file()
    ),
    ROOT / "catalog.yaml",
]


def slowly(text: str) -> Any:
    return plain(YAML(typ="rt").load(text))


def agree(text: str) -> bool:
    """Whether the quick reading dared to; what it says is what the other says, types too."""
    quick = quickly(text)
    if quick is None:
        return False
    assert repr(plain(quick)) == repr(slowly(text))
    return True


def test_our_own_files_are_read_alike_and_most_of_them_quickly() -> None:
    quick = 0
    for path in OURS:
        text = path.read_text(encoding="utf-8")
        try:
            slowly(text)
        except YAMLError:
            assert quickly(text) is None, path
            continue
        quick += agree(text)
    assert quick > 0.9 * len(OURS)


SCALARS = (
    *("yes", "no", "on", "off", "y", "n", "True", "TRUE", "true", "false", "null", "Null", "~", "None", "nil"),
    *(
        "0",
        "007",
        "0o17",
        "0x1F",
        "0b1",
        "1_000",
        "+1",
        "-1",
        "1:30",
        "190:20:30",
        "12e3",
        "1e3",
        "1.5",
        ".5",
        "5.",
    ),
    *("1.", "-.inf", ".inf", ".nan", ".NaN", "+.5", "1e", "1.5e-3", "99999999999999999999", "0.1", "00.1", "1.10"),
    *("2026-11-30", "2026-11-31", "2026-1-2", "2026-11-30T10:00:00Z", "2026-11-30 10:00", "115.11", "115-11-30"),
    *("06-000-0000", "119-1999-01-02", "1-23", "2-3", "20-26-11", "006-275-0001", "06-2756-12e3", "0-00.5"),
    *("=", "<<", "!", "a#b", "a #b", "a: b", "- a", "?a", ":a", "@a", "`a", "%a", "&a", "*a", "!a", "|a", ">a"),
    *("'it''s'", '"\\/ \\u53f0 \\x41"', '"a\\\n  b"', "'5'", '"true"', "!!str 5", "&x 5", "民國115年", "１２３"),
    *("[a, b]", "{a: b}", "[a, {b: c}, 'd']", "[1, true, null]", "{}", "[]", "[a,]", "{a}", "{a, b: c}", "[a: b]"),
    *(
        "a\n  b",
        "|\n  a\n  b\n",
        ">\n  a\n  b\n\n  c\n",
        "|-\n  a",
        "|+\n  a\n\n",
        ">-\n  甲\n  乙",
        "|2\n    a",
        "",
    ),
    *("\U0001f600", "a\u2028b", "a\x85b", "a\tb", "a\x7fb", "a\ufeffb", "中　文", '"a', "[a", "a\r\n  b"),
)


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("frame", ["k: {}\n", "k:\n  - {}\n", "{}: v\n", "k: {}\nk: b\n", "--- \nk: {}\n...\n"])
def test_whatever_a_value_looks_like_both_readers_say_the_same(scalar: str, frame: str) -> None:
    text = frame.replace("{}", scalar)
    try:
        slowly(text)
    except Exception:  # noqa: BLE001 - whatever the reader refuses
        assert quickly(text) is None
    else:
        agree(text)


@given(st.text(alphabet="ab01 .-:#'\"[]{},\n&*!|>%?~<=tru\t\r\u53f0", max_size=24))
def test_no_text_is_read_otherwise(text: str) -> None:
    try:
        slowly(text)
    except Exception:  # noqa: BLE001 - whatever the reader refuses
        assert quickly(text) is None
    else:
        agree(text)


@pytest.mark.parametrize(
    "deep", ["[" * 50_000 + "]" * 50_000, "- " * 50_000 + "a", "? " * 50_000, "{a: " * 50_000]
)
def test_no_depth_ends_the_program(deep: str) -> None:
    assert quickly(f"k: {deep}\n") is None
    assert quickly(deep) is None


def test_steps_down_the_page_are_refused_as_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("".join(f"{' ' * depth}k:\n" for depth in range(3_000)), encoding="utf-8")
    assert quickly(path.read_text(encoding="utf-8")) is None


def test_a_line_is_found_below_a_key(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("# x\nanswers:\n  - item: a\n  - item: b\n    by: c\n", encoding="utf-8")
    document = read_yaml(path, "a.yaml")
    assert document.line(("answers", 1, "by")) == 5
    assert document.under("answers").line((1, "by")) == 5
    assert document.under("answers").data[1] == {"item": "b", "by": "c"}
    assert document.under("nothing").data is None
