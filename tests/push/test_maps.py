"""Maps of the rows found, in a real browser: points, lines and areas; nothing is asked of others, nothing read as HTML."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from selenium.webdriver.support.ui import WebDriverWait

from publisher.browser import DESKTOP
from publisher.model.catalog import MapTiles
from publisher.model.table_schema import geometry_fields
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static.served.server import served
from tests.browser.axe import DARK_PHONE, violations
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication
from tests.push.test_browser import browser
from tests.push.test_rows import with_parquet

__all__ = ["browser"]
HOSTILE = "<img src=x onerror=alert(1)>"
STATIONS = [
    ("安平站", Decimal("120.166"), Decimal("22.996")),
    (HOSTILE, Decimal("120.318"), Decimal("23.31")),
    ("沒有坐標", None, None),
    ("不在地球上", Decimal("220.1"), Decimal("23.1")),
    ("東沙", Decimal("116.72"), Decimal("20.70")),
]
SQUARE = {"type": "Polygon", "coordinates": [[[120, 23], [120.1, 23], [120.1, 23.1], [120, 23.1], [120, 23]]]}
AREAS = [
    ("區", json.dumps(SQUARE)),
    ("線", json.dumps({"type": "LineString", "coordinates": [[120, 23], [121, 24]]})),
    ("空", None),
    ("壞", "{"),
    ("別的", json.dumps({"type": "Sphere", "coordinates": "?"})),
]
POINTS = [("甲", "120.2, 23.0"), ("乙", "120.3,23.1"), ("丙", "north")]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root = tmp_path_factory.mktemp("maps")
    lab = make_lab(root)
    number = pl.Decimal(10, 4)
    stations = pl.DataFrame(STATIONS, schema={"站名": pl.String, "經度": number, "緯度": number}, orient="row")
    areas = pl.DataFrame(AREAS, schema={"名稱": pl.String, "範圍": pl.String}, orient="row")
    points = pl.DataFrame(POINTS, schema={"名稱": pl.String, "位置": pl.String}, orient="row")
    desired = {
        "stations": with_parquet(root / "made", "stations", stations, ["string", "number", "number"]),
        "areas": with_parquet(root / "made", "areas", areas, ["string", "geojson"]),
        "points": with_parquet(root / "made", "points", points, ["string", "geopoint"]),
        "plain": make_publication(root / "made", "plain"),
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 4
    with served(lab.current) as address:
        yield address, lab.current


def _status(browser: Any) -> str:
    return str(WebDriverWait(browser, 60).until(lambda one: one.find_element("id", "map-status").text))


@pytest.mark.browser
@pytest.mark.parametrize(("dataset", "shown", "found"), [("stations", 3, 5), ("areas", 2, 5), ("points", 2, 3)])
def test_the_rows_that_have_a_place_stand_on_the_map(
    portal: tuple[str, Path], browser: Any, dataset: str, shown: int, found: int
) -> None:
    browser.get_log("browser")
    browser.get("about:blank")
    browser.get(f"{portal[0]}en/dataset/{dataset}/rows.html#map")
    assert _status(browser) == f"{shown} of the {found} rows found stand on the map"
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(item => item.name)")
    assert asked
    assert all(name.startswith(portal[0]) for name in asked)


@pytest.mark.browser
def test_a_condition_leaves_its_rows_and_a_place_tells_its_row_as_text(
    portal: tuple[str, Path], browser: Any
) -> None:
    browser.get("about:blank")
    browser.get(f"{portal[0]}dataset/stations/rows.html?field=站名&how=has&text=img#map")
    assert _status(browser) == "查得 1 筆，地圖上顯示 1 筆"
    view = browser.find_element("id", "map-view")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", view)
    from selenium.webdriver import ActionChains

    ActionChains(browser).move_to_element(view).click().perform()  # the only place is in the middle
    text = WebDriverWait(browser, 60).until(
        lambda one: one.execute_script("return document.querySelector('.place dd')?.textContent")
    )
    assert text == HOSTILE
    assert browser.execute_script("return document.querySelectorAll('.place img').length") == 0


@pytest.mark.browser
def test_an_open_map_has_no_fault_of_accessibility(portal: tuple[str, Path]) -> None:
    pages = [f"{portal[0]}{language}dataset/stations/rows.html#map" for language in ("", "en/")]
    assert violations(pages, (DESKTOP, DARK_PHONE)) == []


def test_only_tables_with_places_have_a_map(portal: tuple[str, Path]) -> None:
    pages = {
        name: (portal[1] / f"dataset/{name}/index.html").read_text(encoding="utf-8") for name in ("plain", "areas")
    }
    assert ["rows.html#map" in page for page in pages.values()] == [False, True]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([("lon", "number"), ("lat", "number")], ("lon", "lat")),
        ([("Latitude", "number"), ("Longitude", "number"), ("n", "integer")], ("Longitude", "Latitude")),
        ([("站_lng", "number"), ("站_lat", "number")], ("站_lng", "站_lat")),
        ([("longest", "number"), ("flat", "number")], ()),
        ([("lon", "string"), ("lat", "string")], ()),
        ([("東經", "number"), ("北緯", "number"), ("經度", "number")], ()),
        ([("lon", "number"), ("lat", "number"), ("shape", "geojson")], ("shape",)),
        ([], ()),
    ],
)
def test_which_fields_tell_where_a_record_is(fields: list[tuple[str, str]], expected: tuple[str, ...]) -> None:
    assert geometry_fields([{"name": name, "type": kind} for name, kind in fields]) == expected


def test_a_tile_server_is_named_in_the_page_and_may_be_asked_for_pictures_only(tmp_path: Path) -> None:
    tiles = MapTiles("https://tiles.example.org/{z}/{x}/{y}.png", LocalText("<b>圖資</b>", "Tiles & co."))
    lab = make_lab(tmp_path, map_tiles=tiles)
    frame = pl.DataFrame({"經度": [120.5], "緯度": [23.5]})
    desired = {"one": with_parquet(tmp_path / "made", "one", frame, ["number", "number"])}
    list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))
    page = (lab.current / "dataset/one/rows.html").read_text(encoding="utf-8")
    assert "img-src 'self' file: data: https://tiles.example.org;" in unescape(page)
    assert 'data-credit="&lt;b&gt;圖資&lt;/b&gt;"' in page
    assert "tiles.example.org" not in (lab.current / "dataset/one/index.html").read_text(encoding="utf-8")
