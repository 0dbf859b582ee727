"""What one publication changed against the one before it, as a portal remembers it."""

from __future__ import annotations

from dataclasses import dataclass

FOLDER = "version"


@dataclass(frozen=True, slots=True)
class VersionChange:
    """Differences from the version before. Row counts are none where the two tables could not be compared.

    With a `key` (the primary key of both) rows are matched by it and `changed` counts those with another value;
    without one the tables are compared as multisets of rows, so a changed row is one removed and one added.
    Where fields came or went, the rows are compared over the fields that both versions have.
    """

    added: int | None = None
    removed: int | None = None
    changed: int | None = None
    key: tuple[str, ...] = ()
    fields_added: tuple[str, ...] = ()
    fields_removed: tuple[str, ...] = ()
    fields_retyped: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def same_rows(self) -> bool:
        """Whether the tables were compared and hold the same rows."""
        return (self.added, self.removed, self.changed or 0) == (0, 0, 0)
