"""What was put back on a portal, by hand or from a backup, and what may be told of datasets that wait."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from publisher.model.catalog import Catalog, StaticPortalDefinition
from publisher.model.portal import PushAction
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push import open_portal, push
from publisher.push.plan import REMOVED
from publisher.push.portals.static.build import of_dataset
from tests.push.contract import NOW
from tests.push.lab_static import ABOUT, TITLE, StaticLab, make_lab
from tests.push.publications import AGENCY, ROWS, make_publication
from tests.push.test_static_harm import Nights

GONE = LocalText("停止提供", "no longer kept")


@pytest.fixture
def nights(tmp_path: Path) -> Nights:
    made = {name: make_publication(tmp_path / "publications", name) for name in ("alpha", "beta")}
    found = Nights(make_lab(tmp_path), made)
    assert found.night().error is None
    return found


def renew(nights: Nights, dataset: str, count: int) -> Publication:
    made = make_publication(nights.lab.root / f"made-{dataset}-{count}", dataset, ROWS[:count])
    nights.desired[dataset] = made
    return made


def files_of(folder: Path, dataset: str) -> set[str]:
    found = (path for path in (folder / "dataset" / dataset).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix() for path in found}


def test_of_a_withdrawn_dataset_nothing_stays_that_others_put_back(nights: Nights) -> None:
    old = nights.lab.root / "old"
    shutil.copytree(nights.lab.current.resolve(), old)
    nights.withdraw = {"alpha": GONE}
    del nights.desired["alpha"]
    nights.night()
    assert files_of(nights.lab.current, "alpha") == {"dataset/alpha/index.html"}
    releases = nights.lab.current.resolve().parent
    shutil.copytree(old / "dataset/alpha", nights.lab.current / "dataset/alpha", dirs_exist_ok=True)
    assert "portal.files-changed" in [found.check for found in nights.night().findings]
    for release in releases.iterdir():  # the release that was spoiled is none to go back to
        assert files_of(release, "alpha") <= {"dataset/alpha/index.html"}
    assert nights.night().findings == ()


def test_of_a_withdrawn_dataset_nothing_stays_in_a_kept_release(nights: Nights) -> None:
    old = nights.lab.root / "old"
    shutil.copytree(nights.lab.current.resolve(), old)
    nights.withdraw = {"alpha": GONE}
    del nights.desired["alpha"]
    nights.night()
    renew(nights, "beta", 1)
    nights.night()
    kept = [path for path in nights.lab.current.resolve().parent.iterdir() if path != nights.lab.current.resolve()]
    assert len(kept) == 2
    answer = "api/3/action/package_show/alpha.json"
    for release in kept:
        shutil.copytree(old / "dataset/alpha/version", release / "dataset/alpha/version")
        shutil.copy2(old / answer, release / answer)
    outcome = nights.night()
    assert [found.check for found in outcome.findings] == ["portal.files-changed"]
    places = {item.file for found in outcome.findings for item in found.places}
    expected = {f"releases/{item.name}/{path}" for item in kept for path in ("dataset/alpha/version", answer)}
    assert places == expected
    for release in kept:
        assert files_of(release, "alpha") <= {"dataset/alpha/index.html"}
        assert not (release / answer).exists()
        assert files_of(release, "beta")
    assert nights.night().findings == ()


def test_a_portal_put_back_from_before_a_withdrawal_is_said(nights: Nights) -> None:
    old = nights.lab.root / "old"
    shutil.copytree((nights.lab.root / "portal"), old, symlinks=True)
    nights.withdraw = {"alpha": GONE}
    del nights.desired["alpha"]
    assert nights.night().findings == ()
    shutil.rmtree(nights.lab.root / "portal")
    shutil.copytree(old, (nights.lab.root / "portal"), symlinks=True)
    outcome = nights.night()
    assert [(found.check, found.subject) for found in outcome.findings] == [("portal.overwritten", "alpha")]
    assert "withdrawn" in str(outcome.findings[0].params["reason"].en)
    assert files_of(nights.lab.current, "alpha") == {"dataset/alpha/index.html"}
    assert nights.night().findings == ()


@pytest.mark.parametrize("how", ["link", "folder", "lost"])
def test_a_version_keeps_its_number_and_its_files(how: str, nights: Nights) -> None:
    first = nights.lab.current.resolve()
    old = nights.lab.root / "old"
    shutil.copytree((nights.lab.root / "portal"), old, symlinks=True)
    renew(nights, "alpha", 1)
    nights.night()
    renew(nights, "alpha", 2)
    nights.night()
    data = "dataset/alpha/version/{}/cases.csv"
    before = [(nights.lab.current / data.format(number)).read_bytes() for number in (1, 2, 3)]
    assert len(set(before)) == 3
    if how == "link":
        nights.lab.current.unlink()
        nights.lab.current.symlink_to(Path("releases") / first.name)
    else:
        shutil.rmtree(nights.lab.root / "portal")
    if how == "folder":
        shutil.copytree(old, (nights.lab.root / "portal"), symlinks=True)
    outcome = nights.night()
    assert outcome.error is None and outcome.findings
    there = {
        number: path.read_bytes()
        for number in (1, 2, 3, 4)
        if (path := nights.lab.current / data.format(number)).is_file()
    }
    assert there[3] == before[2] and 4 not in there
    assert all(content == before[number - 1] for number, content in there.items())
    assert len(there) == {"link": 3, "folder": 2, "lost": 1}[how]
    renew(nights, "alpha", 3)
    nights.night()
    assert (nights.lab.current / data.format(4)).is_file()
    assert (nights.lab.current / data.format(3)).read_bytes() == before[2]


def test_a_dataset_younger_than_the_backup_keeps_its_history(nights: Nights) -> None:
    first = nights.lab.current.resolve()
    renew(nights, "gamma", 1)
    nights.night()
    renew(nights, "gamma", 2)
    nights.night()
    nights.lab.current.unlink()
    nights.lab.current.symlink_to(Path("releases") / first.name)
    assert nights.night().error is None
    assert sorted(path.name for path in (nights.lab.current / "dataset/gamma/version").iterdir()) == ["1", "2"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
@pytest.mark.parametrize("path", ["index.html", "dataset/alpha/cases.csv", "dataset/alpha"])
def test_what_was_given_to_another_account_is_taken_back(path: str, nights: Nights) -> None:
    os.chown(nights.lab.current / path, 65534, 65534)
    outcome = nights.night()
    assert [found.check for found in outcome.findings] == ["portal.was-closed"]
    assert path in str(outcome.findings[0].params["files"])
    assert (nights.lab.current / path).stat().st_uid == 0
    assert nights.night().findings == ()


@pytest.mark.parametrize("mode", [0o4755, 0o4644, 0o646])
def test_rights_that_nobody_needs_are_taken_back_and_said(mode: int, nights: Nights) -> None:
    (nights.lab.current / "dataset/alpha/cases.csv").chmod(mode)
    assert [found.check for found in nights.night().findings] == ["portal.was-closed"]
    assert (nights.lab.current / "dataset/alpha/cases.csv").stat().st_mode & 0o7777 == 0o644


def with_successors(
    lab: StaticLab, desired: dict[str, Publication], reason: LocalText, receipts: object
) -> object:
    definition = StaticPortalDefinition("static", TITLE, path="portal")
    catalog = Catalog(
        agency=AGENCY, title=TITLE, description=ABOUT, portals=(definition,), successors={"alpha": ("secret",)}
    )
    now = NOW + timedelta(days=3)
    services = replace(lab.services, now=now)
    return push(
        open_portal(definition, catalog, lab.root, services),
        desired,
        {"alpha": reason},
        receipts,  # type: ignore[arg-type]
        now,
        allow_withdrawals=True,
        withdrawal_limit=1.0,
        services=services,
    )


def test_a_successor_is_named_from_the_day_it_is_shown(nights: Nights) -> None:
    del nights.desired["alpha"]
    outcome = with_successors(nights.lab, nights.desired, GONE, nights.receipts)
    page = nights.lab.current / "dataset/alpha/index.html"
    assert not any(
        b"secret" in path.read_bytes() for path in nights.lab.current.resolve().rglob("*") if path.is_file()
    )
    receipts = {item.dataset: item for item in outcome.receipts}  # type: ignore[attr-defined]
    nights.desired["secret"] = make_publication(nights.lab.root / "secret", "secret", ROWS[:2])
    told = LocalText("停止提供 由「祕」取代。", "no longer kept Replaced by: Secret.")
    outcome = with_successors(nights.lab, nights.desired, told, receipts)
    assert outcome.findings == ()  # type: ignore[attr-defined]
    text = page.read_text(encoding="utf-8")
    assert "../../dataset/secret/index.html" in text and told.zh in text
    actions = {item.dataset: item.action for item in outcome.receipts}  # type: ignore[attr-defined]
    assert actions["alpha"] is PushAction.WITHDRAW


def test_a_dataset_that_was_removed_from_the_portal_is_taken_up_again(nights: Nights) -> None:
    nights.edits = "keep"
    data = nights.lab.current / "dataset/alpha/cases.csv"
    before = data.read_bytes()
    data.write_bytes(b"theirs")
    assert [found.check for found in nights.night().findings] == ["portal.conflict"]
    shutil.rmtree(nights.lab.current / "dataset/alpha")  # the way out that the check tells
    assert [found.check for found in nights.night().findings] == ["portal.overwritten"]
    assert data.read_bytes() == before
    assert nights.night().findings == ()


def test_nothing_is_called_written_over_that_was_refused(nights: Nights) -> None:
    (nights.lab.current / "dataset/alpha/cases.csv").write_bytes(b"theirs")
    shutil.rmtree(nights.desired["alpha"].folder)
    for release in nights.lab.current.resolve().parent.iterdir():
        shutil.rmtree(release / "dataset/alpha/version")
    assert [found.check for found in nights.night().findings] == ["portal.dataset-refused"]


def test_a_page_of_data_put_back_into_a_kept_release_goes(nights: Nights) -> None:
    page = nights.lab.root / "page.html"
    shutil.copy2(nights.lab.current / "dataset/alpha/index.html", page)
    nights.withdraw = {"alpha": GONE}
    del nights.desired["alpha"]
    nights.night()
    renew(nights, "beta", 1)
    nights.night()
    shown = nights.lab.current.resolve()
    (kept,) = [path for path in shown.parent.iterdir() if path != shown and not (path / "dataset/alpha").exists()]
    (kept / "dataset/alpha").mkdir()
    shutil.copy2(page, kept / "dataset/alpha/index.html")
    assert [found.check for found in nights.night().findings] == ["portal.files-changed"]
    assert not (kept / "dataset/alpha/index.html").exists()
    assert nights.night().findings == ()


def _taken_page(nights: Nights) -> None:
    (nights.lab.current / "dataset/alpha/index.html").unlink()


def _taken_data(nights: Nights) -> None:
    for path in nights.lab.current.glob("dataset/alpha/**/*.csv"):
        path.unlink()


def _taken(nights: Nights) -> None:
    shutil.rmtree(nights.lab.current / "dataset/alpha")


def _lost_link(nights: Nights) -> None:
    nights.lab.current.unlink()


def _link_elsewhere(nights: Nights) -> None:
    (nights.lab.root / "elsewhere").mkdir()
    _lost_link(nights)
    nights.lab.current.symlink_to(nights.lab.root / "elsewhere")


def _lost_portal(nights: Nights) -> None:
    shutil.rmtree(nights.lab.root / "portal")


def _lost_release(nights: Nights) -> None:
    shutil.rmtree(nights.lab.current.resolve())


def _set_back(nights: Nights) -> None:
    """To a release in which the dataset was not yet."""
    first = next(path for path in _releases(nights) if not (path / "dataset/alpha").exists())
    nights.lab.current.unlink()
    nights.lab.current.symlink_to(Path("releases") / first.name)


def _releases(nights: Nights) -> list[Path]:
    return sorted(path for path in (nights.lab.root / "portal/releases").iterdir() if path.name[0] != ".")


GONE_BY = {
    item.__name__: item
    for item in (
        _taken_page,
        _taken_data,
        _taken,
        _lost_link,
        _link_elsewhere,
        _lost_portal,
        _lost_release,
        _set_back,
    )
}
WHOLE = [name for name in GONE_BY if name not in ("_taken_page", "_taken_data")]
"""After these readers see nothing of it."""


def _three_releases(root: Path) -> Nights:
    """Nights with one release without alpha and two with it."""
    made = {"beta": make_publication(root / "publications", "beta")}
    nights = Nights(make_lab(root), made)
    nights.night()
    for count in (1, 2):
        renew(nights, "alpha", count)
        assert nights.night().error is None
    return nights


def _nothing_left(nights: Nights) -> None:
    """Only the pages that say so are left of alpha, in whatever release."""
    pages = {"dataset/alpha/index.html", "en/dataset/alpha/index.html"}
    for release in _releases(nights):
        own = {
            path.relative_to(release).as_posix()
            for name in of_dataset("alpha")
            for path in ((release / name).rglob("*") if (release / name).is_dir() else [release / name])
            if path.is_file()
        }
        assert own <= pages
        if release == nights.lab.current.resolve():
            assert own == pages
            with zipfile.ZipFile(release / "all-data.zip") as archive:
                assert not [name for name in archive.namelist() if "alpha" in name]
                assert [name for name in archive.namelist() if "beta" in name]
            assert "alpha" not in (release / "data.json").read_text(encoding="utf-8")
        else:  # made before it was withdrawn, or without it
            assert not (release / "all-data.zip").exists()


@pytest.mark.parametrize("how", GONE_BY)
def test_a_withdrawal_takes_all_of_a_dataset_whatever_others_took_before(how: str, tmp_path: Path) -> None:
    nights = _three_releases(tmp_path)
    GONE_BY[how](nights)
    nights.withdraw = {"alpha": GONE}
    del nights.desired["alpha"]
    outcome = nights.night()
    assert outcome.error is None
    actions = {item.dataset: (item.action, item.verified) for item in outcome.receipts}
    assert actions["alpha"] == (PushAction.WITHDRAW, True)
    _nothing_left(nights)
    assert GONE.zh in (nights.lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())
    assert {item.dataset: item.action for item in quiet.receipts}["alpha"] is PushAction.WITHDRAW


@pytest.mark.parametrize("how", WHOLE)
def test_what_was_taken_and_nobody_publishes_any_more_is_said_and_goes(how: str, tmp_path: Path) -> None:
    nights = _three_releases(tmp_path)
    nights.edits = "keep"
    alpha = nights.desired.pop("alpha")
    GONE_BY[how](nights)
    outcome = nights.night()
    assert outcome.error is None
    assert [item.check for item in outcome.findings if item.subject == "alpha"] == ["portal.overwritten"]
    _nothing_left(nights)
    assert REMOVED.zh in (nights.lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())
    nights.desired["alpha"] = alpha  # it comes back under the number that it had
    outcome = nights.night()
    assert {item.dataset: item.action for item in outcome.receipts}["alpha"] is PushAction.RESTORE
    assert "dataset/alpha/version/2/cases.csv" in files_of(nights.lab.current, "alpha")


@pytest.mark.parametrize("how", ["_lost_link", "_lost_release", "_set_back"])
def test_what_was_taken_and_shall_be_shown_is_taken_up_again(how: str, tmp_path: Path) -> None:
    nights = _three_releases(tmp_path)
    nights.edits = "keep"
    GONE_BY[how](nights)
    outcome = nights.night()
    assert [item.check for item in outcome.findings if item.subject == "alpha"] == ["portal.overwritten"]
    assert {item.dataset: item.action for item in outcome.receipts}["alpha"] is PushAction.CREATE
    assert "dataset/alpha/version/2/cases.csv" in files_of(nights.lab.current, "alpha")
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())


@pytest.mark.parametrize("how", ["_taken", "_lost_link", "_lost_portal"])
def test_a_withdrawn_dataset_stays_so_whatever_became_of_its_page(how: str, tmp_path: Path) -> None:
    nights = _three_releases(tmp_path)
    nights.withdraw = {"alpha": GONE}
    alpha = nights.desired.pop("alpha")
    nights.night()
    GONE_BY[how](nights)
    assert nights.night().error is None
    _nothing_left(nights)
    nights.withdraw, nights.desired["alpha"] = None, alpha
    outcome = nights.night()
    assert {item.dataset: item.action for item in outcome.receipts}["alpha"] is PushAction.RESTORE
