"""What befell many datasets alike is one finding, with their number and examples."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from publisher.model.finding import Finding
from publisher.model.portal import Receipt
from publisher.model.release import Publication
from publisher.push import push
from publisher.push.telling import MANY
from tests.push.contract import NOW
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import make_publication


def _night(
    lab: StaticLab, wanted: Mapping[str, Publication], receipts: Mapping[str, Receipt], *, overwrite: bool = True
) -> tuple[tuple[Finding, ...], dict[str, Receipt]]:
    outcome = push(
        lab.open(),
        wanted,
        {},
        receipts,
        NOW,
        allow_withdrawals=False,
        withdrawal_limit=0.2,
        services=lab.services,
        overwrite=overwrite,
    )
    assert outcome.error is None
    return outcome.findings, {**receipts, **{item.dataset: item for item in outcome.receipts}}


@pytest.fixture
def lab(tmp_path: Path) -> StaticLab:
    return make_lab(tmp_path)


def _wanted(tmp_path: Path, many: int) -> dict[str, Publication]:
    return {f"d{n}": make_publication(tmp_path / "made", f"d{n}") for n in range(many)}


def _told(findings: tuple[Finding, ...]) -> list[tuple[str, str, int]]:
    return [(item.check, item.subject, item.count) for item in findings if item.check != "portal.files-changed"]


def test_a_lost_portal_is_one_finding(lab: StaticLab, tmp_path: Path) -> None:
    wanted = _wanted(tmp_path, MANY + 2)
    _, receipts = _night(lab, wanted, {})
    shutil.rmtree(tmp_path / "portal")
    findings, receipts = _night(lab, wanted, receipts)
    assert _told(findings) == [("portal.overwritten", "static", MANY + 2)]
    (found,) = (item for item in findings if item.check == "portal.overwritten")
    assert str(found.params["dataset"].en).startswith("d0 (and 6 others alike, such as d1, d2")  # type: ignore[union-attr]
    assert _told(_night(lab, wanted, receipts)[0]) == []


def test_a_few_are_told_one_by_one(lab: StaticLab, tmp_path: Path) -> None:
    wanted = _wanted(tmp_path, MANY - 1)
    _, receipts = _night(lab, wanted, {})
    shutil.rmtree(tmp_path / "portal")
    assert [item[1] for item in _told(_night(lab, wanted, receipts)[0])] == sorted(wanted)


@pytest.mark.parametrize(("overwrite", "check"), [(True, "portal.overwritten"), (False, "portal.conflict")])
def test_the_same_edit_everywhere_is_one_and_another_its_own(
    lab: StaticLab, tmp_path: Path, overwrite: bool, check: str
) -> None:
    wanted = _wanted(tmp_path, MANY + 3)
    _, receipts = _night(lab, wanted, {})
    for name in sorted(wanted)[:-1]:
        (lab.current / "dataset" / name / "index.html").write_text("defaced")
    (lab.current / "dataset" / f"d{MANY + 2}" / "index.html").unlink()
    findings, _ = _night(lab, wanted, receipts, overwrite=overwrite)
    assert sorted(_told(findings)) == [(check, f"d{MANY + 2}", 1), (check, "static", MANY + 2)]


def test_other_edits_are_other_causes(lab: StaticLab, tmp_path: Path) -> None:
    wanted = _wanted(tmp_path, MANY)
    _, receipts = _night(lab, wanted, {})
    for name, file in zip(
        sorted(wanted), ("index.html", "cases.csv", "cases.json", "dcat.ttl", "feed.atom"), strict=True
    ):
        (lab.current / "dataset" / name / file).write_text("defaced")
    assert [item[1] for item in _told(_night(lab, wanted, receipts)[0])] == sorted(wanted)


def test_what_the_disk_refuses_to_all_is_one(lab: StaticLab, tmp_path: Path) -> None:
    wanted = _wanted(tmp_path, MANY + 1)
    for item in wanted.values():
        (item.folder / "cases.csv").write_text("damaged")
    findings, _ = _night(lab, wanted, {})
    assert _told(findings) == [("portal.dataset-refused", "static", MANY + 1)]
