"""The server under the console."""

from __future__ import annotations

import socket

import uvicorn
from starlette.applications import Starlette


def listen(app: Starlette, listening: socket.socket) -> None:
    """Serve until interrupted, on a socket that listens already."""
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=64,
        timeout_keep_alive=10,
    )
    uvicorn.Server(config).run(sockets=[listening])
