"""Whatever comes from outside is read or refused in words: no parser of ours ends in anything else (make test-full).

What was found becomes a case of the parser's own tests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from publisher.documents.search import search
from publisher.model.errors import PublisherError, SourceError
from publisher.net import css, encoding, feeds, html, robots, sitemaps, sniffing, urls
from publisher.net.blocks import main_blocks, table_rows
from publisher.source.looking import as_csv
from publisher.workspace.reading import read_yaml
from tests.fuzz.seeds import TABLES, WEB, spoiled

pytestmark = [pytest.mark.full, pytest.mark.timeout(1800)]
EXAMPLES = 600


def fuzz(seed: bytes, read: Callable[[bytes], object], examples: int = EXAMPLES) -> None:
    """Read the seed spoiled in many ways; what `read` raises fails the test, and so does a search that tried nothing."""
    tried = 0

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(spoiled(seed))
    def run(content: bytes) -> None:
        nonlocal tried
        read(content)
        tried += 1

    run()
    assert tried >= examples // 2


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str) -> None:
    def read(content: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            work = Path(folder) / "work"
            work.mkdir()
            try:
                assert as_csv(path, None, work).csv.exists()
            except SourceError as refused:
                assert str(refused)

    fuzz(TABLES[name], read)


@pytest.mark.parametrize("name", TABLES)
def test_documents(name: str) -> None:
    def read(content: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / name
            path.write_bytes(content)
            for item in search(path, name):
                assert item is not None

    fuzz(TABLES[name], read)


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


@pytest.mark.parametrize("name", _WEB)
def test_the_web_and_what_people_write(name: str) -> None:
    assert WEB[name]
    fuzz(WEB[name], _WEB[name], 3 * EXAMPLES)


@settings(max_examples=2000, deadline=None, database=None)
@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_bytes_are_text_of_some_encoding(content: bytes, header: str) -> None:
    text, name = encoding.decode(content, header)
    assert isinstance(text, str)
    assert name
