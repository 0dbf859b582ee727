"""Whatever a dataset has wrong is told in one go, whichever file it stands in."""

from __future__ import annotations

import json
from pathlib import Path

from publisher.pipeline.checking import checked
from publisher.workspace import load
from tests.pipeline.workspaces import make_workspace


def _declare(path: Path, **more: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | more), encoding="utf-8")


def test_errors_of_all_files_of_a_dataset_are_told_together(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "space", records=5)
    folder = root / "datasets" / "cases"
    _declare(folder / "dataset.yaml", unknown_key=1)
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    schema["fields"][0]["type"] = "intt"
    schema["missingValues"] = 5
    (folder / "schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    space = checked(load(root))
    assert list(space.broken) == ["cases"]
    places = [str(error.where) for error in space.broken["cases"]]
    assert len(places) == len(set(places))
    assert any("unknown_key" in place for place in places)
    assert sum("schema.json" in place for place in places) == 2


def test_errors_of_schema_and_exports_are_told_together(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "space", records=5)
    folder = root / "datasets" / "cases"
    _declare(folder / "dataset.yaml", exports=["csv", "docx"])
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    schema["fields"][0]["type"] = "intt"
    (folder / "schema.json").write_text(json.dumps(schema, ensure_ascii=False), encoding="utf-8")
    told = [str(error.where) for error in checked(load(root)).broken["cases"]]
    assert any("schema.json" in place for place in told)
    assert any("exports" in place for place in told)


def test_a_draft_that_publishes_nothing_says_what_to_decide(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "space", records=5)
    (root / "datasets" / "cases" / "schema.json").write_text('{"fields": []}', encoding="utf-8")
    (told,) = checked(load(root)).broken["cases"]
    assert str(told) == "no field is published"
    assert "publisher schema cases --update" in str(told.hint)
