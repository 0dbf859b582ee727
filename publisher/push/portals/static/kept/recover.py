"""What a static portal shows, taken back: the way to a state that was lost."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from publisher.model.catalog import StaticPortalDefinition
from publisher.model.release import Publication
from publisher.push.portals.static.kept import record as records
from publisher.push.portals.static.kept.version_change import FOLDER


def shown(definition: StaticPortalDefinition, root: Path) -> Mapping[str, Publication]:
    """By dataset, what the release that readers see shows, where all its files still are what was proven.

    The publications' folders are those of the release. Raises PortalError when it has no readable record.
    """
    link = root / definition.path / "current"
    if not link.is_dir():
        return {}
    entries = records.load(link.resolve()).entries
    return {
        dataset: entry.publication
        for dataset, entry in entries.items()
        if entry.withdrawn is None and _is_whole(entry.publication)
    }


def found(definition: StaticPortalDefinition, root: Path, publication: Publication) -> Publication | None:
    """The publication with a folder of the portal, where every file of it lies as it was proven; none else.

    The dataset's own folder and those of its versions are looked at, in each release.
    """
    for home in sorted((root / definition.path / "releases").glob(f"*/dataset/{publication.dataset}")):
        for folder in (home, *sorted(home.glob(f"{FOLDER}/*"))):
            if _is_whole(there := replace(publication, folder=folder)):
                return there
    return None


def copied(publication: Publication, folder: Path) -> Publication:
    """The same with its files copied into `folder`, which is made. Raises OSError."""
    folder.mkdir(parents=True)
    for item in publication.artifacts:
        (folder / item.path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(publication.folder / item.path, folder / item.path)
    return replace(publication, folder=folder)


def _is_whole(publication: Publication) -> bool:
    try:
        return all(
            records.sha256_of(publication.folder / item.path) == item.sha256 for item in publication.artifacts
        )
    except OSError:
        return False
