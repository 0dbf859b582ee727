"""Extensions that agencies' portals run: ckanext-harvest takes our static catalogue, ckanext-xloader loads our files."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from publisher.model.portal import PushAction, Receipt
from publisher.push import push
from publisher.push.portals.ckan import packages
from publisher.push.portals.static.described import paging
from publisher.push.portals.static.served.server import portal_server
from tests.ckan import CkanServer, ckan_with_dcat
from tests.push.ckan_lab import CkanLab, kept, night
from tests.push.contract import MORE_ROWS, NOW, REASON
from tests.push.killed_push import first_night, second_night
from tests.push.lab_static import make_lab
from tests.push.publications import ROWS, make_publication

__all__ = ["ckan_with_dcat"]
pytestmark = [pytest.mark.ckan, pytest.mark.full]

PATIENCE = 120
"""Seconds until a worker of the portal must have done its work."""


@contextmanager
def workers(server: CkanServer, *commands: tuple[str, ...]) -> Iterator[None]:
    """The portal's own workers for as long as the context lasts."""
    running = [
        subprocess.Popen(
            [server.program, "-c", server.folder / "ckan.ini", *command],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
            process.wait()


def until(done: Callable[[], Any]) -> Any:
    """What `done` gives once it is true."""
    end = time.monotonic() + PATIENCE
    while not (found := done()):
        assert time.monotonic() < end
        time.sleep(0.5)
    return found


def test_a_ckan_harvests_our_static_catalogue_night_after_night(
    ckan_with_dcat: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(paging, "MOST_BYTES", 5_000)  # a page for each dataset or two
    call, organization = ckan_with_dcat.call, ckan_with_dcat.new_organization()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    lab = make_lab(tmp_path, url=f"http://127.0.0.1:{port}/")

    def harvested() -> dict[str, dict[str, Any]]:
        found = call("package_search", {"fq": f"organization:{organization} dataset_type:dataset"})["results"]
        return {item["name"]: item for item in found}

    with (
        portal_server(lab.current, port=port).beside(),
        workers(ckan_with_dcat, ("harvester", "gather-consumer"), ("harvester", "fetch-consumer")),
    ):
        source = ""
        for number, (desired, withdrawn) in enumerate(
            ((first_night(tmp_path), {}), (second_night(tmp_path), {"gamma": REASON}))
        ):
            push(
                lab.open(),
                desired,
                withdrawn,
                {},
                NOW + timedelta(days=number),
                allow_withdrawals=True,
                withdrawal_limit=1.0,
                services=lab.services,
            )
            assert len(list(lab.current.glob("catalog*.ttl"))) > 1
            source = (
                source
                or call(
                    "harvest_source_create",
                    {
                        "name": f"source-{organization}",
                        "title": "南瀛",
                        "url": f"{lab.url}catalog.ttl",
                        "source_type": "dcat_rdf",
                        "owner_org": organization,
                    },
                )["id"]
            )
            job = call("harvest_job_create", {"source_id": source, "run": True})["id"]

            def finished(job: str = job) -> bool:
                call("harvest_jobs_run", {})  # what the portal's own timer does
                return bool(call("harvest_job_show", {"id": job})["status"] == "Finished")

            until(finished)
            found = harvested()
            assert found.keys() == desired.keys()
            for dataset, publication in desired.items():
                assert found[dataset]["title"] == publication.title.zh
                sums = {item["url"]: item["hash"] for item in found[dataset]["resources"]}
                place = f"{lab.url}dataset/{dataset}/"
                assert sums == {place + file.path: file.sha256 for file in publication.artifacts}


def test_xloader_beside_us_ends_in_rest(
    ckan_with_dcat: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It loads our files and writes its own checksum beside them, which is no edit and no conflict."""
    lab = CkanLab(ckan_with_dcat, monkeypatch, tmp_path, ckan_with_dcat.editor, datastore=True)
    name = lab.name("loaded")
    receipts: dict[str, Receipt] = {}
    for number, rows in enumerate((ROWS, MORE_ROWS, MORE_ROWS)):
        desired = {name: make_publication(tmp_path, name, rows)}
        outcome = night(lab.open(formats="words"), desired, receipts, days=number)
        assert outcome.error is None
        assert [item.check for item in outcome.findings] == ["portal.no-datastore"]
        receipts = kept(outcome)
        if number == 1:  # a file that was replaced is what it looks at
            with workers(ckan_with_dcat, ("jobs", "worker")):
                until(lambda: packages.tables(lab.package(name)))
    assert [item.action for item in outcome.receipts] == [PushAction.UNCHANGED]
    assert {item["hash"] for item in lab.package(name)["resources"]} != {
        item.sha256 for item in desired[name].artifacts
    }


def test_with_formats_by_address_the_tables_are_ours_beside_xloader(
    ckan_with_dcat: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan_with_dcat, monkeypatch, tmp_path, ckan_with_dcat.editor, datastore=True)
    name = lab.name("ours")
    receipts: dict[str, Receipt] = {}
    for number, rows in enumerate((ROWS, MORE_ROWS, MORE_ROWS)):
        outcome = night(lab.open(), {name: make_publication(tmp_path, name, rows)}, receipts, days=number)
        assert (outcome.error, outcome.findings) == (None, ())
        receipts = kept(outcome)
        assert not ckan_with_dcat.call("job_list")
    assert [item.action for item in outcome.receipts] == [PushAction.UNCHANGED]
    (table,) = packages.tables(lab.package(name)).values()
    found = ckan_with_dcat.call("datastore_search", {"resource_id": table["id"]})
    assert found["total"] == len(MORE_ROWS)
    assert "int" in {field["type"].rstrip("48") for field in found["fields"] if field["id"] != "_id"}
