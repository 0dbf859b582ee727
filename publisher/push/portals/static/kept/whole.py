"""Whether a release still is what was built: every file of it, and no other.

A release carries the SHA-256 of all its files in `.sums`. A night looks at each file and reads what moved, and
every file whole in turn (`publisher.state.watch`); what stands there beside the files of the release is somebody
else's.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from publisher.model.text import Message, msg
from publisher.push.portals.static.kept import sums as sums_of_releases
from publisher.push.portals.static.kept.files import FILE_MODE, FOLDER_MODE, open_to_all, take_back
from publisher.push.portals.static.kept.record import RECORD, sha256_of
from publisher.push.portals.static.kept.sums import SUMS, ReleaseSums, folders_of, owner_of, roots_of
from publisher.push.portals.static.kept.trees import TreeWatch
from publisher.state.watch import FileMark, Watch, mark
from publisher.state.watch import sha256_of as hash_if_there

FILES = "files"
"""The place in the watch of the shown release's files about the whole catalogue; those of one that is kept beside
it have a place by its name (`beside`)."""
_NAMED = 5
_DEEPEST = 12
_OURS = stat.S_IFREG | FILE_MODE
_OUR_FOLDER = stat.S_IFDIR | FOLDER_MODE


@dataclass(frozen=True, slots=True)
class Harm:
    """Files of a release that are not as built, with their SHA-256 now ("": gone), by dataset and of the whole.

    `unsure` is true when the sums or the record were touched, or are not there (a release of an earlier version of
    this program): nothing of the release is then relied on. `closed` are files and folders that web servers could
    not read, or anybody could write: they are as they should be again, and nothing need be made anew.
    """

    datasets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    unsure: bool = False
    closed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.datasets or self.whole or self.unsure)

    def paths(self, dataset: str) -> frozenset[str]:
        """The harmed files of a dataset's own folder, by their paths in it."""
        start = f"dataset/{dataset}/"
        return frozenset(
            path.removeprefix(start) for path in self.datasets.get(dataset, ()) if path.startswith(start)
        )


@dataclass(frozen=True, slots=True)
class ReleaseLook:
    """What a look at a release saw: its harm, its sums, the datasets of which nothing moved, and of all other
    files what tells each from another (none: no file)."""

    harm: Harm
    sums: ReleaseSums = field(default_factory=lambda: ReleaseSums({}, {}))
    marks: Mapping[str, FileMark | None] = field(default_factory=dict)
    sure: Collection[str] = frozenset()


def look(watch: Watch, trees: TreeWatch, release: Path, datasets: Collection[str]) -> ReleaseLook:
    """What is not as it was built in `release`; files that readers could not open are opened to them."""
    sums = read_sums(release)
    known = watch.known(release.name).get(SUMS)
    if sums is None:
        return ReleaseLook(Harm(whole={SUMS: ""} if known else {}, unsure=True))
    closed: list[str] = []
    theirs: list[str] = []
    with trees.at_work():
        sure = trees.sure(release) & sums.blocks.keys()
        there = dict(_files(str(release), closed, theirs, _roots(sure)))
        wrong = watch.look(release.name, release, {SUMS: known or sha256_of(release / SUMS)}).wrong
        if not wrong:
            wrong = watch.look(FILES, release, sums.whole, there).wrong
            if RECORD not in wrong and (record := hash_if_there(release / RECORD)) != sums.whole.get(RECORD):
                wrong[RECORD] = record  # everything goes by it: it is read every night
            strange = {owner_of(path) for path in (*theirs, *(path for path in there if path not in sums))}
            for dataset in sorted(sums.blocks.keys() - sure):
                wrong |= trees.examine(release, dataset, sums.of(dataset), keep=dataset not in strange)
        wrong |= {path: "?" for path in theirs if path in sums and path not in wrong}
        harm = _harm(wrong, sums, there, closed, set(datasets))
        trees.distrust({owner_of(path) for path in wrong})
    return ReleaseLook(harm, sums, there, sure)


def look_beside(
    watch: Watch, trees: TreeWatch, release: Path, shown: ReleaseSums, withdrawn: Collection[str]
) -> dict[str, str]:
    """What is not as it was built in a release that is kept beside the one that readers see, which has the sums
    `shown`. What was put back of datasets `withdrawn` is said and taken out elsewhere."""
    sums, known = read_sums(release), watch.known(release.name).get(SUMS)
    if sums is None:
        return {SUMS: ""} if known else {}
    if wrong := watch.look(release.name, release, {SUMS: known or sha256_of(release / SUMS)}).wrong:
        return wrong
    alike = {dataset for dataset, lines in sums.blocks.items() if shown.blocks.get(dataset) == lines}
    theirs: list[str] = []
    with trees.at_work():
        sure = trees.sure_beside(release, alike)
        there = dict(_files(str(release), [], theirs, _roots(sure)))
        ours = trees.were_taken_out(release.name)
        wrong = watch.look(beside(release), release, sums.whole, there).wrong
        wrong |= dict.fromkeys((*theirs, *(path for path in there if path not in sums)), "?")
        strange = {owner_of(path) for path in wrong}
        for dataset in sorted(sums.blocks.keys() - sure):
            same = dataset in alike
            wrong |= trees.examine_beside(
                release, dataset, sums.of(dataset), alike=same, keep=dataset not in strange
            )
    return {
        path: now
        for path, now in wrong.items()
        if owner_of(path) not in withdrawn and not (now == "" and _is_of(path, ours))
    }


def beside(release: Path) -> str:
    """The place in the watch of the files about the whole catalogue of a release that is kept."""
    return f"{release.name}:whole"


def _roots(datasets: Iterable[str]) -> frozenset[str]:
    return frozenset(root for dataset in datasets for root in roots_of(dataset))


def _is_of(path: str, roots: Iterable[str]) -> bool:
    return any(path == root or path.startswith(f"{root.rstrip('/')}/") for root in roots)


def _harm(
    wrong: dict[str, str], sums: ReleaseSums, there: Iterable[str], closed: list[str], names: set[str]
) -> Harm:
    more = {path for path in there if path not in sums}
    wrong |= dict.fromkeys(more, "?")
    astray = more and more & folders_of(sums)
    if astray:  # a link in the place of a folder: what is read below it lies in somebody else's hands
        wrong |= {path: "?" for path in sums if not folders_of([path]).isdisjoint(astray)}
    if SUMS in wrong:
        return Harm(whole={SUMS: wrong[SUMS]}, unsure=True, closed=tuple(closed))
    by_dataset: dict[str, dict[str, str]] = {}
    whole: dict[str, str] = {}
    for path, seen in wrong.items():
        owner = owner_of(path)
        (by_dataset.setdefault(owner, {}) if owner in names else whole)[path] = seen
    return Harm(by_dataset, whole, unsure=RECORD in whole, closed=tuple(closed))


def words(harmed: Mapping[str, str]) -> Message:
    """What is said of harmed files: which, and what became of them."""
    names = named(harmed)
    if all(seen == "" for seen in harmed.values()):
        return msg("files are gone from the portal: {files}", files=names)
    return msg("files on the portal are not as they were written: {files}", files=names)


def named(paths: Collection[str]) -> str:
    """The first of some paths, as a finding names them."""
    return ", ".join(printable(path) for path in sorted(paths)[:_NAMED]) + (" …" if len(paths) > _NAMED else "")


def write_sums(built: Path, known: Mapping[str, str], stays: Mapping[str, bytes]) -> ReleaseSums:
    """Write the sums of a release into `built`, where what is new in it lies. Those `known` are of files that are
    carried over or were proven, whatever lies there now, `stays` has the lines of datasets that stay; the others
    were made, and are what they are."""
    made = (path for path, _ in _files(str(built), [], []) if path not in known)
    whole: dict[str, str] = {}
    blocks: dict[str, dict[str, str]] = {}
    for path, value in {**known, **{path: sha256_of(built / path) for path in made}}.items():
        owner = owner_of(path)
        (blocks.setdefault(owner, {}) if owner else whole)[path] = value
    sums = ReleaseSums(whole, {**stays, **{name: sums_of_releases.block(found) for name, found in blocks.items()}})
    (built / SUMS).write_bytes(sums.dump())
    return sums


def read_sums(release: Path) -> ReleaseSums | None:
    """The sums of a release; None when there are none that can be read."""
    try:
        return sums_of_releases.read((release / SUMS).read_bytes()) if (release / SUMS).is_file() else None
    except OSError:
        return None


def printable(path: str) -> str:
    """A name that others gave to a file, with `?` for bytes that are no text and for control characters."""
    return "".join(sign if sign.isprintable() else "?" for sign in path)


def _files(
    folder: str, closed: list[str], theirs: list[str], passed: Collection[str] = frozenset()
) -> Iterator[tuple[str, FileMark | None]]:
    """Every file below `folder` by its path, with its mark; what lies deeper than ours ever do is
    named by its folder. What was not open to readers is opened, and what was given to another account taken back,
    and added to `closed`; files that cannot be taken back are added to `theirs`. What is to be `passed` is not
    looked at."""
    owner = os.stat(folder).st_uid  # noqa: PTH116 - a portal has a million files
    waiting = [("", folder)]
    while waiting:
        start, place = waiting.pop()
        with os.scandir(place) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    path = f"{start}{item.name}/"
                    if path in passed:
                        continue
                    if start.count("/") >= _DEEPEST:
                        yield path, None
                        continue
                    status = item.stat(follow_symlinks=False)
                    back = status.st_uid != owner and take_back(item.path, owner, status.st_uid)
                    shut = status.st_mode != _OUR_FOLDER and open_to_all(item.path, FOLDER_MODE)
                    if back is not False or shut:
                        closed.append(path)
                    waiting.append((path, item.path))
                    continue
                path = start + item.name
                if path == SUMS or path in passed:
                    continue
                status = item.stat(follow_symlinks=False)
                if (status.st_mode != _OURS or status.st_uid != owner) and stat.S_ISREG(status.st_mode):
                    back = take_back(item.path, owner, status.st_uid)
                    if open_to_all(item.path, FILE_MODE) or back:
                        closed.append(path)
                    elif back is None:
                        theirs.append(path)
                    status = os.lstat(item.path)
                yield path, mark(status)
