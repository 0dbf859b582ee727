"""Everything with an id has its entry in both languages, its code, and its good and bad cases."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import publisher
from publisher.model.finding import CheckDefinition
from publisher.model.text import LocalText
from publisher.workspace import load_rulebook, rulebook
from publisher.workspace.traced import plain
from tests.checks.cases import FAMILIES, RULEBOOK, Case, all_cases, run

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = load_rulebook()
OF_DATASETS = {check: entry for check, entry in ENTRIES.items() if check.partition(".")[0] in FAMILIES}
CASES = all_cases()

# Faults that no single source file can cause: the named tests tamper with what was written, or have several releases.
SHOWN_ELSEWHERE = {
    "expectations.update-overdue": "tests/measures/test_night.py",
    "privacy.model-not-met": "tests/gate/test_judge.py",
    "privacy.output-changed": "tests/gate/test_judge.py",
    "privacy.output-mismatch": "tests/gate/test_judge.py",
    "privacy.undeclared-column": "tests/gate/test_judge.py",
    "privacy.undeclared-file": "tests/gate/test_smuggling.py",
    "privacy.amount-disclosed": "tests/gate/test_amounts.py",
    "privacy.budget-spent": "tests/deidentify/tables/test_private.py",
    "privacy.budget-unknown": "tests/deidentify/tables/test_private.py",
    "privacy.counts-without-noise": "tests/deidentify/tables/test_private.py",
    "privacy.condition-not-compared": "tests/gate/test_releases.py",
    "privacy.counts-not-audited": "tests/gate/test_releases.py",
    "privacy.derivable-cell": "tests/gate/test_releases.py",
    "privacy.derivable-remainder": "tests/gate/test_releases.py",
    "privacy.linked-datasets": "tests/gate/test_releases.py",
    "privacy.linked-releases": "tests/gate/test_releases.py",
    "privacy.not-compared": "tests/gate/test_releases.py",
    "privacy.nothing-to-compare": "tests/gate/test_releases.py",
    "privacy.nights-give-count": "tests/gate/test_nights.py",
    "privacy.small-change": "tests/gate/test_releases.py",
}
# Checks of portals need a portal; their rooms test them.
FAMILIES_WITHOUT_CASES = frozenset({"portal"})

_LITERAL = re.compile(rf'"((?:{"|".join(FAMILIES)})\.[a-z]+(?:-[a-z]+)*)"')
_REFUSAL = re.compile(r"RefusalKind\s*=\s*Literal\[([^\]]*)\]")
_FILE_ENDINGS = ("json", "po", "parquet", "yaml", "html")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_PLACEHOLDER = re.compile(r"[a-z][a-z0-9_]*\Z")
_ID = re.compile(r"[a-z]+\.[a-z]+(-[a-z0-9]+)*\Z")


def _texts(entry: CheckDefinition) -> Iterator[tuple[str, LocalText]]:
    yield from (("title", entry.title), ("message", entry.message), ("why", entry.why), ("fix", entry.fix))
    yield from ((f"reference {item.id}", item.text) for item in entry.references)


@pytest.mark.parametrize("check", ENTRIES)
def test_an_entry_says_everything_in_both_languages(check: str) -> None:
    entry = ENTRIES[check]
    assert _ID.match(check)
    assert entry.references, "what does it rest on?"
    for name, text in _texts(entry):
        assert text.en.strip(), name
        assert _CHINESE.search(text.zh) is not None, name
        assert text.zh == text.zh.strip(), name


@pytest.mark.parametrize("check", ENTRIES)
def test_messages_have_simple_places_and_the_same_facts_in_both_languages(check: str) -> None:
    message = ENTRIES[check].message
    for text in (message.zh, message.en):
        for _, name, form, conversion in string.Formatter().parse(text):
            assert name is None or (_PLACEHOLDER.match(name) and not form and conversion is None), name


def test_every_entry_lies_where_its_id_says() -> None:
    files = {f"{path.parent.parent.name}.{path.parent.name}" for path in RULEBOOK.glob("*/*/check.yaml")}
    folders = {f"{path.parent.name}.{path.name}" for path in RULEBOOK.glob("*/*") if path.is_dir()}
    assert files == folders == set(ENTRIES)


def test_code_and_rulebook_name_the_same_checks() -> None:
    assert _in_code() == set(OF_DATASETS)


def _in_code() -> set[str]:
    found: set[str] = set()
    for path in sorted(Path(publisher.__file__).parent.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found |= {name for name in _LITERAL.findall(text) if name.split(".")[1] not in _FILE_ENDINGS}
        for kinds in _REFUSAL.findall(text):
            found |= {f"structure.{kind}" for kind in re.findall(r'"([a-z-]+)"', kinds)}
    return found


@pytest.mark.parametrize(
    "check", [check for check in OF_DATASETS if check.split(".")[0] not in FAMILIES_WITHOUT_CASES]
)
def test_an_entry_has_good_and_bad_cases(check: str) -> None:
    own = [case.path.stem for case in CASES if case.check == check]
    assert all(name.startswith(("bad-", "good-")) for name in own)
    assert any(name.startswith("good-") for name in own)
    if check in SHOWN_ELSEWHERE:
        assert f'"{check}"' in (ROOT / SHOWN_ELSEWHERE[check]).read_text(encoding="utf-8")
    else:
        assert any(name.startswith("bad-") for name in own)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_gives_exactly_the_findings_it_expects(case: Case, tmp_path: Path) -> None:
    findings = run(case, tmp_path, ENTRIES)
    seen = Counter((finding.check, finding.key) for finding in findings)
    assert seen == Counter((item["check"], str(item["key"])) for item in case.expect)
    rows = {
        (finding.check, finding.key): [place.row for place in finding.places if place.row is not None]
        for finding in findings
    }
    for item in case.expect:
        if "rows" in item:
            assert rows[item["check"], str(item["key"])] == item["rows"], item
    own = case.check in {finding.check for finding in findings}
    assert own == case.path.stem.startswith("bad-")
    for finding in findings:
        _readable(finding.params, ENTRIES[finding.check])


def _readable(params: Mapping[str, object], entry: CheckDefinition) -> None:
    """The message can be filled in both languages from what the finding knows."""
    for text in (entry.message.zh, entry.message.en):
        assert text.format(**params)


def test_the_built_in_rulebook_reads_the_same_by_both_readers() -> None:
    folder = rulebook.builtin_folder()
    fast = {check: rulebook._packaged(path) for check, path in rulebook._built_in(folder).items()}
    exact = dict(rulebook._documents(folder, "checks"))
    assert {check: item.data for check, item in fast.items()} == {
        check: plain(item.data) for check, item in exact.items()
    }
    assert {item.name for item in fast.values()} == {item.name for item in exact.values()}


def test_only_the_entries_that_are_asked_for_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(rulebook, "_own_entry", lambda check, _path: read.append(check))
    entries = load_rulebook()
    assert "links.broken" in entries and len(entries) == len(list(entries)) == len(ENTRIES)
    assert "links.there-is-no-such-check" not in entries
    assert read == []
    assert entries["links.broken"] is None
    assert read == ["links.broken"]
