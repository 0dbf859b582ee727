"""The made website: the same every time, its truth about pages that exist, and nobody real in it."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from publisher.documents import contents, inspecting
from publisher.model.finding import Finding, Outcome, Place, Severity
from publisher.net import html, sniffing
from samples.people import LETTER_VALUES
from samples.website import Website, build, read_truth, score, write
from samples.website.listing import END, START, listing
from samples.website.making import path_of
from tests.validators import odf_errors

_ROOT = Path(__file__).resolve().parents[2]
_NATIONAL_ID = re.compile(r"(?<![A-Za-z0-9])[A-Z][12]\d{8}(?![A-Za-z0-9])")
_MOBILE = re.compile(r"(?<!\d)09\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)")
_LANDLINE = re.compile(r"(?<![\d.])\(?0[2-8]\d{0,2}\)?-\d{3,4}-?\d{4}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w.-]+")


@pytest.fixture(scope="module")
def made() -> Website:
    return build()


def _text(path: str, content: bytes, folder: Path) -> str:
    kind = sniffing.found_type(content[:4096], content)
    if kind == "pdf":
        file = folder / "a.pdf"
        file.write_bytes(content)
        return "\n".join(contents.pdf_text(file))
    if kind in ("odt", "ods", "docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "\n".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    if kind in ("png", "doc"):
        return ""
    return content.decode("big5" if b'charset="big5"' in content else "utf-8-sig")


def test_twice_the_same_bytes(made: Website) -> None:
    assert build() == made


def test_another_seed_makes_other_people_on_the_same_pages(made: Website) -> None:
    other = build(7)
    assert other.files.keys() == made.files.keys()
    differing = {path for path in made.files if other.files[path] != made.files[path]}
    assert differing == {"/news/winners.html", "/files/winners-1150922.pdf", "/files/winners-1150922.ods"}
    assert other.truth == made.truth


def test_about_sixty_pages_and_most_of_them_clean(made: Website) -> None:
    assert 55 <= len(made.truth.pages) <= 75
    assert len(made.truth.clean) >= len(made.truth.pages) // 2


def test_something_is_planted_for_every_family(made: Website) -> None:
    assert made.truth.families == (
        "links", "freshness", "documents", "disclosure", "metadata", "leaks", "content", "services",
        "accessibility",
    )  # fmt: skip


def test_truth_speaks_of_pages_that_are_there_and_leaves_the_clean_ones_alone(made: Website) -> None:
    for one in made.truth.planted:
        assert one.page in made.files, one
        assert one.page not in made.truth.clean, one
    assert set(made.truth.pages) <= set(made.files)


def test_every_check_that_truth_names_is_in_the_rulebook_or_of_a_family_to_come(made: Website) -> None:
    families = {path.name for path in (_ROOT / "checks").iterdir()}
    for one in made.truth.planted:
        family, name = one.check.split(".")
        if family in families:
            assert (_ROOT / "checks" / family / name / "check.yaml").is_file(), one.check


def test_links_on_clean_pages_lead_to_what_is_there(made: Website) -> None:
    answered = {path for path, said in made.behaviours.items() if said.get("status", 200) < 400}
    for page in made.truth.clean:
        for link in html.facts(made.files[page].decode()).links:
            if link.href.startswith(("__", "#", "?")):
                continue
            path = unquote(urlsplit(link.href).path)
            assert path in made.files or path in answered, f"{page}: {link.href}"


def test_pages_say_what_truth_says_of_their_fragments_and_titles(made: Website) -> None:
    licence = html.facts(made.files["/service/licence.html"].decode())
    assert "應備文件" in licence.ids
    assert "規費" not in licence.ids
    assert html.facts(made.files["/about/leader.html"].decode()).title == ""
    assert html.facts(made.files["/en/visit.html"].decode()).language == ""
    assert made.files["/about/history.html"].decode("big5")


def test_documents_are_as_good_or_as_bad_as_planned(made: Website, tmp_path: Path) -> None:
    seen = {}
    for path, content in made.files.items():
        if path.endswith(".pdf") and content.startswith(b"%PDF"):
            file = tmp_path / "a.pdf"
            file.write_bytes(content)
            seen[path] = inspecting.inspect(file, "pdf")
    untagged = {path for path, one in seen.items() if one.has_text and not one.tagged}
    assert untagged == {"/files/notice-1150730.pdf"}
    assert {path for path, one in seen.items() if not one.has_text} == {"/files/scan-1150106.pdf"}
    assert [link.href for link in seen["/files/tender-1150102.pdf"].links] == ["/news/tender-attachment.html"]
    for path, content in made.files.items():
        wanted = sniffing.EXTENSIONS.get(path.rpartition(".")[2])
        if wanted in sniffing.DOCUMENTS:
            is_login = path in ("/files/forms/refund.odt", "/files/report-114.pdf")
            assert sniffing.found_type(content[:4096], content) == ("html" if is_login else wanted), path


@pytest.mark.validators
def test_the_odf_files_are_valid(made: Website, tmp_path: Path) -> None:
    paths = []
    for number, (path, content) in enumerate(made.files.items()):
        if path.endswith((".odt", ".ods")) and content.startswith(b"PK"):
            paths.append(tmp_path / f"{number}{path[-4:]}")
            paths[-1].write_bytes(content)
    assert len(paths) > 8
    assert {path.name: errors for path, errors in odf_errors(paths).items() if errors} == {}


def test_nobody_real_can_be_in_it(made: Website, tmp_path: Path) -> None:
    ids = phones = 0
    for path, content in made.files.items():
        text = unicodedata.normalize("NFKC", _text(path, content, tmp_path))
        for number in _NATIONAL_ID.findall(text):
            ids += 1
            assert number[0] in LETTER_VALUES, path
            assert number[2] == "9", path
        for number in _MOBILE.findall(text):
            phones += 1
            assert re.sub(r"[- ]", "", number).startswith("0900000"), path
        assert all(number.startswith("06-000-00") for number in _LANDLINE.findall(text)), path
        assert all("example" in address for address in _MAIL.findall(text)), path
    assert ids >= 28
    assert phones >= 28


def test_written_and_read_again(made: Website, tmp_path: Path) -> None:
    assert write(tmp_path) == made.truth
    assert read_truth(tmp_path) == made.truth
    for path, content in made.files.items():
        assert (tmp_path / "www" / path.lstrip("/")).read_bytes() == content


def test_the_page_about_it_lists_what_is_planted(made: Website) -> None:
    page = (_ROOT / "docs/explanation/sample-website.md").read_text(encoding="utf-8")
    said = page.partition(START)[2].partition(END)[0].strip()
    assert said == listing(made.truth).strip(), "run: python -m samples.website --list"


def test_the_score_tells_found_missed_and_false(made: Website) -> None:
    def finding(check: str, path: str, key: str = "", outcome: Outcome = Outcome.FAILED) -> Finding:
        place = Place(url=f"http://127.0.0.1:8000{path}")
        return Finding(check, outcome, Severity.ERROR, "site", key, places=(place,))

    found = score(
        [
            finding("disclosure.missing-item", "/foi/index.html", "FOI-7-1-4"),
            finding("disclosure.missing-required-page", "/", "contact"),
            finding("disclosure.empty-item", "/foi/minutes.html", "FOI-7-1-10"),
            finding("disclosure.empty-item", "/foi/index.html", "FOI-7-1-1"),
            finding("disclosure.empty-item", "/foi/budget.html", outcome=Outcome.PASSED),
        ],
        made.truth,
        checks=["disclosure"],
    )
    assert [one.check for one in found.found] == ["disclosure.missing-item"]
    assert {one.check for one in found.missed} == {
        "disclosure.empty-item",
        "disclosure.missing-accessibility-badge",
        "disclosure.missing-required-page",
    }
    assert found.false_on_clean == (("disclosure.empty-item", "/foi/minutes.html"),)
    assert found.false_elsewhere == (("disclosure.empty-item", "/foi/index.html"),)
    assert not found.perfect
    assert found.untried
    assert "disclosure.empty-item: 0 found, 1 missed, 2 false" in found.lines()


def test_paths_of_addresses() -> None:
    assert path_of("http://127.0.0.1:80/") == "/index.html"
    assert path_of("http://127.0.0.1:80/a/%E6%B1%BD.html#b") == "/a/汽.html"
