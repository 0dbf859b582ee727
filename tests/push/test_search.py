"""Which words of the cells the search knows: names that repeat, within bounds; and which mean the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.errors import PortalError
from publisher.push.plan import plan
from publisher.push.portals.static.described import thesaurus
from publisher.push.portals.static.kept import table_read_back
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication


def found(folder: Path, rows: list[tuple[str, str, str]]) -> tuple[str, ...]:
    made = make_publication(folder, "alpha", rows)
    return table_read_back.values(table_read_back.read_table(made, made.folder))


def test_names_are_known_and_figures_and_sentences_are_not(tmp_path: Path) -> None:
    rows = [
        ("2026-10", "東區監理站", "132"),
        ("2026-11", "Annan", "一" * (table_read_back.LONGEST_VALUE + 1)),
        ("", "", "5 %"),
    ]
    assert found(tmp_path, rows) == ("Annan", "東區監理站")


def test_a_column_of_many_values_names_none(tmp_path: Path) -> None:
    rows = [
        ("2026-10", f"第{number}站", "甲" if number % 2 else "乙")
        for number in range(table_read_back.MOST_VALUES + 1)
    ]
    assert found(tmp_path, rows) == ("乙", "甲")


def test_all_of_them_stay_within_their_room(tmp_path: Path) -> None:
    rows = [
        ("2026-10", f"{number:02}{'字' * 20}", f"{'詞' * 20}{number}")
        for number in range(table_read_back.MOST_VALUES)
    ]
    words = found(tmp_path, rows)
    assert 0 < len(" ".join(words)) <= table_read_back.MOST_SEARCHED


def test_a_table_without_rows_names_none(tmp_path: Path) -> None:
    assert found(tmp_path, []) == ()


def test_the_agencys_own_thesaurus_stands_in_the_place_of_ours(tmp_path: Path) -> None:
    desired = {"alpha": make_publication(tmp_path / "publications", "alpha")}
    lab = make_lab(tmp_path)
    steps = plan(desired, {}, {}, {})
    assert len(list(lab.open().apply(steps, desired, NOW))) == 1
    script = lab.current / "assets/thesaurus.js"
    assert '"motorcycle"' in script.read_text(encoding="utf-8")
    text = "\ufeff# 本站用語\n腳踏車、自行車，bicycle # bikes\n只有一個\n"
    (tmp_path / thesaurus.FILE).write_text(text, encoding="utf-8")
    portal = lab.open()
    portal.read()
    assert list(portal.apply([], desired, NOW)) == []
    expected = 'globalThis.portalThesaurus = [["腳踏車", "自行車", "bicycle"]];\n'
    assert script.read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a, b\n" * 20_000], ids=["no UTF-8", "too long"])
def test_a_thesaurus_that_cannot_be_used_is_said_and_the_portal_stays(content: bytes, tmp_path: Path) -> None:
    (tmp_path / thesaurus.FILE).write_bytes(content)
    with pytest.raises(PortalError):
        thesaurus.load(tmp_path)
