"""Every step of the model has its module, its line in the registry and its tests."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from publisher.model.structuring import StructureStep
from publisher.structure import steps
from publisher.structure.steps import STEPS


@pytest.mark.parametrize("kind", get_args(StructureStep), ids=lambda kind: kind.__name__)
def test_step_is_complete(kind: type) -> None:
    name = kind.__dataclass_fields__["step"].default.replace("-", "_")  # type: ignore[attr-defined]
    assert STEPS[kind].__module__ == f"publisher.structure.steps.{name}"
    tests = Path(__file__).parent / f"test_{name}.py"
    assert tests.is_file()
    assert f"publisher.structure.steps.{name} import" in tests.read_text(encoding="utf-8")


def test_no_module_is_left_over() -> None:
    modules = {path.stem for path in Path(str(steps.__file__)).parent.glob("*.py")} - {"__init__"}
    assert modules == {function.__module__.rpartition(".")[2] for function in STEPS.values()}
