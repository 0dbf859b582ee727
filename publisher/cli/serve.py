"""`publisher serve`: look at the portal and the reports in a browser; read-only, on this machine only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.model.workspace import StaticPortalDefinition

if TYPE_CHECKING:
    from publisher.net.serving import FolderServer


def serve(
    what: Annotated[str, typer.Argument(help="portal, or reports for the latest report.")] = "portal",
    workspace: options.WorkspaceOption = None,
    port: Annotated[int, typer.Option("--port", help="Port (0: any free one).")] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others than 127.0.0.1 show it to the network.")
    ] = "127.0.0.1",
    language: options.LanguageOption = None,
) -> None:
    """Serve the static portal or the latest report on 127.0.0.1 until interrupted.

    Examples:

        publisher serve

        publisher serve reports --port 8001
    """
    screen = options.screen(language)
    space = options.read_workspace(workspace)
    folders = {"reports": space.state_folder / "reports" / "latest"}
    for portal in space.catalog.portals:
        if isinstance(portal, StaticPortalDefinition):
            folders.setdefault("portal", space.root / portal.path / "current")
    folder = folders.get(what)
    if folder is None or not folder.is_dir():
        raise UserError(
            msg("there is nothing to serve yet: {what}", what=what), hint=msg("start with `publisher run`")
        )
    page = "report.html" if what == "reports" else ""
    server = _listen(folder, host, port)
    screen.say(f"http://{host}:{server.port}/{page}")
    screen.note(msg("Ctrl-C ends it"))
    server.serve()


def _listen(folder: Path, host: str, port: int) -> FolderServer:
    # what the portal is made with need not be loaded for the other commands
    from publisher.push.portals.static.served.server import portal_server

    try:
        return portal_server(folder, host, port)
    except OSError as error:
        raise UserError(
            msg("port {port} cannot be used: {reason}", port=port, reason=error.strerror or ""),
            hint=msg("name another one with --port"),
        ) from None
