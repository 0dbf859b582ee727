"""The SHA-256 of every file of a release, by dataset: what stays is neither taken apart nor put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

SUMS = ".sums"


def owner_of(path: str) -> str:
    """The dataset to which a file of a release belongs; empty for those about the whole catalogue."""
    if path.startswith("dataset/"):  # nearly all of them: asked for every file of a portal
        return path[8:].partition("/")[0]
    match path.split("/"):
        case ["en", "dataset", name, *_] | ["api", "rows", name, *_]:
            return name
        case ["api", "3", "action", "package_show", name] | [".parts", name]:
            return name.removesuffix(".json")
    return ""


def roots_of(dataset: str) -> tuple[str, ...]:
    """The folders (with a slash at the end) and files of a release in which all of a dataset's own lie."""
    return (
        f"dataset/{dataset}/",
        f"en/dataset/{dataset}/",
        f"api/rows/{dataset}/",
        f"api/3/action/package_show/{dataset}.json",
        f".parts/{dataset}.json",
    )


class ReleaseSums(Mapping[str, str]):
    """The sums of a release by path, without some that are `gone`. `blocks` are the lines of each dataset."""

    def __init__(
        self, whole: Mapping[str, str], blocks: Mapping[str, bytes], gone: Collection[str] = frozenset()
    ) -> None:
        self.whole, self.blocks = dict(whole), blocks
        self._gone = set(gone)
        self._read: dict[str, dict[str, str]] = {}

    def of(self, dataset: str) -> Mapping[str, str]:
        """The sums of a dataset's own files."""
        if dataset not in self._read:
            if len(self._read) > _MOST_READ:
                self._read.clear()
            self._read[dataset] = _pairs(self.blocks.get(dataset, b"").decode())
        return self._read[dataset]

    def without(self, gone: Collection[str]) -> ReleaseSums:
        """The same but for some files."""
        return ReleaseSums(self.whole, self.blocks, self._gone | set(gone))

    def drop(self, path: str) -> None:
        """Leave out one more."""
        self._gone.add(path)

    def __getitem__(self, path: str) -> str:
        if path in self._gone:
            raise KeyError(path)
        owner = owner_of(path)
        return self.of(owner)[path] if owner in self.blocks else self.whole[path]

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self.whole if path not in self._gone)
        for dataset in self.blocks:
            yield from (path for path in self.of(dataset) if path not in self._gone)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def dump(self) -> bytes:
        """As they are written: a line for each file, those of a dataset together below its id."""
        parts = [_lines(self.whole)]
        parts += (b"%b\n%b" % (dataset.encode(), self.blocks[dataset]) for dataset in sorted(self.blocks))
        return b"\n".join(parts)


_MOST_READ = 2_000


def block(sums: Mapping[str, str]) -> bytes:
    """The lines of one dataset."""
    return _lines(sums)


def read(content: bytes) -> ReleaseSums | None:
    """The sums as they were written, also by an earlier version of this program, which put all in the order of
    their paths; none when they cannot be read."""
    head, *rest = content.split(b"\n\n")
    try:
        whole = _pairs(head.decode())
        if not all(path and len(value) == 64 for path, value in whole.items()):
            return None
        if not rest:
            return _grouped(whole)
        blocks = {}
        for part in rest:
            name, _, lines = part.partition(b"\n")
            blocks[name.decode()] = lines if lines.endswith(b"\n") else lines + b"\n"
    except UnicodeDecodeError:
        return None
    return ReleaseSums(whole, blocks)


def _grouped(sums: Mapping[str, str]) -> ReleaseSums:
    whole: dict[str, str] = {}
    datasets: dict[str, dict[str, str]] = {}
    for path, value in sums.items():
        owner = owner_of(path)
        (datasets.setdefault(owner, {}) if owner else whole)[path] = value
    return ReleaseSums(whole, {name: block(found) for name, found in datasets.items()})


def _lines(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums)).encode()


def _pairs(text: str) -> dict[str, str]:
    return {path: value for value, _, path in (line.partition("  ") for line in text.splitlines())}


def folders_of(paths: Iterable[str]) -> set[str]:
    """All folders above these paths."""
    found: set[str] = set()
    for path in paths:
        while (path := path.rpartition("/")[0]) and path not in found:
            found.add(path)
    return found
