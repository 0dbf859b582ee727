"""How many of the W3C's ACT test cases the accessibility checks judge rightly.

    .venv/bin/python -m benchmarks.act --cases act-testcases.tar.gz [--only other] [--every 10] [--write FILE]

The cases (w3c/wcag-act-rules, W3C Document License) are not part of the repository: fetch them and say where they
are. Scored as the W3C does: only rules that are held to the ACT rule count, those that axe-core declares and those
that rules.json pairs (`paired`). A case is found when such a rule fails; a failure on a passed or inapplicable one
is a false alarm. Asked for is what the nightly job asks for, and only rules that it reports count; pages that show
nothing are judged as well, since many of the cases are of that kind.
Results: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
import tarfile
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

from publisher.browser import Audit, BrowserSettings, audit_all
from publisher.checks.accessibility.rules import all_rules
from publisher.model.finding import Outcome

LEAST_FOUND, MOST_FALSE = 218, 3
_NEEDS_A_NARROW_FONT = "0ssw9k/8f9b5bf5fc8345b8e7aa016621fb5dee6c13c8f2"
"""Left out, and said: its text must fit into a box, and with a wide serif font (DejaVu) it has to be scrolled."""


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map: ClassVar[dict[str, str]] = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",  # most cases do not say, and a Chinese browser would guess Big5
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        pass


@contextmanager
def _serve(root: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def _unpack(archive: Path, target: Path) -> list[dict[str, object]]:
    place = target / "WAI"
    place.mkdir()
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    index = next(place.rglob("testcases.json"))
    cases: list[dict[str, object]] = json.loads(index.read_text(encoding="utf-8"))["testcases"]
    return [case for case in cases if str(case["url"]).endswith((".html", ".htm"))]


def _found(audit: Audit, act_rule: str, declared: dict[str, list[str]]) -> bool:
    failed = {fault.rule for fault in audit.faults if fault.outcome is Outcome.FAILED}
    return any(act_rule in declared.get(rule, ()) for rule in failed)


def _outcomes(audit: Audit) -> list[list[str]]:
    return [[fault.rule, str(fault.outcome)] for fault in audit.faults]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=Path, required=True)
    options.add_argument("--write", type=Path, help="write what each case gave, as JSON")
    options.add_argument("--browsers", type=int, default=2)
    options.add_argument("--only", choices=("failed", "other"), help="only cases that have a fault, or have none")
    options.add_argument("--every", type=int, default=1, help="only every n-th case, for a quick look")
    arguments = options.parse_args()
    if not arguments.cases.is_file():
        print(f"the ACT cases are not at {arguments.cases}: say where with --cases", file=sys.stderr)
        return 2
    declared = {rule.id: [*rule.act, *rule.paired] for rule in all_rules() if rule.reported}
    with tempfile.TemporaryDirectory() as folder, _serve(Path(folder)) as base:
        cases = _unpack(arguments.cases, Path(folder))[:: arguments.every]
        if arguments.only:
            cases = [case for case in cases if (case["expected"] == "failed") == (arguments.only == "failed")]
        urls = [f"{base}/{str(case['url']).split('/', 3)[3]}" for case in cases]
        settings = BrowserSettings(
            hosts=("127.0.0.1",),
            allow_private=True,
            empty_pages=True,
            page_seconds=30,
        )
        began = time.monotonic()
        audits = list(audit_all(urls, settings, browsers=arguments.browsers))
        seconds = time.monotonic() - began
    if arguments.write:
        told = [
            [case["ruleId"], case["expected"], audit.url, _outcomes(audit)]
            for case, audit in zip(cases, audits, strict=True)
        ]
        arguments.write.write_text(json.dumps(told, indent=0), encoding="utf-8")
    return _print(cases, audits, declared, seconds, whole=arguments.every == 1 and not arguments.only)


def _print(
    cases: list[dict[str, object]],
    audits: list[Audit],
    declared: dict[str, list[str]],
    seconds: float,
    *,
    whole: bool,
) -> int:
    counts: Counter[str] = Counter()
    for case, audit in zip(cases, audits, strict=True):
        rule = str(case["ruleId"])
        wanted = case["expected"] == "failed"
        group = "approved" if case.get("approved") else "proposed"
        found = _found(audit, rule, declared) and _NEEDS_A_NARROW_FONT not in audit.url
        for name in (group, "all"):
            counts[f"{name} failed" if wanted else f"{name} other"] += 1
            counts[f"{name} found" if wanted else f"{name} false"] += found
        if found and not wanted:
            print("false alarm:", rule, sorted(fault.rule for fault in audit.faults), audit.url)
        if _NEEDS_A_NARROW_FONT in audit.url:
            print("left out (its verdict depends on the fonts of this machine):", rule, audit.url)
        if audit.untested is not None:
            counts[f"untested {audit.untested}"] += 1
            print("untested:", audit.untested, case["expected"], audit.status, audit.final or audit.url)
    for name in ("approved", "all"):
        print(
            f"{name}: {counts[f'{name} found']} of {counts[f'{name} failed']} found,"
            f" {counts[f'{name} false']} false alarms of {counts[f'{name} other']}"
        )
    print(", ".join(f"{name}: {count}" for name, count in counts.items() if name.startswith("untested")))
    print(f"{len(audits)} pages, {seconds:.0f} s, {len(audits) / seconds:.2f} pages/s")
    return int(whole and (counts["all found"] < LEAST_FOUND or counts["all false"] > MOST_FALSE))


if __name__ == "__main__":
    sys.exit(main())
