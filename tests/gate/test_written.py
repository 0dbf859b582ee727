"""The CSV file as it was written, against its schema."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.gate.written import schema_faults
from publisher.model.finding import Finding
from publisher.model.release import Artifact
from publisher.model.text import LocalText
from tests.validate.building import dataset_of, schema_of, services_in


def _faults(folder: Path, schema: dict[str, object], rows: int) -> tuple[Finding, ...]:
    artifact = Artifact("out.csv", "data", "csv", "text/csv", 1, "", LocalText("檔", "file"), rows)
    return schema_faults(dataset_of(schema), folder, (artifact,), services_in(folder))


def test_the_written_file_is_validated_as_it_lies_there(tmp_path: Path) -> None:
    schema = schema_of({"name": "a", "type": "string", "constraints": {"enum": ["=1", "x"]}}, {"name": "b"})
    path = tmp_path / "out.csv"
    path.write_bytes("\ufeffa,b\r\nx,1\r\n=1,\r\n".encode())
    assert _faults(tmp_path, schema, 2) == ()
    path.write_bytes("\ufeffa,b\r\nx,1\r\n'=1,\r\n".encode())
    (finding,) = _faults(tmp_path, schema, 2)
    assert (finding.check, finding.key, [place.row for place in finding.places]) == (
        "schema.constraint-error",
        "a/enum",
        [2],
    )
    assert [item.check for item in _faults(tmp_path, schema, 3)] == [
        "schema.constraint-error",
        "schema.unprovable",
    ]


@pytest.mark.parametrize("content", ["a,b\n1\n", "a,b\n1,2,3\n", "a,a\n1,2\n", "\n", ""])
def test_a_written_file_that_is_no_plain_table_is_not_called_clean(tmp_path: Path, content: str) -> None:
    (tmp_path / "out.csv").write_text(content, encoding="utf-8")
    schema = schema_of({"name": "a", "type": "string"}, {"name": "b", "type": "string"})
    assert _faults(tmp_path, schema, 1)
