"""The pages of the portal in both languages, from Jinja2 templates that escape everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath
from types import CodeType, MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from publisher import certificate
from publisher.i18n import translator
from publisher.model.frequencies import frequency
from publisher.model.release import Artifact, Publication
from publisher.model.table_schema import geometry_fields, primary_key
from publisher.model.terms import FIELD_TYPES, category_name, licence_title
from publisher.model.text import LANGUAGES, Language
from publisher.push.portals.static import words
from publisher.push.portals.static.described.dcat import dataset_nodes
from publisher.push.portals.static.described.fair import fairness
from publisher.push.portals.static.described.harvest import schema_fields, schema_org
from publisher.push.portals.static.described.marks import national_mark
from publisher.push.portals.static.described.quality import judge
from publisher.push.portals.static.kept.record import Entry, Version
from publisher.push.portals.static.kept.table_read_back import Sample
from publisher.push.portals.static.shown.charts import Plot
from publisher.push.portals.static.shown.citing import Citation
from publisher.push.portals.static.site import PortalSite

_HERE = Path(__file__).parent
_TAGS = {"zh-TW": "zh-Hant-TW", "en": "en"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
"""What a page may load: its own files, and nothing that stands in its text."""
NOT_FOUND = "404.html"
"""What web servers show where nothing is."""
MOST_VERSIONS = 24
"""Rows of the version history on a page; the record keeps them all."""


@cache
def assets() -> MappingProxyType[str, bytes]:
    """Style sheet, scripts and the libraries that these load, by their paths."""
    folder = _HERE / "assets"
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return MappingProxyType({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})


class _Compiled(BytecodeCache):
    """Templates compiled once for both languages and all portals: it takes as long as a page of each."""

    def __init__(self) -> None:
        self._code: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled before."""
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next."""
        assert bucket.code is not None
        self._code[bucket.key] = bucket.code


_COMPILED = _Compiled()


class Pages:
    """Renders pages; holds one template environment for each language."""

    def __init__(self, site: PortalSite) -> None:
        self.site = site
        self.made = ""
        """The day (ISO) of the pages about the whole catalogue."""
        self.everything: int | None = None
        """Bytes of the archive of all files, where there is one."""
        self.index = (0, 1, 1)
        """Datasets in the search index, its parts, and datasets on a file of cards."""
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    @staticmethod
    def path(path: str, language: Language) -> str:
        """Where a page stands in `language`: Chinese at the root, English below `en/`."""
        return path if language == "zh-TW" else f"en/{path}"

    def dataset(
        self, entry: Entry, table: Sample, plots: Sequence[Plot], row_files: bool, language: Language
    ) -> str:
        """The page of a dataset; `row_files` says whether its rows are files of their own, too."""
        item = entry.publication
        fields = schema_fields(item)
        nodes = dataset_nodes(entry, self.site.replaced(item.dataset))
        addressed = self.site.base is not None
        return self.render(
            "dataset.html.jinja",
            f"dataset/{item.dataset}/index.html",
            language,
            entry=entry,
            item=item,
            table=table,
            fields=fields,
            keys=primary_key(item.schema),
            headings=_headings(fields, table, language),
            numeric={field["name"] for field in fields if field.get("type") in ("integer", "number")},
            groups=_download_groups(item.artifacts),
            history=_history(entry),
            replaced=self.site.replaced(item.dataset),
            jsonld=_script_json(schema_org(entry, self.site.catalog, self.site.base)),
            plots=plots,
            row_files=row_files,
            due=words.due(entry.modified, item.frequency),
            citation=Citation(entry, self.site.base, language),
            rules=_rules(fields, primary_key(item.schema)),
            quality=judge(nodes, addressed=addressed, linked_rows=row_files),
            fair=fairness(nodes, addressed=addressed),
            national=national_mark(entry, nodes, addressed=addressed),
            all_rows=has_rows(item) is not None,
            mapped=has_rows(item) is not None and bool(geometry_fields(fields)),
        )

    def rows(self, entry: Entry, table: Sample, language: Language) -> str:
        """The page on which all rows can be filtered, sorted and paged; only for a table that `has_rows`."""
        item = entry.publication
        fields = schema_fields(item)
        places = geometry_fields(fields)
        tiles = self.site.tiles if places else None
        return self.render(
            "rows.html.jinja",
            f"dataset/{item.dataset}/rows.html",
            language,
            pictures_of=_origin(tiles.url) if tiles else "",
            entry=entry,
            item=item,
            file=has_rows(item),
            columns=table.columns,
            headings=_headings(fields, table, language),
            places=places,
            order=next(
                (str(field.get("format") or "") for field in fields if [field["name"]] == list(places)), ""
            ),
            tiles=tiles,
        )

    def version(self, entry: Entry, number: int, language: Language) -> str:
        """The page of one version of a dataset, the files of which can be had there; `number` counts from 1."""
        path = f"dataset/{entry.publication.dataset}/version/{number}/index.html"
        own = entry.versions[number - 1]
        numbers = [at for at, item in enumerate(entry.versions, 1) if item.files]
        return self.render(
            "version.html.jinja",
            path,
            language,
            entry=entry,
            item=entry.publication,
            version=own,
            number_of=number,
            newest=number == len(entry.versions),
            beside=[at for at in (number - 1, number + 1) if at in numbers],
        )

    def certificate(self, entry: Entry, language: Language) -> str:
        """The record of de-identification of a dataset, to read, print and sign."""
        item = entry.publication
        inside = Markup(certificate.fragment(item.certificate, language))  # noqa: S704 - escaped where it is made
        path = f"dataset/{item.dataset}/certificate.html"
        return self.render("certificate.html.jinja", path, language, entry=entry, item=item, inside=inside)

    def withdrawn(self, entry: Entry, language: Language) -> str:
        """The page that stays of a withdrawn dataset."""
        path = f"dataset/{entry.publication.dataset}/index.html"
        return self.render(
            "withdrawn.html.jinja",
            path,
            language,
            entry=entry,
            item=entry.publication,
            history=_history(entry),
            successors=self.site.catalog.successors.get(entry.publication.dataset, ()),
        )

    def card(self, entry: Entry, home: str, language: Language) -> str:
        """A dataset as it stands in a list; `home` is the way to the home page."""
        template = self._environments[language].get_template("card.html.jinja")
        return template.render(entry=entry, item=entry.publication, home=home).strip()

    @staticmethod
    def home(path: str) -> str:
        """The way from the page at `path` to the home page of the same language."""
        return "../" * (len(PurePosixPath(path).parts) - 1)

    def render(self, template: str, path: str, language: Language, **context: object) -> str:
        """The page of `template` that stands at `path` (see `path`) in `language`.

        `pictures_of` in its context is a host from which it may load pictures, too.
        """
        root, home = "../" * (len(PurePosixPath(self.path(path, language)).parts) - 1), self.home(path)
        if path == NOT_FOUND:  # shown at whatever address was asked for, so that only whole ways lead on
            root = urlsplit(self.site.base or "/").path
            home = root + self.path("", language)
        return (
            self._environments[language]
            .get_template(template)
            .render(
                root=root,
                home=home,
                page=path,
                everything=self.everything,
                index=self.index,
                policy=self._policy(str(context.get("pictures_of", ""))),
                other=root + self.path(path, "en" if language == "zh-TW" else "zh-TW"),
                **{"made": self.made, **context},
            )
            + "\n"
        )

    def _policy(self, pictures_of: str) -> str:
        policy = POLICY.replace("data:", f"data: {pictures_of}") if pictures_of else POLICY
        return policy if self.site.base else policy.replace("'self'", "'self' file:")

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            bytecode_cache=_COMPILED,
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
            category=category_name,
            day=lambda value: words.day(value, language),
            field_text=_field_text(language),
            formats=formats,
            frequency=frequency,
            iso_day=lambda value: words.local_day(value).isoformat(),
            language=language,
            licence=licence_title,
            number=lambda value: f"{value:,}",
            other_tag=_TAGS[other],
            percent=_percent,
            plain=_plain_number,
            size=words.size,
            t=lambda text: text.get(language) or text.get(other),
            tag=_TAGS[language],
            threshold=_threshold,
            title=self.site.title,
            word=lambda kind, key: words.word(_WORDS[kind], key).get(language),
        )
        return environment


_WORDS = {
    "type": FIELD_TYPES,
    "role": words.ROLES,
    "technique": words.TECHNIQUES,
    "model": words.MODELS,
    "text": words.TEXTS,
    "priority": words.PRIORITIES,
}


def _field_text(language: Language) -> Callable[[dict[str, str], str], str]:
    """A text of a field of the Table Schema, in `language` where the schema has it."""

    def text(field: dict[str, str], name: str) -> str:
        return (field.get(f"{name}_en") if language == "en" else None) or field.get(name) or ""

    return text


def _headings(fields: Iterable[Mapping[str, Any]], table: Sample, language: Language) -> dict[str, str]:
    """The English title over each column of the preview; empty in Chinese, and where the schema has none."""
    english = {str(field["name"]): str(field.get("title_en") or "") for field in fields}
    return {column: english.get(column, "") if language == "en" else "" for column in table.columns}


def formats(entry: Entry) -> tuple[str, ...]:
    """The formats in which the table can be had."""
    return tuple(dict.fromkeys(file.format.lower() for file in entry.publication.data()))


def has_rows(publication: Publication) -> Artifact | None:
    """The file of which a browser can read single rows and columns, by ranges."""
    return next((file for file in publication.data() if file.format.lower() == "parquet"), None)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _download_groups(artifacts: Iterable[Artifact]) -> list[tuple[str, list[Artifact]]]:
    """Downloads by what they are for: the table first."""
    groups: dict[str, list[Artifact]] = {"data": [], "dictionary": [], "certificate": [], "datapackage": []}
    for artifact in artifacts:
        groups.setdefault(artifact.kind, []).append(artifact)
    return [(kind, files) for kind, files in groups.items() if files]


def _history(entry: Entry) -> tuple[Version, ...]:
    """Versions, the newest first."""
    return tuple(reversed(entry.versions))[:MOST_VERSIONS]


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


def _rules(fields: Iterable[Mapping[str, Any]], key: tuple[str, ...]) -> int:
    """How many rules of the schema each row was checked against: types, constraints, the key."""
    return sum(1 + len(field.get("constraints", {})) for field in fields) + bool(key)


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
