"""The validators are really run: they find what is wrong and pass what is right."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from publisher.documents.spreadsheet import Properties, Sheet, SheetColumn, write_spreadsheet
from publisher.documents.typesetting import typeset
from tests.validators import odf_errors, verapdf

pytestmark = pytest.mark.validators
TEMPLATE = '#set document(title: [題])\n#set text(font: sys.inputs.font, lang: "zh")\n= 標題'


def test_verapdf_tells_a_tagged_pdf_from_an_untagged_one(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    tagged, untagged, broken = tmp_path / "有標籤.pdf", tmp_path / "b.pdf", tmp_path / "c.pdf"
    tagged.write_bytes(typeset(TEMPLATE, {}))
    untagged.write_bytes(typst.compile(TEMPLATE.encode(), sys_inputs={"font": "Noto Sans CJK TC"}, pdf_tags=False))
    broken.write_bytes(b"%PDF-1.7 nothing")
    verdicts = verapdf([tagged, untagged, broken])
    assert verdicts[tagged]
    assert not verdicts[untagged]
    assert verdicts[untagged].failures
    assert not verdicts[broken]


def test_the_odf_validator_finds_a_wrong_element_and_a_missing_version(tmp_path: Path) -> None:
    good, wrong, old = tmp_path / "好.ods", tmp_path / "b.ods", tmp_path / "c.ods"
    write_spreadsheet(good, Properties("題", "", "機關"), [Sheet("表", [SheetColumn("欄")], [])])
    _rewrite(good, wrong, "<table:table-header-rows>", "<table:nonsense/><table:table-header-rows>")
    _rewrite(good, old, ' office:version="1.3"', "")
    errors = odf_errors([good, wrong, old])
    assert errors[good] == ()
    assert any("nonsense" in line for line in errors[wrong])
    assert any("version" in line for line in errors[old])


def test_a_file_that_is_not_there_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        verapdf([tmp_path / "none.pdf"])


def _rewrite(source: Path, target: Path, old: str, new: str) -> None:
    """A copy of the package in which `old` is `new` in content.xml."""
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(target, "w") as copy:
        for info in package.infolist():
            data = package.read(info)
            copy.writestr(
                info, data.replace(old.encode(), new.encode()) if info.filename == "content.xml" else data
            )
