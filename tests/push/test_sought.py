"""The search index in parts: what is written is read again, a change touches few parts, and nothing lingers."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from publisher.model.portal import PushAction
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static import build, site
from publisher.push.portals.static.portal import StaticPortal
from publisher.push.portals.static.sought import index, postings
from publisher.push.portals.static.sought.terms import ALL, IN_TITLE, part_of, terms
from tests.push.contract import NOW
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import ROWS, make_publication
from tests.push.test_recycled import night


def entry(title: str = "", about: str = "", **more: object) -> list[object]:
    """What the search is told of a dataset."""
    known = {"id": "alpha", "theme": "A00", "formats": ["csv"], "frequency": "P1M", "values": "", **more}
    row = [known["id"], title, "", about, "", "", "", "", known["theme"], known["formats"], known["frequency"]]
    return [*row, "2026-11-20", 2, known["values"]]


@pytest.mark.parametrize("share", [0.0001, 0.01, 0.3, 0.6, 0.999, 1.0])
@pytest.mark.parametrize("classes", [1, 8])
def test_what_is_encoded_is_decoded(share: float, classes: int) -> None:
    rng = random.Random(f"{share} {classes}")
    found = {number: rng.randrange(classes) for number in range(20_000) if rng.random() < share}
    assert read(written(found)) == found


def written(found: dict[int, int]) -> str:
    return postings.encode(np.array(sorted(number << 3 | kind for number, kind in found.items()), np.int64))


def read(text: str) -> dict[int, int]:
    return {int(item) >> 3: int(item) & 7 for item in postings.decode(text)}


def test_the_edges_of_the_code() -> None:
    for found in ({}, {0: 7}, {0: 0, 1: 0}, {2**24: 3}, {0: 1, 2**24: 1}):
        assert read(written(found)) == found


def test_a_term_of_half_of_fifty_thousand_datasets_is_small() -> None:
    rng = random.Random(1)
    every = dict.fromkeys(range(50_000), 0)
    half = {number: 0 for number in every if rng.random() < 0.5}
    assert len(written(every)) < 20
    assert len(written(half)) < 9_000


def test_terms_are_pairs_of_signs_and_beginnings_of_words() -> None:
    found = terms(entry("台南市", "Counters ５Ｇ基地台 2024"))
    assert {"臺南", "南市", "臺", "coun", "counters", "5g", "基地", "2", "2024", ALL, ":theme:A00"} <= set(found)
    assert "count" not in found and "5g基地臺" not in found
    assert found["臺南"] >= IN_TITLE > found["基地"]


def test_all_words_with_one_beginning_stand_in_one_part() -> None:
    assert len({part_of(word, 4096) for word in ("construct", "constant", "const", "constitution")}) == 1
    assert len({part_of(f"0000000{number}", 4096) for number in range(100)}) > 50


@pytest.mark.parametrize(("datasets", "expected"), [(0, 1), (8, 1), (9, 2), (2_000, 256), (50_000, 8192)])
def test_parts_grow_with_the_datasets(datasets: int, expected: int) -> None:
    assert index.parts(datasets) == expected


def _portal(root: Path, count: int) -> tuple[StaticLab, dict]:  # type: ignore[type-arg]
    root.mkdir(exist_ok=True)
    lab = make_lab(root, keep_releases=2)
    names = [f"set-{number:03}" for number in range(count)]
    desired = {name: _made(root / "first", name, f"第{name}號名冊") for name in names}
    night(lab, desired)
    return lab, desired


def _made(files: Path, name: str, title: str) -> object:
    return make_publication(files, name, title=LocalText(title, name), keywords=(), notes=None)


def _index(lab: StaticLab) -> dict[str, tuple[int, str]]:
    root = lab.current.resolve()
    found = (root / index.FOLDER).rglob("*.js")
    return {str(path.relative_to(root)): (path.stat().st_ino, path.read_text(encoding="utf-8")) for path in found}


def _holds(lab: StaticLab, term: str) -> set[int]:
    """The numbers of the datasets that have a term, from the parts themselves."""
    files = _index(lab)
    count = sum("/words/" in path for path in files)
    rows = files[f"{index.FOLDER}/words/{part_of(term, count)}.js"][1].split("\n")[1:-2]
    lines = dict(json.loads(f"[{row[:-1]}]") for row in rows)
    return set(read(lines.get(term, "")))


def test_one_change_writes_the_parts_of_its_words_alone(tmp_path: Path) -> None:
    lab, desired = _portal(tmp_path, 30)
    desired["set-007"] = _made(tmp_path / "again", "set-007", "第set-007號新增名冊")
    before = _index(lab)
    night(lab, desired)
    after = _index(lab)
    moved = {path for path in after if before.get(path) != after[path]}
    assert before.keys() == after.keys()
    assert [path for path in moved if "/cards/" in path] == [f"{index.FOLDER}/cards/3.js"]
    assert 0 < sum("/words/" in path for path in moved) <= 4
    assert _holds(lab, "新增") == {7} and 7 in _holds(lab, "名冊") and not _holds(lab, "號名") & {7}


@pytest.mark.parametrize(
    "harm", ["", f"{index.FOLDER}/words/1.js", f"{index.FOLDER}/cards/3.js", ".parts/set-007.json"]
)
def test_an_index_changed_night_by_night_is_what_one_made_at_once_is(
    harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees = []
    for root in (tmp_path / "by-night", tmp_path / "at-once"):
        lab, desired = _portal(root, 20)
        for number, name in enumerate(("set-007", "new-1", "set-007", "set-019")):
            desired[name] = _made(root / f"more-{number}", name, f"第{name}號{'甲乙丙丁'[number]}冊")
            if harm and number == 2:
                (lab.current / harm).write_text("portalPart('words/1', [])", encoding="utf-8")
            night(lab, desired)
        trees.append({path: text for path, (_, text) in _index(lab).items()})
        monkeypatch.setattr(StaticPortal, "_whole_of", lambda *_: {})
    assert trees[0] == trees[1]


def test_the_words_of_a_withdrawn_dataset_are_in_no_part_of_any_release(tmp_path: Path) -> None:
    lab, desired = _portal(tmp_path, 12)
    desired["secret"] = make_publication(
        tmp_path / "more", "secret", (*ROWS, ("2026-11", "麒麟站", "4")), title=LocalText("鳳凰名單", "Phoenix")
    )
    night(lab, desired)
    assert _holds(lab, "鳳凰") and _holds(lab, "麒麟") and _holds(lab, "phoe")
    desired["set-001"] = _made(tmp_path / "again", "set-001", "另一份")
    night(lab, desired)
    del desired["secret"]
    portal = lab.open()
    remote = portal.read()
    ours = {str(item.publication) for item in remote.values()}
    steps = plan(desired, remote, {}, {"secret": LocalText("資料有誤", "wrong data")}, ours)
    list(portal.apply([step for step in steps if step.action is not PushAction.UNCHANGED], desired, NOW))
    for path in lab.root.joinpath("portal/releases").rglob(f"{index.FOLDER}/**/*.js"):
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("鳳凰", "麒麟", '"phoe', "Phoenix", '"secret"')), path
    assert not _holds(lab, "phoe")
    assert 12 not in _holds(lab, ALL) and len(_holds(lab, ALL)) == 12


def test_a_number_stays_with_its_dataset_and_is_free_when_that_goes(tmp_path: Path) -> None:
    lab, desired = _portal(tmp_path, 3)
    desired["aaa"] = _made(tmp_path / "more", "aaa", "最前面")
    night(lab, desired)
    record = json.loads((lab.current / ".portal.json").read_text(encoding="utf-8"))["entries"]
    assert {name: item["number"] for name, item in record.items()} == {
        "aaa": 3,
        "set-000": 0,
        "set-001": 1,
        "set-002": 2,
    }


def test_a_part_that_others_edited_is_said_and_mended(tmp_path: Path) -> None:
    lab, desired = _portal(tmp_path, 20)
    path = lab.current / index.FOLDER / "words/2.js"
    right = path.read_bytes()
    path.write_bytes(right + b"alert(1);\n")
    portal = lab.open()
    portal.read()
    assert [item.check for item in portal.findings()] == ["portal.files-changed"]
    night(lab, desired)
    assert path.read_bytes() == right


def test_datasets_of_an_earlier_program_get_numbers_and_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(site, "_code", lambda: "earlier")
        earlier.setattr(build, "numbered", lambda entries, _: dict(entries))
        lab, desired = _portal(tmp_path, 5)
        assert not _holds(lab, ALL)
    night(lab, desired)
    assert _holds(lab, ALL) == {0, 1, 2, 3, 4} == _holds(lab, "名冊")
    assert len(_index(lab)) == 1 + 3
