"""Forms that are sent over an open line."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView
from publisher.net.html import Node
from publisher.net.placing import selector_of
from publisher.net.urls import host_of, readable, resolve

_OF_A_PERSON = (
    "input[type=email],input[type=tel],input[type=password],textarea,"
    "input[name*='name' i],input[name*='phone' i],input[name*='mail' i],input[autocomplete]"
)


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """The action of a form, or of one of its buttons, is an http: address: on an https: page, or where a form that
    asks a person for something goes to another host than that of the page.

    On an http: page everything is open; that the site has no https: is told of its links.
    """
    if "action=" not in view.markup.lower():
        return
    secure = view.page.final.startswith("https://")
    for node in view.tree.css("form[action],[formaction]"):
        written = node.attributes.get("action") or node.attributes.get("formaction") or ""
        reference = resolve(view.page.final, written.strip())
        if reference is None or not reference.url.startswith("http://"):
            continue
        if secure or (_asks_a_person(node) and host_of(reference.url) != host_of(view.page.final)):
            url = reference.key
            yield Fault(view.place(selector_of(node)), url, params={"url": readable(url)})


def _asks_a_person(form: Node) -> bool:
    return (form.attributes.get("method") or "").lower() == "post" and form.css_first(_OF_A_PERSON) is not None


CHECK = Check("links.insecure-form", page=look)
