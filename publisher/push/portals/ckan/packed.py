"""Packages of a portal held small: ten thousand of them as Python values are half a gigabyte."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, MutableMapping

from publisher.push.portals.ckan.packages import Package


class PackedPackages(MutableMapping[str, Package]):
    """Packages by dataset, each kept as compressed JSON and read when it is asked for: a change to what was got
    changes nothing here."""

    def __init__(self) -> None:
        self._packed: dict[str, bytes] = {}

    def __getitem__(self, dataset: str) -> Package:
        package: Package = json.loads(zlib.decompress(self._packed[dataset]))
        return package

    def __setitem__(self, dataset: str, package: Package) -> None:
        self._packed[dataset] = zlib.compress(json.dumps(package, ensure_ascii=False).encode(), 1)

    def __delitem__(self, dataset: str) -> None:
        del self._packed[dataset]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __contains__(self, dataset: object) -> bool:
        return dataset in self._packed
