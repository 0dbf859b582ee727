"""`publisher serve`: look at the portal and the reports in a browser; read-only, on this machine only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.model.workspace import StaticPortalDefinition
from publisher.pipeline.run import STATE_FOLDER


class _ReadOnly(SimpleHTTPRequestHandler):
    """Serves one folder; no listing of folders, no log lines."""

    protocol_version = "HTTP/1.1"

    def list_directory(self, _path: object) -> None:
        self.send_error(404)

    def log_message(self, *_arguments: object) -> None:
        return

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()


def serve(
    what: Annotated[str, typer.Argument(help="portal, or reports for the latest report.")] = "portal",
    workspace: options.WorkspaceOption = None,
    port: Annotated[int, typer.Option("--port", help="Port on 127.0.0.1 (0: any free one).")] = 8000,
    language: options.LanguageOption = None,
) -> None:
    """Serve the static portal or the latest report on 127.0.0.1 until interrupted.

    Examples:

        publisher serve

        publisher serve reports --port 8001
    """
    screen = options.screen(language)
    space = options.open_workspace(workspace)
    folders = {"reports": space.root / STATE_FOLDER / "reports" / "latest"}
    for portal in space.catalog.portals:
        if isinstance(portal, StaticPortalDefinition):
            folders.setdefault("portal", space.root / portal.path / "current")
    folder = folders.get(what)
    if folder is None or not folder.is_dir():
        raise UserError(
            msg("there is nothing to serve yet: {what}", what=what), hint=msg("start with `publisher run`")
        )
    page = "report.html" if what == "reports" else ""
    server = _listen(folder, port)
    screen.say(f"http://127.0.0.1:{server.server_address[1]}/{page}")
    screen.note(msg("Ctrl-C ends it"))
    with server:
        server.serve_forever()


def _listen(folder: Path, port: int) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_ReadOnly, directory=str(folder)))
    except OSError as error:
        raise UserError(
            msg("port {port} cannot be used: {reason}", port=port, reason=error.strerror or ""),
            hint=msg("name another one with --port"),
        ) from None
