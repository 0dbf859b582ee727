"""What a description is worth by the methods of others: on what stands in the catalogue, and on what it lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publisher.push.plan import plan
from publisher.push.portals.static.described import quality
from publisher.push.portals.static.described.dcat import dataset_nodes
from publisher.push.portals.static.described.fair import Fairness, fairness
from publisher.push.portals.static.described.marks import national_mark
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


def fair(folder: Path, *, addressed: bool = True, **changes: Any) -> Fairness:
    entry = record.seal(record.shown(make_publication(folder, "alpha", **changes), None))
    return fairness(dataset_nodes(entry), addressed=addressed)


def test_all_41_indicators_are_judged_with_their_priorities(tmp_path: Path) -> None:
    found = fair(tmp_path)
    assert [found.count(priority)[1] for priority in ("essential", "important", "useful")] == [20, 14, 7]
    assert len({item.id for item in found.indicators}) == 41
    assert [item.id for item in found.lacks][:2] == ["RDA-F1-01M", "RDA-F1-01D"]
    assert found.untested == 0


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"keywords": ()}, {"RDA-F2-01M"}),
        ({"spatial": ""}, {"RDA-F2-01M", "RDA-R1-01M"}),
        ({"licence": "own", "licence_url": "https://example.org/licence"}, {"RDA-R1.1-03M"}),
    ],
)
def test_what_is_not_declared_is_an_indicator_less(
    changes: dict[str, Any], lost: set[str], tmp_path: Path
) -> None:
    whole, less = (
        {item.id for item in fair(tmp_path / name, **given).lacks}
        for name, given in (("whole", {}), ("less", changes))
    )
    assert less - whole == lost


def test_a_persistent_identifier_is_one_by_its_address(tmp_path: Path) -> None:
    lacked = {item.id for item in fair(tmp_path, identifier="https://doi.org/10.1234/abc").lacks}
    assert "RDA-F1-01M" not in lacked
    assert "RDA-F1-01D" in lacked


def test_what_needs_an_address_on_the_web_is_not_called_lacking(tmp_path: Path) -> None:
    found = fair(tmp_path, addressed=False)
    assert found.untested == 11
    assert not {item.id for item in found.lacks} & {item.id for item in found.indicators if item.met is None}


@pytest.mark.parametrize(
    ("changes", "late", "mark", "lacking"),
    [
        ({}, False, "platinum", ()),
        ({}, True, "gold", ("an update when it is due",)),
        ({"frequency": "不定期"}, False, "platinum", ()),
    ],
)
def test_the_mark_of_the_national_platform_needs_those_before_it(
    changes: dict[str, Any], late: bool, mark: str, lacking: tuple[str, ...], tmp_path: Path
) -> None:
    entry = replace(record.seal(record.shown(make_publication(tmp_path, "alpha", **changes), None)), late=late)
    found = national_mark(entry, dataset_nodes(entry), addressed=True)
    assert found.mark is not None
    assert (found.mark.template, tuple(item.template for item in found.lacks)) == (mark, lacking)


def test_a_field_without_a_word_about_it_keeps_gold_away(tmp_path: Path) -> None:
    entry = record.seal(record.shown(make_publication(tmp_path, "alpha"), None))
    bare = [{"name": "欄位", "type": "string"}]
    entry = replace(entry, publication=replace(entry.publication, schema={"fields": bare}))
    found = national_mark(entry, dataset_nodes(entry), addressed=True)
    assert found.mark is not None
    assert found.mark.template == "silver"
    assert [item.template for item in found.lacks] == ["a description of every field"]


def test_without_structured_data_it_is_bronze_and_without_an_address_untested(tmp_path: Path) -> None:
    entry = record.seal(record.shown(make_publication(tmp_path, "alpha"), None))
    dataset, *files = dataset_nodes(entry)
    for file in files:
        file["dct:format"] = {"@id": f"{quality._EU}/file-type/PDF"}
    found = national_mark(entry, [dataset, *files], addressed=True)
    assert found.mark is not None
    assert found.mark.template == "bronze"
    assert national_mark(entry, [dataset, *files], addressed=False).untested
