"""What reads things from outside: each takes bytes, and raises nothing but what it promises (which is caught here)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from publisher.documents.search import search
from publisher.model.errors import PublisherError, SourceError
from publisher.net import css, encoding, feeds, html, robots, sitemaps, sniffing, urls
from publisher.net.blocks import main_blocks, table_rows
from publisher.source.looking import as_csv
from publisher.workspace.traced import read_yaml
from tests.fuzz.seeds import TABLES, WEB

Reader = Callable[[bytes], object]


def _table(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        work = Path(folder) / "work"
        work.mkdir()
        try:
            assert as_csv(path, None, work).csv.exists()
        except SourceError as refused:
            assert str(refused)


def _document(name: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        for item in search(path, name):
            assert item is not None


def _page(content: bytes) -> None:
    text, _ = encoding.decode(content, "text/html")
    try:
        tree = html.parse(text)
        list(html.links(tree))
        html.main_text(tree)
        html.facts(text)
        main_blocks(text)
        list(table_rows(text))
        html.text_lines(text)
    except html.HostileMarkupError:
        return


def _address(content: bytes) -> None:
    found = urls.resolve("http://a.test/b/", content.decode("utf-8", "surrogateescape"))
    if found is not None:
        for take in (urls.key_of, urls.host_of, urls.pattern_of, urls.readable, urls.tokens, urls.without_user):
            take(found.url)


def _yaml(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.yaml"
        path.write_bytes(content)
        try:
            read_yaml(path, path.name)
        except PublisherError as refused:
            assert str(refused)


_WEB: dict[str, Callable[[bytes], object]] = {
    "html": _page,
    "robots": lambda content: robots.read(content, "publisher"),
    "sitemap": sitemaps.read,
    "feed": feeds.read,
    "css": lambda content: list(css.addresses(content.decode("utf-8", "replace"))),
    "url": _address,
    "yaml": _yaml,
    "json": lambda content: sniffing.found_type(content[:512], content),
}
READERS: dict[str, tuple[bytes, Reader]] = {
    **{f"table {name}": (seed, partial(_table, name)) for name, seed in TABLES.items()},
    **{f"document {name}": (seed, partial(_document, name)) for name, seed in TABLES.items()},
    **{name: (WEB[name], read) for name, read in _WEB.items()},
}
"""By name: an honest input, and what reads it."""
