"""Websites as bought systems make them: what is right is not accused, what is wrong is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome
from tests.checks_site.test_strangers import looked_at
from tests.checks_site.vendors import VENDORS, Fault, built

FAMILIES = ("disclosure", "leaks", "freshness", "content", "metadata", "services")
PLANTED = {
    "wordpress": (Fault(extra={"/empty": ("交通位置圖", "")}), "content.empty-page", ""),
    "drupal": (Fault(empty=8), "disclosure.empty-item", "FOI-7-1-8"),
    "joomla": (Fault(drop=4), "disclosure.missing-item", "FOI-7-1-4"),
    "tainan": (Fault(drop=8), "disclosure.missing-item", "FOI-7-1-8"),
    "taipei": (Fault(drop=5), "disclosure.missing-item", "FOI-7-1-5"),
    "aspnet": (Fault(without="/privacy"), "disclosure.missing-required-page", "privacy"),
    "jsp": (Fault(drop=5), "disclosure.missing-item", "FOI-7-1-5"),
    "library": (Fault(drop=8), "disclosure.missing-item", "FOI-7-1-8"),
    "household": (Fault(drop=6), "disclosure.missing-item", "FOI-7-1-6"),
    "english": (Fault(drop=9), "disclosure.missing-item", "FOI-7-1-9"),
}


@pytest.mark.parametrize("name", VENDORS)
def test_nothing_is_held_against_a_site_that_is_right(name: str, tmp_path: Path) -> None:
    result = looked_at(built(name, Fault()), tmp_path, FAMILIES)
    failed = [item for item in result.findings if item.outcome is Outcome.FAILED]
    assert [(item.check, item.key, item.params) for item in failed] == []
    if name == "tainan":
        withheld = result.disclosed[6]
        assert (withheld.state, withheld.grounds) == (DisclosedState.WITHHELD, (6,))


@pytest.mark.parametrize("name", VENDORS)
def test_what_is_wrong_is_found(name: str, tmp_path: Path) -> None:
    fault, check, key = PLANTED[name]
    result = looked_at(built(name, fault), tmp_path, ("disclosure", "content"))
    failed = {(item.check, item.key) for item in result.findings if item.outcome is Outcome.FAILED}
    assert failed == {(check, key)}
