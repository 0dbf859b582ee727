"""Every fault that is injected, for real, and what is promised then: the page docs/explanation/faults.md is made of this.

A test that injects one carries `@pytest.mark.injects("its id")`. `scripts/reference.py` writes the page with the
tests of each, and `tests/docs/test_faults.py` says where a fault has none.
"""

from __future__ import annotations

from typing import NamedTuple


class InjectedFault(NamedTuple):
    """A fault, what is promised when it happens, and the exit code of the run then."""

    fault: str
    promise: str
    code: str


FAULTS: dict[str, InjectedFault] = {
    "disk-full-before": InjectedFault(
        "disk full before the night (less than 16 MB, or than three times the largest dataset)",
        "no night begins; the report says how much is missing and lies among the machine's temporary files "
        "when its own place has no room",
        "2",
    ),
    "disk-full-during": InjectedFault(
        "disk full during the night",
        "the dataset that found no room has failed, the report is written where there is room, and the next "
        "run with space mends all",
        "4",
    ),
    "read-only": InjectedFault(
        "disk read-only, or not ours",
        "no night begins; report as above",
        "2",
    ),
    "state-broken": InjectedFault(
        "state damaged, of a newer program, locked, gone",
        "no night begins, and the file is left as it is; the report names the way back",
        "2",
    ),
    "state-lost": InjectedFault(
        "state lost (the file is gone, its backups or publications are there)",
        "it is not begun anew behind your back: `publisher state import`, or `publisher state rebuild`",
        "2",
    ),
    "server-refused": InjectedFault(
        "state on a server: away, refused, read-only, no right, no space",
        "no night begins; each has its own word ([how](../how-to/keep-the-state-on-a-server.md))",
        "2",
    ),
    "server-lost": InjectedFault(
        "state on a server: the connection is lost in the night",
        "nothing is half-written, and nothing more is written without the lock; what was not kept has failed,"
        " the report is written, the next run goes on",
        "4",
    ),
    "server-silent": InjectedFault(
        "state on a server: it stays connected and says nothing (it hangs, a firewall swallows the line)",
        "it is waited for 5 minutes once, then given up for this night as if the connection were lost; before"
        " the night it has its own word (20 seconds to connect)",
        "4 or 2",
    ),
    "commit-power": InjectedFault(
        "power lost inside a commit",
        "what was committed is there, half a commit never (SQLite's journal, synced in full)",
        "–",
    ),
    "killed": InjectedFault(
        "`kill -9`, power lost during the night",
        "the next run goes on from there ([nightly run](nightly-run.md)), and its report, and who is told of "
        "missed nights, say which run was killed and which datasets it had ended; until then `publisher "
        "status` (4 with `--all`) and `publisher logs` say it",
        "–",
    ),
    "signals": InjectedFault(
        "SIGTERM, SIGHUP, Ctrl-C",
        "workers end, what was done is kept and reported, each dataset, portal and website that was not "
        "reached is named as that, no finding counts as mended, the next run goes on. While the report is "
        "being written one signal is too late. Under `nohup` a SIGHUP is ignored",
        "130",
    ),
    "worker-killed": InjectedFault(
        "a worker is killed for want of memory",
        "its step is done once more alone; if it dies again its dataset has failed, the others go on. Workers"
        " offer themselves to the kernel first (`oom_score_adj` 500)",
        "0 or 4",
    ),
    "worker-memory": InjectedFault(
        "a stage takes nine tenths of the machine's memory (or of its container's)",
        "its dataset has failed for want of memory",
        "4",
    ),
    "cluster-lost": InjectedFault(
        "a worker of a cluster is lost, or all of them, or the scheduler",
        "another worker begins its calls again; with nobody left for two minutes what is not done has failed "
        "by name ([more machines](../how-to/work-with-more-machines.md))",
        "0 or 4",
    ),
    "time-budget": InjectedFault(
        "the time of the night is used up",
        "what was not begun has failed or is untested by name, the rest is published and reported",
        "4",
    ),
    "endless-stage": InjectedFault(
        "a stage that does not end",
        "after 90 minutes its worker is ended and its dataset has failed",
        "4",
    ),
    "silent-source": InjectedFault(
        "a source that does not answer",
        "its dataset has failed after five minutes; the others are not kept waiting",
        "4",
    ),
    "dripping": InjectedFault(
        "a portal, a receiver of notifications or a web server that drips its answer for ever",
        "each exchange ends at a time of its own (a portal's answer after five times its `timeout`, a file "
        "read back at less than 100 kB/s, a page after four times its `timeout`, a notification after a "
        "minute) and is that portal's, receiver's or page's trouble",
        "4",
    ),
    "changing-source": InjectedFault(
        "a source file that changes while it is read",
        "its dataset has failed; half of one and half of another version is never published",
        "4",
    ),
    "no-network": InjectedFault(
        "no network, no DNS, or DNS that does not answer",
        "the datasets, portals and websites behind it are in trouble, each for itself; a name that no server "
        "answers for is waited for as long as the system's resolver takes, and no longer than a source",
        "4",
    ),
    "clock-back": InjectedFault(
        "clock set back a day or more",
        "no night begins (ages, periods of pseudonyms and dates of releases would be wrong); less than a day "
        "is taken as it is. Backups and logs keep their order whatever the clock says",
        "2",
    ),
    "daylight": InjectedFault(
        "daylight saving",
        "times carry their offset; nothing is named by the hour alone",
        "–",
    ),
    "two-runs": InjectedFault(
        "two runs at once",
        "the second ends and does nothing",
        "2",
    ),
    "odd-machine": InjectedFault(
        "streams closed, a locale without Chinese, `HOME`, `PATH` or `TMPDIR` missing",
        "the run goes on; characters that a stream cannot take are written as escapes",
        "–",
    ),
    "release-power": InjectedFault(
        "power lost, or killed, while a portal's release is built or switched",
        "readers see the old release or the new one, whole; the next run makes the same release",
        "–",
    ),
    "portal-disturbed": InjectedFault(
        "a portal that is busy, refuses, breaks off or loses an answer",
        "reads are repeated, a write is looked after before it is repeated; what stays undone is that "
        "portal's trouble, and the next run finishes it",
        "4",
    ),
    "two-versions": InjectedFault(
        "two versions of the program on one state",
        "an older state is copied and then brought up to date; a state of a newer program is left as it is, "
        "and no night begins",
        "2",
    ),
    "receiver-away": InjectedFault(
        "a receiver of notifications that is away",
        "the night ends as it would have, and says who was not told",
        "–",
    ),
    "our-fault": InjectedFault(
        "a fault of the program itself, anywhere in the parent or a worker",
        "it is the dataset's, portal's or website's that it belongs to, or stands in the report as the "
        "night's; no value of a cell is in its words",
        "3 or 4",
    ),
    "parser-memory": InjectedFault(
        "a document made to fill the memory of whoever reads it",
        "its process has a limit from its first moment on; the part that filled it is not searched "
        "(`too-large`), the rest is",
        "1",
    ),
}
