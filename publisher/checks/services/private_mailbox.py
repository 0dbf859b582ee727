"""Mailboxes of providers for private persons, to which a page of the agency has people write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import Words, contact_names, lines_of, names_contacts, pattern_of, squash
from publisher.model.finding import Outcome
from publisher.model.redacted import redact

_ID = "services.private-mailbox"
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?P<host>[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})", re.IGNORECASE)
_MAILBOX = re.compile(r"^\W*[^。；;:]{0,12}(?:信箱|郵件|郵箱|e-?mail)[^。；;:]{0,8}\s*:?\W*$", re.IGNORECASE)
"""A label that says that what follows is a mailbox."""
_SENTENCES = re.compile(r"[。；;！!]")
_LABEL = 12
"""Letters of the line before that may be the label of this one."""


_FAR, _A_NAME = 8, 24
"""Lines before in which a name is looked for, and the letters of one."""
_UNIT = re.compile(
    r"(?:[課科室組股所局處署府院館隊站廳]|中心|委員會|公所|電話|地址|專線|首長|[局處所署院館市縣鄉鎮區]長)\Z"
    r"|\b(?:office|section|division|department|bureau|unit|center|centre|e-?mail|phone|telephone)\b",
    re.IGNORECASE,
)
"""Headings of a unit of the agency, or of a way to reach it."""


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A line says to send or to apply to an address of such a provider, or the page of the agency's contacts gives
    it as a mailbox; an address alone is for a person to see.

    So is one of another body (an association, a company), which the agency's page only names, and one in a
    warning, an example or a word of what cannot be sent.
    """
    hosts, asks, others, anywhere, no_request, warns = context.once("private mail", lambda: _words(context))
    if not anywhere.search(view.markup):
        return
    lines = content_lines(view.page)
    titles = normal(" ".join([view.page.title, *(text for _, text in view.page.headings)]))
    is_contact = names_contacts(view.page, context)
    names = context.once("contact pages", lambda: contact_names(context))
    for number, line in enumerate(lines):
        for text, host, length in _mails(line):
            if host not in hosts and not host.endswith(tuple(f".{name}" for name in hosts)):
                continue
            sentence = next((some for some in _SENTENCES.split(text) if f"@{host}" in some.lower()), text)
            said = f"{_label(lines, number)} {sentence}"
            is_asked = bool(asks.search(said)) or (
                is_contact and _is_labelled(lines, number, host) and _is_the_agencys(lines, number, names)
            )
            is_asked = (
                is_asked and not others.search(f"{_above(lines, number)} {said}") and not no_request.search(said)
            )
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


def _is_labelled(lines: Sequence[PageLine], number: int, host: str) -> bool:
    """Whether the line, or the short one before it, gives the address as a mailbox: nothing but a label and it."""
    text = normal(lines[number].text)
    before = text[: _MAIL.search(text).start()] if _MAIL.search(text) else ""  # type: ignore[union-attr]
    return host in text.lower() and bool(_MAILBOX.search(before or _label(lines, number)))


def _label(lines: Sequence[PageLine], number: int) -> str:
    before = normal(lines[number - 1].text) if number else ""
    return before if len(before) <= _LABEL else ""


def _above(lines: Sequence[PageLine], number: int) -> str:
    """The short lines and the heading under which a line stands: they tell whose it is."""
    found: list[str] = []
    for line in reversed(lines[max(0, number - _FAR) : number]):
        if line.level or len(line.text) <= _A_NAME:
            found.append(normal(line.text))
        if line.level:
            break
    return " ".join(found)


def _is_the_agencys(lines: Sequence[PageLine], number: int, names: Words) -> bool:
    """Whether the heading right above names contacts or a unit, or is the page's own."""
    at = next((at for at in range(number - 1, -1, -1) if lines[at].level), None)
    if at is None or not any(line.level for line in lines[:at]):
        return True
    heading = normal(lines[at].text).strip(" :")
    return bool(names.spans(squash(heading)) or _UNIT.search(heading))


CHECK = Check(_ID, page=look)
