"""Every rule has its entry, its references as the facts have them, and pages on which it speaks and is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from publisher.browser import AXE_VERSION, DESKTOP, Audit, BrowserSettings, NotTested, open_browser
from publisher.checks.accessibility import CHECKS, FAMILY
from publisher.checks.accessibility.rules import all_rules, reported_rules
from publisher.checks.accessibility.survey import NOT_TESTED
from publisher.model.finding import Outcome, Severity
from publisher.workspace import load_rulebook
from publisher.workspace.rulebook import builtin_folder
from tests.browser.axe import audits, needs_browser

ENTRIES = {name: entry for name, entry in load_rulebook().items() if name.startswith(f"{FAMILY}.")}
FOLDER = builtin_folder() / FAMILY
EXPECTED = {"bad": Outcome.FAILED, "review": Outcome.CANT_TELL}
RULES = {rule.id: rule for rule in all_rules()}


def test_checks_and_rulebook_name_the_same() -> None:
    assert {check.id for check in CHECKS} == set(ENTRIES)
    assert len(CHECKS) == len(ENTRIES) > 130


def test_the_rules_are_those_of_the_engine() -> None:
    """The table was read from this very version; another one has other rules."""
    needs_browser()
    with open_browser(BrowserSettings(files=True)) as browser:
        page = FOLDER / "image-alt" / "cases" / "good.html"
        assert browser.audit(page.as_uri()).engine == AXE_VERSION
        tab = browser._ready().tab
        tab.run(browser._axe.read_text(encoding="utf-8") + "; 0")
        known = tab.run("axe.getRules().map((rule) => [rule.ruleId, rule.tags])")
    assert {name for name, _ in known} == {name for name, rule in RULES.items() if not rule.ours}
    for name, tags in known:
        criteria = {f"{tag[4]}.{tag[5]}.{tag[6:]}" for tag in tags if tag[4:].isdigit()}
        assert set(RULES[name].criteria) == criteria, name


@pytest.mark.parametrize("rule", reported_rules())
def test_the_references_are_those_of_the_facts(rule: str) -> None:
    facts, entry = RULES[rule], ENTRIES[f"{FAMILY}.{rule}"]
    named = {reference.id for reference in entry.references}
    assert {name.rpartition(" ")[2] for name in named if name.startswith("WCAG ")} == set(facts.criteria)
    for code in facts.codes:
        for edition in code.editions:
            own = f"網站無障礙規範 {edition} {code.code}"
            assert (own in named) == facts.exact
            if not facts.exact:
                assert any(
                    code.code in item.text.zh and code.code in item.text.en
                    for item in entry.references
                    if item.id.startswith(f"網站無障礙規範 {edition} ")
                )
    assert {item.kind for item in entry.references} == {"standard", "law", "plan"}


@pytest.mark.parametrize("rule", reported_rules())
def test_what_no_criterion_requires_is_advice(rule: str) -> None:
    assert (ENTRIES[f"{FAMILY}.{rule}"].severity is Severity.ADVICE) == (
        RULES[rule].status == "best-practice" or RULES[rule].level == "AAA"
    )


def _cases() -> list[Path]:
    return sorted(FOLDER.glob("*/cases/*.html"))


def test_every_rule_has_pages_on_which_it_speaks_and_is_silent() -> None:
    stems = {rule: {path.stem for path in (FOLDER / rule / "cases").iterdir()} for rule in reported_rules()}
    assert [rule for rule, names in stems.items() if "good" not in names or not names & set(EXPECTED)] == []
    assert set().union(*stems.values()) == {"good", *EXPECTED}


@pytest.fixture(scope="module")
def judged() -> dict[Path, Audit]:
    cases = _cases()
    return dict(zip(cases, audits([(path.as_uri(), DESKTOP) for path in cases]), strict=True))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_each_case_gives_what_its_name_says(judged: dict[Path, Audit]) -> None:
    wrong = []
    for path, audit in judged.items():
        rule = path.parents[1].name
        seen = {(fault.rule, fault.outcome) for fault in audit.faults}
        failed = {name for name, outcome in seen if outcome is Outcome.FAILED}
        right = (
            not failed and (rule, Outcome.CANT_TELL) not in seen
            if path.stem == "good"
            else (rule, EXPECTED[path.stem]) in seen
        )
        if audit.untested is not None or not right:
            wrong.append((rule, path.stem, audit.untested, sorted(seen)))
    assert wrong == []


def test_reasons_of_untested_pages_are_explained() -> None:
    fix = ENTRIES[NOT_TESTED].fix
    for reason in (*NotTested, "budget", "no-browser"):
        assert reason in fix.zh
        assert reason in fix.en


def test_the_data_say_where_they_come_from() -> None:
    data = Path(FOLDER.parents[1] / "publisher/checks/accessibility/data/rules.json")
    about = json.loads(data.read_text(encoding="utf-8"))["about"]
    assert AXE_VERSION in about["engine"]
    assert "110.07" in about["codes"]
