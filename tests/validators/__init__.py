"""The real validators: veraPDF for PDF/UA-1 and the ODF Validator, as their makers publish them on Maven Central.

Each is one jar. They are kept outside the repository, in the cache folder of the user, and run only when their
SHA-256 is the one written here. Java runs them; Maven is needed once, to get them.
Give all files to one call: starting Java takes longer than judging twenty files.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.parts import needs_part

_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
_JAVA = ("java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
_ODF_VERSION = "1.3"


@dataclass(frozen=True)
class _Jar:
    artifact: str
    file: str
    sha256: str


_VERAPDF = _Jar(
    "org.verapdf.apps:cli:1.30.2",
    "cli-1.30.2.jar",
    "287cc9c9757f99dcff4a2d39b68268245b48103fb6af443162d5a29df2afa332",
)
_ODF_VALIDATOR = _Jar(
    # without the classifier it is a web application
    "org.odftoolkit:odfvalidator:0.12.0:jar:jar-with-dependencies",
    "odfvalidator-0.12.0-jar-with-dependencies.jar",
    "6809677e5f5d7f8a9f8bbfb70514d725308cf0ae316cd529d3bf550da3211c9b",
)


@dataclass(frozen=True)
class Verdict:
    """What veraPDF says of one file: whether it conforms, and each broken rule in one line."""

    compliant: bool
    failures: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.compliant


def verapdf(paths: Iterable[Path], flavour: str = "ua1") -> dict[Path, Verdict]:
    """Judge every PDF in one call. A file that veraPDF does not mention is not compliant."""
    files = _existing(paths)
    if not files:
        return {}
    jar = _jar(_VERAPDF)
    answer = _run(
        *(*_JAVA, f"-Duser.home={jar.parent}", "-jar", str(jar)),
        *("--nonpdfext", "-f", flavour, "--format", "json", *map(str, files.values())),
    )
    # exit 1 says that a file does not conform, 7 and 8 that it cannot be read: the verdicts say which
    if answer.returncode not in (0, 1, 7, 8):
        raise RuntimeError(f"veraPDF ended with {answer.returncode}: {answer.stderr[-2000:]}")
    said: dict[str, Verdict] = {}
    for job in json.loads(answer.stdout)["report"]["jobs"]:
        said[job["itemDetails"]["name"]] = _verdict(job)
    silent = Verdict(compliant=False, failures=("veraPDF says nothing of it",))
    return {path: said.get(str(file), silent) for path, file in files.items()}


def odf_errors(paths: Iterable[Path]) -> dict[Path, tuple[str, ...]]:
    """Errors of every ODF file under strict conformance (`-c`), in one call; none for a valid file of ODF 1.3.

    The validator takes a file without a version for ODF 1.1, so the version is looked at here.
    """
    files = _existing(paths)
    if not files:
        return {}
    answer = _run(*_JAVA, "-jar", str(_jar(_ODF_VALIDATOR)), "-c", *map(str, files.values()))
    if answer.returncode not in (0, 2):
        raise RuntimeError(f"the ODF Validator ended with {answer.returncode}: {answer.stderr[-2000:]}")
    lines = [line for line in (answer.stdout + answer.stderr).splitlines() if "Error:" in line or "Fatal:" in line]
    errors = {
        path: (*(line for line in lines if line.startswith((f"{file}:", f"{file}/"))), *_wrong_versions(file))
        for path, file in files.items()
    }
    if answer.returncode == 2 and not any(errors.values()):
        raise RuntimeError(f"the ODF Validator found an error in none of the files: {lines}")
    return errors


def _verdict(job: dict[str, object]) -> Verdict:
    results = job.get("validationResult")
    if not isinstance(results, list) or not results:
        return Verdict(compliant=False, failures=("it cannot be read",))
    failures = [
        f"{rule['clause']}-{rule['testNumber']} ({rule['failedChecks']}): {rule['description']}"
        for result in results
        for rule in result["details"]["ruleSummaries"]
    ]
    return Verdict(all(result["compliant"] for result in results), tuple(failures))


def _wrong_versions(path: Path) -> Iterable[str]:
    """Parts that do not say they are ODF 1.3."""
    try:
        package = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        yield "it is not a package"
        return
    with package:
        for name in sorted(package.namelist()):
            if name in ("content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"):
                with package.open(name) as part:
                    _, root = next(ET.iterparse(part, events=("start",)))
                found = [value for key, value in root.attrib.items() if key.endswith("}version")]
                if found != [_ODF_VERSION]:
                    yield f"{name} says version {found} and not {_ODF_VERSION}"


def _existing(paths: Iterable[Path]) -> dict[Path, Path]:
    """The absolute path of each; raises FileNotFoundError, for veraPDF passes over what is not there."""
    return {path: path.resolve(strict=True) for path in paths}


def _jar(wanted: _Jar) -> Path:
    needs_part(shutil.which("java"), "Java (11 or newer)", "apt-get install default-jre-headless")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "publisher-tests" / "validators"
    folder.mkdir(parents=True, exist_ok=True)
    jar = folder / wanted.file
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is(jar, wanted):
            _get(wanted, jar)
    return jar


def _get(wanted: _Jar, jar: Path) -> None:
    needs_part(shutil.which("mvn"), "Maven", "apt-get install maven")
    with tempfile.TemporaryDirectory(dir=jar.parent) as folder:
        # -U: ask again even if an earlier attempt without network is remembered
        answer = _run(
            "mvn", "-B", "-ntp", "-q", "-U", _COPY, f"-Dartifact={wanted.artifact}", f"-DoutputDirectory={folder}"
        )
        needs_part(answer.returncode == 0, wanted.artifact, "Maven could not get it; is Maven Central reachable?")
        found = Path(folder) / wanted.file
        if not _is(found, wanted):
            raise RuntimeError(f"{wanted.artifact} is not the file that was pinned by its SHA-256")
        found.replace(jar)


def _is(jar: Path, wanted: _Jar) -> bool:
    return jar.is_file() and hashlib.sha256(jar.read_bytes()).hexdigest() == wanted.sha256


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    # without UTF-8, Java cannot open files with Chinese names
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace"
    )
