"""Files about the whole catalogue: what did not change is not written again, and is what it would be if it were."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from publisher.model.portal import PushAction
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static import portal as static
from publisher.push.portals.static.described import feeds, paging
from publisher.push.portals.static.kept import assembly
from publisher.push.portals.static.shown import lists
from publisher.push.portals.static.together import MADE
from tests.push.contract import NOW
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import make_publication
from tests.push.test_recycled import changed, night

IDS = tuple(f"set-{number}" for number in range(6))


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and parts so small that six datasets fill several."""
    monkeypatch.setattr(lists, "ON_PAGE", 2)
    monkeypatch.setattr(lists, "ON_HOME", 2)
    monkeypatch.setattr(lists, "LONG", 3)
    monkeypatch.setattr(paging, "MOST_BYTES", 10_000)


def first(root: Path, names: tuple[str, ...] = IDS, **settings: object) -> tuple[StaticLab, dict]:  # type: ignore[type-arg]
    root.mkdir()
    lab = make_lab(root, keep_releases=2, **settings)
    desired = {name: make_publication(root / "publications", name) for name in names}
    night(lab, desired)
    return lab, desired


def contents(lab: StaticLab) -> dict[str, bytes]:
    root = lab.current.resolve()
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def _withdraw(lab: StaticLab, desired: dict, name: str) -> None:  # type: ignore[type-arg]
    portal = lab.open()
    remote = portal.read()
    ours = {item.hash for item in desired.values()} | {str(item.publication) for item in remote.values()}
    steps = plan(desired, remote, {}, {name: LocalText("資料有誤", "wrong data")}, ours)
    list(portal.apply([step for step in steps if step.action is not PushAction.UNCHANGED], desired, NOW))


def _some_nights(root: Path) -> list[dict[str, bytes]]:
    """Changes, a dataset more, one less, and a night after a file of the catalogue was harmed."""
    lab, desired = first(root)
    seen = [contents(lab)]
    for number, name in enumerate(("set-3", "set-0", "set-5"), 1):
        desired = changed(lab, desired, name, number)
        night(lab, desired)
        seen.append(contents(lab))
    desired = {**desired, "new": make_publication(root / "more", "new")}
    night(lab, desired)
    seen.append(contents(lab))
    del desired["set-2"]
    _withdraw(lab, desired, "set-2")
    seen.append(contents(lab))
    for path in ("data.json", MADE, "browse/all/page-2.html", "catalog-2.ttl"):
        (lab.current / path).write_text("不是我們的")
    desired = changed(lab, desired, "set-4", 8)
    night(lab, desired)
    seen.append(contents(lab))
    return seen


def test_what_was_taken_over_is_what_would_have_been_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken_over = _some_nights(tmp_path / "lab")
    monkeypatch.setattr(static.StaticPortal, "_whole_of", lambda *_: {})
    made = _some_nights(tmp_path / "other")
    for now, then in zip(taken_over, made, strict=True):
        assert now == then


def test_one_change_writes_as_much_among_many_as_among_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    true = assembly.bring_up_to_date

    def watched(
        tree: Path, last: Path, carried: dict[str, int], delta: Path, passed: Collection[str]
    ) -> assembly.Assembly:
        found = {str(path.relative_to(delta)) for path in delta.rglob("*") if path.is_file()}
        # the search index has its own test: which of its words fall to one part is chance
        written.append({path for path in found if "set-3" not in path and "/search/" not in path})
        return true(tree, last, carried, delta, passed)

    monkeypatch.setattr("publisher.push.portals.static.kept.releases.bring_up_to_date", watched)
    for count in (6, 14):
        lab, desired = first(tmp_path / str(count), tuple(f"set-{number:x}" for number in range(count)))
        for number in range(1, 4):
            title = LocalText(f"第{number}個名稱", f"Name {number}")
            again = make_publication(lab.root / f"publications-{number}", "set-3", title=title)
            desired = {**desired, "set-3": again}
            night(lab, desired)
    few, many = written[1], written[-1]
    assert few == many
    assert "browse/all/page-2.html" in few and "browse/all/index.html" not in few
    assert not any(path.startswith("assets/") for path in few)


def test_the_day_of_the_last_change_stands_on_the_first_page_of_the_catalogue(tmp_path: Path) -> None:
    lab, _ = first(tmp_path / "lab")
    pages = sorted(lab.current.glob("catalog*.jsonld"))
    assert len(pages) > 2
    told = [
        page.name
        for page in pages
        if any(
            "dct:modified" in node for node in json.loads(page.read_text())["@graph"] if "#catalog" in node["@id"]
        )
    ]
    assert told == ["catalog.jsonld"]


def test_a_long_list_is_in_the_order_of_ids_and_says_so(tmp_path: Path) -> None:
    lab, _ = first(tmp_path / "lab")
    page = (lab.current / "browse/all/index.html").read_text(encoding="utf-8")
    assert "資料集依識別碼排列" in page and page.index("set-0/index") < page.index("set-1/index")
    short, _ = first(tmp_path / "short", IDS[:2])
    assert "最近更新的資料集列在最前面" in (short.current / "browse/all/index.html").read_text(encoding="utf-8")


def test_a_site_map_of_many_addresses_is_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ADDRESSES", 5)
    base = "https://data.example.org/"
    lab, _ = first(tmp_path / "lab", url=base)
    index = ET.fromstring((lab.current / "sitemap.xml").read_bytes())
    assert index.tag.endswith("sitemapindex")
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    names = [node.text.removeprefix(base) for node in index.iterfind("s:sitemap/s:loc", space) if node.text]
    found = [
        node.text
        for name in names
        for node in ET.fromstring((lab.current / name).read_bytes()).iterfind("s:url/s:loc", space)
    ]
    assert len(found) == len(set(found)) and f"{base}en/dataset/set-5/index.html" in found
    assert all((lab.current / str(path).removeprefix(base)).is_file() for path in found)
