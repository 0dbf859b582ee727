"""A portal that is a folder: each dataset's files, a line of JSON that says what they are, and a page."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from publisher.model.catalog import Catalog, PluginPortalDefinition
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.push.base import Portal, PortalShape, PushStep, RemoteDataset

_UNTOUCHED = (PushAction.UNCHANGED, PushAction.CONFLICT)


class FolderPortal(Portal):
    """`options: {path: …}` names the folder, inside the workspace."""

    kind = "folder"

    def __init__(
        self, definition: PluginPortalDefinition, _catalog: Catalog, root: Path, _services: Services
    ) -> None:
        """Nothing is read or written yet."""
        self.id, self.writes = definition.id, 0
        self._folder = root / definition.options["path"]
        self.address = self._folder.as_uri() + "/"

    def read(self) -> Mapping[str, RemoteDataset]:
        """Whatever has a line."""
        lines = {path.parent.name: json.loads(path.read_text()) for path in self._folder.glob("*/line.json")}
        return {
            name: RemoteDataset(name, name, line["publication"], line["revision"]) for name, line in lines.items()
        }

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        """Each dataset's folder is written beside the old one and takes its place."""
        for step in steps:
            publication, target = step.publication, self._folder / step.dataset
            if publication is None or step.action in _UNTOUCHED:
                continue
            new = self._folder / f".{step.dataset}"
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            for artifact in publication.artifacts:
                shutil.copy(publication.folder / artifact.path, new / artifact.path)
            revision = now.isoformat()
            (new / "line.json").write_text(json.dumps({"publication": publication.hash, "revision": revision}))
            (new / "index.html").write_text(f"<title>{escape(publication.title.zh)}</title>", encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            new.rename(target)
            self.writes += 1
            files = {artifact.path: f"{step.dataset}/{artifact.path}" for artifact in publication.artifacts}
            yield self.receipt(step, files, f"{step.dataset}/", now, revision)

    def shapes(self, step: PushStep) -> tuple[PortalShape, PortalShape]:
        """Only the files are compared."""
        publication = step.publication
        files = {item.path: item.sha256 for item in publication.artifacts} if publication else {}
        return PortalShape(), PortalShape(files=files)

    @contextmanager
    def reader(self) -> Iterator[str]:
        """The folder on a port of the loopback address."""
        handler = partial(SimpleHTTPRequestHandler, directory=str(self._folder))
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_address[1]}/"
            server.shutdown()
