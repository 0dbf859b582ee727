"""A page as lines of words with the links that stand in them, whatever elements make it.

A row of a table, an entry of a list, a heading, a card: each block is a line, and what a label is about is the
rest of its line and the lines after it, until the next label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from publisher.model.site import Page
from publisher.net import html
from publisher.net.urls import resolve

_BLOCKS = frozenset(
    {
        "p",
        "div",
        "li",
        "td",
        "th",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "dt",
        "dd",
        "section",
        "article",
        "caption",
        "option",
        "label",
        "figcaption",
        "blockquote",
        "pre",
        "address",
        "legend",
        "summary",
        "details",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
        "form",
        "ul",
        "ol",
        "table",
        "hr",
        "dl",
        "fieldset",
        "button",
        "body",
        "tbody",
        "thead",
        "tfoot",
        "figure",
        "select",
        "menu",
        "center",
    }
)
_SILENT = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "head"})
_OUTSIDE = frozenset({"header", "footer"})
_OUTSIDE_ROLES = frozenset({"banner", "contentinfo", "search"})
_CRUMBS = re.compile(
    r"crumb|sitepath|(?:^|[\s_-])path(?:$|[\s_-])|(?:^|[\s_-])(?:social|share)(?:$|[\s_-])"
    r"|(?:^|\s)(?:(?:site|main|global|top|layout|web|fat|container|page(?=[-_]?foot))[-_]?)?(?:footer|header)"
    r"(?:[-_]?(?:wrap(?:per)?|content|container|inner|area|block|nav|menu|links?|info|top|bottom))?(?:$|\s)",
    re.I,
)
"""Classes of what stands around a page's content; the header of a card or of an entry is content."""
AROUND = "header,footer,nav,aside,[role=banner],[role=contentinfo],[role=navigation],[role=search]"
"""Elements around a page's content, as a selector."""
_POINTERS = ("aria-controls", "data-target", "data-bs-target", "data-tab")
_HEADING = re.compile(r"h([1-6])\Z")
_BOLD = frozenset({"strong", "b"})
_BEFORE_LABEL = " \t\n　・•●◎※-–—▸►0123456789.、()（）一二三四五六七八九十"

LinkFilter = Callable[[str, str], bool]
"""Whether a link (address, words) is left out."""


@dataclass(slots=True)
class PageLine:
    """One block: its words, its links as (words, address), its level as a heading (0: none)."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    level: int = 0
    head: bool = False
    """Whether it is the head or the caption of a table."""
    menu: bool = False
    """Whether it stands in a navigation."""
    marked: list[str] = field(default_factory=list)
    """Words that the line sets off at its beginning (bold), as a label."""


def content_lines(page: Page, leave_out: LinkFilter | None = None, *, whole: bool = False) -> tuple[PageLine, ...]:
    """The lines of a page's content: without header, footer and breadcrumbs, and links that `leave_out` names.

    `whole` keeps them. A page whose markup cannot be read has none.
    """
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return ()
    if tree.body is None:
        return ()
    return tuple(line for line in _Walk(page, leave_out, whole=whole).lines(tree.body) if line.text or line.links)


def is_within(node: html.Node, around: set[int]) -> bool:
    """Whether a node, or one above it, is among those with the ids (`mem_id`) `around`."""
    above: html.Node | None = node
    while above is not None:
        if above.mem_id in around:
            return True
        above = above.parent
    return False


def text_at(page: Page, fragment: str) -> str | None:
    """The words of the element with this id; a heading or a mark stands for what follows. None: not there."""
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return None
    for node in tree.css("[id],a[name]"):
        if fragment in (node.attributes.get("id"), node.attributes.get("name") if node.tag == "a" else None):
            text = html.squeeze(node.text(deep=True, separator=" "))
            is_mark = node.tag == "a" or _HEADING.match(node.tag or "") or not text
            return html.squeeze(f"{text} {_following(node)}") if is_mark else text
    return None


def _following(mark: html.Node) -> str:
    """The words behind a mark, up to the next heading: beside it, or beside what holds nothing else."""
    at: html.Node | None = mark
    while at is not None and at.tag not in ("body", "html", "main"):
        said: list[str] = []
        after = at.next
        while after is not None and not (said and _HEADING.match(after.tag or "")):
            said.append(after.text(deep=True, separator=" "))
            after = after.next
        if any(map(str.isalnum, "".join(said))):
            return " ".join(said)[:_MOST_FOLLOWING]
        at = at.parent
    return ""


_LABELS = "a,button,summary,dt,h1,h2,h3,h4,h5,h6,span,strong,b,p,legend,label,div"
_LONGEST_LABEL = 60
_MOST_FOLLOWING = 2_000


def hanging_below(page: Page, is_name: Callable[[str], bool], fewest: int) -> Iterator[tuple[PageLine, ...]]:
    """The lines of each list with at least `fewest` links that hangs below a label, in its entry or beside it."""
    try:
        tree = html.parse(page.html)
    except html.HostileMarkupError:
        return
    for node in tree.css(_LABELS):
        words = html.squeeze(node.text(deep=True))
        if 0 < len(words) <= _LONGEST_LABEL and is_name(words):
            block = _block_below(node, fewest)
            if block is not None:
                lines = _Walk(page, None, whole=True).lines(block)
                yield tuple(line for line in lines if (line.text or line.links) and line.text != words)


def _block_below(label: html.Node, fewest: int) -> html.Node | None:
    above: html.Node | None = label
    while above is not None and above.tag not in ("ul", "ol", "nav", "table", "body", "main"):
        if above.tag in ("li", "details") and _is_list(above, fewest + 1):
            return above
        after = above.next
        while after is not None and (after.tag or "").startswith("-"):
            after = after.next
        if (
            after is not None
            and after.tag in ("ul", "ol", "dl", "dd", "div", "nav", "table")
            and _is_list(after, fewest)
        ):
            return after
        above = None if above.tag == "li" else above.parent
        if above is not None and _is_list(above, fewest):
            return None  # what follows it follows all of that, not the label
    return None


def _is_list(node: html.Node, fewest: int) -> bool:
    return len(node.css("a[href]")) >= fewest


def _is_of_column(cell: html.Node) -> bool:
    """Whether a cell heads a column: all cells of its row are heads."""
    row = cell.parent
    return row is not None and row.tag == "tr" and not row.css_matches("td")


class _Walk:
    def __init__(self, page: Page, leave_out: LinkFilter | None, *, whole: bool) -> None:
        self._page = page
        self._leave_out = leave_out
        self._whole = whole
        self._done: list[PageLine] = []
        self._line = PageLine()

    def lines(self, body: html.Node) -> Iterator[PageLine]:
        stack: list[tuple[html.Node, int, bool, bool]] = [(body, 0, False, False)]
        while stack:
            node, level, menu, leaving = stack.pop()
            tag = node.tag or ""
            if leaving:
                self._break(level, menu=menu, head=tag == "caption" or (tag == "th" and _is_of_column(node)))
                continue
            if tag == "-text":
                self._line.text += node.text(deep=False)
                continue
            if tag in _SILENT or tag.startswith("-") or self._is_outside(node, tag):
                continue
            menu = menu or tag == "nav" or node.attributes.get("role") == "navigation"
            if tag in ("a", "area"):
                if not self._link(node, tag):
                    continue
            elif tag == "img":
                self._line.text += node.attributes.get("alt") or ""
            elif tag in _BOLD and not self._line.text.strip(_BEFORE_LABEL):
                self._line.marked.append(html.squeeze(node.text(deep=True)))
            outer, found = level, _HEADING.match(tag)
            level = int(found[1]) if found else level
            if tag in _BLOCKS:
                self._break(outer, menu=menu)
                self._point(node)
                stack.append((node, level, menu, True))
            children = []
            child = node.child
            while child is not None:
                children.append((child, level, menu, False))
                child = child.next
            stack.extend(reversed(children))
        self._break(0, menu=False)
        return iter(self._done)

    def _break(self, level: int, *, menu: bool, head: bool = False) -> None:
        line = self._line
        line.text = html.squeeze(line.text)
        if line.text or line.links:
            line.level, line.menu, line.head = level, menu, head
            self._done.append(line)
        self._line = PageLine()

    def _link(self, node: html.Node, tag: str) -> bool:
        """Note a link; False when it is to be left out with its words."""
        attributes = node.attributes
        href = (attributes.get("href") or "").strip()
        words = html.squeeze(node.text(deep=True))
        if not words:
            image = node.css_first("img[alt]")
            names = (
                image.attributes.get("alt") if image else "",
                attributes.get("aria-label"),
                attributes.get("title"),
            )
            words = html.squeeze(next((name for name in names if name), ""))
        reference = resolve(self._page.final, href) if href and not href.startswith("#") else None
        address = href if href.startswith("#") else reference.key if reference is not None else ""
        if address and self._leave_out is not None and self._leave_out(address, words):
            return False
        if tag == "area":
            self._line.text += f" {words} "
        if address or words:
            self._line.links.append((words, address))
        if not address:
            for name in _POINTERS:
                if attributes.get(name):
                    self._line.links[-1] = (words, "#" + (attributes[name] or "").lstrip("#"))
        return True

    def _point(self, node: html.Node) -> None:
        """A button of a tab or an accordion leads to the element that it opens."""
        for name in _POINTERS:
            if value := node.attributes.get(name):
                self._line.links.append((html.squeeze(node.text(deep=True)), "#" + value.lstrip("#")))

    def _is_outside(self, node: html.Node, tag: str) -> bool:
        if self._whole or tag == "body":
            return False
        attributes = node.attributes
        if tag in _OUTSIDE or (attributes.get("role") or "") in _OUTSIDE_ROLES:
            return True
        marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        if (attributes.get("aria-label") or "").lower() in ("breadcrumb", "breadcrumbs", "麵包屑"):
            return True
        return bool(
            marks.strip() and tag in ("div", "ol", "ul", "nav", "section", "p", "span") and _CRUMBS.search(marks)
        )
