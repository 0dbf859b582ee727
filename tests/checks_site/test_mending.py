"""What a broken link is said to have been meant to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.checks import Context, check_site
from publisher.i18n.words import in_language
from publisher.workspace.rulebook import load_rulebook
from tests.crawl.sites import FIRST, look, page
from tests.net.server import Answer, serving

PDF = Answer(b"%PDF-1.4\n%%EOF", kind="application/pdf")
"""Small, and not what is looked at here."""


@pytest.mark.parametrize(
    ("written", "there"),
    [
        ("/News/About.html", "/news/about.html"),
        ("/service/", "/service"),
        ("/old/rules-115.pdf", "/files/115/rules-115.pdf"),
        ("/%25E5%2585%25AC%25E5%2591%258A.html", "/%E5%85%AC%E5%91%8A.html"),
        ("/gone.html", ""),
        ("/x/index.html", ""),
    ],
)
def test_a_likely_address_is_named(written: str, there: str, tmp_path: Path) -> None:
    working = {
        "/news/about.html": page(title="關於"),
        "/service": page(title="服務"),
        "/files/115/rules-115.pdf": PDF,
    }
    working |= {"/%E5%85%AC%E5%91%8A.html": page(title="公告"), "/y/index.html": page(title="另一頁")}
    with serving({"/": page(written, *working), **working}) as server:
        snapshot = look(server, tmp_path)
        (finding,) = check_site(
            snapshot, Context(snapshot.site, FIRST, load_rulebook()), ["links.broken"]
        ).findings
    shown = in_language(finding.params, "en")["advice"]
    assert shown.startswith(" It probably should be") is bool(there)
    assert shown.rstrip(".").endswith(server.url + there.replace("%E5%85%AC%E5%91%8A", "公告") if there else "")
