"""What readers find of one dataset on a static portal, for people to compare before a push."""

from __future__ import annotations

from collections.abc import Mapping

from publisher.model.jsonable import content_hash
from publisher.model.release import Publication
from publisher.model.text import LocalText
from publisher.push.base import PortalShape
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.kept.version_change import FOLDER


def shape_of(publication: Publication) -> PortalShape:
    """The description by field, the schema by its hash, the files by theirs."""
    fields = {
        "identifier": publication.identifier,
        **_texts("title", publication.title),
        **_texts("description", publication.description),
        **_texts("notes", publication.notes or LocalText("", "")),
        "keywords": ", ".join(f"{item.zh}/{item.en}" for item in publication.keywords),
        "frequency": publication.frequency,
        "category": publication.category,
        "spatial": publication.spatial,
        "temporal": "/".join(publication.temporal or ()),
        "licence": publication.licence,
        "licence_url": publication.licence_url,
        "charge": " ".join((publication.charge.url, publication.charge.law)) if publication.charge else "",
        "landing_page": publication.landing_page,
        "conforms_to": publication.conforms_to,
        "rows": str(publication.rows),
        "agency": content_hash(publication.agency)[:16],
        "schema": content_hash(publication.schema)[:16],
    }
    return PortalShape(fields, {item.path: item.sha256 for item in publication.artifacts})


def shape_shown(entry: Entry, harmed: Mapping[str, str]) -> PortalShape:
    """That of a release; `harmed` files have the hashes that they have now."""
    if entry.withdrawn is not None:
        return shape_withdrawn(entry.publication.title, entry.withdrawn.reason)
    shape = shape_of(entry.publication)
    return PortalShape(shape.fields, {**shape.files, **_changed(entry, harmed)})


def shape_mended(after: PortalShape, entry: Entry, harmed: Mapping[str, str]) -> PortalShape:
    """`after` with the harmed files of the versions that `entry` keeps, as they are made whole again."""
    kept = {
        f"{FOLDER}/{number}/{file.path}": file.sha256
        for number, version in enumerate(entry.versions, 1)
        for file in version.files
    }
    whole = {path: kept[path] for path in _changed(entry, harmed) if path in kept}
    return PortalShape(after.fields, {**after.files, **whole})


def shape_withdrawn(title: LocalText, reason: LocalText) -> PortalShape:
    """What a withdrawal leaves."""
    return PortalShape({**_texts("title", title), **_texts("withdrawn", reason)})


def _changed(entry: Entry, harmed: Mapping[str, str]) -> dict[str, str]:
    """The harmed files by their paths in the dataset's folder, with the hashes that they have now.

    The newest version's folder holds the dataset's own files in a second place: they are named once.
    """
    start = f"dataset/{entry.publication.dataset}/"
    newest = f"{FOLDER}/{len(entry.versions)}/"
    found = {path.removeprefix(start): seen for path, seen in harmed.items()}
    return {
        path: seen
        for path, seen in found.items()
        if not (path.startswith(newest) and path.removeprefix(newest) in found)
    }


def _texts(name: str, text: LocalText) -> dict[str, str]:
    return {f"{name}_zh": text.zh, f"{name}_en": text.en}
