"""Another release of frictionless than the tested one is refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher.model.errors import MissingPartError
from publisher.tableschema import frictionless_, referee
from tests.validate.building import schema_of, table_of


@pytest.fixture
def another(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(frictionless_, "version", lambda _name: "5.22.3")
    frictionless_.refuse_others.cache_clear()
    yield
    frictionless_.refuse_others.cache_clear()


@pytest.mark.usefixtures("another")
def test_another_release_of_frictionless_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError) as refused:
        referee.judge_table(table_of(tmp_path, {"a": ["1"]}), schema_of({"name": "a"}), tmp_path)
    assert "5.22.3" in str(refused.value)
