"""The certificate in HTML: a whole page in both languages, or the inside of a page in one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import count

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.certificate import wording
from publisher.certificate.figures import (
    comparisons,
    left_out_facts,
    measure_rows,
    order_facts,
    person_facts,
    review_facts,
    risk_rows,
    standing_facts,
    table_facts,
)
from publisher.certificate.wording import CertificateWording
from publisher.i18n import translator
from publisher.model.certificate import Certificate
from publisher.model.text import LANGUAGES, Language, LocalText

_TAGS = {"zh-TW": "zh-Hant-TW", "en": "en"}


def fragment(certificate: Certificate, language: Language, *, heading: int = 2, prefix: str = "") -> str:
    """The inside of a page in one language; headings start at level `heading`, ids with `prefix`."""
    return (
        _environment().get_template("fragment.html.j2").render(**_context(certificate, language, heading, prefix))
    )


def page(certificate: Certificate, title: LocalText, agency: LocalText, first: Language, issued: str = "") -> str:
    """A whole page in both languages that needs nothing beside itself; `issued` is a date to show, if any.

    `title` is the dataset's, `agency` its owner's. Everything that came from outside the program is escaped.
    """
    languages = (first, *(item for item in LANGUAGES if item != first))
    bodies = [
        {
            "language": language,
            "tag": _TAGS[language],
            "anchor": language[:2],
            "translate": translator(language),
            "title": title.get(language),
            "agency": agency.get(language),
            **_context(certificate, language, 2, language[:2] + "-"),
        }
        for language in languages
    ]
    return (
        _environment().get_template("page.html.j2").render(bodies=bodies, issued=issued, certificate=certificate)
    )


def _context(certificate: Certificate, language: Language, heading: int, prefix: str) -> dict[str, object]:
    numbers: Iterator[int] = count(1)
    say = CertificateWording(language)
    return {
        "certificate": certificate,
        "w": say,
        "_": translator(language),
        "names": wording,
        "persons": [
            *person_facts(certificate, say),
            *standing_facts(certificate, say),
            *order_facts(certificate, say),
            *left_out_facts(certificate, say),
            *table_facts(certificate, say),
        ],
        "reviews": review_facts(certificate, say),
        "h": heading,
        "prefix": prefix,
        "foreign": language == "en",
        "new_id": lambda: f"{prefix}certificate-{next(numbers)}",
        "measures": measure_rows(certificate, say),
        "risks": risk_rows(certificate, say),
        "comparisons": comparisons(certificate, say),
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("publisher.certificate"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
