"""Word and PowerPoint files up to 2003 as LibreOffice writes them: body, comments and notes of slides."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from publisher.documents.search import Passage, Unsearched, search
from tests.parts import needs_part

pytestmark = pytest.mark.libreoffice
SECRET = "L290000036"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="{_OFFICE}:office:1.0" '
    f'xmlns:draw="{_OFFICE}:drawing:1.0" xmlns:text="{_OFFICE}:text:1.0" xmlns:svg="{_OFFICE}:svg-compatible:1.0" '
    f'xmlns:presentation="{_OFFICE}:presentation:1.0" office:version="1.3" office:mimetype="application/vnd.oasis.'
    'opendocument.{}"><office:body>{}</office:body></office:document>'
)
_FRAME = 'svg:width="10cm" svg:height="3cm" svg:x="1cm" svg:y="1cm"'
TEXT = _HEAD.format(
    "text",
    f"<office:text><text:p>公告<office:annotation><text:p>批註 {SECRET}</text:p></office:annotation>本文</text:p>"
    "<text:p>王小明</text:p></office:text>",
)
SLIDES = _HEAD.format(
    "presentation",
    f'<office:presentation><draw:page draw:name="p"><draw:frame {_FRAME}><draw:text-box><text:p>王小明</text:p>'
    f'</draw:text-box></draw:frame><presentation:notes><draw:frame presentation:class="notes" {_FRAME}>'
    f"<draw:text-box><text:p>備忘 {SECRET}</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>"
    "</office:presentation>",
)


@pytest.mark.parametrize(
    ("flat", "content", "to"),
    [
        ("a.fodt", TEXT, "doc:MS Word 97"),
        ("a.fodp", SLIDES, "ppt:MS PowerPoint 97"),
        ("a.fodt", TEXT, "rtf:Rich Text Format"),
    ],
    ids=["doc", "ppt", "rtf"],
)
def test_all_of_their_text_is_found(tmp_path: Path, flat: str, content: str, to: str) -> None:
    needs_part(
        shutil.which("soffice"),
        "LibreOffice",
        "apt-get install libreoffice-writer-nogui libreoffice-impress-nogui",
    )
    (tmp_path / flat).write_text(content, encoding="utf-8")
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", to, "--outdir", str(tmp_path), str(tmp_path / flat)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    items = list(search(tmp_path / f"a.{to.partition(':')[0]}"))
    lines = [item.text for item in items if isinstance(item, Passage)]
    assert any(SECRET in line for line in lines)
    assert any("王小明" in line for line in lines)
    assert not [item for item in items if isinstance(item, Unsearched)]
