"""Imported by the server that forks our workers, before anything else: it leaves signals to its parent."""

from __future__ import annotations

import os
import signal

os.umask(0o077)
for _number in (signal.SIGTERM, signal.SIGHUP):  # systemd and a terminal that closes send them to all of us
    signal.signal(_number, signal.SIG_IGN)
