"""Finding the parts: Chromium, its driver and axe-core. Nothing is ever downloaded from here."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from publisher.browser.values import BrowserSettings
from publisher.model.errors import MissingPartError
from publisher.model.extras import install_hint
from publisher.model.text import Message, msg

AXE_VERSION = "4.14.1"
_VERSION_SECONDS = 30
_CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
"""The shell without windows first: the same engine, and half the work for each page opened."""
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
    try:
        return subprocess.run(  # noqa: S603 - the browser that is to be used anyway
            [require_chromium(settings), "--version"], capture_output=True, check=True, timeout=_VERSION_SECONDS
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return b""


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
    for require in (require_chromium, require_chromedriver, require_axe, require_selenium):
        try:
            require(settings or BrowserSettings())
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
