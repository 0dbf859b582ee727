"""From audits of pages to faults: the same fault on many pages gets one key, however elements are numbered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from publisher.browser import Audit, Element
from publisher.checks.base import Fault
from publisher.model.finding import MOST_PLACES, Outcome, Place
from publisher.model.redacted import Redacted
from publisher.model.site import Judged, PagesOfCheck
from publisher.model.text import Scalar

_NUMBERING = re.compile(r":nth-child\(\d+\)")
_REVIEW = "review: "
_CONTRAST = "color-contrast"
_LONGEST_KEY = 300
_OF_EVERY_PAGE = frozenset(
    {
        "page-language", "part-language", "unmarked-language", "keyboard-trap", "focus-visible", "focus-obscured",
        "control-fake", "moving-content", "time-limit", "text-spacing", "text-clipped", "reflow",
    }
)  # fmt: skip
"""Rules that are asked of every page, and that say nothing when they find nothing."""


@dataclass(slots=True)
class _SameOutcomes:
    outcome: Outcome
    count: int = 0
    pages: set[str] = field(default_factory=set)
    first: list[tuple[Place, tuple[Redacted, ...]]] = field(default_factory=list)


@dataclass(slots=True)
class AuditSurvey:
    """What the audits of one crawl say, grouped by rule and key."""

    _rules: dict[str, dict[str, _SameOutcomes]] = field(default_factory=dict)
    _untested: dict[str, list[str]] = field(default_factory=dict)
    _pages: dict[str, list[int]] = field(default_factory=dict)
    _tested: set[str] = field(default_factory=set)
    tested: int = 0
    remembered: int = 0
    """Of these, pages whose verdict of an earlier night still holds."""

    def add(self, url: str, audit: Audit) -> None:
        """Take in the audit of one page, which the crawl knows as `url`."""
        if audit.untested is not None:
            self.leave_out(url, audit.untested.value)
            return
        page = 1 << self.tested
        self.tested += 1
        self._tested.add(url)
        self._note(audit, page)
        for fault in audit.faults:
            groups = self._rules.setdefault(fault.rule, {})
            for element in fault.elements:
                group = groups.setdefault(key_of(fault.rule, fault.outcome, element), _SameOutcomes(fault.outcome))
                group.count += 1
                group.pages.add(url)
                if len(group.first) < MOST_PLACES:
                    group.first.append(
                        (Place(url=url, selector=element.selector), evidence_of(fault.outcome, element))
                    )
            # beyond what the engine hands over one by one, only the number is known
            if fault.elements and fault.count > len(fault.elements):
                group.count += fault.count - len(fault.elements)

    def _note(self, audit: Audit, page: int) -> None:
        of = {outcome: {fault.rule for fault in audit.faults if fault.outcome is outcome} for outcome in Outcome}
        failed, unsure = of[Outcome.FAILED], of[Outcome.CANT_TELL] - of[Outcome.FAILED]
        clean = (set(audit.passed) | _OF_EVERY_PAGE) - failed - unsure
        for number, rules in enumerate((failed, unsure, clean)):
            for rule in rules:
                self._pages.setdefault(rule, [0, 0, 0])[number] |= page

    def locate(self, line_of: Callable[[Place, tuple[Redacted, ...]], int | None]) -> None:
        """Give the places that are named their lines, as far as they are known."""
        for groups in self._rules.values():
            for group in groups.values():
                group.first = [
                    (replace(place, line=line_of(place, evidence)), evidence) for place, evidence in group.first
                ]

    def judged(self, family: str, marks: Mapping[str, str]) -> Judged:
        """On which pages each rule failed, could not tell, or found nothing at fault; `marks` are all pages'."""
        checks = (
            PagesOfCheck(f"{family}.{rule}", *(f"{mask:x}" for mask in masks))
            for rule, masks in sorted(self._pages.items())
        )
        return Judged(
            family,
            self.tested,
            sum(1 for _ in self.left_out),
            tuple(checks),
            tuple((url, mark) for url, mark in marks.items() if url in self._tested),
        )

    def leave_out(self, url: str, reason: str) -> None:
        """Remember a page that was not tested, and why."""
        self._untested.setdefault(reason, []).append(url)

    def faults(self, rule: str) -> Iterator[Fault]:
        """A fault for each place where `rule` failed or cannot tell."""
        for key, group in sorted(self._rules.get(rule, {}).items()):
            params: dict[str, Scalar] = {"pages": len(group.pages)}
            for number in range(group.count):
                place, evidence = group.first[min(number, len(group.first) - 1)]
                yield Fault(place, key, params=params, evidence=evidence, outcome=group.outcome)

    def untested(self) -> Iterator[Fault]:
        """A fault for each page that was not tested; one finding for each reason."""
        for reason, urls in sorted(self._untested.items()):
            params: dict[str, Scalar] = {"pages": len(urls), "reason": reason}
            for url in sorted(urls):
                yield Fault(Place(url=url), reason, params=params, outcome=Outcome.UNTESTED)

    @property
    def left_out(self) -> Iterator[str]:
        """The pages that were not tested."""
        for urls in self._untested.values():
            yield from urls


def in_state(audit: Audit, name: str) -> Audit:
    """The audit with the name of the state in every fault."""
    faults = tuple(
        replace(
            fault,
            elements=tuple(replace(element, facts=(*element.facts, ("view", name))) for element in fault.elements),
        )
        for fault in audit.faults
    )
    return replace(audit, faults=faults)


def key_of(rule: str, outcome: Outcome, element: Element) -> str:
    """The name of the fault among those of its rule: stable over nights and equal on pages of one template."""
    facts = dict(element.facts)
    if rule == _CONTRAST and "fgColor" in facts and "bgColor" in facts:
        name = f"{facts['fgColor']} on {facts['bgColor']}"
    else:
        path = " > ".join(_NUMBERING.sub("", step) for step in element.path)
        name = ".".join((path.replace("html > body > ", ""), *element.classes))[-_LONGEST_KEY:]
    return name if outcome is Outcome.FAILED else _REVIEW + name


def evidence_of(outcome: Outcome, element: Element) -> tuple[Redacted, ...]:
    """The opening tag without its values, and what was measured."""
    facts = dict(element.facts)
    found = [Redacted("element", element.shape)] if element.shape else []
    if "contrastRatio" in facts and "fgColor" in facts:
        colours = f"{facts['fgColor']} / {facts.get('bgColor', '?')}"
        needed = facts.get("expectedContrastRatio", "")
        found.append(Redacted("contrast", f"{colours} = {facts['contrastRatio']}:1 < {needed}"))
    if "minSize" in facts:
        size = f"{facts.get('width', '?')} × {facts.get('height', '?')} px < {facts['minSize']} px"
        found.append(Redacted("size", size))
    if "view" in facts:
        found.append(Redacted("view", facts["view"]))
    if outcome is Outcome.CANT_TELL and "messageKey" in facts:
        found.append(Redacted("reason", facts["messageKey"]))
    return tuple(found)
