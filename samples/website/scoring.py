"""What a run found, held against what was planted: missed and false findings for each check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from publisher.model.finding import Finding, Outcome
from samples.website.making import Truth, path_of
from samples.website.values import Planted


@dataclass(frozen=True, slots=True)
class Score:
    """The outcome. `false` are places as check and path; `untried` is planted for checks that were not run."""

    found: tuple[Planted, ...]
    missed: tuple[Planted, ...]
    false_on_clean: tuple[tuple[str, str], ...]
    false_elsewhere: tuple[tuple[str, str], ...]
    untried: tuple[Planted, ...] = field(default=())

    @property
    def perfect(self) -> bool:
        """Everything planted was found and nothing else."""
        return not (self.missed or self.false_on_clean or self.false_elsewhere)

    def lines(self) -> tuple[str, ...]:
        """For each check how many were found, missed and false."""
        checks = sorted(
            {one.check for one in (*self.found, *self.missed)}
            | {check for check, _ in (*self.false_on_clean, *self.false_elsewhere)}
        )
        found, missed = (Counter(one.check for one in group) for group in (self.found, self.missed))
        false = Counter(check for check, _ in (*self.false_on_clean, *self.false_elsewhere))
        return tuple(
            f"{check}: {found[check]} found, {missed[check]} missed, {false[check]} false" for check in checks
        )


def score(
    findings: Iterable[Finding],
    truth: Truth,
    *,
    checks: Collection[str] | None = None,
    has: Collection[str] = (),
) -> Score:
    """Compare. `checks` are the ids or families that ran (all: None); `has` what the run had of `Planted.needs`.

    A place of a finding is false when nothing of its check is planted on its page. Passed and inapplicable
    outcomes are no findings.
    """
    tried: list[Planted] = []
    untried: list[Planted] = []
    for one in truth.planted:
        runs = checks is None or one.check in checks or one.check.partition(".")[0] in checks
        (tried if runs and (not one.needs or one.needs in has) else untried).append(one)
    told = [one for one in findings if one.outcome not in (Outcome.PASSED, Outcome.INAPPLICABLE)]
    found = tuple(one for one in tried if any(_tells(finding, one) for finding in told))
    expected = {(one.check, one.page) for one in truth.planted}
    places = sorted({(one.check, path) for one in told for path in _paths(one)} - expected)
    return Score(
        found=found,
        missed=tuple(one for one in tried if one not in found),
        false_on_clean=tuple(place for place in places if place[1] in truth.clean),
        false_elsewhere=tuple(place for place in places if place[1] not in truth.clean),
        untried=tuple(untried),
    )


def _paths(finding: Finding) -> set[str]:
    addresses = {place.url for place in finding.places if place.url} or {finding.subject}
    return {path_of(address) for address in addresses}


def _tells(finding: Finding, planted: Planted) -> bool:
    if finding.check != planted.check or planted.page not in _paths(finding):
        return False
    said = [finding.key, finding.subject, *(str(value) for value in finding.params.values())]
    return not planted.target or any(planted.target in unquote(text) for text in said)
