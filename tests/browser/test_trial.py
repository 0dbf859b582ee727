"""The trial that `publisher doctor` makes: a page with one fault, judged by axe-core through axe-selenium-python."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.browser import BrowserSettings, missing_parts, try_out
from publisher.browser.parts import require_axe
from publisher.model.errors import MissingPartError
from tests.parts import needs_part

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _parts() -> None:
    needs_part(not missing_parts(), "Chromium with its driver and axe-core", "scripts/setup.sh test")


def test_the_planted_fault_is_found() -> None:
    try:
        try_out(BrowserSettings())
    except MissingPartError as error:
        pytest.fail(str(error))


def test_an_engine_that_finds_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blind = tmp_path / "axe.min.js"
    blind.write_text("window.axe = {run: async () => ({violations: []})};", encoding="utf-8")
    assert require_axe(BrowserSettings()).is_file()
    monkeypatch.setattr("publisher.browser.trial.require_axe", lambda _settings: blind)
    with pytest.raises(MissingPartError, match="does not find the fault"):
        try_out(BrowserSettings())
