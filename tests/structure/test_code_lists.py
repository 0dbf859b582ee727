"""Code lists in files: read with the dataset, part of its fingerprint, refused when they say two things."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model import structuring as s
from publisher.model.errors import DatasetError
from publisher.structure import apply, fingerprint
from tests.source.building import dataset, grid, rows_of, services

STEPS: list[s.StructureStep] = [s.Header(), s.Codes("類", file="codes.csv")]


def test_codes_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "codes.csv").write_text("代碼,名稱,說明\nA,甲,x\n B ,乙\n\nA,甲\n", encoding="utf-8-sig")
    made = dataset(tmp_path, None, STEPS, ["類"])
    result = apply(made, grid(tmp_path, [("類",), ("A",), ("B",), ("C",), ("C",)]), services(tmp_path))
    assert rows_of(result.table) == [("甲",), ("乙",), (None,), (None,)]
    assert [(item.check, item.count) for item in result.findings] == [("structure.unknown-code", 2)]
    before = fingerprint(made)
    (tmp_path / "codes.csv").write_text("代碼,名稱\nA,甲\nB,丙\n", encoding="utf-8")
    assert fingerprint(made) not in (before, "")
    assert fingerprint(replace(made, structure=())) == ""


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        (None, "cannot be read", None),
        ("代碼,名稱\nA,甲\nA,乙\n", "two labels", 3),
        ("代碼,名稱\nA\n", "no code or no label", 2),
        ("代碼,名稱\n,甲\n", "no code or no label", 2),
    ],
)
def test_a_list_that_cannot_be_used(tmp_path: Path, text: str | None, said: str, line: int | None) -> None:
    if text is not None:
        (tmp_path / "codes.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=said) as caught:
        apply(dataset(tmp_path, None, STEPS, ["類"]), grid(tmp_path, [("類",)]), services(tmp_path))
    assert caught.value.where is not None
    assert caught.value.where.line == line


def test_a_list_outside_the_folder(tmp_path: Path) -> None:
    steps: list[s.StructureStep] = [s.Header(), s.Codes("類", file="../codes.csv")]
    with pytest.raises(DatasetError, match="leads out"):
        apply(dataset(tmp_path, None, steps, ["類"]), grid(tmp_path, [("類",)]), services(tmp_path))
