"""Several websites of one night: looked at side by side, reported in their order, each for itself."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

from publisher.model.night import NightReport
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
from tests.crawl.sites import page
from tests.net.server import Answer, Asked, Server, serving
from tests.pipeline.kill_at import NOW
from tests.pipeline.workspaces import STARTER


def night(root: Path, servers: Mapping[str, Server], jobs: int) -> NightReport:
    shutil.copytree(STARTER, root)
    sites = [
        {
            "id": name,
            "title": {"zh": name, "en": name},
            "start": [f"{server.url}/"],
            "allow_private": True,
            "polite": {"rate": 0, "concurrency": 4, "timeout": 90},
        }
        for name, server in servers.items()
    ]
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: {json.dumps(sites, ensure_ascii=False)}\n")
    entry = root / "checks" / "accessibility" / "page-not-tested"
    entry.mkdir(parents=True)
    (entry / "check.yaml").write_text("params: {most_pages: 0}\n", encoding="utf-8")
    return run_night(load(root), Settings(NOW, root / "keys", jobs=jobs), lambda: NOW).report


def test_one_does_not_wait_for_another(tmp_path: Path) -> None:
    """The first site answers when the second has been asked, and not before."""
    other_was_asked = threading.Event()

    def first(_asked: Asked) -> Answer:
        return page("/gone", title="一") if other_was_asked.wait(60) else Answer("", 500)

    def second(_asked: Asked) -> Answer:
        other_was_asked.set()
        return page("/missing", title="二")

    with serving({"/": first}) as one, serving({"/": second}) as two:
        report = night(tmp_path / "space", {"first": one, "second": two}, jobs=2)
    assert [site.site for site in report.sites] == ["first", "second"]
    assert all(site.coverage.complete for site in report.sites)
    for site in report.sites:
        assert {"links.broken"} <= {item.check for item in site.findings}
        assert site.coverage.pages == 1
