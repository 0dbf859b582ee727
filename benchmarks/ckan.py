"""A thousand datasets on a real CKAN: a quiet night, one change, `ckanapi load` of the same, and memory.

    python -m benchmarks.ckan [--datasets 1000] [--rows 100000]

Brings up the CKAN of the tests. Requests are counted by a proxy in front of it; times are taken without the proxy,
in one run, so that the ratio holds on a busy machine, too. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from publisher.model.catalog import CkanPortalDefinition
from publisher.model.release import Publication
from publisher.model.text import LocalText
from tests.ckan import CkanServer, running_ckan
from tests.push.ckan_lab import VARIABLE, kept, night, open_ckan
from tests.push.contract import MORE_ROWS
from tests.push.fault_proxy import proxied
from tests.push.publications import make_publication
from tests.push.upload_memory import large_file, large_table, measure

MOST_READS = 3
LEAST_RATIO = 50.0
MOST_MEGABYTES = 80
WRITES = ("package_create", "package_revise", "package_patch", "package_update", "resource_create")


class Bench:
    """One organisation, and what was missed."""

    def __init__(self, server: CkanServer, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.missed: list[str] = []
        self.organization = server.new_organization()
        self.definition = CkanPortalDefinition(
            "ckan", LocalText("平臺", "Portal"), server.url, self.organization, token_env=VARIABLE, datastore=False
        )

    def name(self, number: int) -> str:
        return f"bench-{number:04}-{self.organization.removeprefix('org-')}"

    def expect(self, what: str, value: float, *, holds: bool = True, bar: str = "") -> None:
        print(f"{what:<64} {value:>10.2f}  {bar}", flush=True)
        if not holds:
            self.missed.append(what)

    @contextmanager
    def counted(
        self, changes: CkanPortalDefinition | None = None
    ) -> Iterator[tuple[CkanPortalDefinition, Counter[str]]]:
        """A definition that leads through a proxy, and the number of requests by action."""
        counts: Counter[str] = Counter()
        with proxied(self.server.url) as proxy:
            yield replace(changes or self.definition, url=proxy.url), counts
            counts.update(proxy.seen)


def thousand(bench: Bench, datasets: int) -> None:
    publications = bench.folder / "publications"
    desired = {bench.name(n): make_publication(publications, bench.name(n)) for n in range(datasets)}
    began = time.monotonic()
    outcome = night(open_ckan(bench.definition, bench.folder), desired, {})
    assert outcome.error is None and not outcome.findings, (outcome.error, outcome.findings[:3])
    assert all(receipt.verified for receipt in outcome.receipts)
    receipts = kept(outcome)
    print(f"{datasets} datasets made, proven and shown: {time.monotonic() - began:.0f} s", flush=True)

    with bench.counted() as (definition, counts):
        assert night(open_ckan(definition, bench.folder), desired, receipts, days=1).writes == 0
    bench.expect(
        "requests of a night without change",
        counts.total(),
        holds=counts.total() <= MOST_READS,
        bar="at most 3, all reads",
    )

    quiet = min(_timed(bench, desired, receipts) for _ in range(3))
    desired[bench.name(1)] = make_publication(publications, bench.name(1), MORE_ROWS)
    with bench.counted() as (definition, counts):
        changed = night(open_ckan(definition, bench.folder), desired, receipts, days=2)
    receipts |= kept(changed)
    writes = {action: counts[action] for action in WRITES if counts[action]}
    bench.expect(
        "writes for one changed file",
        sum(writes.values()),
        holds=writes == {"package_revise": 1},
        bar="1 package_revise",
    )
    loaded = _ckanapi_load(bench)
    bench.expect("seconds of a night without change", quiet)
    bench.expect("seconds of ckanapi load of the same", loaded)
    bench.expect("ratio", loaded / quiet, holds=loaded / quiet >= LEAST_RATIO, bar="at least 50")


def _timed(bench: Bench, desired: dict[str, Publication], receipts: dict) -> float:  # type: ignore[type-arg]
    began = time.monotonic()
    outcome = night(open_ckan(bench.definition, bench.folder), desired, receipts, days=1)
    seconds = time.monotonic() - began
    assert outcome.writes == 0
    return seconds


def _ckanapi_load(bench: Bench) -> float:
    """Seconds of ckanapi's own loader for what the organisation shows now."""
    found = bench.server.call(
        "package_search", {"fq": f"organization:{bench.organization}", "rows": 1000}, token=bench.server.editor
    )
    lines = bench.folder / "datasets.jsonl"
    lines.write_text("".join(json.dumps(item) + "\n" for item in found["results"]), encoding="utf-8")
    command = Path(sys.executable).with_name("ckanapi")
    arguments = ["load", "datasets", "-I", str(lines), "-r", bench.server.url, "-a", bench.server.editor, "-q"]
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"  # it looks its own worker up there
    began = time.monotonic()
    subprocess.run([command, *arguments], env=os.environ | {"PATH": path}, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def memory(bench: Bench) -> None:
    with_table = replace(bench.definition, datastore=True)
    for what, definition, publication in (
        ("200 MB", bench.definition, large_file(bench.folder, bench.name(9999), 200 * 2**20)),
        ("200 MB and loading its table", with_table, large_table(bench.folder, bench.name(9998), 200 * 2**20)),
    ):
        seen = measure(definition, publication, bench.folder)
        print(f"idle {seen.idle:.1f}, peak {seen.kernel:.1f} (kernel), {seen.sampled:.1f} (sampled)", flush=True)
        bench.expect(
            f"MB above idle while uploading {what}",
            seen.above,
            holds=seen.above <= MOST_MEGABYTES,
            bar="at most 80",
        )


def table(bench: Bench, rows: int) -> None:
    """A DataStore table: loaded whole, then by difference."""
    name = bench.name(8888)
    definition = replace(bench.definition, datastore=True)
    before = [(f"{number:07}", f"站{number % 50}", str(number)) for number in range(rows)]
    after = [*before[5:], *((month, station, "7") for month, station, _ in before[:5])]
    receipts: dict = {}  # type: ignore[type-arg]
    for what, content in (("whole", before), ("five rows changed", after)):
        publication = make_publication(bench.folder / "publications", name, content)
        with bench.counted(definition) as (proxied_definition, counts):
            began = time.monotonic()
            outcome = night(open_ckan(proxied_definition, bench.folder), {name: publication}, receipts)
            seconds = time.monotonic() - began
        assert not outcome.findings, outcome.findings
        receipts = kept(outcome)
        sent = sum(counts[action] for action in ("datastore_create", "datastore_upsert", "datastore_delete"))
        bench.expect(f"DataStore, {rows:,} rows, {what}: requests that write rows", sent, bar=f"{seconds:.1f} s")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--datasets", type=int, default=1000)
    options.add_argument("--rows", type=int, default=100_000)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, running_ckan() as server:
        os.environ[VARIABLE] = server.editor
        bench = Bench(server, Path(folder))
        memory(bench)
        table(bench, arguments.rows)
        thousand(bench, arguments.datasets)
    for what in bench.missed:
        print("missed:", what, file=sys.stderr)
    return int(bool(bench.missed))


if __name__ == "__main__":
    sys.exit(main())
