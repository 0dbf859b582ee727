"""Mailboxes of providers for private persons, to which a page of the agency has people write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import lines_of, pattern_of
from publisher.model.finding import Outcome
from publisher.model.redacted import redact

_ID = "services.private-mailbox"
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})", re.IGNORECASE)
_SENTENCES = re.compile(r"[。；;！!]")
_LABEL = 12
"""Letters of the line before that may be the label of this one."""


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A line says to send or to apply to an address of such a provider; an address alone is for a person to see.

    So is one of another body (an association, a company), which the agency's page only names, and one in a
    warning, an example or a word of what cannot be sent.
    """
    hosts, asks, others, anywhere, no_request, warns = context.once("private mail", lambda: _words(context))
    if not anywhere.search(view.markup):
        return
    lines = content_lines(view.page)
    titles = normal(" ".join([view.page.title, *(text for _, text in view.page.headings)]))
    for number, line in enumerate(lines):
        for text, host, length in _mails(line):
            if host not in hosts and not host.endswith(tuple(f".{name}" for name in hosts)):
                continue
            sentence = next((some for some in _SENTENCES.split(text) if f"@{host}" in some.lower()), text)
            said = f"{_label(lines, number)} {sentence}"
            is_asked = bool(asks.search(said)) and not others.search(said) and not no_request.search(said)
            is_asked = is_asked and not warns.search(f"{titles} {normal(line.text)}")
            yield Fault(
                view.place(),
                "" if is_asked else "possible",
                view.url,
                {"host": host},
                (redact("email", "x" * length),),
                Outcome.FAILED if is_asked else Outcome.CANT_TELL,
            )
            break


def _words(
    context: Context,
) -> tuple[frozenset[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    hosts = frozenset(line.lower() for line in lines_of(context, _ID, "hosts"))
    names = "|".join(re.escape(name) for name in sorted(hosts)) or r"(?!)"
    anywhere = re.compile(rf"[@.\uff20](?:{names})", re.IGNORECASE)
    asks, others = pattern_of(context, _ID, "asks"), pattern_of(context, _ID, "others")
    return hosts, asks, others, anywhere, pattern_of(context, _ID, "no-request"), pattern_of(context, _ID, "warns")


def _mails(line: PageLine) -> Iterator[tuple[str, str, int]]:
    """The words of a line, and the host and length of each mail address in them or in its links."""
    text = normal(line.text)
    links = (f"{text} {address}" for _, address in line.links if address.lower().startswith("mailto:"))
    for some in (text, *links):
        for found in _MAIL.finditer(some):
            yield some, found["host"].lower(), len(found[0])


def _label(lines: Sequence[PageLine], number: int) -> str:
    before = normal(lines[number - 1].text) if number else ""
    return before if len(before) <= _LABEL else ""


CHECK = Check(_ID, page=look)
