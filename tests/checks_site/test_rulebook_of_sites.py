"""Every check of websites has its module, its entry, its good and bad cases; and every case gives what it says."""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest

from publisher.checks import CHECKS, families
from publisher.workspace import load_rulebook
from tests.checks_site.cases import BASE, Case, all_cases, run

ENTRIES = load_rulebook()
CASES = all_cases()
# The rules of axe-core are one module; their cases are pages, run in the browser by tests/accessibility.
OWN = [check.id for check in CHECKS if check.family != "accessibility"]


@pytest.mark.parametrize("check", OWN)
def test_a_check_has_an_entry_and_stands_where_its_id_says(check: str) -> None:
    family, _, name = check.partition(".")
    module = importlib.import_module(f"publisher.checks.{family}.{name.replace('-', '_')}")
    assert module.CHECK.id == check
    assert check in ENTRIES
    assert ENTRIES[check].applies_to in ("website", "page", "document")


@pytest.mark.parametrize("check", OWN)
def test_a_check_has_good_and_bad_cases(check: str) -> None:
    own = [case.path.name for case in CASES if case.check == check]
    assert any(name.startswith("bad-") for name in own)
    assert any(name.startswith("good-") for name in own)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_gives_exactly_the_findings_it_expects(case: Case, tmp_path: Path) -> None:
    findings = run(case, tmp_path, ENTRIES)
    assert bool(case.expect) == case.path.name.startswith("bad-"), "bad cases expect findings, good ones none"
    seen = Counter((_short(finding.key), _short(finding.subject)) for finding in findings)
    assert seen == Counter((str(item.get("key", "")), str(item.get("subject", "case"))) for item in case.expect)
    for item in case.expect:
        (finding,) = [
            one
            for one in findings
            if _short(one.key) == str(item.get("key", "")) and _short(one.subject) == item.get("subject", "case")
        ]
        assert finding.check == case.check
        assert finding.count == item.get("count", 1)
        if "line" in item:
            assert finding.places[0].line == item["line"]
        if "page" in item:
            assert finding.places[0].page == item["page"]
        assert finding.outcome == item.get("outcome", "failed")
        for text in (ENTRIES[case.check].message.zh, ENTRIES[case.check].message.en):
            assert text.format(**finding.params)


def _short(text: str) -> str:
    return text.removeprefix(BASE)


def test_what_looks_at_websites_is_known_without_importing_it() -> None:
    assert families._families() == {check.family for check in CHECKS}
