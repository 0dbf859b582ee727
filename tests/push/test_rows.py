"""All rows of a table in a real browser: what the file says, filtered, sorted, paged, shared; and without a script."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import polars as pl
import pytest
from selenium.webdriver.support.ui import Select, WebDriverWait

from publisher.model.release import Artifact, Publication
from publisher.model.text import LocalText
from publisher.push.plan import plan
from publisher.push.portals.static.served.server import served
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication, publication_hash
from tests.push.test_browser import browser

__all__ = ["browser"]
pytestmark = pytest.mark.browser
HOSTILE = "<img src=x onerror=alert(1)>"
TYPES = {"string": pl.String, "integer": pl.Int64, "number": pl.Decimal(10, 2), "date": pl.Date}
START = datetime.fromisoformat("2020-01-01")
SMALL: list[tuple[Any, ...]] = [
    (f"臺南第{n}站", 9_007_199_254_740_993 if n == 7 else (n * 37) % 101, Decimal(n) / 4, date(2026, 1, 1) + timedelta(n))
    for n in range(120)
]  # fmt: skip
SMALL[3] = (HOSTILE, None, None, None)
EXACT = [
    "123456789012345.678",
    "-123456789012345.679",
    "0.001",
    None,
    "-0.5",
    "900719925474099.125",
    "0",
    "123456789012345.677",
]
"""Decimals; the largest differ only after the fifteenth digit."""


def with_parquet(folder: Path, dataset: str, frame: pl.DataFrame, kinds: list[str]) -> Publication:
    """A publication of `frame`, with the Parquet file that the exporter writes of such columns."""
    text = [["" if cell is None else str(cell) for cell in row] for row in frame.rows()]
    fields = [
        {"name": name, "type": kind, "title_en": f"Field {at}"}
        for at, (name, kind) in enumerate(zip(frame.columns, kinds, strict=True))
    ]
    made = make_publication(folder, dataset, text, schema={"fields": fields})
    path = made.folder / "cases.parquet"
    frame.write_parquet(path, compression="zstd", compression_level=9, row_group_size=50_000)
    file = Artifact(
        path=path.name,
        kind="data",
        format="parquet",
        media_type="application/vnd.apache.parquet",
        bytes=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        title=LocalText("受理件數（Parquet）", "Cases received (Parquet)"),
        rows=frame.height,
    )
    made = replace(made, artifacts=(*made.artifacts, file))
    return replace(made, hash=publication_hash(made))


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    root = tmp_path_factory.mktemp("rows")
    lab = make_lab(root)
    small = pl.DataFrame(
        SMALL,
        schema={"站名": pl.String, "件數": pl.Int64, "比率": pl.Decimal(10, 2), "日期": pl.Date},
        orient="row",
    )
    numbers = pl.int_range(0, 400_000, eager=True)
    large = pl.DataFrame(
        {
            "編號": numbers,
            "時間": pl.datetime_range(START, START + timedelta(minutes=399_999), "1m", eager=True),
            "餘數": numbers * 7919 % 100_003,
        }
    )
    exact = pl.DataFrame(
        {name: [None if text is None else Decimal(text) for text in EXACT] for name in ("長", "短")},
        schema={"長": pl.Decimal(38, 9), "短": pl.Decimal(18, 3)},
    )
    desired = {
        "exact": with_parquet(root / "made", "exact", exact, ["number", "number"]),
        "small": with_parquet(root / "made", "small", small, ["string", "integer", "number", "date"]),
        "large": with_parquet(root / "made", "large", large, ["integer", "datetime", "integer"]),
        "plain": make_publication(root / "made", "plain"),
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == 4
    with served(lab.current) as address:
        yield address, lab.current


def _open(browser: Any, address: str, path: str, /, **question: Any) -> None:
    browser.get(f"{address}{path}?{urlencode(question, doseq=True)}")
    _settled(browser)


def _settled(browser: Any) -> str:
    def status(_: Any) -> str:
        text: str = browser.find_element("id", "status").text
        return "" if "…" in text else text

    return str(WebDriverWait(browser, 120).until(status))


def _rows(browser: Any) -> list[list[str]]:
    script = (
        "return [...document.querySelectorAll('#rows tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    )
    found: list[list[str]] = browser.execute_script(script)
    return found


def test_every_cell_is_what_the_file_says(portal: tuple[str, Path], browser: Any) -> None:
    _open(browser, portal[0], "dataset/small/rows.html")
    shown = _rows(browser)
    browser.execute_script("document.getElementById('after').click()")
    WebDriverWait(browser, 60).until(lambda _: _rows(browser)[0] != shown[0])
    shown += _rows(browser)
    assert "page=2" in browser.current_url
    for row, expected in zip(shown, SMALL, strict=False):
        for cell, value in zip(row, expected, strict=True):
            same = (
                Decimal(cell) == value
                if isinstance(value, Decimal)
                else cell == ("" if value is None else str(value))
            )
            assert same, (row, expected)
    assert len(shown) == 100
    assert browser.execute_script("return document.querySelectorAll('#rows img').length") == 0
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


@pytest.mark.parametrize("column", ["長", "短"])
def test_decimals_of_many_digits_are_shown_sorted_and_compared_exactly(
    column: str, portal: tuple[str, Path], browser: Any
) -> None:
    at = ["長", "短"].index(column)
    _open(browser, portal[0], "dataset/exact/rows.html", sort=column)
    shown = [row[at] for row in _rows(browser)]
    assert shown == [*sorted(filter(None, EXACT), key=Decimal), ""]
    asked = {"field": column, "how": "least", "text": "123456789012345.6775"}
    _open(browser, portal[0], "dataset/exact/rows.html", **asked, sort=column)
    assert [row[at] for row in _rows(browser)] == ["123456789012345.678", "900719925474099.125"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            {"field": "站名", "how": "has", "text": "台南第1"},
            [row for row in SMALL if row[0].startswith("臺南第1")],
        ),
        ({"field": "", "how": "is", "text": "２０２６-０１-１１"}, [SMALL[10]]),
        ({"field": "比率", "how": "least", "text": "29.5"}, SMALL[118:]),
        ({"field": "日期", "how": "most", "text": "2026-01-03"}, SMALL[:3]),
        ({"field": ["站名", "比率"], "how": ["has", "most"], "text": ["第11", "27.5"]}, [SMALL[11], SMALL[110]]),
        ({"field": "站名", "how": "is", "text": "沒有這種站"}, []),
        ({"field": "nothing", "how": "is", "text": "x", "sort": "件數", "down": "1"}, [SMALL[7]]),
    ],
)
def test_an_address_that_was_shared_shows_the_same_rows(
    question: dict[str, Any], expected: list[Any], portal: tuple[str, Path], browser: Any
) -> None:
    _open(browser, portal[0], "dataset/small/rows.html", **question)
    shown = [row[0] for row in _rows(browser)]
    assert shown[: len(expected)] == [row[0] for row in expected][:50]
    if "sort" not in question:
        assert len(shown) == min(len(expected), 50)


def test_a_reader_asks_by_the_form_and_the_headings(portal: tuple[str, Path], browser: Any) -> None:
    _open(browser, portal[0], "en/dataset/small/rows.html")
    Select(browser.find_element("id", "column")).select_by_visible_text("Field 0")
    browser.find_element("id", "text").send_keys("第11")
    browser.execute_script("document.querySelector('#ask button[type=submit]').click()")
    WebDriverWait(browser, 60).until(lambda _: len(_rows(browser)) == 11)
    heading = browser.find_element("css selector", "th[data-column=件數]")
    for state in ("ascending", "descending"):
        browser.execute_script("arguments[0].querySelector('button').click()", heading)
        WebDriverWait(browser, 60).until(
            lambda _: browser.execute_script("return document.querySelector('[aria-sort]')?.ariaSort") == state  # noqa: B023
        )
        _settled(browser)
        figures = [int(row[1]) for row in _rows(browser)]
        assert figures == sorted(figures, reverse=state == "descending")
    asked = dict(parse_qsl(urlsplit(browser.current_url).query))
    assert asked == {"field": "站名", "how": "has", "text": "第11", "sort": "件數", "down": "1"}
    browser.execute_script("document.querySelector('#filters button').click()")
    WebDriverWait(browser, 60).until(lambda _: len(_rows(browser)) == 50)
    assert _rows(browser)[0][1] == "9007199254740993"


def test_of_a_large_table_only_what_a_question_needs_is_asked_for(portal: tuple[str, Path], browser: Any) -> None:
    address, folder = portal
    size = (folder / "dataset/large/cases.parquet").stat().st_size
    browser.get_log("performance")
    _open(browser, address, "dataset/large/rows.html", page=3)
    assert [row[0] for row in _rows(browser)] == [str(n) for n in range(100, 150)]
    assert _rows(browser)[0][1] == "2020-01-01T01:40:00"
    asked = browser.execute_script(
        "return performance.getEntriesByType('resource').filter(e => e.name.endsWith('.parquet')).map(e => e.encodedBodySize)"
    )
    assert asked and sum(asked) < size
    _open(
        browser, address, "dataset/large/rows.html", field="餘數", how="least", text="99999", sort="編號", down="1"
    )
    found = [n for n in range(400_000) if n * 7919 % 100_003 >= 99_999]
    assert [int(row[0]) for row in _rows(browser)] == sorted(found, reverse=True)[:50]


def test_without_a_server_or_a_parquet_file_the_pages_are_as_before(
    portal: tuple[str, Path], browser: Any
) -> None:
    _, folder = portal
    assert not (folder / "dataset/plain/rows.html").exists()
    assert "rows.html" not in (folder / "dataset/plain/index.html").read_text(encoding="utf-8")
    assert "rows.html" in (folder / "dataset/small/index.html").read_text(encoding="utf-8")
    browser.get((folder / "dataset/small/rows.html").as_uri())
    assert browser.find_element("id", "without").is_displayed()
    assert not browser.find_element("id", "with").is_displayed()
