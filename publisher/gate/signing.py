"""Whether people signed the record of what would be published, by copies that they stored beside the policy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from publisher.model.certificate import PrivacyMeasure, Signature
from publisher.model.jsonable import to_json
from publisher.model.policy import Policy
from publisher.model.release import Artifact
from publisher.model.workspace import Dataset


def fingerprint(dataset: Dataset, measures: Sequence[PrivacyMeasure], artifacts: Sequence[Artifact]) -> str:
    """What a signature is for: legal ground, models with their thresholds, and the SHA-256 of each file of data.

    Not in it is what a new version of the program words or measures otherwise.
    """
    said = {
        "dataset": dataset.id,
        "ground": to_json(dataset.policy.legal_ground),
        "models": [[item.model, to_json(dict(item.params))] for item in measures],
        "files": sorted([item.path, item.sha256] for item in artifacts if item.kind == "data"),
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def signature(policy: Policy, folder: Path, record: str) -> Signature:
    """The last signed copy; its file lies in `folder`, and nowhere else."""
    if not policy.signed:
        return Signature("none")
    last = max(policy.signed, key=lambda item: (item.record == record, item.signed_on))
    base, path = folder.resolve(), (folder / last.file).resolve()
    found = Signature("current", last.signed_by, last.signed_on, last.sha256.lower())
    if not path.is_relative_to(base) or not path.is_file():
        return Signature("missing", found.signed_by, found.signed_on, found.sha256)
    with path.open("rb") as file:
        kept = hashlib.file_digest(file, "sha256").hexdigest()
    if kept != found.sha256:
        return Signature("changed", found.signed_by, found.signed_on, found.sha256)
    return found if last.record == record else Signature("earlier", found.signed_by, found.signed_on, found.sha256)
