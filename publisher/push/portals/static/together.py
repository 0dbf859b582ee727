"""The pages and files that speak of the whole catalogue. What did not change is neither made nor written again.

Pages of lists and of the catalogue are known by what they are made of (`.made.json` of a release); a file that has
one line for each dataset takes the lines of those that stayed from the release before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.jsonable import content_hash
from publisher.model.text import LANGUAGES
from publisher.push.portals.static import words
from publisher.push.portals.static.described import dcat_us, everything, feeds, machine, paging, thesaurus
from publisher.push.portals.static.described.everything import write_everything
from publisher.push.portals.static.kept.files import set_time, take_over, write
from publisher.push.portals.static.kept.lines import LineFile, lines_of
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.kept.sums import ReleaseSums
from publisher.push.portals.static.kept.table_read_back import read_table, values
from publisher.push.portals.static.shown.lists import NEVER, Lists
from publisher.push.portals.static.shown.pages import NOT_FOUND, Pages, assets
from publisher.push.portals.static.shown.parts import PageParts
from publisher.push.portals.static.sought import index
from publisher.state.watch import sha256_of

MADE = ".made.json"
"""What the files about the whole catalogue were made of, in a release."""
_PLACE = "\0"


class Together:
    """Writes those files into `folder`; `kept` are the paths that are carried over from `last` as they are.

    `old` are the sums of the files of the release `last`, without those that were harmed; `before` its datasets.
    """

    def __init__(
        self, folder: Path, pages: Pages, last: Path | None, before: Mapping[str, Entry], old: ReleaseSums
    ) -> None:
        self.kept: set[str] = set()
        self._folder, self._pages, self._last, self._before, self._old = folder, pages, last, before, old
        self._site = pages.site
        known = json.loads((last / MADE).read_text("utf-8")) if last is not None and self._is_whole(MADE) else {}
        self._known = known if known.get("site") == self._site.key else {}
        self._made: dict[str, list[object]] = {}
        self._parts: dict[str, PageParts] = {}
        self._seen_cards: dict[str, Mapping[str, str]] = {}
        self._stamp = NEVER
        self._entries: Mapping[str, Entry] = {}

    def write(self, entries: Mapping[str, Entry]) -> None:
        """All of them, for a release that shows `entries`."""
        shown = [entry for entry in entries.values() if entry.withdrawn is None]
        self._entries = entries
        self._stamp = max((entry.modified for entry in entries.values()), default=NEVER)
        pages, site = self._pages, self._site
        pages.made = words.local_day(self._stamp).isoformat()
        for name, body in assets().items():
            self.put(f"assets/{name}", body)
        pages.everything = write_everything(self._folder, shown, self._home)
        if pages.everything is not None:
            set_time(self._folder / everything.NAME, int(self._stamp.timestamp()))
        sizes = self._lines(shown)
        pages.index = self._index(shown)
        listed = []
        for page in Lists(pages, tuple(entries.values()), self._cards).pages():
            stamp = self._unless_kept(page.path, [page.shared, *map(_mark, page.of or ())], page.of, page.text)
            if not page.path.endswith(NOT_FOUND):
                listed.append((page.path, stamp))
        for at, kind in enumerate(paging.KINDS):
            for leaf in paging.leaves(kind, site, shown, [size[at] for size in sizes], self._body):
                self._unless_kept(leaf.name, [leaf.shared, *map(_mark, leaf.of)], leaf.of, leaf.text)
        for path, content in self._small(entries, shown):
            self.put(path, content)
        self._also("api/3/action/package_search", "api/action/package_search")
        if site.base:
            listed += [(path, entry.modified) for entry in entries.values() for path in _both(entry)]
            for path, content in feeds.sitemaps(sorted(listed), site.base):
                self.put(path, content)
        sized = {entry.publication.dataset: [entry.page, *size] for entry, size in zip(shown, sizes, strict=True)}
        made = {"site": site.key, "files": self._made, "sizes": sized}
        self.put(MADE, json.dumps(made, separators=(",", ":")))

    def _small(self, entries: Mapping[str, Entry], shown: list[Entry]) -> Iterator[tuple[str, str | bytes]]:
        site = self._site
        yield "feed.atom", feeds.atom(site.catalog, site.title, entries.values(), self._stamp, site.base)
        yield "api/openapi.json", machine.openapi(site)
        yield "robots.txt", feeds.robots(site.base)
        yield "assets/thesaurus.js", thesaurus.script(site.synonyms)
        names = feeds.package_list(shown)
        for root in ("api/3/action", "api/action"):
            yield f"{root}/package_list", names

    def _document(self, path: str, count: int) -> str:
        """A file of one line for each of `count` datasets, with a mark in the place of the lines."""
        match path:
            case "data.json":
                return feeds.data_json([_PLACE])
            case "dcat-us-3.jsonld":
                return dcat_us.catalog(self._site, [_PLACE])
        return feeds.package_search([_PLACE], count)

    def _index(self, shown: Sequence[Entry]) -> tuple[int, int, int]:
        """Write the search index; how many datasets it has, its parts, and datasets on a file of cards."""
        now = {entry.number: entry for entry in shown if entry.number is not None}
        before = {}
        if self._last is not None and self._known:
            before = {entry.number: entry for entry in self._before.values() if entry.number is not None}
        index.write_index(now, before, self)
        return len(now), index.parts(len(now)), index.ON_CARD_FILE

    # -- what the search index asks for (`IndexFiles`)

    def searched(self, entry: Entry) -> list[object] | None:
        """What the search is told of a dataset, as it is now or was in the last release; see `IndexFiles`."""
        dataset = entry.publication.dataset
        if not self._stays(entry) or entry is self._entries.get(dataset):
            found: list[object] = json.loads(self._load(entry).search)
        elif self._last is not None and self._is_whole(PageParts.path(dataset)):
            found = json.loads(PageParts.load(self._last, dataset).search)
        else:
            return None
        return found

    def whole(self, path: str) -> str | None:
        """The text of a file of the last release, if it is what was written."""
        if self._last is None or not self._is_whole(path):
            return None
        return (self._last / path).read_text("utf-8")

    def keep(self, paths: Iterable[str]) -> bool:
        """Carry over files of the last release, if it has all of them unharmed."""
        found = set(paths)
        if not all(path in self._old for path in found):
            return False
        self.kept |= found
        return True

    # -- what stays, and what is written

    def _home(self, entry: Entry) -> Path:
        """Where the files of a dataset lie until the release is assembled."""
        return (self._last if self._stays(entry) else None) or self._folder

    def _stays(self, entry: Entry) -> bool:
        return self._last is not None and entry is self._before.get(entry.publication.dataset)

    def _is_whole(self, path: str) -> bool:
        """Whether a file of the last release, whose content goes into others, is what was written."""
        if self._last is None or path not in self._old:
            return False
        if sha256_of(self._last / path) != self._old[path]:
            self._old.drop(path)  # damaged since it was last read: it is not carried over either
            return False
        return True

    def put(self, path: str, content: str | bytes) -> None:
        """Write a file, unless the last release has the same."""
        body = content.encode() if isinstance(content, str) else content
        if self._old.get(path) == hashlib.sha256(body).hexdigest():
            self.kept.add(path)
        else:
            write(self._folder / path, body, self._stamp)

    def _unless_kept(
        self, path: str, made_of: list[object], of: Sequence[Entry] | None, text: Callable[[], str]
    ) -> datetime:
        """Make and write a file that is made of these, unless the last release has it; gives its time."""
        mark = content_hash(made_of)[:24]
        known = self._known.get("files", {}).get(path)
        stamp = self._stamp
        # what was made of a harmed dataset is made again with it, although its page has the same mark
        stays = of is not None and all(self._stays(entry) for entry in of)
        if stays and known is not None and known[0] == mark and path in self._old:
            self.kept.add(path)
            stamp = datetime.fromtimestamp(known[1], UTC)
        else:
            self.put(path, text())
        if of is not None:
            self._made[path] = [mark, int(stamp.timestamp())]
        return stamp

    def _lines(self, shown: Sequence[Entry]) -> list[tuple[int, ...]]:
        """Write the files of one line for each dataset, side by side, so that each is looked at only once; gives
        the sizes of their parts of the catalogue."""
        sizes = []
        with ExitStack() as stack:
            files = {path: self._line_file(stack, path, len(shown)) for path in LINES}
            for entry in shown:
                sizes.append(self._sizes(entry))
                for path, part in LINES.items():
                    files[path].add(entry, self._stays(entry), partial(self._part, entry, part))
            for file in files.values():
                file.end()
        for path, file in files.items():
            if self._old.get(path) == file.digest.hexdigest():
                (self._folder / path).unlink()
                self.kept.add(path)
            else:
                set_time(self._folder / path, int(self._stamp.timestamp()))
        return sizes

    def _line_file(self, stack: ExitStack, path: str, count: int) -> LineFile:
        head, tail = (text.encode() for text in self._document(path, count).split(_PLACE))
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        earlier: Iterator[tuple[str, bytes]] = iter(())
        if self._last is not None and self._known and self._is_whole(path):
            before = [name for name, entry in self._before.items() if entry.withdrawn is None]
            old = stack.enter_context((self._last / path).open("rb"))
            earlier = lines_of(old, head.count(b"\n"), before)
        return LineFile(stack.enter_context(target.open("wb")), head, tail, earlier)

    def _also(self, path: str, other: str) -> None:
        """The same file in a second place."""
        if path in self.kept and self._old.get(other) == self._old[path]:
            self.kept.add(other)
        else:
            (self._folder / other).parent.mkdir(parents=True, exist_ok=True)
            source = self._last if self._last is not None and path in self.kept else self._folder
            take_over(source / path, self._folder / other)

    # -- what the datasets bring

    def _load(self, entry: Entry) -> PageParts:
        dataset = entry.publication.dataset
        if dataset not in self._parts:
            if len(self._parts) >= _MOST_PARTS:
                self._parts.clear()
            whole = not self._stays(entry) or self._is_whole(PageParts.path(dataset))
            self._parts[dataset] = parts = (
                PageParts.load(self._home(entry), dataset) if whole else self._parts_anew(entry)
            )
            self._seen_cards[dataset] = parts.cards
        return self._parts[dataset]

    def _parts_anew(self, entry: Entry) -> PageParts:
        """The parts of a dataset that stays while its own are lost or harmed; without words of harmed cells."""
        home = self._home(entry) / "dataset" / entry.publication.dataset
        found: Sequence[str] = ()
        with suppress(PortalError):
            table = read_table(entry.publication, home)
            if table is not None and sha256_of(home / table.artifact.path) == table.artifact.sha256:
                found = values(table)
        return PageParts.of(entry, self._pages, found)

    def _part(self, entry: Entry, part: str) -> str:
        return str(getattr(self._load(entry), part))

    def _cards(self, entry: Entry) -> Mapping[str, str]:
        dataset = entry.publication.dataset
        return self._seen_cards[dataset] if dataset in self._seen_cards else self._load(entry).cards

    def _body(self, entry: Entry, kind: str) -> str:
        return self._load(entry).turtle if kind == "ttl" else self._load(entry).jsonld

    def _sizes(self, entry: Entry) -> tuple[int, ...]:
        """Bytes of a dataset's part of the catalogue, by kind."""
        known = self._known.get("sizes", {}).get(entry.publication.dataset)
        if known is not None and known[0] == entry.page and self._stays(entry):
            return tuple(known[1:])
        return tuple(len(self._body(entry, kind).encode()) for kind in paging.KINDS)


_MOST_PARTS = 2_000
"""Parts of datasets held at once."""
LINES = {
    "dcat-us-3.jsonld": "us",
    "data.json": "data",
    "api/3/action/package_search": "ckan",
}
"""Files of one line for each dataset, with the part of it that the line is."""


def _mark(entry: Entry) -> list[str]:
    return [entry.publication.dataset, entry.page]


def _both(entry: Entry) -> Iterable[str]:
    path = f"dataset/{entry.publication.dataset}/index.html"
    return (Pages.path(path, language) for language in LANGUAGES)
