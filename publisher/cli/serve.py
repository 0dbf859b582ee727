"""`publisher serve`: look at the portal and the reports, or work in the console; on this machine only."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli import options
from publisher.model.errors import UserError
from publisher.model.text import msg

if TYPE_CHECKING:
    from publisher.cli.console import Screen
    from publisher.model.workspace import Workspace
    from publisher.net.serving import FolderServer


def serve(
    what: Annotated[
        str, typer.Argument(help="portal, reports for the latest report, or console to work on findings.")
    ] = "portal",
    workspace: options.WorkspaceOption = None,
    port: Annotated[int, typer.Option("--port", help="Port (0: any free one).")] = 8000,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; others than 127.0.0.1 show it to the network.")
    ] = "127.0.0.1",
    login_header: Annotated[
        str,
        typer.Option(
            "--login-header",
            help="Console: the header in which the proxy names who is signed in, for example X-Remote-User.",
        ),
    ] = "",
    public_host: Annotated[
        list[str] | None,
        typer.Option("--public-host", help="Console: a name under which the proxy is asked for (repeatable)."),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option("--trusted-proxy", help="Console: addresses of the proxy (default: this machine)."),
    ] = None,
    now: options.NowOption = None,
    language: options.LanguageOption = None,
) -> None:
    """Serve the static portal, the latest report or the console on 127.0.0.1 until interrupted.

    The console is for reviewers and owners who never see a shell: look at nights, filter findings, assign,
    accept, comment, answer the checklist, release a held dataset, edit the allow-list. Every act goes to the
    reviewed files of the workspace with who and when. On this machine its address has a key; behind a proxy it
    needs --login-header.

    Examples:

        publisher serve

        publisher serve reports --port 8001

        publisher serve console --port 8002
    """
    from publisher.model.catalog import StaticPortalDefinition

    screen = options.screen(language)
    space = options.read_foundation(workspace)
    if what == "console":
        whole = options.read_workspace(space.root)
        _console(screen, whole, host, port, login_header, public_host or [], trusted_proxy or [], now)
        return
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


_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def _console(
    screen: Screen,
    space: Workspace,
    host: str,
    port: int,
    header: str,
    public: list[str],
    proxies: list[str],
    now: str | None,
) -> None:
    """Serve the console; on an address that the network reaches only behind a proxy that signs people in."""
    if host not in _HERE and not header:
        raise UserError(
            msg("the console is shown to the network only behind a proxy that signs people in"),
            hint=msg("name its header with --login-header, or serve on 127.0.0.1"),
        )
    try:
        from publisher.console import Door, application, listen
    except ImportError:
        raise UserError(
            msg("the console needs the Python packages starlette and uvicorn, which are not installed"),
            hint=msg("install them with: pip install 'publisher[console]'"),
        ) from None
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise _taken(port, error) from None
    door = Door(("127.0.0.1", "localhost", "[::1]", *public), header, tuple(proxies) or ("127.0.0.1", "::1"))
    app = application(
        lambda: options.read_workspace(space.root), door, lambda: options.clock(now), space.catalog.language
    )
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}/"
    screen.say(address if header else f"{address}enter?key={door.key}")
    sys.stdout.flush()
    screen.note(msg("Ctrl-C ends it"))
    listen(app, listening)


def _taken(port: int, error: OSError) -> UserError:
    return UserError(
        msg("port {port} cannot be used: {reason}", port=port, reason=error.strerror or ""),
        hint=msg("name another one with --port"),
    )


def _listen(folder: Path, host: str, port: int) -> FolderServer:
    # what the portal is made with need not be loaded for the other commands
    from publisher.push.portals.static.served.server import portal_server

    try:
        return portal_server(folder, host, port)
    except OSError as error:
        raise _taken(port, error) from None
