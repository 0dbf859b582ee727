"""The fingerprint of a source: whether it would give the same as last night."""

from __future__ import annotations

import hashlib

from publisher.model.jsonable import canonical_json
from publisher.model.sources import CkanSource, DerivedSource, FileSource, HttpSource, SqlSource
from publisher.model.workspace import Dataset
from publisher.source.found import add_to, file_hash, query_text, shown, unreadable


def fingerprint(dataset: Dataset) -> str:
    """SHA-256 (hex) over everything the source would give; the parents of a derived one are not in it.

    Files are hashed with their names, an SQLite database as its file, the result of a query on any other
    database row by row, a file on the web as its server marks it (ETag, Last-Modified) or else as it is.
    Raises SourceError when the source is not there.
    """
    try:
        return _fingerprint(dataset)
    except (OSError, UnicodeError, RecursionError) as error:
        raise unreadable(dataset, error) from None


def _fingerprint(dataset: Dataset) -> str:
    source = dataset.source
    digest = hashlib.sha256(canonical_json(source).encode())
    if isinstance(source, FileSource):
        add_to(digest, dataset, source)
    elif isinstance(source, SqlSource):
        _add_database(digest, dataset, source)
    elif isinstance(source, HttpSource | CkanSource):
        from publisher.source import web

        web.add_to(digest, dataset, source)
    elif isinstance(source, DerivedSource):
        digest.update(query_text(dataset, source).encode())
    return digest.hexdigest()


def _add_database(digest: hashlib._Hash, dataset: Dataset, source: SqlSource) -> None:
    """What decides the result: the SQLite file with its journal, or the rows themselves."""
    from publisher.source import database_address

    files = database_address.files_of(dataset, source)
    if files is not None:
        for part in files:
            digest.update(file_hash(part, shown(dataset, part)))
        return
    from publisher.source import database

    database.add_rows_to(digest, dataset, source)
