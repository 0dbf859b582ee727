"""The pages about many datasets: home, all of them, one theme, format or frequency, the search, about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from markupsafe import Markup

from publisher.model.frequencies import frequency
from publisher.model.terms import category_name
from publisher.model.text import LANGUAGES, Language, LocalText
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.shown.pages import NOT_FOUND, Pages, formats
from publisher.push.portals.static.shown.parts import HOME
from publisher.push.portals.static.words import local_day

ON_HOME = 20
"""Datasets on the home page, the last changed first."""
ON_PAGE = 50
"""Datasets on one page of a list."""
LONG = 10 * ON_PAGE
"""A longer list is in the order of the ids: one change then leaves all pages but one as they are."""
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""The time of what tells of nothing yet."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which datasets are browsed: its kind, its id in addresses, its name, and its datasets."""

    kind: str
    id: str
    name: LocalText
    order: float = 0.0
    entries: list[Entry] = field(default_factory=list)

    def path(self, number: int = 1) -> str:
        """Where page `number` (from 1) of its list stands."""
        folder = f"browse/{self.kind}/{self.id}" if self.kind != "all" else "browse/all"
        return f"{folder}/{'index' if number == 1 else f'page-{number}'}.html"


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page with its path. Where it is made of the datasets `of`, `shared` is all else that it depends on."""

    path: str
    text: Callable[[], str]
    of: Sequence[Entry] | None = None
    shared: object = None


class Lists:
    """Makes the pages from the cards that the datasets brought."""

    def __init__(
        self, pages: Pages, entries: Sequence[Entry], cards: Callable[[Entry], Mapping[str, str]]
    ) -> None:
        """`cards` are those of a dataset, by language."""
        self._pages = pages
        self._cards_of = cards
        self._gone = [entry for entry in entries if entry.withdrawn is not None]
        self._shown = sorted((entry for entry in entries if entry.withdrawn is None), key=_newest_first)
        self._facets = _facets(self._shown)

    def pages(self) -> Iterator[ListPage]:
        """Every page in both languages."""
        counts = [[facet.kind, facet.id, len(facet.entries)] for kind in self._facets.values() for facet in kind]
        gone = [[entry.publication.dataset, entry.page] for entry in self._gone]
        for language in LANGUAGES:
            yield self._home(language)
            for name, path in (("about", "about/index.html"), ("search", "search/index.html"), ("404", NOT_FOUND)):
                if name != "404" or self._pages.site.base is not None:
                    yield self._page(name, path, language)
            every = Facet("all", "all", LocalText("全部資料集", "All datasets"), entries=self._shown)
            for facet in (every, *(facet for values in self._facets.values() for facet in values)):
                yield from self._listed(facet, language, [counts, gone])

    def _home(self, language: Language) -> ListPage:
        return self._page("home", "index.html", language, self._shown[:ON_HOME])

    def _listed(self, facet: Facet, language: Language, shared: list[object]) -> Iterator[ListPage]:
        long = len(facet.entries) > LONG
        ordered = sorted(facet.entries, key=lambda entry: entry.publication.dataset) if long else facet.entries
        batches = list(_batched(ordered, ON_PAGE)) or [()]
        for number, entries in enumerate(batches, start=1):
            made = self._page(
                "browse",
                facet.path(number),
                language,
                entries,
                facet=facet,
                number=number,
                count=len(batches),
                by_id=long,
                gone=self._gone if facet.kind == "all" else (),
                made=local_day(max((entry.modified for entry in entries), default=NEVER)).isoformat(),
            )
            yield replace(made, of=entries, shared=shared)

    def _cards(self, entries: Sequence[Entry], path: str, language: Language) -> Markup:
        text = "\n".join(self._cards_of(entry)[language] for entry in entries)
        # the cards were escaped when they were rendered
        return Markup(text.replace(HOME, self._pages.home(path)))  # noqa: S704

    def _page(
        self, name: str, path: str, language: Language, entries: Sequence[Entry] = (), **context: object
    ) -> ListPage:
        shared = {"facets": self._facets, "entries": self._shown, "gone": self._gone}

        def text() -> str:
            cards = {"cards": self._cards(entries, path, language)}
            return self._pages.render(f"{name}.html.jinja", path, language, **(shared | cards | context))

        return ListPage(self._pages.path(path, language), text)


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.modified.timestamp(), entry.publication.dataset


def _batched(entries: Sequence[Entry], size: int) -> Iterator[Sequence[Entry]]:
    return (entries[start : start + size] for start in range(0, len(entries), size))


def _facets(entries: Sequence[Entry]) -> dict[str, list[Facet]]:
    """The values to browse by, for each kind; frequencies from the most frequent on, the others by id."""
    found: dict[tuple[str, str], Facet] = {}
    for entry in entries:
        item, often = entry.publication, frequency(entry.publication.frequency)
        for facet in (
            Facet("theme", item.category, category_name(item.category)),
            *(Facet("format", name, LocalText(name.upper(), name.upper())) for name in formats(entry)),
            Facet("frequency", often.id, often.text, often.order),
        ):
            found.setdefault((facet.kind, facet.id), facet).entries.append(entry)
    kinds: dict[str, list[Facet]] = {"theme": [], "format": [], "frequency": []}
    for facet in sorted(found.values(), key=lambda facet: (facet.order, facet.id)):
        kinds[facet.kind].append(facet)
    return kinds
