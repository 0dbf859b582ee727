"""Forms that put what people enter about themselves into the address, where logs and histories keep it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.naming import Words, lines_of, squash
from publisher.model.finding import Outcome
from publisher.model.text import Param
from publisher.net import html
from publisher.net.urls import resolve

_ID = "services.personal-data-in-address"
_FIELDS = "input,textarea"
_NOT_ENTERED = frozenset({"hidden", "submit", "button", "image", "reset", "checkbox", "radio", "file"})
_SEARCHES = re.compile(r"search|搜尋|檢索|查詢|find|query", re.IGNORECASE)
_KEY = re.compile(r"[A-Z][1289][0-9]{8}")
"""The form of a national ID number, a right one or not."""
_DAY = re.compile(r"(?:19|20)?[0-9]{2,3}[-/.]?[01][0-9][-/.]?[0-3][0-9]")
_SEVERAL = 2
_NAMES = ("name", "id", "title", "placeholder", "aria-label", "autocomplete")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A form sent by GET asks for personal data.

    A form without a method and a target is mostly sent by a script, and a field to search in may look for an
    official as well as for oneself: a person has to tell. A form that stands on many pages is one fault.
    """
    words, public = context.once("personal fields", lambda: _words(context))
    yield from _in_links(view, words)
    if "<form" not in view.markup.lower():
        return
    labels: dict[str, str] | None = None
    for form in view.tree.css("form"):
        attributes = form.attributes
        method = (attributes.get("method") or "").strip().lower()
        if method not in ("", "get") or form.css_matches("[formmethod]"):
            continue
        action = (attributes.get("action") or "").strip()
        by_script = action.lower().startswith("javascript:") or (not method and action in ("", "#"))
        searching = _is_search(form)
        for field in form.css(_FIELDS):
            kind = (field.attributes.get("type") or "text").lower()
            if kind in _NOT_ENTERED:
                continue
            labels = _labels(view.tree) if labels is None else labels
            said = [field.attributes.get(name) or "" for name in _NAMES]
            said.append(labels.get(field.attributes.get("id") or "", "") or _around(field))
            asked = next((text for text in said if words.spans(squash(text))), None)
            if kind in ("email", "tel", "password") or asked is not None:
                name = (field.attributes.get("name") or field.attributes.get("id") or kind)[:40]
                params: dict[str, Param] = {"field": (asked or kind)[:40]}
                is_own = bool(words.spans(public.pattern.sub(" ", squash(asked or ""))))
                is_sure = not by_script and (kind == "password" or is_own or not searching)
                outcome = Outcome.FAILED if is_sure else Outcome.CANT_TELL
                target = resolve(view.page.final, action)
                key = f"{name} {target.key if target is not None else view.url}" if action else name
                yield Fault(view.place("form"), key, "" if action else view.url, params, outcome=outcome)


def _in_links(view: PageView, words: Words) -> Iterator[Fault]:
    """A link that carries somebody's own in its address: several fields of a person, one of the form of a key."""
    for link in view.page.links:
        if "?" not in link.url or link.element not in ("a", "area"):
            continue
        pairs = [(name, value) for name, value in parse_qsl(urlsplit(link.url).query) if value]
        personal = [name for name, value in pairs if words.spans(squash(name)) or _KEY.fullmatch(value)]
        if len(personal) >= _SEVERAL and any(_KEY.fullmatch(value) or _DAY.fullmatch(value) for _, value in pairs):
            params: dict[str, Param] = {"field": ", ".join(personal)[:40]}
            yield Fault(view.place("a"), "link", view.url, params)


def _is_search(form: html.Node) -> bool:
    """A form with a field to search in, or one of one field that says, or whose button says, that it searches."""
    if (form.attributes.get("role") or "") == "search" or form.css_matches("input[type=search]"):
        return True
    fields = [node for node in form.css(_FIELDS) if (node.attributes.get("type") or "text") not in _NOT_ENTERED]
    marks = [form.attributes.get(name) or "" for name in ("action", "id", "class", "aria-label", "name")]
    for node in form.css("button,input[type=submit],input[type=image],input[type=button],legend"):
        marks += [node.text(deep=True), *(node.attributes.get(name) or "" for name in ("value", "alt", "title"))]
    return len(fields) == 1 and any(_SEARCHES.search(mark) for mark in marks)


def _words(context: Context) -> tuple[Words, Words]:
    """Words of personal data, and those among them that officials have in public, too."""
    return Words(lines_of(context, _ID, "fields")), Words(lines_of(context, _ID, "public"))


def _labels(tree: html.Tree) -> dict[str, str]:
    return {node.attributes["for"] or "": html.squeeze(node.text(deep=True)) for node in tree.css("label[for]")}


def _around(field: html.Node) -> str:
    parent = field.parent
    return html.squeeze(parent.text(deep=True)) if parent is not None and parent.tag == "label" else ""


CHECK = Check(_ID, page=look)
