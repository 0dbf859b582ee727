"""What starts the night: units of systemd with the least rights they need, or a line for cron."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from publisher.model.errors import UserError
from publisher.model.text import msg

_TIME = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")
_NAME = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Schedule:
    """When and how the night of one workspace is started. `at` is the local time; `keys` the folder of the keys.

    `writable` are folders outside the workspace that it writes: a portal's, and where the keys lie.
    """

    workspace: Path
    at: str
    keys: Path
    writable: tuple[Path, ...] = ()
    minutes: int = 240

    @property
    def name(self) -> str:
        """A name for its units that tells it from other workspaces of the machine."""
        return f"publisher-{_NAME.sub('-', self.workspace.name).strip('-').lower() or 'night'}"

    @property
    def moment(self) -> tuple[int, int]:
        """Hour and minute; raises UserError when `at` is no time of the day."""
        found = _TIME.fullmatch(self.at)
        if found is None:
            raise UserError(msg("{text} is not a time of the day", text=self.at), hint=msg("write it like 03:00"))
        return int(found["hour"]), int(found["minute"])


def units(schedule: Schedule) -> dict[str, str]:
    """The texts of the units by file name: the night, its timer, and the watch over it."""
    hour, minute = schedule.moment
    name, command = schedule.name, _command()
    space = _quoted(schedule.workspace)
    writable = " ".join(_quoted(path) for path in (schedule.workspace, *schedule.writable))
    service = f"""\
[Unit]
Description=publisher: the nightly job of {schedule.workspace.name}
Wants=network-online.target
After=network-online.target
OnFailure={name}-watch.service

[Service]
Type=oneshot
ExecStart={command} run --workspace {space}
Environment=PUBLISHER_KEYS={_quoted(schedule.keys)}
EnvironmentFile=-%h/.config/publisher/{name}.env
SuccessExitStatus=1
TimeoutStartSec={schedule.minutes}min
Nice=10
IOSchedulingClass=idle
{_HARDENED}
ReadWritePaths={writable}

[Install]
WantedBy=default.target
"""
    timer = f"""\
[Unit]
Description=publisher: every night at {hour:02}:{minute:02}

[Timer]
OnCalendar=*-*-* {hour:02}:{minute:02}:00
Persistent=true
RandomizedDelaySec=5min

[Install]
WantedBy=timers.target
"""
    watch = f"""\
[Unit]
Description=publisher: tell when the night of {schedule.workspace.name} failed or did not happen

[Service]
Type=oneshot
ExecStart={command} status --all --notify {space}
EnvironmentFile=-%h/.config/publisher/{name}.env
SuccessExitStatus=1 4
{_HARDENED}
ReadWritePaths={_quoted(schedule.workspace)}
"""
    watch_timer = f"""\
[Unit]
Description=publisher: look every morning whether the night happened

[Timer]
OnCalendar=*-*-* {(hour + 6) % 24:02}:{minute:02}:00
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {
        f"{name}.service": service,
        f"{name}.timer": timer,
        f"{name}-watch.service": watch,
        f"{name}-watch.timer": watch_timer,
    }


def cron(schedule: Schedule) -> str:
    """Two lines for `crontab -e`: the night, and the look whether it happened."""
    hour, minute = schedule.moment
    space = shlex.quote(str(schedule.workspace))
    keys = f"PUBLISHER_KEYS={shlex.quote(str(schedule.keys))}"
    command = _command().replace("%", "\\%")
    return (
        f"{minute} {hour} * * * {keys} {command} run --workspace {space} >/dev/null\n"
        f"{minute} {(hour + 6) % 24} * * * {command} status --all --notify {space} >/dev/null\n"
    )


def _command() -> str:
    return shlex.quote(str(Path(sys.argv[0]).resolve())) if sys.argv[0].endswith("publisher") else "publisher"


def _quoted(path: Path) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"'


_HARDENED = """\
UMask=0077
NoNewPrivileges=true
PrivateTmp=true
PrivateDevices=true
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=true
ProtectKernelModules=true
ProtectControlGroups=true
ProtectClock=true
ProtectHostname=true
RestrictSUIDSGID=true
RestrictRealtime=true
LockPersonality=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
CapabilityBoundingSet=
SystemCallArchitectures=native"""
