"""The documents about what is published say what was proven, in both languages, and pass the validators."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from publisher import certificate
from publisher.documents import contents
from publisher.documents.composed import as_odt, as_pdf
from publisher.model.document import Composed, Grid, Paragraph
from publisher.model.text import Language
from publisher.report.publications import description_of, list_of
from tests.certificate.made import AGENCY, CERTIFICATE, TITLE
from tests.report.nights import WORKSPACE, publication, publications
from tests.validators import odf_errors, verapdf

DAY = date(2026, 11, 30)
LANGUAGES: tuple[Language, ...] = ("zh-TW", "en")


def documents(language: Language) -> dict[str, Composed]:
    """One of each."""
    return {
        "list": list_of(publications(), WORKSPACE.catalog, language, DAY),
        "description": description_of(publication("case-log"), language),
        "certificate": certificate.document(CERTIFICATE, TITLE, AGENCY, language, DAY, "2026-11-30"),
    }


def cells(made: Composed) -> set[str]:
    return {cell for block in made.blocks if isinstance(block, Grid) for row in block.rows for cell in row}


def _letters(text: str) -> str:
    """Without what may stand otherwise where a line ends."""
    return re.sub(r"[\W_]", "", text)


def test_they_say_what_was_proven() -> None:
    made = documents("en")
    shown = publications()
    assert {item.identifier for item in shown.values()} <= cells(made["list"])
    (table,) = (block for block in made["list"].blocks if isinstance(block, Grid))
    assert len(table.rows) == len(shown)
    assert {item.path for item in publication("case-log").artifacts} <= cells(made["description"])
    assert {"姓名", "出生日期", "not published"} <= cells(made["certificate"])
    assert any("11" in cell for cell in cells(made["certificate"]))


def test_nothing_published_is_said() -> None:
    made = list_of({}, WORKSPACE.catalog, "zh-TW", DAY)
    assert not cells(made)
    assert any(isinstance(block, Paragraph) and "尚未發布" in block.text for block in made.blocks)


@pytest.mark.parametrize("kind", ["list", "description", "certificate"])
def test_the_chinese_ones_have_chinese_labels(kind: str) -> None:
    made = documents("zh-TW")[kind]
    labels = [text for block in made.blocks if isinstance(block, Grid) for text in (*block.header, block.name)]
    assert [text for text in labels if not re.search("[\u4e00-\u9fff]", text)] in ([], ["SHA-256"])


@pytest.mark.validators
def test_the_validators_pass_them(tmp_path: Path) -> None:
    odts, pdfs = [], []
    for language in LANGUAGES:
        for kind, made in documents(language).items():
            odt, pdf = tmp_path / f"{kind}-{language}.odt", tmp_path / f"{kind}-{language}.pdf"
            odt.write_bytes(as_odt(made))
            pdf.write_bytes(as_pdf(made))
            odts.append(odt)
            pdfs.append(pdf)
            shown = _letters("".join(contents.pdf_text(pdf)))
            missing = {cell for cell in cells(made) if _letters(cell) not in shown}
            assert not missing
    assert not [errors for errors in odf_errors(odts).values() if errors]
    assert all(verdict for verdict in verapdf(pdfs).values())
    assert all(verdict for verdict in verapdf(pdfs, "2a").values())
