"""Forms of a secure page that are sent over an open line."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.net.placing import selector_of
from publisher.net.urls import readable, resolve


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """The action of a form, or of one of its buttons, on an https: page is an http: address."""
    if not view.page.final.startswith("https://") or "action=" not in view.markup.lower():
        return
    for node in view.tree.css("form[action],[formaction]"):
        written = node.attributes.get("action") or node.attributes.get("formaction") or ""
        reference = resolve(view.page.final, written.strip())
        if reference is not None and reference.url.startswith("http://"):
            url = reference.key
            yield Fault(view.place(selector_of(node)), url, params={"url": readable(url)})


CHECK = Check("links.insecure-form", page=look)
