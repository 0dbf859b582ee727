"""Pages per CPU-second of the accessibility checks beside @axe-core/cli and pa11y-ci, on the same pages in a run.

    .venv/bin/python -m benchmarks.accessibility [--pages FOLDER] [--most 16] [--peers FOLDER]
    .venv/bin/python -m benchmarks.accessibility --again [--pages FOLDER] [--most 16]

`--pages` is a folder of HTML files. `--peers` is a folder in which `npm install --ignore-scripts @axe-core/cli
pa11y-ci` was run; without it only our own figure is printed, and that is said. Each is a process of its own that
opens every page once, its start included; CPU seconds are those of the process and all that descends from it. Ours
are asked as the nightly job asks: desktop, phone and dark, our own rules, the Tab key.

`--again` looks at the pages as a website of two nights, of which nothing changed, and tells what the second costs
beside the first: the family of checks alone, without crawling.
"""

from __future__ import annotations

import argparse
import ctypes
import functools
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from selenium import webdriver

from publisher.browser import BrowserSettings, audit_all
from publisher.browser.parts import require_axe
from publisher.model.finding import Outcome

AXE = require_axe(BrowserSettings())
LEAST_TO_AXE_CLI, LEAST_TO_PA11Y = 1.5, 2.0
LEAST_AGAIN = 30
_SUBREAPER = 36
_FLAGS = ("no-sandbox", "disable-gpu", "disable-dev-shm-usage")
_OURS = """
import sys
from publisher.browser import ALSO, BrowserSettings, audit_all
settings = BrowserSettings(hosts=("127.0.0.1",), allow_private=True, also=tuple(ALSO.values()))
audits = list(audit_all(sys.argv[1:], settings))
assert not [audit.url for audit in audits if audit.untested is not None]
"""


_NIGHT = """
import ctypes, os, resource, sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from publisher import checks
from publisher.crawl import crawl
from publisher.model.site import Politeness, Site
from publisher.model.text import LocalText
from publisher.state.crawl import CrawlStore
from publisher.workspace.rulebook import load_rulebook

def used():
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)

ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
folder, *starts = sys.argv[1:]
polite = Politeness(rate=0, concurrency=4, timeout=10, patience=0.05)
site = Site("s", LocalText("s", "s"), tuple(starts), include=("/nothing-else",), external_links=False,
            allow_private=True, polite=polite)
store, now = CrawlStore(Path(folder)), datetime.fromisoformat("2026-12-01T02:00:00+08:00")
for night in range(2):
    now += timedelta(days=1)
    snapshot = crawl(site, store, now)
    context = checks.Context(site, now, load_rulebook(), memory=partial(store.notes, site.id))
    before = used()
    result = checks.check_site(snapshot, context, ("accessibility",))
    print(used() - before, len(result.findings), len(list(snapshot.pages())), flush=True)
store.close()
"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        pass


@contextmanager
def serve(root: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def _cpu_of(command: list[str], folder: Path) -> float:
    """CPU seconds of a command and everything that it started, also what outlived it for a moment."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _axe_cli(peers: Path, urls: list[str]) -> list[str]:
    return [
        str(peers / "node_modules/.bin/axe"), *urls, "--chromedriver-path", "/usr/bin/chromedriver",
        "--chrome-path", "/usr/bin/chromium", f"--chrome-options={','.join(_FLAGS)}",
    ]  # fmt: skip


def _pa11y(peers: Path, urls: list[str], folder: Path) -> list[str]:
    launch = {"executablePath": "/usr/bin/chromium", "args": [f"--{flag}" for flag in _FLAGS]}
    settings = {"defaults": {"runners": ["axe"], "timeout": 120_000, "chromeLaunchConfig": launch}, "urls": urls}
    (folder / "pa11y.json").write_text(json.dumps(settings), encoding="utf-8")
    return [str(peers / "node_modules/.bin/pa11y-ci"), "-c", str(folder / "pa11y.json"), "-j"]


_PLACES = """
const axe = globalThis.axe, answer = [];
for (const target of arguments[0]) {
  const [at] = target.flat(4).slice(-1);
  const element = target.length === 1 ? document.querySelector(at) : null;
  answer.push(element ? axe.utils.getAncestry(element) : String(target));
}
return answer;
"""


def _theirs(peers: Path, urls: list[str], folder: Path) -> set[tuple[str, str, str]]:
    """Page, rule and place of what the peer calls violations, with our engine; places as the engine's ancestry."""
    subprocess.run(
        [*_axe_cli(peers, urls), "--axe-source", str(AXE), "--dir", str(folder), "--save", "axe.json"],
        cwd=peers, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    found = set()
    options = webdriver.ChromeOptions()
    for flag in ("headless=new", *_FLAGS):
        options.add_argument(f"--{flag}")
    with webdriver.Chrome(options, webdriver.ChromeService("/usr/bin/chromedriver")) as driver:
        for page in json.loads((folder / "axe.json").read_text(encoding="utf-8")):
            driver.get(page["url"])
            driver.execute_script(AXE.read_text(encoding="utf-8"))
            for rule in page["violations"]:
                places = driver.execute_script(_PLACES, [node["target"] for node in rule["nodes"]])
                found |= {(page["url"], rule["id"], place) for place in places}
    return found


def _same(peers: Path, urls: list[str], folder: Path) -> bool:
    theirs = _theirs(peers, urls, folder)
    settings = BrowserSettings(hosts=("127.0.0.1",), allow_private=True)
    ours = {
        (audit.url, fault.rule, " ".join(element.path))
        for audit in audit_all(urls, settings)
        for fault in audit.faults
        if fault.outcome is Outcome.FAILED
        for element in fault.elements
    }
    missed = sorted(theirs - ours)
    more = sorted(found for found in ours - theirs if found[1] in {rule for _, rule, _ in theirs})
    print(
        f"violations of @axe-core/cli: {len(theirs)}; not failed with us {len(missed)}, only with us {len(more)}"
    )
    for word, rows in (("not with us", missed), ("only with us", more)):
        for url, rule, place in rows[:20]:
            print(f"  {word}: {rule} {url} {place}")
    return not missed and not more


def _again(urls: list[str], folder: Path) -> int:
    """The first night and the second of the same pages. 1 where the second costs more than its share."""
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    told = subprocess.run(
        [sys.executable, "-c", _NIGHT, str(folder), *urls], capture_output=True, text=True, check=True
    ).stdout
    (first, found, pages), (second, found_again, _) = (map(float, line.split()) for line in told.splitlines())
    print(
        f"{pages:.0f} pages: first night {first:.2f} CPU s, {found:.0f} findings; second {second:.2f} CPU s,"
        f" {found_again:.0f} findings; {first / second:.0f} times (bar {LEAST_AGAIN})"
    )
    return int(first / second < LEAST_AGAIN or found != found_again)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, default=Path("checks/accessibility"))
    options.add_argument("--peers", type=Path)
    options.add_argument("--again", action="store_true")
    options.add_argument("--most", type=int, default=16)
    arguments = options.parse_args()
    known = sorted(arguments.pages.rglob("*.html"))
    pages = known[:: max(1, len(known) // arguments.most)][: arguments.most]
    if not pages:
        print(f"there are no pages in {arguments.pages}: say where with --pages", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary, serve(arguments.pages) as base:
        folder = Path(temporary)
        urls = [f"{base}/{page.relative_to(arguments.pages).as_posix()}" for page in pages]
        if arguments.again:
            return _again(urls, folder)
        ours = _cpu_of([sys.executable, "-c", _OURS, *urls], Path.cwd()) / len(urls)
        print(f"ours: {ours:.2f} CPU s a page, {1 / ours:.2f} pages per CPU-second ({len(urls)} pages)")
        if arguments.peers is None:
            print("peers not measured: say where they are installed with --peers")
            return 0
        good = True
        for name, command, least in (
            ("@axe-core/cli", _axe_cli(arguments.peers, urls), LEAST_TO_AXE_CLI),
            ("pa11y-ci (axe)", _pa11y(arguments.peers, urls, folder), LEAST_TO_PA11Y),
        ):
            theirs = _cpu_of(command, arguments.peers) / len(urls)
            print(
                f"{name}: {theirs:.2f} CPU s a page; ours does {theirs / ours:.2f} times the pages (bar {least})"
            )
            good = good and theirs / ours >= least
        good = _same(arguments.peers, urls, folder) and good
    return int(not good)


if __name__ == "__main__":
    sys.exit(main())
