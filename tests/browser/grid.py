"""A real Selenium Grid on loopback: its makers' jars from Maven Central, run by Java, with Chromium of this machine.

The jars are kept outside the repository, in the cache folder of the user, and used only when they are the ones that were
pinned; Maven is needed once, to get them.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.browser import BrowserSettings
from publisher.browser.parts import require_chromium
from tests.browser.axe import needs_browser
from tests.parts import needs_part

_VERSION = "4.35.0"
_SHA256 = "774c2b0d492d4f1b8ef904f4aebac05257533eb150b49fdb5475174f9f56356e"
"""Of the list of all jars with their SHA-256, as sha256sum writes it."""
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>tests</groupId><artifactId>grid</artifactId><version>1</version><dependencies><dependency>
<groupId>org.seleniumhq.selenium</groupId><artifactId>selenium-grid</artifactId><version>{_VERSION}</version>
</dependency></dependencies></project>"""
_NODE = """
[server]
host = "127.0.0.1"
port = {port}
bind-bus = false
[node]
detect-drivers = false
selenium-manager = false
max-sessions = 2
override-max-sessions = true
[[node.driver-configuration]]
display-name = "chromium"
webdriver-executable = "{driver}"
max-sessions = 2
stereotype = '{{"browserName": "chrome", "browserVersion": "{version}", "goog:chromeOptions": {{"binary": "{binary}"}}}}'
"""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a Grid with two places for Chromium."""
    needs_browser()
    needs_part(shutil.which("java"), "Java (11 or newer)", "apt-get install default-jre-headless")
    jars = _jars()
    binary = _chromium(folder)
    told = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "node.toml"
    config.write_text(
        _NODE.format(
            port=port,
            driver=shutil.which("chromedriver"),
            version=told.split()[1],
            binary=binary,
        ),
        encoding="utf-8",
    )
    command = ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", f"{jars}/*"]
    command += ["org.openqa.selenium.grid.Bootstrap", "standalone", "--config", str(config)]
    with (folder / "grid.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield address
        finally:
            process.terminate()  # it ends its sessions
            process.wait(60)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180
    while True:
        assert process.poll() is None, "the Grid ended at once: look at grid.log"
        assert time.monotonic() < deadline, "the Grid did not get ready"
        try:
            with urllib.request.urlopen(f"{address}/status", timeout=5) as answer:
                if b'"ready": true' in answer.read():
                    return
        except OSError:
            time.sleep(0.2)


def _chromium(folder: Path) -> Path:
    """The node's own way to start Chromium: only root, for whom it has no sandbox, goes without."""
    program = require_chromium(BrowserSettings())
    without = "--no-sandbox " if os.geteuid() == 0 else ""
    script = folder / "chromium"
    script.write_text(f'#!/bin/sh\nexec {program} {without}"$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def _jars() -> Path:
    """The folder of the Grid and all it stands on."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "publisher-tests"
    folder = cache / f"selenium-grid-{_VERSION}"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "selenium-grid.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests that run beside each other fetch it once
        if not folder.is_dir():
            needs_part(shutil.which("mvn"), "Maven (to get the Selenium Grid)", "apt-get install maven")
            fresh = cache / "selenium-grid-fresh"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir()
            (fresh / "pom.xml").write_text(_POM, encoding="utf-8")
            command = ["mvn", "-q", "-B", _COPY, "-DincludeScope=runtime", "-DoutputDirectory=lib"]
            subprocess.run(command, cwd=fresh, check=True, timeout=900, stdout=subprocess.DEVNULL)
            (fresh / "lib").rename(folder)
    sums = (
        f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n" for jar in sorted(folder.glob("*.jar"))
    )
    assert hashlib.sha256("".join(sums).encode()).hexdigest() == _SHA256, f"{folder} is not what was pinned"
    return folder
