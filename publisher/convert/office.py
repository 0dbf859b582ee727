"""Drives LibreOffice: files of any office program in, one folder of files out, whatever the files do to it.

A batch is one process with a profile of its own that is thrown away. A file that it passed over is tried again in
a process of its own; so is the one at which it crashed or hung, and those behind it go on as the next batch. So a
bad file costs itself and two starts. The process may not use more than its share of time and memory, runs no
macros, and reaches no network where the system lets us take it away.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from publisher.model.errors import MissingPartError
from publisher.model.text import msg

BATCH = 120
"""Files of one process: a start costs as much as six files."""
START_SECONDS = 60
FILE_SECONDS = 45
"""Wall seconds in which a process has to be done with its next file."""
_LOOK_SECONDS = 0.25
MEMORY = 4 * 1024**3
_TERMINATE_SECONDS = 5

_PDF = (
    '{{"UseTaggedPDF":{{"type":"boolean","value":"true"}},"PDFUACompliance":{{"type":"boolean","value":"true"}},'
    '"SelectPdfVersion":{{"type":"long","value":"0"}},"ExportBookmarks":{{"type":"boolean","value":"true"}},'
    '"ExportNotes":{{"type":"boolean","value":"false"}}}}'
)
TARGETS: Mapping[str, str] = {
    "odt": "odt:writer8",
    "ods": "ods:calc8",
    "odp": "odp:impress8",
    "pdf-text": f"pdf:writer_pdf_Export:{_PDF.format()}",
    "pdf-table": f"pdf:calc_pdf_Export:{_PDF.format()}",
    "pdf-slides": f"pdf:impress_pdf_Export:{_PDF.format()}",
}
"""What LibreOffice is told for each kind of output."""

_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "int", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "boolean", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "boolean", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "boolean", "true"),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale_CJK", "string", "zh-TW"),
    ("/org.openoffice.Office.Linguistic/General", "DefaultLocale", "string", "zh-TW"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "string", "zh-TW"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "boolean", "true"),
)


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be converted: where it lies, and the name (without ending) of what is made."""

    source: Path
    stem: str


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice on this machine, and a folder of our own for its profiles."""

    program: str
    work: Path

    def convert(self, jobs: Sequence[Job], target: str, out: Path, infilter: str = "") -> dict[str, str]:
        """Convert each job into `out`; what was not made is in the result with the reason: `hung`, `refused`.

        `target` is a key of `TARGETS`, `infilter` names the filter that reads, where LibreOffice would guess
        wrong.
        """
        ending = target.partition("-")[0]

        def made(job: Job) -> bool:
            path = out / f"{job.stem}.{ending}"
            return path.is_file() and path.stat().st_size > 0

        faults: dict[str, str] = {}
        waiting = list(jobs)
        while waiting:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            in_time = self._run(batch, target, out, infilter)
            missing = [job for job in batch if not made(job)]
            behind = 0  # how many of them stand behind all that was made: there it stopped
            while behind < len(missing) and missing[-1 - behind] is batch[-1 - behind]:
                behind += 1
            if behind:
                waiting = [*missing[len(missing) - behind + 1 :], *waiting]
            for job in missing[: len(missing) - behind + 1]:
                if len(batch) > 1:
                    in_time = self._run([job], target, out, infilter)
                if not made(job):
                    faults[job.stem] = "refused" if in_time else "hung"
        return faults

    def _run(self, jobs: Sequence[Job], target: str, out: Path, infilter: str) -> bool:
        """One process over some files; whether it came to its end in time. What it made lies in `out`."""
        seconds = START_SECONDS + FILE_SECONDS * len(jobs)
        profile = self.work / "profile"
        incoming = self.work / "in"
        for folder in (profile, incoming):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        _write_settings(profile)
        names = []
        for job in jobs:
            link = incoming / f"{job.stem}{job.source.suffix.lower()}"
            link.symlink_to(job.source.resolve())
            names.append(str(link))
        command = [
            *_fences(seconds),
            self.program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nologo", "--nofirststartwizard"),
            *((f"--infilter={infilter}",) if infilter else ()),
            *("--convert-to", TARGETS[target], "--outdir", str(out)),
            *names,
        ]
        try:
            return _finish(command, self.work, lambda: sum(1 for _ in out.iterdir()))
        finally:
            shutil.rmtree(profile, ignore_errors=True)


def find_office(work: Path) -> Office:
    """LibreOffice. Raises MissingPartError with the packages to install."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise MissingPartError(
            msg("Converting documents needs LibreOffice, which is not on this machine."),
            hint=msg(
                "Install it with: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui "
                "libreoffice-impress-nogui"
            ),
        )
    return Office(program, work)


def _finish(command: Sequence[str], folder: Path, progress: Callable[[], int]) -> bool:
    """Run to the end, or until nothing was made for too long; the whole group of processes ends with it."""
    quiet = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "TZ")}
    nowhere = "http://127.0.0.1:9"  # the port of discard: a proxy that is not there
    environment = {
        **quiet,
        "HOME": str(folder),
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "TMPDIR": str(folder),
    }
    process = subprocess.Popen(  # noqa: S603 - LibreOffice, with names of ours
        command,
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _is_done(process, progress)
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_TERMINATE_SECONDS)


def _is_done(process: subprocess.Popen[bytes], progress: Callable[[], int]) -> bool:
    known, until = progress(), time.monotonic() + START_SECONDS + FILE_SECONDS
    while time.monotonic() < until:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
            return True
        if (now := progress()) != known:
            known, until = now, time.monotonic() + FILE_SECONDS
    return False


def _fences(seconds: int) -> list[str]:
    """Limits on processor time and memory, and no network, as far as this system has the programs."""
    limits = shutil.which("prlimit")
    fences = [limits, f"--cpu={seconds}", f"--as={MEMORY}", "--core=0"] if limits else []
    return [*(("unshare", "--user", "--net") if _has_unshare() else ()), *fences]


@cache
def _has_unshare() -> bool:
    program = shutil.which("unshare")
    if program is None:
        return False
    try:
        tried = subprocess.run(  # noqa: S603 - a fixed command
            [program, "--user", "--net", "true"], capture_output=True, check=False, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0


def _write_settings(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, _, value in _SETTINGS
    )
    folder = profile / "user"
    folder.mkdir()
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
