"""Finding the parts: Chromium, its driver and axe-core. Nothing is ever downloaded from here."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from publisher.browser.values import BrowserSettings
from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.text import Message, msg
from publisher.net.urls import without_user

AXE_VERSION = "4.14.1"
_VERSION_SECONDS = 30
_GRID_SECONDS = 30.0
_NAMES_IN_GRID = ("chrome", "chromium")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Not the headless shell: it needs half the work for each page, but outlives its driver."""
_AXE = Path(__file__).parent / "axe" / "axe.min.js"


def require_chromium(settings: BrowserSettings) -> Path:
    """The browser program; MissingPartError says how to get it."""
    return settings.chromium or _on_path(
        _CHROMIUM, msg("there is no Chromium on this machine"), msg("install the Debian package chromium")
    )


def require_chromedriver(settings: BrowserSettings) -> Path:
    """The program through which the browser is driven; MissingPartError says how to get it."""
    return settings.chromedriver or _on_path(
        ("chromedriver",),
        msg("there is no ChromeDriver on this machine"),
        msg("install the Debian package chromium-driver"),
    )


def require_browser(settings: BrowserSettings) -> None:
    """The browser and its driver, here or in a Grid that is ready; MissingPartError says how to get them."""
    if settings.grid:
        _nodes(settings.grid)
        return
    require_chromium(settings)
    require_chromedriver(settings)


def no_browser_starts(settings: BrowserSettings) -> MissingPartError:
    """What is said when none can be started."""
    if settings.grid:
        return MissingPartError(
            msg("the Selenium Grid {grid} starts no Chromium", grid=without_user(settings.grid)),
            hint=msg("look at its nodes: each needs Chromium, its driver, and a sandbox that works"),
        )
    return MissingPartError(
        msg("Chromium does not start on this machine"),
        hint=msg("try `chromium --headless --dump-dom about:blank`; browser and driver must be of one version"),
    )


def _nodes(grid: str) -> list[dict[str, Any]]:
    """What a Grid says of its nodes; MissingPartError when it does not answer, or has none that is ready."""
    import urllib3

    try:
        answer = urllib3.request("GET", f"{grid.rstrip('/')}/status", timeout=_GRID_SECONDS, retries=False)
        status = json.loads(answer.data)["value"]
        if not status["ready"]:
            raise ValueError
        return [dict(node) for node in status.get("nodes", ())]
    except (urllib3.exceptions.HTTPError, ValueError, KeyError, TypeError):
        raise MissingPartError(
            msg("the Selenium Grid {grid} is not ready", grid=without_user(grid)),
            hint=msg("start it with a node for Chromium, or take its address out of catalog.yaml"),
        ) from None


def mark_of(settings: BrowserSettings) -> str:
    """What verdicts depend on beside the page: browser, engine, our scripts, the way of looking; "" when unknown.

    The browser's version is asked of the program itself, which must not take long.
    """
    told = _version_told(settings)
    if not told:
        return ""
    digest = hashlib.sha256(told)
    for path in (require_axe(settings), *sorted(Path(__file__).parent.rglob("*.[jp][sy]"))):
        digest.update(path.read_bytes())
    digest.update(repr(settings).encode())
    return digest.hexdigest()


def versions(settings: BrowserSettings | None = None) -> dict[str, str]:
    """The versions of the engine and of the browser that judge pages here; without what this machine lacks."""
    settings = settings or BrowserSettings()
    found = {}
    with suppress(MissingPartError):
        require_axe(settings)
        found["axe-core"] = AXE_VERSION
    with suppress(MissingPartError):
        found["chromium"] = _version_told(settings).decode("utf-8", "replace").strip() or "?"
    return found


def _version_told(settings: BrowserSettings) -> bytes:
    if settings.grid:
        return _version_of_grid(settings.grid)
    try:
        return subprocess.run(  # noqa: S603 - the browser that is to be used anyway
            [require_chromium(settings), "--version"], capture_output=True, check=True, timeout=_VERSION_SECONDS
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


def _version_of_grid(grid: str) -> bytes:
    """The one version of all its browsers; nothing when they differ or do not tell."""
    slots = [slot["stereotype"] for node in _nodes(grid) for slot in node.get("slots", ())]
    told = {str(item.get("browserVersion", "")) for item in slots if item.get("browserName") in _NAMES_IN_GRID}
    return f"Chromium {told.pop()}".encode() if len(told) == 1 and "" not in told else b""


def require_axe(settings: BrowserSettings) -> Path:
    """The script of axe-core; MissingPartError says how to get it."""
    path = settings.axe or _AXE
    if not path.is_file():
        raise MissingPartError(
            msg("axe-core {version}, the engine of the accessibility checks, is missing", version=AXE_VERSION),
            hint=msg("run scripts/fetch-axe.sh in the checkout, or install the wheel, which carries it"),
        )
    return path


def missing_parts(settings: BrowserSettings | None = None) -> tuple[MissingPartError, ...]:
    """Everything that is missing, for a look before the work."""
    found = []
    settings = settings or BrowserSettings()
    of_browser = (require_browser,) if settings.grid else (require_chromium, require_chromedriver)
    for require in (*of_browser, require_axe, require_selenium):
        try:
            require(settings)
        except MissingPartError as error:
            found.append(error)
    return tuple(found)


def require_selenium(_: BrowserSettings) -> None:
    """The Python libraries of the extra [site]; MissingPartError says how to get them."""
    try:
        import axe_selenium_python  # noqa: F401
        import py3langid  # noqa: F401
        import selenium  # noqa: F401
        import websocket  # noqa: F401
    except ImportError as error:
        raise MissingPartError(
            msg("the accessibility checks need selenium, axe-selenium-python, websocket-client and py3langid"),
            hint=install_hint("site"),
        ) from error


def _on_path(names: tuple[str, ...], problem: Message, advice: Message) -> Path:
    for name in names:
        path = shutil.which(name)
        if path is not None:
            return Path(path)
    raise MissingPartError(problem, hint=advice)
