"""The pages about many datasets: home, all of them, one theme, format or frequency, the search, about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from publisher.model.text import LANGUAGES, Language, LocalText
from publisher.push.frequencies import frequency
from publisher.push.portals.static import words
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.shown.pages import NOT_FOUND, Pages, formats
from publisher.push.portals.static.shown.parts import HOME, PageParts

ON_HOME = 20
"""Datasets on the home page, the last changed first."""
ON_PAGE = 50
"""Datasets on one page of a list."""


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


class Lists:
    """Makes the pages from the cards that the datasets brought."""

    def __init__(self, pages: Pages, entries: Sequence[Entry], parts: Mapping[str, PageParts]) -> None:
        """`parts` by dataset, of all that are shown."""
        self._pages = pages
        self._parts = parts
        self._gone = [entry for entry in entries if entry.withdrawn is not None]
        self._shown = sorted((entry for entry in entries if entry.withdrawn is None), key=_newest_first)
        self._facets = _facets(self._shown)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page with its path, in both languages."""
        for language in LANGUAGES:
            yield self._home(language)
            yield self._plain("about", language)
            yield self._plain("search", language)
            if self._pages.site.base is not None:
                yield self._page("404", NOT_FOUND, language)
            every = Facet("all", "all", LocalText("全部資料集", "All datasets"), entries=self._shown)
            for facet in (every, *(facet for values in self._facets.values() for facet in values)):
                yield from self._listed(facet, language)

    def _home(self, language: Language) -> tuple[str, str]:
        newest = self._shown[:ON_HOME]
        return self._page("home", "index.html", language, cards=self._cards(newest, "index.html", language))

    def _plain(self, name: str, language: Language) -> tuple[str, str]:
        return self._page(name, f"{name}/index.html", language)

    def _listed(self, facet: Facet, language: Language) -> Iterator[tuple[str, str]]:
        batches = list(_batched(facet.entries, ON_PAGE)) or [()]
        for number, entries in enumerate(batches, start=1):
            path = facet.path(number)
            yield self._page(
                "browse",
                path,
                language,
                facet=facet,
                number=number,
                count=len(batches),
                gone=self._gone if facet.kind == "all" else (),
                cards=self._cards(entries, path, language),
            )

    def _cards(self, entries: Sequence[Entry], path: str, language: Language) -> Markup:
        text = "\n".join(self._parts[entry.publication.dataset].cards[language] for entry in entries)
        # the cards were escaped when they were rendered
        return Markup(text.replace(HOME, self._pages.home(path)))  # noqa: S704

    def _page(self, name: str, path: str, language: Language, **context: object) -> tuple[str, str]:
        shared = {"facets": self._facets, "entries": self._shown, "gone": self._gone}
        text = self._pages.render(f"{name}.html.jinja", path, language, **(shared | context))
        return self._pages.path(path, language), text


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
            Facet("theme", item.category, words.category(item.category)),
            *(Facet("format", name, LocalText(name.upper(), name.upper())) for name in formats(entry)),
            Facet("frequency", often.id, often.text, often.order),
        ):
            found.setdefault((facet.kind, facet.id), facet).entries.append(entry)
    kinds: dict[str, list[Facet]] = {"theme": [], "format": [], "frequency": []}
    for facet in sorted(found.values(), key=lambda facet: (facet.order, facet.id)):
        kinds[facet.kind].append(facet)
    return kinds
