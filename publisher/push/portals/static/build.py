"""Build what is new in a release: files placed, pages made; what is the same is carried over from the last one."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.jsonable import content_hash
from publisher.model.text import LANGUAGES
from publisher.push.portals.static.described import dcat, everything, feeds, harvest, machine, single_records
from publisher.push.portals.static.kept.changes import compare
from publisher.push.portals.static.kept.files import place, remove, take_over, untouched, write
from publisher.push.portals.static.kept.record import Entry, StoredFile, numbered, seal
from publisher.push.portals.static.kept.sums import ReleaseSums
from publisher.push.portals.static.kept.table_read_back import TableReading, read_table, sample, values
from publisher.push.portals.static.kept.version_change import FOLDER
from publisher.push.portals.static.kept.versions import kept as kept_versions
from publisher.push.portals.static.kept.versions import write_changes
from publisher.push.portals.static.kept.whole import Harm
from publisher.push.portals.static.shown.charts import plots
from publisher.push.portals.static.shown.pages import Pages, has_rows
from publisher.push.portals.static.shown.parts import PageParts
from publisher.push.portals.static.site import PortalSite
from publisher.push.portals.static.sought import index
from publisher.push.portals.static.together import LINES, Together

OF_ALL = (everything.NAME, "api/action/package_search", *LINES, index.FOLDER, "assets/search-index.js")
"""Files and folders of a release that hold data or words of every dataset's tables; the last is of releases of an
earlier version."""


def release_key(entries: Mapping[str, Entry], site: PortalSite) -> str:
    """The name of the release that shows `entries`: the same content and the same code, the same name."""
    shown = {dataset: [seal(entry).content, entry.late] for dataset, entry in entries.items()}
    return content_hash([site.key, shown])[:16]


def build(
    folder: Path,
    wanted: Mapping[str, Entry],
    site: PortalSite,
    last: Path | None,
    before: Mapping[str, Entry],
    harm: Harm = Harm(),  # noqa: B008 - a frozen value
    earlier: Sequence[Path] = (),
    old: ReleaseSums | None = None,
    left: Collection[str] = (),
) -> tuple[dict[str, PortalError], dict[str, Entry], frozenset[str]]:
    """Write what is new in the release that shows `wanted` into the new `folder`.

    `last` is the release shown so far, `before` its datasets, `old` the sums of its unharmed files: of what is the
    same nothing is written, and its entry is the very one of `before`. Files of earlier versions that
    were harmed are looked for in the releases `earlier`. The datasets `left` were harmed and are not mended: one
    that cannot be made anew stays as it stands. Returns the datasets that cannot be shown, with the
    reason (the build is then of no use), the entries with their files, and which files about the catalogue stay.
    """
    folder.mkdir()
    pages = Pages(site)
    faults: dict[str, PortalError] = {}
    entries: dict[str, Entry] = {}
    kept: frozenset[str] = frozenset()
    for dataset, entry in wanted.items():
        try:
            entries[dataset] = _dataset(folder, entry, pages, last, before.get(dataset), harm, earlier)
        except PortalError as error:
            if dataset not in left or entry.withdrawn is not None:
                faults[dataset] = error
                continue
            for path in of_dataset(dataset):
                remove(folder / path)
            entries[dataset] = before[dataset]
    entries = numbered(entries, before)
    if not faults:
        together = Together(folder, pages, last, before, old or ReleaseSums({}, {}))
        together.write(entries)
        kept = frozenset(together.kept)
    return faults, entries, kept


def _dataset(
    folder: Path,
    entry: Entry,
    pages: Pages,
    last: Path | None,
    earlier: Entry | None,
    harm: Harm,
    releases: Sequence[Path] = (),
) -> Entry:
    dataset = entry.publication.dataset
    harmed = dataset in harm.datasets
    entry = seal(entry)
    page = content_hash([pages.site.key, entry.content, entry.late])
    if last is not None and earlier is not None and earlier.page == page and not harmed:
        return earlier
    target = folder / "dataset" / dataset
    target.mkdir(parents=True)
    if entry.withdrawn is not None:
        entry = replace(entry, page=page)
        _withdrawn_pages(folder, entry, pages)
        return entry
    previous = last and last / "dataset" / dataset
    if previous is not None and earlier is not None and entry.publication is earlier.publication:
        files = _carry_over(entry.files, previous, target)
    else:
        files = place(entry, target, previous, earlier, harm.paths(dataset))
    entry = _called(entry, target)
    table = read_table(entry.publication, target)
    one_more = (
        earlier is not None and entry.versions[:-1] == earlier.versions and entry.versions[-1].change is None
    )
    if not harmed and previous is not None and earlier is not None and one_more:
        entry = _told(entry, earlier, previous, table, target)
    places = [release / "dataset" / dataset for release in ((last,) if last else ()) + tuple(releases)]
    versions = kept_versions(
        entry.versions, files, target, places, harm.paths(dataset) if last else None, pages.site.keep_versions
    )
    entry = replace(entry, files=files, page=page, versions=versions)
    _pages(folder, entry, pages, table)
    return entry


def _called(entry: Entry, target: Path) -> Entry:
    """The entry whose newest version has the name that its data package gives it, where there is one."""
    try:
        said = json.loads((target / "datapackage.json").read_bytes())["version"]
    except (OSError, ValueError, TypeError, KeyError):
        return entry
    newest = replace(entry.versions[-1], name=str(said))
    return replace(entry, versions=(*entry.versions[:-1], newest))


def of_dataset(dataset: str) -> tuple[str, ...]:
    """The folders and files of a release that are a dataset's own."""
    folders = (f"dataset/{dataset}", f"en/dataset/{dataset}", f"api/rows/{dataset}")
    return (*folders, feeds.package_show_path(dataset), PageParts.path(dataset))


def _carry_over(files: tuple[StoredFile, ...], last: Path, target: Path) -> tuple[StoredFile, ...]:
    """The files of a dataset that stays as it is, even if somebody touched them: that is not ours to undo."""
    for file in files:
        take_over(last / file.path, target / file.path)
    return files


def _told(entry: Entry, earlier: Entry, previous: Path, table: TableReading | None, target: Path) -> Entry:
    """The entry with what its new version changed, if the files of the one before are still as they were; the rows
    that differ are a file of the version."""
    if earlier.withdrawn is not None or not all(untouched(previous / file.path, file) for file in earlier.files):
        return entry
    change = compare(earlier.publication, previous, entry.publication, table)
    files: tuple[StoredFile, ...] = ()
    old = read_table(earlier.publication, previous) if table is not None and not change.same_rows else None
    if table is not None and old is not None:
        place = target / FOLDER / str(len(entry.versions))
        files = write_changes(old, table, change, place, int(entry.modified.timestamp()))
    newest = replace(entry.versions[-1], change=change, files=files)
    return replace(entry, versions=(*entry.versions[:-1], newest))


def _pages(folder: Path, entry: Entry, pages: Pages, table: TableReading | None) -> None:
    dataset, stamp, site = entry.publication.dataset, entry.modified, pages.site
    target = folder / "dataset" / dataset
    seen = sample(table)
    drawn = plots(entry.publication, table)
    row_files = single_records.files(entry.publication, table)
    for language in LANGUAGES:
        path = pages.path(f"dataset/{dataset}/index.html", language)
        write(folder / path, pages.dataset(entry, seen, drawn, bool(row_files), language), stamp)
        if seen.rows and has_rows(entry.publication):
            path = pages.path(f"dataset/{dataset}/rows.html", language)
            write(folder / path, pages.rows(entry, seen, language), stamp)
        path = pages.path(f"dataset/{dataset}/certificate.html", language)
        write(folder / path, pages.certificate(entry, language), stamp)
        for number, version in enumerate(entry.versions, 1):
            if version.files:
                path = pages.path(f"dataset/{dataset}/version/{number}/index.html", language)
                write(folder / path, pages.version(entry, number, language), stamp)
    for name, text in row_files:
        write(folder / "api/rows" / dataset / name, text, stamp)
    parts = PageParts.of(entry, pages, values(table))
    write(target / "dcat.ttl", dcat.turtle_document([parts.turtle], site.base or "../../"), stamp)
    write(target / "croissant.json", machine.croissant(entry, site.base), stamp)
    write(target / "feed.atom", machine.feed(entry, site.base), stamp)
    write(target / "metadata.json", harvest.standard_description(entry, site.base), stamp)
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in entry.files)
    write(target / "SHA256SUMS", sums, stamp)
    write(folder / feeds.package_show_path(dataset), feeds.answer("package_show", parts.ckan), stamp)
    write(folder / PageParts.path(dataset), parts.dump(), stamp)


def _withdrawn_pages(folder: Path, entry: Entry, pages: Pages) -> None:
    for language in LANGUAGES:
        path = pages.path(f"dataset/{entry.publication.dataset}/index.html", language)
        write(folder / path, pages.withdrawn(entry, language), entry.modified)
