"""Pictures of what is at fault, with the line and the words of the page as it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from typer.testing import CliRunner

from publisher.cli.main import app
from tests.browser.axe import EVERY_VIEW, needs_browser, violations
from tests.browser.site import PAGE, Website, serve

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
BODY = """
<p style="color:#aaa">淺色的服務說明</p>
<p id="made"></p><script>document.getElementById("made").innerHTML = "<button></button>";</script>
<a href="/elsewhere" style="position:absolute;left:-9999px"></a>
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with serve(
        {"/": PAGE.format(head="", body=BODY), "/elsewhere": PAGE.format(head="", body="<p>另一頁</p>")}
    ) as server:
        yield server


@pytest.fixture(scope="module")
def page(site: Website, tmp_path_factory: pytest.TempPathFactory) -> Path:
    needs_browser()
    folder = tmp_path_factory.mktemp("places")
    asked = ["check", f"{site.base}/", "--allow-private", "--only", "accessibility", "--pictures", str(folder)]
    done = CliRunner().invoke(app, [*asked, "--language", "zh-TW"])
    assert done.exit_code == 1, done.output
    assert str(folder / "index.html") in done.output.replace("\n", "")
    return folder / "index.html"


def _places(page: Path, check: str) -> list[BeautifulSoup]:
    parsed = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    heading = next(node for node in parsed.select("dl code") if node.get_text() == check)
    start = heading.find_parent("dl")
    found = []
    for node in start.find_next_siblings():  # type: ignore[union-attr]
        if node.name == "h2":
            break
        found.append(node)
    return found


def test_a_place_has_its_picture_its_line_its_markup_and_its_words(page: Path) -> None:
    (place,) = _places(page, "accessibility.color-contrast")
    picture = page.parent / str(place.select_one("img")["src"])  # type: ignore[index]
    assert picture.read_bytes().startswith(b"\x89PNG")
    said = place.get_text("|", strip=True)
    assert "|原始碼行號|2|" in said
    assert '|<p style="color:#aaa">|' in said
    assert "|淺色的服務說明" in said


def test_what_scripts_made_has_a_picture_and_no_line(page: Path) -> None:
    (place,) = _places(page, "accessibility.button-name")
    assert place.select_one("img") is not None
    assert "原始碼行號" not in place.get_text()


def test_the_page_of_pictures_has_no_fault_of_its_own(page: Path) -> None:
    assert violations([page], EVERY_VIEW) == []
