"""`publisher schema DATASET --update` keeps schema.json in step with steps and policy, and what people wrote in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from publisher.model.policy import AgeBand, FieldPolicy, GeneraliseDate, Policy, Role, Round, TopBottomCode
from publisher.model.structuring import Date, Number, Pad, Rename, StructureStep
from publisher.model.text import LocalText
from publisher.survey import published_schema
from publisher.workspace import load
from tests.pipeline.workspaces import make_workspace


def types(steps: tuple[StructureStep, ...], technique: Any, was: str | None = None) -> str:
    rule = FieldPolicy(Role.INSENSITIVE) if technique is None else FieldPolicy(Role.INSENSITIVE, technique)
    before = {} if was is None else {"fields": [{"name": "c", "type": was, "title": "我寫的"}]}
    made = published_schema(steps, Policy(LocalText("", ""), {"c": rule}), before, english=False).schema
    assert made["fields"][0]["title"] == ("c" if was is None else "我寫的")
    return str(made["fields"][0]["type"])


@pytest.mark.parametrize(
    ("steps", "technique", "was", "expected"),
    [
        ((Date(("c",)),), None, "string", "date"),
        ((Date(("c",), to="quarter"),), None, "date", "string"),
        ((Date(("c",), to="yearmonth"),), None, None, "yearmonth"),
        ((Date(("c",)),), GeneraliseDate(to="quarter"), "date", "string"),
        ((Date(("c",)),), GeneraliseDate(to="month"), "date", "yearmonth"),
        ((Date(("c",)),), GeneraliseDate(to="year", calendar="roc"), "date", "string"),
        ((Number(("c",)),), None, "integer", "integer"),
        ((Number(("c",)),), None, "string", "number"),
        ((Number(("c",)),), AgeBand(at="c"), "integer", "string"),
        ((Number(("c",)),), TopBottomCode(top=80), "integer", "integer"),
        ((Number(("c",)),), TopBottomCode(top=80, top_label="80以上"), "integer", "string"),
        ((), Round(base=5), "integer", "integer"),
        ((), None, "boolean", "boolean"),
        ((), None, None, "string"),
        ((Pad(("c",), width=8),), None, "integer", "string"),
        ((Date(("日期",)), Rename({"日期": "c"})), None, "string", "date"),
    ],
)
def test_types_follow_steps_and_techniques(
    steps: tuple[StructureStep, ...], technique: Any, was: str | None, expected: str
) -> None:
    assert types(steps, technique, was) == expected


def test_a_schema_out_of_step_is_mended_by_the_command(tmp_path: Path) -> None:
    space = make_workspace(tmp_path / "space", records=60)
    file = space / "datasets" / "cases" / "schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    kept, lost = schema["fields"][0], schema["fields"][-1]["name"]
    kept["description"] = "人工撰寫的說明"
    schema["fields"] = [*schema["fields"][:-1], {"name": "多的", "type": "string"}]
    file.write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    assert "cases" in load(space).broken
    command = [
        sys.executable,
        "-m",
        "publisher",
        "schema",
        "cases",
        "--update",
        "-w",
        str(space),
        "--language",
        "en",
    ]
    first = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f"+ {lost}" in first
    assert "- 多的" in first
    fields = json.loads(file.read_text(encoding="utf-8"))["fields"]
    assert kept in fields
    assert "cases" in load(space).datasets
    again = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "is in step already" in again
