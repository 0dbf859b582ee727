"""What no room foresaw, in words.

What a person can mend is said in its own words; of a fault of ours only the kind and the place, because the
messages of libraries often quote values.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from publisher.model.disk import chain, disk_fault_in
from publisher.model.errors import DatasetError, PublisherError
from publisher.model.machine import machine_fault
from publisher.model.text import msg


def explained(doing: str, fault: BaseException, folder: Path) -> PublisherError:
    """A fault that no room foresaw, in words: the machine's where it is one of the machine, else ours."""
    disk = disk_fault_in(fault, folder)
    if disk is not None:
        return disk
    if any(isinstance(cause, MemoryError) for cause in chain(fault)):
        return DatasetError(
            msg("there was not enough memory for {doing}", doing=doing),
            hint=msg("give the machine more memory, or lower --jobs"),
        )
    refused = machine_fault(fault)
    if refused is not None:
        return refused
    frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if "publisher" in frame.filename]
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return DatasetError(
        msg(
            "a fault of the program in {stage}: {kind} at {place}",
            stage=doing,
            kind=type(fault).__name__,
            place=place,
        ),
        hint=msg("please report this line to the makers of the program"),
    )
