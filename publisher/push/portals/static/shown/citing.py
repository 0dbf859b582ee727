"""How to cite a dataset: in words, and in the two forms that reference managers read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from publisher.model.terms import licence_title
from publisher.model.text import Language
from publisher.push.portals.static.kept.record import Entry
from publisher.push.portals.static.words import local_time


@dataclass(frozen=True, slots=True)
class Citation:
    """The citation of the version that is shown, in one language; `base` is the portal's address if it has one."""

    entry: Entry
    base: str | None
    language: Language

    @property
    def day(self) -> str:
        """The day of the version, ISO 8601."""
        return local_time(self.entry.modified).date().isoformat()

    @property
    def url(self) -> str:
        """The dataset's lasting address; empty when the portal's is not known."""
        folder = "" if self.language == "zh-TW" else "en/"
        return f"{self.base}{folder}dataset/{self.entry.publication.dataset}/" if self.base else ""

    @property
    def title(self) -> str:
        """The title, in the other language when it has none in this one."""
        text = self.entry.publication.title
        return text.get(self.language) or text.zh or text.en

    @property
    def licence(self) -> str:
        """The licence by name."""
        return licence_title(self.entry.publication.licence).get(self.language)

    def bibtex(self) -> str:
        """A BibTeX entry (`@dataset` of biblatex; BibTeX itself treats it as `@misc`)."""
        item = self.entry.publication
        fields = {
            "author": "{" + _bib(item.agency.title.get(self.language)) + "}",
            "title": "{" + _bib(self.title) + "}",
            "year": self.day[:4],
            "date": self.day,
            "version": self.entry.version,
            "number": _bib(item.identifier),
            "url": self.url,
            "note": _bib(self.licence),
        }
        body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
        key = re.sub(r"[^A-Za-z0-9-]", "-", item.dataset)
        return f"@dataset{{{key}-{self.day},\n{body}\n}}"

    def csl(self) -> str:
        """A CSL-JSON item, as Zotero, Pandoc and citation styles read it."""
        item, (year, month, day) = self.entry.publication, map(int, self.day.split("-"))
        value = {
            "id": f"{item.dataset}-{self.day}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": item.agency.title.get(self.language)}],
            "publisher": item.agency.title.get(self.language),
            "issued": {"date-parts": [[year, month, day]]},
            "version": self.entry.version,
            "number": item.identifier,
            "language": self.language,
            "URL": self.url,
            "note": self.licence,
        }
        return json.dumps([{key: part for key, part in value.items() if part}], ensure_ascii=False, indent=1)


def _bib(text: str) -> str:
    """A text in which nothing is a command: braces balance, TeX's own characters are escaped."""
    return re.sub(
        r"([&%$#_{}\\~^])",
        lambda found: {"\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum "}.get(
            found[1], "\\" + found[1]
        ),
        text,
    )
