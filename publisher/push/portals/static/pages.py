"""The pages of the portal in both languages, from Jinja2 templates that escape everything."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

import publisher.i18n
from publisher.i18n import translator
from publisher.model.flow import Artifact
from publisher.model.jsonable import content_hash
from publisher.model.text import LANGUAGES, Language, LocalText
from publisher.model.workspace import Catalog
from publisher.push.portals.static import words
from publisher.push.portals.static.harvest import schema_fields, schema_org
from publisher.push.portals.static.record import Entry, Version
from publisher.push.portals.static.sample import Sample

_HERE = Path(__file__).parent
_TAGS = {"zh-TW": "zh-Hant-TW", "en": "en"}
MOST_VERSIONS = 24
"""Rows of the version history on a page; the record keeps them all."""


@dataclass(frozen=True)
class Site:
    """What is the same on every page: the portal's title, the catalogue, its address if it has one."""

    title: LocalText
    catalog: Catalog
    base: str | None

    @cached_property
    def key(self) -> str:
        """A hash of what every page is made from beside its dataset: these texts and the portal's own code."""
        catalog = self.catalog
        return content_hash(
            [self.title, catalog.agency, catalog.title, catalog.description, catalog.defaults, self.base, _code()]
        )


@cache
def _code() -> str:
    """A hash of the code, templates, assets and Chinese sentences that make the pages."""
    digest = hashlib.sha256()
    own = [path for path in _HERE.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    chinese = Path(publisher.i18n.__file__).parent / "zh_TW" / "portal.po"
    for path in [*sorted(own), chinese]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def assets() -> MappingProxyType[str, bytes]:
    """Style sheet and script by name."""
    return MappingProxyType({path.name: path.read_bytes() for path in sorted((_HERE / "assets").iterdir())})


@dataclass(frozen=True, slots=True)
class Facet:
    """One value by which datasets are browsed: its page, its name, how many there are."""

    path: str
    name: LocalText
    count: int


class Pages:
    """Renders pages; holds one template environment for each language."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    @staticmethod
    def path(path: str, language: Language) -> str:
        """Where a page stands in `language`: Chinese at the root, English below `en/`."""
        return path if language == "zh-TW" else f"en/{path}"

    def dataset(self, entry: Entry, table: Sample, language: Language) -> str:
        """The page of a dataset."""
        item = entry.publication
        return self._render(
            "dataset.html.jinja",
            f"dataset/{item.dataset}/index.html",
            language,
            entry=entry,
            item=item,
            table=table,
            fields=schema_fields(item),
            keys=_primary_key(item.schema),
            numeric={field["name"] for field in schema_fields(item) if field.get("type") in ("integer", "number")},
            groups=_download_groups(item.artifacts),
            history=_history(entry),
            jsonld=_script_json(schema_org(entry, self.site.catalog, self.site.base)),
        )

    def withdrawn(self, entry: Entry, language: Language) -> str:
        """The page that stays of a withdrawn dataset."""
        path = f"dataset/{entry.publication.dataset}/index.html"
        return self._render("withdrawn.html.jinja", path, language, entry=entry, item=entry.publication)

    def lists(self, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
        """The pages about many datasets, by path: home, one for each theme, format and frequency, and about."""
        shown = sorted((entry for entry in entries if entry.withdrawn is None), key=_newest_first)
        gone = [entry for entry in entries if entry.withdrawn is not None]
        facets = _facets(shown)
        for language in LANGUAGES:
            context = {"facets": facets, "gone": gone}
            home = self._render("home.html.jinja", "index.html", language, entries=shown, **context)
            yield self.path("index.html", language), home
            about = self._render("about.html.jinja", "about/index.html", language)
            yield self.path("about/index.html", language), about
            for kind, values in facets.items():
                for facet in values:
                    chosen = [entry for entry in shown if facet.path in _facet_paths(entry)]
                    page = self._render(
                        "browse.html.jinja",
                        facet.path,
                        language,
                        kind=kind,
                        facet=facet,
                        entries=chosen,
                        **context,
                    )
                    yield self.path(facet.path, language), page

    def _render(self, template: str, path: str, language: Language, **context: object) -> str:
        depth = len(PurePosixPath(self.path(path, language)).parts) - 1
        root = "../" * depth
        return (
            self._environments[language]
            .get_template(template)
            .render(
                root=root,
                home=root if language == "zh-TW" else f"{root}en/",
                page=path,
                other=root + self.path(path, "en" if language == "zh-TW" else "zh-TW"),
                **context,
            )
            + "\n"
        )

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        other: Language = "en" if language == "zh-TW" else "zh-TW"
        environment.globals.update(
            _=translator(language),
            agency=self.site.catalog.agency,
            base=self.site.base,
            catalog=self.site.catalog,
            category=words.category,
            day=lambda value: words.day(value, language),
            facet_paths=_facet_paths,
            field_text=_field_text(language),
            formats=_formats,
            frequency=words.frequency,
            iso_day=lambda value: words.local_day(value).isoformat(),
            language=language,
            licence=words.licence,
            number=lambda value: f"{value:,}",
            other_tag=_TAGS[other],
            percent=_percent,
            plain=_plain_number,
            search_text=_search_text,
            size=words.size,
            t=lambda text: text.get(language) or text.get(other),
            tag=_TAGS[language],
            threshold=_threshold,
            title=self.site.title,
            word=lambda kind, key: words.word(_WORDS[kind], key).get(language),
        )
        return environment


_WORDS = {
    "type": words.FIELD_TYPES,
    "role": words.ROLES,
    "technique": words.TECHNIQUES,
    "model": words.MODELS,
}


def _field_text(language: Language) -> Callable[[dict[str, str], str], str]:
    """A text of a field of the Table Schema, in `language` where the schema has it."""

    def text(field: dict[str, str], name: str) -> str:
        return (field.get(f"{name}_en") if language == "en" else None) or field.get(name) or ""

    return text


def _primary_key(schema: Mapping[str, object]) -> tuple[str, ...]:
    key = schema.get("primaryKey", ())
    return (key,) if isinstance(key, str) else tuple(map(str, key)) if isinstance(key, list | tuple) else ()


def _newest_first(entry: Entry) -> tuple[float, str]:
    return -entry.modified.timestamp(), entry.publication.dataset


def _formats(entry: Entry) -> tuple[str, ...]:
    """The formats in which the table can be had."""
    return tuple(dict.fromkeys(file.format.lower() for file in entry.publication.data()))


def _facet_paths(entry: Entry) -> dict[str, LocalText]:
    """The pages on which a dataset is listed, by path, with the name of what they gather."""
    item = entry.publication
    often = words.frequency(item.frequency)
    found = {f"browse/theme/{item.category}/index.html": words.category(item.category)}
    found |= {
        f"browse/format/{name}/index.html": LocalText(name.upper(), name.upper()) for name in _formats(entry)
    }
    return found | {f"browse/frequency/{often.id}/index.html": often.text}


def _facets(entries: Iterable[Entry]) -> dict[str, list[Facet]]:
    """The values to browse by, for each kind; frequencies from the most frequent on, the others by name."""
    counts: Counter[str] = Counter()
    names: dict[str, LocalText] = {}
    order: dict[str, float] = {}
    for entry in entries:
        paths = _facet_paths(entry)
        counts.update(paths.keys())
        names |= paths
        often = words.frequency(entry.publication.frequency)
        order[f"browse/frequency/{often.id}/index.html"] = often.order
    facets: dict[str, list[Facet]] = {"theme": [], "format": [], "frequency": []}
    for path in sorted(names, key=lambda path: (order.get(path, 0.0), path)):
        facets[path.split("/")[1]].append(Facet(path, names[path], counts[path]))
    return facets


def _download_groups(artifacts: Iterable[Artifact]) -> list[tuple[str, list[Artifact]]]:
    """Downloads by what they are for: the table first."""
    groups: dict[str, list[Artifact]] = {"data": [], "dictionary": [], "certificate": [], "datapackage": []}
    for artifact in artifacts:
        groups.setdefault(artifact.kind, []).append(artifact)
    return [(kind, files) for kind, files in groups.items() if files]


def _history(entry: Entry) -> list[tuple[Version, int | None]]:
    """Versions, the newest first, each with its change in rows (none for the first)."""
    versions = entry.versions
    changes = [None, *(later.rows - earlier.rows for earlier, later in pairwise(versions))]
    return list(reversed(list(zip(versions, changes, strict=True))))[:MOST_VERSIONS]


def _search_text(entry: Entry) -> str:
    """What the search on the page looks in, both languages."""
    item = entry.publication
    texts = [item.title, item.description, *item.keywords, words.category(item.category)]
    fields = [str(field["name"]) for field in schema_fields(item)]
    return " ".join([part for text in texts for part in (text.zh, text.en) if part] + fields).lower()


def _percent(share: float) -> str:
    """A share as a percentage that does not round to all or nothing when it is neither."""
    value = share * 100
    for digits in (1, 2, 3):
        text = f"{value:.{digits}f}"
        if float(text) not in (0.0, 100.0) or value in (0.0, 100.0):
            return text.rstrip("0").rstrip(".") + " %" if "." in text else text + " %"
    return ("> 99.999 %") if value > 50 else "< 0.001 %"


def _plain_number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.3g}"


def _threshold(params: dict[str, float]) -> str:
    """The limit that a privacy model asks for."""
    for name in ("k", "l", "at_least"):
        if name in params:
            return f"≥ {_plain_number(float(params[name]))}"
    return ""


def _script_json(value: object) -> Markup:
    """JSON inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    escaped = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return Markup(escaped)  # noqa: S704 - escaped in the line above, in JSON's own way
