"""A night on a Dask cluster says and publishes what a night of one machine does, also when a worker is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from distributed import Client, LocalCluster

from publisher.browser import missing_parts
from publisher.executors import dask
from publisher.model.cluster import Cluster
from publisher.model.event import Event
from publisher.model.night import NightReport, State
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.crawl.sites import page
from tests.net.server import Answer, serving
from tests.parts import needs_part
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER, make_workspace, tree_hash


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def night(
    root: Path, cluster: LocalCluster | None, emit: Callable[[Event], None] = lambda _event: None
) -> NightReport:
    if cluster is not None:
        cluster.wait_for_workers(2)
    scheduler = cluster.scheduler_address if cluster is not None else ""
    settings = Settings(NOW, root / "keys", emit=emit, cluster=Cluster(scheduler))
    return run_night(load(root), settings, lambda: NOW).report


def told(report: NightReport) -> dict[str, object]:
    """What the night says of its datasets, but how long it took."""
    return {item.dataset: replace(item, seconds=0.0) for item in report.datasets}


def test_the_same_is_published_and_a_killed_worker_loses_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    here = make_workspace(tmp_path / "here", records=60)
    there = make_workspace(tmp_path / "there", records=60)
    keys = tmp_path / "here" / "keys"
    for file in keys.iterdir():  # the same keys give the same pseudonyms
        (there / "keys" / file.name).write_bytes(file.read_bytes())
    killed: list[int] = []

    def kill_one(event: Event) -> None:
        """Kill the workers at the first stage that has ended: the next stages are under way then."""
        if event.kind == "stage" and event.stage == "structure" and not killed:
            with Client(cluster) as client:
                killed.extend(client.run(os.getpid).values())
            os.kill(killed[0], signal.SIGKILL)

    local, spread = night(here, None), night(there, cluster, kill_one)
    assert killed
    assert {item.state for item in local.datasets} == {State.PUBLISHED, State.HELD}
    assert told(spread) == told(local)
    assert [item.publication for item in spread.datasets] == [item.publication for item in local.datasets]
    shown = tree_hash(here / ".publisher" / "portal")
    assert shown
    assert tree_hash(there / ".publisher" / "portal") == shown
    assert not (there / ".publisher" / "work").exists()


def test_a_scheduler_that_does_not_answer_fails_what_it_was_for_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "_SECONDS_TO_CONNECT", 1)
    root = make_workspace(tmp_path / "space", records=60)
    settings = Settings(NOW, root / "keys", cluster=Cluster("tcp://127.0.0.1:9"))
    report = run_night(load(root), settings, lambda: NOW).report
    assert {item.state for item in report.datasets} == {State.FAILED}
    assert all("does not answer" in str(item.error) for item in report.datasets)


@pytest.mark.browser
def test_documents_and_pages_of_a_website_are_looked_at_by_the_cluster(
    cluster: LocalCluster, tmp_path: Path
) -> None:
    needs_part(not missing_parts(), "Chromium, ChromeDriver or axe-core", "make setup")
    faulty = page("/", "/b.pdf", title="二").body.replace("<p>", '<img src="/x.png"><p>')  # type: ignore[union-attr]
    pages = {"/": page("/a", "/a.pdf"), "/a": Answer(faulty), "/x.png": Answer("", 404)}
    files = {f"/{name}.pdf": Answer(made_pdf(name), kind="application/pdf") for name in "ab"}
    with serving(pages | files) as server:
        (here,), (there,) = (
            night(with_website(tmp_path / name, server.url), where).sites
            for name, where in (("here", None), ("there", cluster))
        )
    assert {"accessibility.image-alt", "documents.pdf-without-text"} <= {item.check for item in here.findings}
    assert there.findings == here.findings
    assert (there.ran, there.crashed, there.judged) == (here.ran, (), here.judged)
    assert there.coverage.documents == here.coverage.documents == 2


def made_pdf(words: str) -> bytes:
    """A page without words."""
    with pikepdf.new() as pdf, BytesIO() as file:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = words
        pdf.save(file)
        return file.getvalue()


def with_website(root: Path, url: str) -> Path:
    shutil.copytree(STARTER, root)
    site = {
        "id": "station",
        "title": {"zh": "站", "en": "Station"},
        "start": [f"{url}/"],
        "allow_private": True,
        "polite": {"rate": 200, "concurrency": 8, "timeout": 5},
    }
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: {json.dumps([site], ensure_ascii=False)}\n")
    return root
