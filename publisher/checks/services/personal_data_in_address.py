"""Forms that put what people enter about themselves into the address, where logs and histories keep it."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.checks.naming import Words, lines_of, squash
from publisher.net import html

_ID = "services.personal-data-in-address"
_FIELDS = "input,textarea"
_NOT_ENTERED = frozenset({"hidden", "submit", "button", "image", "reset", "checkbox", "radio", "file"})
_NAMES = ("name", "id", "title", "placeholder", "aria-label", "autocomplete")


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """A form sent by GET (which is what a form is without a method) asks for personal data."""
    if "<form" not in view.markup.lower():
        return
    words = context.once("personal fields", lambda: Words(lines_of(context, _ID, "fields")))
    labels: dict[str, str] | None = None
    for form in view.tree.css("form"):
        if (form.attributes.get("method") or "get").strip().lower() != "get" or form.css_matches("[formmethod]"):
            continue
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
                yield Fault(view.place("form"), name, view.url, {"field": (asked or kind)[:40]})


def _labels(tree: html.Tree) -> dict[str, str]:
    return {node.attributes["for"] or "": html.squeeze(node.text(deep=True)) for node in tree.css("label[for]")}


def _around(field: html.Node) -> str:
    parent = field.parent
    return html.squeeze(parent.text(deep=True)) if parent is not None and parent.tag == "label" else ""


CHECK = Check(_ID, page=look)
