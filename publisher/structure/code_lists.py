"""Code lists that stand in files of the dataset's folder."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace

from publisher.model.errors import DatasetError, Where
from publisher.model.structuring import Codes, StructureStep
from publisher.model.text import Message, msg
from publisher.model.workspace import Dataset


def with_labels(dataset: Dataset, step: StructureStep) -> StructureStep:
    """The step with the labels of its file; DatasetError when there is none, or it says two things of a code."""
    if not isinstance(step, Codes) or step.file is None:
        return step
    labels = dict(step.labels)
    for number, row in enumerate(csv.reader(io.StringIO(_text(dataset, step.file))), 1):
        if number == 1 or not any(cell.strip() for cell in row):
            continue
        if len(row) < 2 or not row[0].strip():
            raise _fault(dataset, step.file, msg("a line of the code list has no code or no label"), number)
        code, label = row[0].strip(), row[1].strip()
        if labels.setdefault(code, label) != label:
            raise _fault(dataset, step.file, msg("the code list gives one code two labels"), number)
    return replace(step, labels=labels, file=None)


def fingerprint(dataset: Dataset) -> str:
    """SHA-256 (hex) over the code lists in files, empty when there is none; a missing file is left to the run."""
    names = [step.file for step in dataset.structure if isinstance(step, Codes) and step.file is not None]
    digest = hashlib.sha256()
    for name in names:
        path = dataset.folder / name
        digest.update(path.read_bytes() if path.is_file() else b"?")
    return digest.hexdigest() if names else ""


def _text(dataset: Dataset, name: str) -> str:
    path = (dataset.folder / name).resolve()
    if not path.is_relative_to(dataset.folder.resolve()):
        raise _fault(dataset, name, msg("the code list leads out of the dataset's folder"))
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _fault(dataset, name, msg("the code list cannot be read")) from None


def _fault(dataset: Dataset, name: str, message: Message, line: int | None = None) -> DatasetError:
    place = Where(f"{dataset.folder.parent.name}/{dataset.folder.name}/{name}", line)
    return DatasetError(
        message, place, msg("write it as a UTF-8 CSV file in that folder: a heading, then code,label")
    )


def numbered(dataset: Dataset, steps: Sequence[StructureStep]) -> list[tuple[int, StructureStep]]:
    """The steps with their numbers in dataset.yaml, each with the labels of its file."""
    return [(number, with_labels(dataset, step)) for number, step in enumerate(steps, 1)]
