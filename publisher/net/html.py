"""Markup, read once by the Lexbor parser: links, ids, title, headings, metas and words. Its one home.

Pages may be built to exhaust a reader: markup that would take the parser more than a moment is refused before it
is parsed (`HostileMarkupError`), which makes the page untested, never clean.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from publisher.net import css, handlers

Tree = LexborHTMLParser
Node = LexborNode

DEEPEST = 2_000
"""Browsers stop at 512 levels; the parser's time grows with the square of the depth."""

_MANY_TAGS = 5_000
_MANY_STYLED = 200
_MOST_ATTRIBUTES = 3_000
_LONG_TAG = 20_000
_LONGEST_TEXT = 120
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_STYLED = re.compile(r"<(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\s>/]", re.IGNORECASE)
_STYLED_NAMES = frozenset(
    {"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_ATTRIBUTE = re.compile(r"[\s/\"'][A-Za-z_:@-][^\s=>/\"']*\s*=")
_NEVER_DEEP = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup"}
    | {"a", "html", "head", "body", "rp", "rt"}
)

LINKED = (
    "a[href],area[href],link[href],img[src],img[srcset],source[src],source[srcset],script[src],iframe[src],"
    "frame[src],embed[src],object[data],video[src],video[poster],audio[src],track[src],input[type=image],"
    "[background],[longdesc],[data-src],[data-srcset],[data-original],[data-lazy-src],[data-bg],"
    "[data-background-image],[data-href],meta[content],style,[style*='url'],[style*='image-set'],"
    "svg a,svg image,svg use,"
    "iframe[srcdoc],form[action],[formaction],link[imagesrcset],script[type*='ld+json' i],"
    "[onclick*='location'],[onclick*='open'],[onclick*='push'],[onclick*='navigate'],[ondblclick*='location'],"
    "[onmousedown*='location'],[onkeypress*='location'],[onkeydown*='location'],"
    "select[onchange*='location'] option,select[onchange*='open'] option"
)
NEVER_ASKED = frozenset({"dns-prefetch", "preconnect", "pingback", "webmention", "profile", "edituri", "schema"})
"""Relations of links that name a host, a vocabulary, or a place that takes what others send."""
_META_ADDRESS = re.compile(
    r"og:(?:image|video|audio)(?::(?:secure_)?url)?|og:url|twitter:(?:image(?::src)?|player|url)"
    r"|msapplication-tileimage|thumbnail"
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-bg", "data-background-image")
"""Where scripts that load pictures late look for them."""
_SHOWN_LATE = frozenset({"img", "iframe", "source", "video", "audio", "embed", "div", "section", "li", "span"})
_JSON_ADDRESSES = frozenset(
    {"url", "image", "logo", "contentUrl", "embedUrl", "thumbnailUrl", "sameAs", "downloadUrl", "mainEntityOfPage"}
    | {"item", "@id", "license", "installUrl", "codeRepository"}
)
_MOST_JSON = 200
_NESTED = re.compile(r"<iframe[^>]*\ssrcdoc\s*=", re.IGNORECASE)
ASCII_SPACES = " \t\n\r\f"
"""What ends or surrounds an address in HTML; ideographic blanks belong to it."""

_REFRESH = re.compile(r"\s*[0-9.]+\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"']*)", re.IGNORECASE)
SILENT = "script,style,noscript,template,svg,iframe,object"
AROUND = "nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo],[role=search]"
MAIN = ("main", "[role=main]", "#main", "#content", "#center", ".main", ".content", "article")
_MARKS = frozenset(
    {
        *("a", "span", "b", "strong", "i", "em", "font", "small", "label", "button", "img", "input", "p"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
"""Elements that hold no page: with the name of the main block they mark where it begins (<a id="main">:::</a>)."""
BLOCKS = (
    "p,div,li,td,th,tr,h1,h2,h3,h4,h5,h6,br,dt,dd,section,article,caption,option,label,figcaption,blockquote,pre,"
    "address,legend,summary,header,footer,nav,main,aside,form,ul,ol,table,hr"
)
_FEW_LINKS = 3
_PLACES = "nav,ul,div[id],div[class],section[id],header,main,app-root"
"""Elements that scripts fill with menus and pages."""
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


class HostileMarkupError(ValueError):
    """Markup so deep, or so full of attributes, that reading it would take too long."""


@dataclass(frozen=True, slots=True)
class RawLink:
    """A link as written: element and attribute, address, and the words of the link."""

    element: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What one look at a page gives. `base` is the `href` of the first `<base>`, as written."""

    title: str
    language: str
    base: str | None
    headings: tuple[tuple[int, str], ...]
    metas: tuple[tuple[str, str], ...]
    links: tuple[RawLink, ...]
    ids: frozenset[str]
    main_text: str
    refreshes: tuple[str, ...] = ()
    """What refreshes in the markup say."""
    waits_for_scripts: bool = False
    """Scripts, hardly a link for a person, and an empty place that a script is to fill."""


def parse(html: str) -> Tree:
    """The tree of a page; raises HostileMarkupError."""
    _refuse_hostile(html)
    return LexborHTMLParser(html)


def facts(html: str) -> PageFacts:
    """Everything the crawl keeps of a page; raises HostileMarkupError."""
    tree = parse(html)
    root = tree.root
    base = tree.css_first("base[href]")
    title = tree.css_first("title")
    ids = [node.attributes.get("id") or "" for node in tree.css("[id]")]
    names = [node.attributes.get("name") or "" for node in tree.css("a[name]")]
    return PageFacts(
        title=squeeze(title.text(deep=True)) if title else "",
        language=((root.attributes.get("lang") or "") if root else "").strip(),
        base=base.attributes.get("href") if base else None,
        headings=tuple(
            (int((node.tag or "h6")[1]), squeeze(node.text(deep=True))) for node in tree.css("h1,h2,h3")
        ),
        metas=tuple(_metas(tree)),
        links=(found := tuple(links(tree))),
        refreshes=tuple(node.attributes.get("content") or "" for node in tree.css("meta[http-equiv=refresh i]")),
        ids=frozenset(ids + names) - {""},
        waits_for_scripts=_waits_for_scripts(tree, found),
        main_text=main_text(tree),
    )


def _waits_for_scripts(tree: Tree, found: tuple[RawLink, ...]) -> bool:
    if len({link.href for link in found if link.element in ("a", "area")}) >= _FEW_LINKS:
        return False
    if any(link.element in ("iframe", "frame", "meta refresh") for link in found):
        return False
    if tree.css_first("script") is None:
        return False
    return any(node.child is None or not node.text(deep=True).strip() for node in tree.css(_PLACES))


def links(tree: Tree) -> Iterator[RawLink]:
    """Every address that the page sends its reader or browser to, in order of its elements."""
    for node in linking(tree):
        yield from links_of(node)


def linking(tree: Tree) -> Iterator[Node]:
    """The elements of `LINKED`, each once (one that fits two of the selectors comes twice in a row)."""
    last = None
    for node in tree.css(LINKED):
        if node.mem_id != last:
            last = node.mem_id
            yield node


def links_of(node: Node) -> Iterator[RawLink]:
    """The links of one element of `LINKED`."""
    tag, attributes = node.tag or "", node.attributes
    if tag in ("a", "area"):
        yield RawLink(tag, _href(attributes), _words(node))
    elif tag == "link":
        yield from _of_link(attributes)
    elif tag == "meta":
        yield from _of_meta(attributes)
    elif tag == "style":
        yield from (RawLink("css url()", address, "") for address in css.addresses(node.text(deep=True)))
    elif tag == "script" and _is_data(attributes.get("type") or ""):
        yield from _of_json(node.text(deep=True))
    elif tag == "form":
        if (attributes.get("method") or "").strip().lower() not in ("post", "dialog"):
            yield RawLink("form action", attributes.get("action") or "", "")
    elif tag in ("image", "use"):
        href = attributes.get("href") or attributes.get("xlink:href") or ""
        if not href.startswith("#"):
            yield RawLink(f"svg {tag}", href, "")
    else:
        yield from _embedded(tag, attributes)
    if attributes.get("formaction") and not _is_posted(node):
        yield RawLink("formaction", attributes["formaction"] or "", "")
    yield from _by_handler(node, tag, attributes)
    style = attributes.get("style") or ""
    if "url" in style or "image-set" in style:
        yield from (RawLink("css url()", address, "") for address in css.addresses(style))


def _href(attributes: dict[str, str | None]) -> str:
    href = attributes.get("href")
    if href is None:
        return attributes.get("xlink:href") or ""
    return "#" if href.lstrip(ASCII_SPACES)[:1] == "#" and _is_a_control(attributes) else href


def _is_a_control(attributes: dict[str, str | None]) -> bool:
    """Whether a script takes the click and the reader stays: what follows # is then a name for the script."""
    clicked = attributes.get("onclick") or ""
    return bool(_STAYS.search(clicked)) or (attributes.get("role") or "").strip().lower() in _CONTROLS


_STAYS = re.compile(r"return\s+false|preventDefault\s*\(|return\s+[\w.]+\s*\(")
_CONTROLS = frozenset({"button", "tab", "menuitem", "switch", "option", "treeitem"})


def _by_handler(node: Node, tag: str, attributes: dict[str, str | None]) -> Iterator[RawLink]:
    """Where scripts in the element's own attributes lead, and the choices of a menu to jump by."""
    written = ";".join(attributes.get(name) or "" for name in _HANDLERS)
    if tag == "a" and (attributes.get("href") or "").lstrip()[:11].lower() == "javascript:":
        written += f";{attributes['href']}"
    for address in handlers.addresses(written) if len(written) > _NO_HANDLERS else ():
        yield RawLink("onclick", address, _words(node))
    value = (attributes.get("value") or "").strip() if tag == "option" else ""
    if value and handlers.is_address(value):
        yield RawLink("option", value, _words(node))
    if (leads := (attributes.get("data-href") or "").strip()) and handlers.is_address(leads):
        yield RawLink("data-href", leads, _words(node))


_HANDLERS = ("onclick", "ondblclick", "onmousedown", "onkeypress", "onkeydown")
_NO_HANDLERS = len(_HANDLERS)


def _is_data(kind: str) -> bool:
    return kind.partition(";")[0].strip().lower() == "application/ld+json"


def _is_posted(node: Node) -> bool:
    """Whether a button sends its form: what takes forms may not give a page to who only asks."""
    method = node.attributes.get("formmethod")
    at = node.parent
    while method is None and at is not None:
        method = at.attributes.get("method") or "" if at.tag == "form" else None
        at = at.parent
    return (method or "").strip().lower() == "post"


def _of_link(attributes: dict[str, str | None]) -> Iterator[RawLink]:
    relation = attributes.get("rel") or ""
    names = [name.partition(".")[0] for name in relation.lower().split()]
    if not (names or attributes.get("itemprop")) or not NEVER_ASKED.isdisjoint(names):
        return
    if attributes.get("href") or not attributes.get("imagesrcset"):
        yield RawLink("link", attributes.get("href") or "", relation)
    yield from (RawLink("link imagesrcset", item, "") for item in _candidates(attributes.get("imagesrcset") or ""))


def _of_meta(attributes: dict[str, str | None]) -> Iterator[RawLink]:
    content = attributes.get("content") or ""
    if (attributes.get("http-equiv") or "").strip().lower() == "refresh":
        address = refresh_address(content)
        if address is not None:
            yield RawLink("meta refresh", address, "")
    name = (
        (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").strip().lower()
    )
    is_item = attributes.get("itemprop") and name in ("image", "url", "logo")
    if content and (is_item or _META_ADDRESS.fullmatch(name)):
        yield RawLink(f"meta {name}", content, "")


def refresh_address(content: str) -> str | None:
    """Where a Refresh leads, in a meta element or a header; None when it only loads the page again."""
    found = _REFRESH.match(content)
    return (found[1].strip(ASCII_SPACES) or None) if found else None


def _of_json(text: str) -> Iterator[RawLink]:
    """Addresses in data for search engines (JSON-LD), under the names that hold those of pages and pictures."""
    try:
        waiting = [("", json.loads(text))]
    except (ValueError, RecursionError):
        return
    count = 0
    while waiting and count < _MOST_JSON:
        name, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(key), inner) for key, inner in value.items() if key != "@context"]
        elif isinstance(value, list):
            waiting += [(name, inner) for inner in value]
        elif isinstance(value, str) and name in _JSON_ADDRESSES and _IN_JSON.match(value) and "#" not in value:
            count += 1
            yield RawLink("json-ld", value, "")


_IN_JSON = re.compile(r"(?:https?:/|/)/?[^\s]+\Z")


def _embedded(tag: str, attributes: dict[str, str | None]) -> Iterator[RawLink]:
    text = (attributes.get("alt") or attributes.get("title") or "")[:_LONGEST_TEXT]
    for name in ("src", "data", "background", "longdesc"):
        written = attributes.get(name)
        if written and written.strip() and (name != "data" or tag == "object"):
            yield RawLink(tag if name in ("src", "data") else f"{tag} {name}", written, text)
    for name in _LAZY if tag in _SHOWN_LATE else ():
        written = (attributes.get(name) or "").strip()
        if written and handlers.is_address(written):
            yield RawLink(f"{tag} {name}", written, text)
    if (late := attributes.get("data-srcset")) and tag in ("img", "source"):
        yield from (RawLink(f"{tag} data-srcset", item, text) for item in _candidates(late))
    if attributes.get("poster"):
        yield RawLink("video poster", attributes["poster"] or "", text)
    if attributes.get("srcset"):
        yield from (RawLink(f"{tag} srcset", item, text) for item in _candidates(attributes["srcset"] or ""))
    if tag == "iframe" and attributes.get("srcdoc"):
        yield from _of_document(attributes["srcdoc"] or "")


def _of_document(markup: str) -> Iterator[RawLink]:
    """The links of a document within an attribute; one within that is left out."""
    if len(markup) > _LONG_TAG or _NESTED.search(markup):
        return
    try:
        yield from links(parse(markup))
    except HostileMarkupError:
        return


def _candidates(srcset: str) -> Iterator[str]:
    """The addresses of a srcset (HTML standard: one ends at any ASCII white space; commas may be part of it)."""
    at = 0
    while (found := _CANDIDATE.match(srcset, at)) is not None:
        address, at = found[1], found.end()
        if address.endswith(","):
            yield address.rstrip(",")
            continue
        yield address
        behind = _DESCRIPTORS.match(srcset, at)
        at = behind.end() if behind else at


_CANDIDATE = re.compile(r"[ \t\n\r\f,]*([^ \t\n\r\f]+)")
_DESCRIPTORS = re.compile(r"(?:[^,(]|\([^)]*(?:\)|\Z))*")


def _words(node: Node) -> str:
    text = squeeze(node.text(deep=True))
    if not text:
        image = node.css_first("img[alt]")
        text = squeeze((image.attributes.get("alt") if image else node.attributes.get("title")) or "")
    return text[:_LONGEST_TEXT]


def _metas(tree: Tree) -> Iterator[tuple[str, str]]:
    for node in tree.css("meta[name],meta[property]"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or ""
        yield name.strip().lower(), squeeze(attributes.get("content") or "")


def main_text(tree: Tree) -> str:
    """The words of the main block, line by line; without one, of the body less its navigation and footer.

    The tree is not to be used afterwards: what is silent has been taken out of it.
    """
    for node in tree.css(SILENT):
        node.decompose()
    block = main_block(tree)
    if block is not None:
        return _in_lines(block)
    for node in tree.css(AROUND):
        node.decompose()
    return _in_lines(tree.body) if tree.body else ""


def main_block(tree: Tree) -> Node | None:
    """The element that holds a page's content: the one named so, or the one in which a mark of that name stands.

    None where nothing is named so, where it says nothing, and where the menus stand beside the mark.
    """
    refused: set[int] = set()
    for selector in MAIN:
        for node in tree.css(selector):
            block = _block_of(node, refused)
            if block is None:
                continue
            is_own = block.mem_id == node.mem_id
            if any(map(str.isalnum, block.text(deep=True))) and (
                is_own or (block.tag not in ("body", "html") and not block.css_matches(AROUND))
            ):
                return block
            refused.add(block.mem_id)
            if len(refused) > _MOST_REFUSED:
                return None
    return None


_MOST_REFUSED = 200
"""Elements that were looked at for the main block in vain: a page has a few, a hostile one more."""


def _block_of(node: Node, refused: set[int]) -> Node | None:
    """The element itself, or the one in which a mark stands; None for a mark in one that was refused."""
    block: Node | None = node
    while block is not None and block.tag in _MARKS:
        if block.mem_id in refused:
            return None
        refused.add(block.mem_id)
        block = block.parent
    return block if block is not None and (block.mem_id == node.mem_id or block.mem_id not in refused) else None


def text_lines(html: str) -> str:
    """All words of a page that a reader can see, alternative texts included, a line for each block.

    Words in one block stay together whatever elements they stand in. Raises HostileMarkupError.
    """
    tree = parse(html)
    for node in tree.css(SILENT):
        node.decompose()
    if tree.body is None:
        return ""
    for node in tree.css("img[alt],area[alt],[title],input[value],input[placeholder]"):
        attributes = node.attributes
        for name in ("alt", "title", "placeholder", "value"):
            if attributes.get(name) and not (name == "value" and attributes.get("type") == "hidden"):
                node.insert_before(f"\n{attributes[name]}\n")
    for node in tree.css(BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    return _BLANK_LINES.sub("\n", _SPACES.sub(" ", tree.body.text(deep=True))).strip()


def _in_lines(node: Node) -> str:
    return _SPACES.sub(" ", node.text(deep=True, separator="\n", strip=True))


def tables(tree: Tree | Node) -> list[Node]:
    """The tables that hold no other: one that does places the parts of the page."""
    return [table for table in tree.css("table") if len(table.css("table")) <= 1]


def squeeze(text: str) -> str:
    """White space of any kind as one blank."""
    return " ".join(text.split())


def _refuse_hostile(html: str) -> None:
    pieces = html.split(">")
    if max(map(len, pieces)) > _LONG_TAG:
        for piece in pieces:
            at = piece.find("<") if len(piece) > _LONG_TAG else -1
            if at >= 0 and len(_ATTRIBUTE.findall(piece, at)) > _MOST_ATTRIBUTES:
                raise HostileMarkupError
    if html.count("<") > _MANY_TAGS or len(_STYLED.findall(html)) > _MANY_STYLED:
        _refuse_depth(html)


def _refuse_depth(html: str) -> None:
    """Walk the tags in order. Unclosed styling elements are reopened in every block, so few may stand open."""
    depth = styled = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        if tag in _NEVER_DEEP:
            continue
        step = -1 if closing else 1
        depth = max(depth + step, 0)
        if tag in _STYLED_NAMES:
            styled = max(styled + step, 0)
        if depth > DEEPEST or styled > _MANY_STYLED:
            raise HostileMarkupError
