"""Where a browser sits: on this machine, as processes of ours, or on a node of a Selenium Grid."""

from __future__ import annotations

import http.client
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import urllib3
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.remote.webdriver import WebDriver

from publisher.browser import chromium, processes
from publisher.browser.protocol import Connection, GoneError
from publisher.browser.values import BrowserSettings

LOST = (WebDriverException, urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, GoneError)
"""What is raised when the browser, its driver or its node is gone."""
_PREFIX = "publisher-browser-"


class Seat(Protocol):
    """A browser that was started."""

    @property
    def driver(self) -> WebDriver:
        """By which it was started, and is ended."""
        ...

    @property
    def connection(self) -> Connection:
        """By which it is spoken to."""
        ...

    def stays(self) -> bool:
        """Tell whoever lends it that it is still wanted; false when it was taken away."""
        ...

    def is_there(self) -> bool:
        """Whether it can be asked to end."""
        ...

    def memory(self) -> int:
        """Bytes that it takes of this machine."""
        ...

    def strike(self) -> None:
        """End it from another thread: whoever waits for it gives up."""
        ...

    def clear(self) -> None:
        """Leave nothing of it."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """Processes of this machine, with a profile in a folder of their own."""

    driver: WebDriver
    connection: Connection
    process: int
    profile: Path

    def stays(self) -> bool:
        """Nobody takes it away."""
        return True

    def is_there(self) -> bool:
        """Whether its driver runs."""
        return bool(processes.family(self.process))

    def memory(self) -> int:
        """Resident bytes of all its processes."""
        return processes.memory(self.process)

    def strike(self) -> None:
        """Kill its processes."""
        processes.kill(self.process)

    def clear(self) -> None:
        """Kill what is left, and remove the profile."""
        processes.kill(self.process)
        _clear(self.profile)


@dataclass(frozen=True, slots=True)
class InGrid:
    """A session of a Grid: the node starts it, keeps its profile and clears it away."""

    driver: WebDriver
    connection: Connection

    def stays(self) -> bool:
        """A Grid takes back what got no command for some minutes, and our own protocol does not count as one."""
        with suppress(*LOST):
            return bool(self.driver.timeouts)
        return False

    def is_there(self) -> bool:
        """Its node may be asked at any time."""
        return True

    def memory(self) -> int:
        """None of this machine."""
        return 0

    def strike(self) -> None:
        """Let go of it; the node ends it."""
        self.connection.abort()

    def clear(self) -> None:
        """Nothing of it is here."""


def take(settings: BrowserSettings) -> Seat:
    """Start a browser where the settings say. Raises one of `LOST`."""
    if settings.grid:
        driver = chromium.start_in_grid(settings)
        try:
            return InGrid(driver, Connection(chromium.address_in_grid(driver)))
        except LOST:
            with suppress(*LOST):
                driver.quit()
            raise
    profile = Path(tempfile.mkdtemp(prefix=_PREFIX))
    (profile / "owner").write_text(str(os.getpid()), encoding="ascii")
    try:
        here = chromium.start(settings, profile)
        return Here(here, Connection(chromium.address_of(profile)), here.service.process.pid, profile)
    except LOST:
        _clear(profile)
        raise


def sweep() -> None:
    """End browsers whose owner was killed, and remove their profiles."""
    for profile in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError):
            owner = int((profile / "owner").read_text(encoding="ascii"))
            if profile.stat().st_uid == os.geteuid() and not Path(f"/proc/{owner}").exists():
                _clear(profile)


def _clear(profile: Path) -> None:
    for process in processes.using(profile):
        processes.kill(process)
    shutil.rmtree(profile, ignore_errors=True)
