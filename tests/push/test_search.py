"""Which words of the cells the search knows: names that repeat, within bounds."""

from __future__ import annotations

from pathlib import Path

from publisher.push.portals.static.kept import table
from tests.push.publications import make_publication


def found(folder: Path, rows: list[tuple[str, str, str]]) -> tuple[str, ...]:
    made = make_publication(folder, "alpha", rows)
    return table.values(table.read_table(made, made.folder))


def test_names_are_known_and_figures_and_sentences_are_not(tmp_path: Path) -> None:
    rows = [
        ("2026-10", "東區監理站", "132"),
        ("2026-11", "Annan", "一" * (table.LONGEST_VALUE + 1)),
        ("", "", "5 %"),
    ]
    assert found(tmp_path, rows) == ("Annan", "東區監理站")


def test_a_column_of_many_values_names_none(tmp_path: Path) -> None:
    rows = [("2026-10", f"第{number}站", "甲" if number % 2 else "乙") for number in range(table.MOST_VALUES + 1)]
    assert found(tmp_path, rows) == ("乙", "甲")


def test_all_of_them_stay_within_their_room(tmp_path: Path) -> None:
    rows = [("2026-10", f"{number:02}{'字' * 20}", f"{'詞' * 20}{number}") for number in range(table.MOST_VALUES)]
    words = found(tmp_path, rows)
    assert 0 < len(" ".join(words)) <= table.MOST_SEARCHED


def test_a_table_without_rows_names_none(tmp_path: Path) -> None:
    assert found(tmp_path, []) == ()
