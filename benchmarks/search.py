"""The search index of many datasets: what making and changing it costs, and what a first question loads.

    .venv/bin/python -m benchmarks.search [--datasets 2000 50000] [--folder DIR]

A portal of three datasets whose index is that of many, with titles made of places, subjects and measures and with
descriptions of this program's own sentences in both languages. What is loaded is what Chromium asked a disk for,
with nothing in its cache: parts of the index and cards, in bytes as they lie there and packed by gzip one by one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.static import _MEASURES, _PLACES, _SUBJECTS, _THEMES, NOW, _publication, portal_of
from publisher.i18n import catalogue
from publisher.push.plan import plan
from publisher.push.portals.static.sought import index

MOST_LOADED = 100_000
"""Bytes of the index that a first question may load."""
QUESTIONS = (
    *(
        "車輛登記",
        "東區駕照考驗件數統計",
        "安南區違規裁罰",
        "等候時間",
        "統計",
        "資料",
        "臺南市監理站民眾陳情辦理情形月報",
    ),
    *(
        "駕照",
        "機車考照",
        "figures of violations",
        "driver license test",
        "counters",
        "d",
        "da",
        "1234",
        "統計 資料 時間",
    ),
    *(
        "車輛登記&theme=300&format=csv",
        "&frequency=P1Y",
        "",
        "沒有這種東西",
        "請問臺南市中西區有哪些公路監理業務的滿意度調查資料可以下載使用",
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, nargs="+", default=[2000, 50_000])
    parser.add_argument("--folder", type=Path, help="work here and leave everything behind")
    settings = parser.parse_args()
    root = settings.folder or Path(tempfile.mkdtemp(prefix="search-bench-"))
    try:
        return max(_measured(root / str(count), count) for count in settings.datasets)
    finally:
        if settings.folder is None:
            shutil.rmtree(root, ignore_errors=True)


class _Folder:
    """The index in a folder, of datasets that are their own description."""

    def __init__(self, root: Path) -> None:
        self.root, self.written = root, 0

    def searched(self, entry: Any) -> list[object] | None:
        return list(entry)

    def whole(self, path: str) -> str | None:
        return (self.root / path).read_text("utf-8")

    def put(self, path: str, content: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(content, encoding="utf-8")
        self.written += 1

    def keep(self, paths: Iterable[str]) -> bool:
        return all((self.root / path).is_file() for path in paths)


def _measured(root: Path, count: int) -> int:
    root.mkdir(parents=True)
    rng = random.Random(7)
    desired = {f"dataset-{n:04}": _publication(root / "store", n, rng, 0) for n in range(3)}
    portal = portal_of(root)
    list(portal.apply(plan(desired, portal.read(), {}, {}), desired, NOW))
    current = (root / "portal/current").resolve()
    shutil.rmtree(current / index.FOLDER)
    now: dict[int, Any] = {n: _item(n, rng) for n in range(count)}
    folder = _Folder(current)
    spent = [_timed(now, {}, folder)]
    for number, position in ((count // 2, 3), (count // 3, 1)):  # another description, another title
        before, now = now, {**now, number: _item(number, rng, position)}
        spent.append(_timed(now, before, folder))
    page = current / "search/index.html"
    values = f'data-all="{count}" data-parts="{index.parts(count)}" data-cards="{index.ON_CARD_FILE}"'
    page.write_text(
        re.sub(r'data-all="\d+" data-parts="\d+" data-cards="\d+"', values, page.read_text("utf-8")), "utf-8"
    )
    size = sum(path.stat().st_size for path in (current / index.FOLDER).rglob("*.js"))
    print(f"{count:,} datasets, {index.parts(count):,} parts, {size / 1e6:.1f} MB")
    print(
        "made at once {:.2f} CPU s ({} files), another description {:.2f} ({}), another title {:.2f} ({})".format(
            *sum(spent, ())
        )
    )
    return _asked(current)


def _timed(now: dict[int, Any], before: dict[int, Any], folder: _Folder) -> tuple[float, int]:
    began, written = time.process_time(), folder.written
    index.write_index(now, before, folder)
    return time.process_time() - began, folder.written - written


def _item(n: int, rng: random.Random, other: int | None = None) -> tuple[object, ...]:
    """What the search is told of dataset `n`; `other` is the position of a text that was rewritten."""
    sentences = list(catalogue().items())
    place, subject, measure = rng.choice(_PLACES), rng.choice(_SUBJECTS), rng.choice(_MEASURES)
    english, chinese = zip(*rng.sample(sentences, 3), strict=True)
    item: list[object] = [
        *(f"dataset-{n:05}", f"{place}{subject}{measure}{n}", f"Figures {n} of subject {subject}"),
        *("".join(chinese)[:400], " ".join(english)[:400], f"{subject} {measure}", "figures monthly"),
        "統計年月 year_month 受理件數 cases 行政區 district",
        *(rng.choice(_THEMES), ["csv", "json", "parquet"], rng.choice(("P1M", "P3M", "P1Y", "irregular"))),
        *("2026-11-20", rng.randrange(2, 5000), " ".join(rng.sample(_PLACES, 4))),
    ]
    if other is not None:
        item[other] = f"全新的敘述{n}"
    return tuple(item)


def _asked(current: Path) -> int:
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    browser = Chrome(options=options, service=Service(str(shutil.which("chromedriver"))))
    print("\n| question | found | files | bytes | gzip | ms |\n|---|---|---|---|---|---|")
    most = 0
    try:
        for question in QUESTIONS:
            browser.get_log("performance")
            began = time.perf_counter()
            browser.get(f"{(current / 'search/index.html').as_uri()}?q={question}")
            while not (said := browser.find_element("id", "found").text):
                time.sleep(0.02)
            spent = time.perf_counter() - began
            messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
            urls = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
            bodies = [Path(url.removeprefix("file://")).read_bytes() for url in urls if f"/{index.FOLDER}/" in url]
            size, packed = sum(map(len, bodies)), sum(len(gzip.compress(body)) for body in bodies)
            most = max(most, size)
            print(
                f"| {question} | {said} | {len(bodies)} | {size:,} | {packed:,} | {spent * 1000:.0f} |", flush=True
            )
    finally:
        browser.quit()
    return 0 if most <= MOST_LOADED else 1


if __name__ == "__main__":
    sys.exit(main())
