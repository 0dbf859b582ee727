"""The telephones, addresses and mailboxes that the site shows as its agency's own: to be confirmed once."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault
from publisher.checks.leaks import personal_data_on_page as pages
from publisher.checks.leaks.judging import Meaning
from publisher.model.finding import Outcome, Place
from publisher.model.redacted import redact
from publisher.model.site import SiteSnapshot


def look(_snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """One advice for the whole site, with the pages where the values stand: each value once."""
    seen = pages.collected(context)
    shared = pages.shared_from(context)
    said: set[str] = set()
    for url, hit in seen.hits:
        if (
            hit.kind == "name"
            or hit.mark in said
            or pages.meaning_on_site(hit, seen, shared) is not Meaning.CONTACT
        ):
            continue
        said.add(hit.mark)
        evidence = (redact(hit.kind, "x" * hit.length),)
        yield Fault(Place(url=url), evidence=evidence, outcome=Outcome.CANT_TELL)


CHECK = Check("leaks.public-contact", page=pages.look, site=look)
