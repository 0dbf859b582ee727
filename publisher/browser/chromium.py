"""Starting Chromium so that a hostile page can do no harm: one way in.

Names resolve to the addresses that were checked beforehand, everything else to nothing; no proxy, no downloads,
no permissions, a profile of its own that is thrown away. The sandbox stays on; only root, for whom Chromium
refuses to start with it, runs without.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterable
from pathlib import Path

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, Remote
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.client_config import ClientConfig

from publisher.browser import engine
from publisher.browser.parts import require_chromedriver, require_chromium
from publisher.browser.protocol import Connection
from publisher.browser.tab import Tab
from publisher.browser.values import BrowserSettings, Viewing
from publisher.net.guard import is_allowed

_FEATURES_OFF = (
    "Translate",
    "MediaRouter",
    "OptimizationHints",
    "InterestFeedContentSuggestions",
    "IsolateSandboxedIframes",
    # pages of the browser's own that nobody looks at here; they cost more than starting it
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "OmniboxAimPopup",
    # what is kept or made ready for a reader who goes back or on
    "BackForwardCache",
    "SpareRendererForSitePerProcess",
)
_FLAGS = (
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    f"--disable-features={','.join(_FEATURES_OFF)}",
    "--disable-site-isolation-trials",
    "--force-color-profile=srgb",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-proxy-server",
    "--password-store=basic",
)
_BLOCKED = 2
_ALL_DOWNLOADS = 3
_GIVEN_PAGES = 4
_SECONDS_OF_GRID = 120
"""How long a Grid may take to give a browser: others may have all of them."""


def start(settings: BrowserSettings, profile: Path) -> Chrome:
    """A new Chromium with its own driver process; `profile` is an empty folder. Raises WebDriverException."""
    os.environ.setdefault("SE_OFFLINE", "true")  # both programs are named: Selenium has nothing to look for
    options = _options(settings)
    options.binary_location = str(require_chromium(settings))
    options.add_argument(f"--user-data-dir={profile}")
    for flag in _sandbox():
        options.add_argument(flag)
    kept = {"download.default_directory": str(profile / "downloads")}
    options.add_experimental_option("prefs", _preferences(settings) | kept)
    service = Service(
        executable_path=str(require_chromedriver(settings)),
        log_output=os.devnull,
        popen_kw={"start_new_session": True, "cwd": str(profile)},
    )
    driver = Chrome(options=options, service=service)
    driver.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "deny"})
    return driver


def start_in_grid(settings: BrowserSettings) -> Remote:
    """A new Chromium on a node of the Grid, with its program and sandbox. Raises WebDriverException."""
    options = _options(settings)
    options.add_experimental_option("prefs", _preferences(settings))
    waiting = ClientConfig(settings.grid, timeout=_SECONDS_OF_GRID)
    return Remote(settings.grid, options=options, client_config=waiting)


def address_in_grid(driver: Remote) -> str:
    """Where a Grid lets the browser's own protocol through. Raises WebDriverException when it does not."""
    told = driver.capabilities.get("se:cdp")
    if not told:
        raise WebDriverException("the Grid does not let the browser's own protocol through")
    return str(told)


def _options(settings: BrowserSettings) -> ChromeOptions:
    options = ChromeOptions()
    for flag in (*_FLAGS, *_network(settings)):
        options.add_argument(flag)
    options.add_argument(f"--lang={settings.language}")
    options.add_argument(f"--window-size={settings.view.width},{settings.view.height}")
    options.add_experimental_option("excludeSwitches", ["enable-logging"])
    return options


def address_of(profile: Path) -> str:
    """Where the browser that was started with `profile` listens to its own protocol. Raises OSError."""
    port, path = (profile / "DevToolsActivePort").read_text(encoding="ascii").split()[:2]
    return f"ws://127.0.0.1:{port}{path}"


def new_tab(connection: Connection, settings: BrowserSettings) -> Tab:
    """A tab in which pages are looked at as the settings say."""
    tab = Tab(connection)
    tab.call("Page.addScriptToEvaluateOnNewDocument", source=engine.script("inside"))
    show_as(tab, settings.view)
    return tab


def show_as(tab: Tab, view: Viewing) -> None:
    """Look at the coming pages as `view` says."""
    tab.call(
        "Emulation.setDeviceMetricsOverride",
        width=view.width,
        height=view.height,
        deviceScaleFactor=1,
        mobile=view.mobile,
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if view.dark else "light"}
    forced = {"name": "forced-colors", "value": "active" if view.forced else "none"}
    tab.call("Emulation.setEmulatedMedia", features=[scheme, forced])


def _sandbox() -> tuple[str, ...]:
    return ("--no-sandbox",) if os.geteuid() == 0 else ()


def _network(settings: BrowserSettings) -> Iterable[str]:
    rules = [rule for host in sorted(set(settings.hosts)) if (rule := _rule(host, settings)) is not None]
    yield f"--host-resolver-rules={', '.join((*rules, 'MAP * ~NOTFOUND'))}"


def _rule(host: str, settings: BrowserSettings) -> str | None:
    """Pin `host` to an address that may be asked. None leaves it unreachable, as any other host is."""
    name = host.strip("[]").lower()
    try:
        addresses = [str(info[4][0]) for info in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return None
    fit = [item for item in addresses if is_allowed(item, allow_private=settings.allow_private)]
    if not fit or len(fit) != len(addresses):
        return None
    if _is_address(name):
        return f"EXCLUDE {name if ':' not in name else f'[{name}]'}"
    # the first address of the old protocol when there is one: not every agency has a way out over IPv6
    chosen = next((item for item in fit if ":" not in item), fit[0])
    return f"MAP {name} {chosen if ':' not in chosen else f'[{chosen}]'}"


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _preferences(settings: BrowserSettings) -> dict[str, object]:
    asked = (
        "geolocation",
        "notifications",
        "media_stream",
        "popups",
        "automatic_downloads",
        "midi_sysex",
        "sensors",
    )
    return {
        # no page of news in the first tab
        "session.restore_on_startup": _GIVEN_PAGES,
        "session.startup_urls": ["about:blank"],
        "download_restrictions": _ALL_DOWNLOADS,
        "download.prompt_for_download": False,
        "plugins.always_open_pdf_externally": True,
        "intl.accept_languages": f"{settings.language},{settings.language.split('-')[0]},en",
        "credentials_enable_service": False,
        "dns_prefetching.enabled": False,
        "profile.default_content_setting_values": dict.fromkeys(asked, _BLOCKED),
    }
