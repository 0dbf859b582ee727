"""Signed copies of the record: whether the last one is of what would be published."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from publisher.certificate import lines
from publisher.gate.signing import fingerprint, signature
from publisher.model.certificate import PrivacyMeasure
from publisher.model.policy import Policy, SignedCopy
from publisher.model.release import Artifact
from publisher.model.text import LocalText
from tests.gate.building import TEXT, dataset, judged, policy, written

RECORD = "ab" * 32
SCAN = b"%PDF-1.7 signed"
SHA = hashlib.sha256(SCAN).hexdigest()


def with_copies(*copies: SignedCopy) -> Policy:
    return replace(policy(), signed=copies)


def copy(**more: object) -> SignedCopy:
    said = {"file": "signed/a.pdf", "sha256": SHA, "record": RECORD, "signed_by": "召集人"}
    return SignedCopy(**{**said, "signed_on": date(2026, 11, 1), **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("copies", "state"),
    [
        ((), "none"),
        ((copy(),), "current"),
        ((copy(sha256=SHA.upper()),), "current"),
        ((copy(), copy(record="0" * 64, signed_on=date(2026, 12, 1))), "current"),
        ((copy(record="0" * 64),), "earlier"),
        ((copy(file="signed/b.pdf"),), "missing"),
        ((copy(file="signed"),), "missing"),
        ((copy(file="../outside.pdf"),), "missing"),
        ((copy(file="/etc/hostname"),), "missing"),
        ((copy(sha256="0" * 64),), "changed"),
        ((copy(sha256=""),), "changed"),
    ],
)
def test_the_last_signed_copy(copies: tuple[SignedCopy, ...], state: str, tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    (folder / "signed").mkdir(parents=True)
    (folder / "signed" / "a.pdf").write_bytes(SCAN)
    (tmp_path / "outside.pdf").write_bytes(SCAN)
    assert signature(with_copies(*copies), folder, RECORD).state == state


def test_the_fingerprint_is_of_files_models_and_legal_ground(tmp_path: Path) -> None:
    made = dataset()
    measures = (PrivacyMeasure("k-anonymity", {"k": 5}, met=True, observed=5.0),)
    data = Artifact("a.csv", "data", "csv", "text/csv", 1, SHA, TEXT)
    about = replace(data, path="datapackage.json", kind="datapackage")
    first = fingerprint(made, measures, (data, about))
    assert first == fingerprint(made, (replace(measures[0], observed=7.0),), (replace(about, sha256=""), data))
    other_ground = replace(made, policy=replace(made.policy, legal_ground=LocalText("他法", "another law")))
    for changed in (
        fingerprint(made, measures, (replace(data, sha256="0" * 64),)),
        fingerprint(made, (replace(measures[0], params={"k": 3}),), (data,)),
        fingerprint(other_ground, measures, (data,)),
        fingerprint(replace(made, id="other"), measures, (data,)),
    ):
        assert changed != first


def test_the_record_says_it(tmp_path: Path) -> None:
    out, artifacts = written(tmp_path)
    found = judged(tmp_path, out, artifacts).certificate
    assert found is not None
    assert f"  本紀錄之識別碼：{found.fingerprint}" in list(lines(found, "zh-TW"))
    assert "  Signed copy: none is stored" in list(lines(found, "en"))
    assert not found.low_hits
