"""Build a whole release in a folder: files placed or taken over, pages made or taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.jsonable import content_hash
from publisher.model.text import LANGUAGES
from publisher.push.portals.static import dcat, feeds, harvest
from publisher.push.portals.static.files import place, take_over, take_over_tree, write
from publisher.push.portals.static.pages import Pages, Site, assets
from publisher.push.portals.static.record import Entry, StoredFile, content
from publisher.push.portals.static.sample import sample

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of files that tell of nothing yet."""

__all__ = ["Site", "build", "release_key"]


def release_key(entries: Mapping[str, Entry], site: Site) -> str:
    """The name of the release that shows `entries`: the same content and the same code, the same name."""
    return content_hash([site.key, {dataset: content(entry) for dataset, entry in entries.items()}])[:16]


def build(
    folder: Path, wanted: Mapping[str, Entry], site: Site, last: Path | None, before: Mapping[str, Entry]
) -> tuple[dict[str, PortalError], dict[str, Entry]]:
    """Write the release that shows `wanted` into the new `folder`.

    `last` is the release shown so far and `before` its datasets: what is the same is taken over from there.
    Returns the datasets that cannot be shown, with the reason (the build is then of no use), and the entries
    with their files.
    """
    folder.mkdir(parents=True)
    pages = Pages(site)
    faults: dict[str, PortalError] = {}
    entries: dict[str, Entry] = {}
    for dataset, entry in wanted.items():
        try:
            entries[dataset] = _dataset(folder, entry, pages, last, before.get(dataset))
        except PortalError as error:
            faults[dataset] = error
    if not faults:
        _whole(folder, entries, pages)
    return faults, entries


def _dataset(folder: Path, entry: Entry, pages: Pages, last: Path | None, earlier: Entry | None) -> Entry:
    dataset = entry.publication.dataset
    page = content_hash([pages.site.key, content(entry)])
    if last is not None and earlier is not None and earlier.page == page:
        for path in (f"dataset/{dataset}", f"en/dataset/{dataset}"):
            take_over_tree(last / path, folder / path)
        if (last / _api(dataset)).is_file():
            take_over(last / _api(dataset), folder / _api(dataset))
        return earlier
    target = folder / "dataset" / dataset
    target.mkdir(parents=True)
    if entry.withdrawn is not None:
        entry = replace(entry, page=page)
        _withdrawn_pages(folder, entry, pages)
        return entry
    if last is not None and entry is earlier:
        files = _carry_over(entry.files, last / "dataset" / dataset, target)
    else:
        files = place(entry, target, last and last / "dataset" / dataset, earlier)
    entry = replace(entry, files=files, page=page)
    _pages(folder, entry, pages)
    return entry


def _carry_over(files: tuple[StoredFile, ...], last: Path, target: Path) -> tuple[StoredFile, ...]:
    """The files of a dataset that stays as it is, even if somebody touched them: that is not ours to undo."""
    for file in files:
        if (last / file.path).is_file():
            take_over(last / file.path, target / file.path)
    return files


def _pages(folder: Path, entry: Entry, pages: Pages) -> None:
    dataset, stamp = entry.publication.dataset, entry.modified
    target = folder / "dataset" / dataset
    table = sample(entry.publication, target)
    for language in LANGUAGES:
        path = pages.path(f"dataset/{dataset}/index.html", language)
        write(folder / path, pages.dataset(entry, table, language), stamp)
    body = dcat.turtle(dcat.dataset_nodes(entry))
    write(target / "dcat.ttl", dcat.turtle_document([body], pages.site.base or "../../"), stamp)
    write(target / "metadata.json", harvest.standard_description(entry, pages.site.base), stamp)
    sums = "".join(f"{file.sha256}  {file.path}\n" for file in entry.files)
    write(target / "SHA256SUMS", sums, stamp)
    write(folder / _api(dataset), feeds.package_show(entry, pages.site.base), stamp)


def _withdrawn_pages(folder: Path, entry: Entry, pages: Pages) -> None:
    for language in LANGUAGES:
        path = pages.path(f"dataset/{entry.publication.dataset}/index.html", language)
        write(folder / path, pages.withdrawn(entry, language), entry.modified)


def _whole(folder: Path, entries: Mapping[str, Entry], pages: Pages) -> None:
    """The pages and files that speak of the whole catalogue."""
    site = pages.site
    shown = [entry for entry in entries.values() if entry.withdrawn is None]
    stamp = max((entry.modified for entry in entries.values()), default=NEVER)
    for name, body in assets().items():
        write(folder / "assets" / name, body, stamp)
    for path, text in pages.lists(tuple(entries.values())):
        write(folder / path, text, stamp)
    catalog = dcat.catalog_nodes(site.catalog, site.title, shown)
    nodes = [*catalog, *(node for entry in shown for node in dcat.dataset_nodes(entry))]
    bodies = [dcat.turtle(catalog), *(_turtle_body(folder, entry) for entry in shown)]
    write(folder / "catalog.jsonld", dcat.jsonld(nodes, site.base), stamp)
    write(folder / "catalog.ttl", dcat.turtle_document(bodies, site.base), stamp)
    write(folder / "data.json", dcat.pretty(harvest.data_json(site.catalog, shown, site.base)), stamp)
    write(folder / "feed.atom", feeds.atom(site.catalog, site.title, entries.values(), stamp, site.base), stamp)
    write(folder / "robots.txt", feeds.robots(site.base), stamp)
    write(folder / "api/3/action/package_list", feeds.package_list(shown), stamp)
    write(folder / "api/3/action/package_search", feeds.package_search(shown, site.base), stamp)
    if site.base:
        listed = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))
        write(folder / "sitemap.xml", feeds.sitemap([(path, stamp) for path in listed], site.base), stamp)


def _turtle_body(folder: Path, entry: Entry) -> str:
    """The statements of a dataset from its own Turtle file, which is costly to make and may be an old one."""
    path = folder / "dataset" / entry.publication.dataset / "dcat.ttl"
    return path.read_text(encoding="utf-8").split("\n\n", 1)[1]


def _api(dataset: str) -> str:
    return f"api/3/action/package_show/{dataset}.json"
