"""The search as one function, for any table with hierarchies."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify import search_levels
from publisher.model.errors import UserError
from publisher.model.event import Headway
from publisher.model.policy import DistinctLDiversity, KAnonymity, TCloseness
from publisher.privacy.models import measure
from tests.privacy import adult

VEHICLES = [["小客車", "汽車", "*"], ["大貨車", "汽車", "*"], ["重機", "機車", "*"], ["輕機", "機車", "*"]]
FRAME = pl.DataFrame(
    {
        "車種": ["小客車"] * 3 + ["大貨車"] * 2 + ["重機"] * 3 + [None],
        "業務": ["換照", "過戶", "換照", "過戶", "檢驗", "換照", "過戶", "檢驗", "換照"],
    }
)


def test_adult_by_its_files() -> None:
    table = adult.table()
    files = {name: adult.FOLDER / f"adult_hierarchy_{name}.csv" for name in table.columns}
    told: list[Headway] = []
    found = search_levels(table, files, [KAnonymity(k=5)], 0.05, progress=told.append)
    assert found is not None
    assert abs(found.loss - 0.241932365066) < 1e-9
    assert tuple(found.levels.values()) == (0, 3, 0, 0, 2, 1, 1, 2, 0)
    assert (found.suppressed, found.classes, found.nodes) == (1346, 397, 12_960)
    assert told[-1].checked == found.checked
    published = found.table()
    assert published.height == table.height - 1346
    assert measure(KAnonymity(k=5), published, list(files)).met


def test_adult_with_a_hierarchy_of_the_sensitive_field() -> None:
    table = adult.table()
    files = {n: adult.FOLDER / f"adult_hierarchy_{n}.csv" for n in table.columns if n != adult.SENSITIVE}
    model = TCloseness(0.2, adult.SENSITIVE, "hierarchical", file=f"adult_hierarchy_{adult.SENSITIVE}.csv")
    found = search_levels(table, files, [KAnonymity(k=5), model], 0.0, adult.FOLDER)
    assert found is not None
    assert (round(found.loss, 6), found.suppressed) == (0.759176, 0)
    assert measure(model, found.table(), list(files), adult.FOLDER).met


def test_rows_as_a_hierarchy_and_missing_values(tmp_path: Path) -> None:
    models = [KAnonymity(k=2), DistinctLDiversity(2, "業務")]
    found = search_levels(FRAME, {"車種": VEHICLES}, models, 0.2)
    assert found is not None
    assert (dict(found.levels), found.suppressed) == ({"車種": 0}, 1)
    assert found.kept().to_list() == [True] * 8 + [False]
    assert found.table()["車種"].to_list() == FRAME["車種"].to_list()[:8]
    nothing = search_levels(FRAME, {"車種": VEHICLES}, models, 0.0)
    assert nothing is not None
    assert set(nothing.table()["車種"]) == {"*"}
    assert search_levels(FRAME, {"車種": VEHICLES}, [KAnonymity(k=99)], 0.5) is None


def test_what_is_wrong_with_a_hierarchy_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="3 values"):
        search_levels(FRAME, {"車種": [row for row in VEHICLES if row[0] != "小客車"]}, [KAnonymity(k=2)])
    with pytest.raises(UserError, match="do not nest"):
        search_levels(FRAME, {"車種": [*VEHICLES, ["小客車", "機車", "*"]]}, [KAnonymity(k=2)])
