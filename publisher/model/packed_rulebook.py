"""The entries of the rulebook as one value that travels cheaply between processes."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from publisher.model.finding import CheckDefinition


class PackedRulebook(Mapping[str, CheckDefinition]):
    """The checks by id; it never changes.

    Every call of a stage takes it along. It is packed once where it is sent from and unpacked once where it comes
    to: doing either for each call took longer than the stages of a small dataset.
    """

    def __init__(self, checks: Mapping[str, CheckDefinition]) -> None:
        self._checks = dict(checks)

    def __getitem__(self, check: str) -> CheckDefinition:
        return self._checks[check]

    def __iter__(self) -> Iterator[str]:
        return iter(self._checks)

    def __len__(self) -> int:
        return len(self._checks)

    def __reduce__(self) -> tuple[object, ...]:
        return _unpacked, (self._packed,)

    @cached_property
    def _packed(self) -> bytes:
        return zlib.compress(pickle.dumps(self._checks, pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> PackedRulebook:
    """The same object for the same bytes."""
    return PackedRulebook(pickle.loads(zlib.decompress(packed)))  # noqa: S301 - only ever inside a pickle of ours
