"""What the next release shows: the entries of what stands, of what is to be shown, and of what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.portal import PushAction
from publisher.model.release import Publication
from publisher.model.text import msg
from publisher.push.base import PushStep
from publisher.push.portals.static import words
from publisher.push.portals.static.kept import record as records
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.kept.whole import Harm
from publisher.push.portals.static.words import local_day, local_time


def next_entries(
    steps: Sequence[PushStep],
    shown: Mapping[str, Publication],
    before: Mapping[str, Entry],
    known: Mapping[str, Entry],
    refused: Mapping[str, PortalError],
    now: datetime,
    harm: Harm,
) -> dict[str, Entry]:
    """The entries of the next release: what stands, what is to be shown, without what was refused.

    What nobody speaks of (a dataset in conflict) stays as it is. `known` is `before` with the whole histories.
    """
    # what nobody speaks of is as it was, but for what was harmed and cannot be made whole
    lost = {name for name in refused if harm.unsure or name in harm.datasets}
    wanted = {name: entry for name, entry in before.items() if name not in lost}
    for dataset, publication in shown.items():
        if dataset not in refused:
            harmed = harm.unsure or dataset in harm.datasets or dataset not in before
            wanted[dataset] = _entry(publication, known.get(dataset), harmed=harmed)
    for step in steps:
        if step.action is PushAction.WITHDRAW and step.dataset in known and step.dataset not in refused:
            assert step.notice is not None
            wanted[step.dataset] = records.withdrawn(known[step.dataset], step.notice, local_time(now).date())
    return {dataset: records.seal(_judged(entry, now)) for dataset, entry in sorted(wanted.items())}


def _judged(entry: Entry, now: datetime) -> Entry:
    """The entry with the word on its timeliness: a page that says "on time" must not go on saying so."""
    due = words.due(entry.modified, entry.publication.frequency)
    late = entry.withdrawn is None and due is not None and local_day(now) > due
    return entry if entry.late == late else replace(entry, late=late)


def _entry(publication: Publication, before: Entry | None, *, harmed: bool) -> Entry:
    if (
        not harmed
        and before is not None
        and before.withdrawn is None
        and before.content  # its history is whole
        and before.publication.hash == publication.hash
    ):
        return before
    return records.shown(publication, before)


def read_back(
    delta: Path,
    last: Path | None,
    entries: Mapping[str, Entry],
    before: Mapping[str, Entry],
    steps: Sequence[PushStep],
) -> dict[str, PortalError]:
    """Datasets of the new release that do not read back as published, before anyone else sees it."""
    faults = {}
    for step in steps:
        entry = entries.get(step.dataset)
        if entry is None:
            continue  # refused before anything was built of it
        built = last if last is not None and entry is before.get(step.dataset) else delta
        for item in entry.publication.artifacts:
            path = built / "dataset" / step.dataset / item.path
            if not path.is_file() or records.sha256_of(path) != item.sha256:
                what = msg("{file} does not read back from the built release", file=item.path)
                faults[step.dataset] = PortalError(what)
    return faults
