"""The entries of the rulebook as one value that travels cheaply between processes."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache

from publisher.model.finding import CheckDefinition
from publisher.model.jsonable import content_hash


class PackedRulebook(Mapping[str, CheckDefinition]):
    """The checks by id; it never changes.

    Every call of a stage takes it along. It is packed once where it is sent from and unpacked once where it comes
    to: doing either for each call took longer than the stages of a small dataset.
    """

    def __init__(self, checks: Mapping[str, CheckDefinition], mark: Callable[[], str] | None = None) -> None:
        """`mark` tells what decides in them, where that can be told without reading them all."""
        self._checks = checks
        self._mark = mark

    def __getitem__(self, check: str) -> CheckDefinition:
        return self._checks[check]

    def __contains__(self, check: object) -> bool:
        return check in self._checks

    def __iter__(self) -> Iterator[str]:
        return iter(self._checks)

    def __len__(self) -> int:
        return len(self._checks)

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, (self._packed,)

    @property
    def mark(self) -> str:
        """Differs where two rulebooks judge differently."""
        return settings_mark(self._checks) if self._mark is None else self._mark()

    @cached_property
    def _packed(self) -> bytes:
        return zlib.compress(pickle.dumps(dict(self._checks), pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> PackedRulebook:
    """The same object for the same bytes."""
    return PackedRulebook(pickle.loads(zlib.decompress(packed)))  # noqa: S301 - only ever inside a pickle of ours


def settings_mark(checks: Mapping[str, CheckDefinition]) -> str:
    """A hash of what decides in entries: not of their words."""
    return content_hash(
        [[check.id, check.severity, check.params, check.enabled] for _, check in sorted(checks.items())]
    )
