"""What a description is worth by the methods of others: on what stands in the catalogue, and on what it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from publisher.push import plan
from publisher.push.portals.static.described import quality
from publisher.push.portals.static.described.dcat import dataset_nodes
from publisher.push.portals.static.kept import record
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication


def judged(folder: Path, *, addressed: bool = True, linked: bool = True, **changes: Any) -> quality.Quality:
    entry = record.seal(record.shown(make_publication(folder, "alpha", **changes), None))
    return quality.judge(dataset_nodes(entry), addressed=addressed, linked_rows=linked)


def lacks(found: quality.Quality) -> set[str]:
    return {lack.what.template for lack in found.lacks}


def test_a_whole_description_lacks_the_licence_of_the_eu_only(tmp_path: Path) -> None:
    found = judged(tmp_path)
    assert (found.possible, found.points, found.untested) == (405, 395, 0)
    assert lacks(found) == {"a licence of the EU's table (Taiwan's is not in it)"}
    assert found.stars == 4


def test_what_is_not_declared_costs_its_points_and_is_named(tmp_path: Path) -> None:
    found = judged(tmp_path, keywords=(), spatial="")
    assert found.points == 395 - 30 - 20
    assert {"keywords", "the area that it covers (spatial)"} <= lacks(found)


def test_what_nobody_could_test_is_neither_met_nor_lacking(tmp_path: Path) -> None:
    found = judged(tmp_path, addressed=False)
    assert (found.points, found.untested) == (395 - 80, 80)
    assert len(found.lacks) == 1


@pytest.mark.parametrize(("format_", "lost", "stars"), [("pdf", 40, 1), ("xlsx", 20, 2), ("odd", 70, 1)])
def test_the_formats_decide_the_stars(format_: str, lost: int, stars: int, tmp_path: Path) -> None:
    entry = record.seal(record.shown(make_publication(tmp_path, "alpha"), None))
    dataset, *files = dataset_nodes(entry)
    for file in files:
        file["dct:format"] = {"@id": f"{quality._EU}/file-type/{format_.upper()}"}
        if format_ == "odd":
            del file["dct:format"]
    found = quality.judge([dataset, *files], addressed=True, linked_rows=True)
    assert found.points == 395 - lost
    assert found.stars == stars


def test_the_page_says_it_in_both_languages(tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    desired = {"alpha": make_publication(tmp_path / "publications", "alpha", keywords=())}
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 1
    page = (lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    assert "得 285 分，滿分 405 分" in page
    assert "關鍵字 (30)" in page
    assert "未測試：網址可連線之 80 分" in page
    english = (lab.current / "en/dataset/alpha/index.html").read_text(encoding="utf-8")
    assert "285 of 405 points" in english
    assert "keywords (30)" in english
