"""All checks over one crawl: each look of each check, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from publisher.checks.base import DISCLOSED, Check, Context, Fault
from publisher.checks.registry import chosen
from publisher.checks.remembering import remembered_views
from publisher.model.disclosure import DisclosedItem
from publisher.model.finding import MOST_PLACES, Finding, Outcome, Place, Severity
from publisher.model.redacted import Redacted
from publisher.model.rulebook import finding, switched_on
from publisher.model.site import SiteResult, SiteSnapshot, Untested
from publisher.model.text import Param
from publisher.net.urls import Scope, host_of, key_of

_MOST_EVIDENCE = 10
ASK = "ask"
"""Name of the rulebook's list of keys (or `all`) of which a person is asked whether the norm binds the site."""
_ADVISING = frozenset({"accessibility", "content", "disclosure", "leaks", "services"})
"""Families in which what a person has to look at first is advice."""


@dataclass(slots=True)
class _Growing:
    """A finding to which places are being added."""

    first: Fault
    count: int = 0
    places: list[Place] = field(default_factory=list)
    evidence: list[Redacted] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        self.count += 1
        if len(self.places) < MOST_PLACES:
            self.places.append(fault.place)
        if len(self.evidence) < _MOST_EVIDENCE:
            self.evidence.extend(fault.evidence[: _MOST_EVIDENCE - len(self.evidence)])


class _Run:
    """Collects the faults of all checks; a check that crashed is dropped with everything it said."""

    def __init__(self, context: Context, checks: Iterable[Check]) -> None:
        self._context = context
        self.checks = [check for check in checks if switched_on(context.definitions, check.id)]
        self._faults: dict[str, dict[tuple[str, str], _Growing]] = {check.id: {} for check in self.checks}
        self.crashed: dict[str, str] = {}

    def take(self, check: Check, look: Iterator[Fault] | None) -> None:
        """Run one look of one check to its end."""
        if look is None or check.id in self.crashed:
            return
        try:
            for fault in look:
                subject = fault.subject or self._context.site.id
                growing = self._faults[check.id].setdefault((subject, fault.key), _Growing(fault))
                growing.add(fault)
        except Exception as error:  # noqa: BLE001 - the border: a fault of a check is not one of the site
            self.crashed[check.id] = type(error).__name__

    def _is_asked(self, check: Check, key: str) -> bool:
        """Whether neither law nor plan makes it every site's duty: a person says if it is this one's."""
        asked = self._context.text_param(check.id, ASK, "").split()
        return "all" in asked or key in asked

    def findings(self) -> Iterator[Finding]:
        for check in self.checks:
            if check.id in self.crashed:
                continue
            for (subject, key), growing in sorted(self._faults[check.id].items()):
                first = growing.first
                is_asked = first.outcome is Outcome.FAILED and self._is_asked(check, key)
                outcome = Outcome.CANT_TELL if is_asked else first.outcome
                # what a person has to look at first must not count like a fault
                doubtful = outcome in (Outcome.CANT_TELL, Outcome.UNTESTED)
                params: dict[str, Param] = {**first.params, "count": growing.count}
                found = finding(
                    self._context.definitions,
                    check.id,
                    subject,
                    key=key,
                    params=params,
                    places=tuple(growing.places),
                    count=growing.count,
                    evidence=tuple(dict.fromkeys(growing.evidence)),
                    outcome=outcome,
                )
                lowered = is_asked or (doubtful and check.family in _ADVISING)
                yield replace(found, severity=Severity.ADVICE) if lowered else found


def check_site(snapshot: SiteSnapshot, context: Context, only: Iterable[str] = ()) -> SiteResult:
    """Run the checks (all, or the families and ids in `only`) over one crawl.

    Every page is read and parsed once for all of them.
    """
    run = _Run(context, [check for check in chosen(only) if not check.whole or saw_the_whole(snapshot)])
    of_pages = [check for check in run.checks if check.page is not None]
    if of_pages:
        for view in remembered_views(snapshot, context):
            for check in of_pages:
                assert check.page is not None
                run.take(check, check.page(view, context))
    of_documents = [check for check in run.checks if check.document is not None]
    if of_documents:
        for document in snapshot.documents():
            for check in of_documents:
                assert check.document is not None
                run.take(check, check.document(document, context))
    for check in run.checks:
        run.take(check, check.site(snapshot, context) if check.site is not None else None)
    unproven = context.unproven | run.crashed.keys()
    ran = tuple(check.id for check in run.checks if not unproven & {check.id, check.family})
    crashed = tuple(Untested(name, reason) for name, reason in sorted(run.crashed.items()))
    disclosed: tuple[DisclosedItem, ...] = ()
    if "disclosure.missing-item" in ran:
        disclosed = context.once(DISCLOSED, lambda: ())
    found = tuple(run.findings())
    return SiteResult(
        context.site.id,
        _hosts(snapshot),
        found,
        snapshot.coverage,
        ran,
        crashed,
        disclosed,
        tuple(context.judged),
    )


def saw_the_whole(snapshot: SiteSnapshot) -> bool:
    """Whether what is not there tonight is not there: the crawl was complete, and saw what its start pages say."""
    unseen = {item.url for item in snapshot.coverage.untested}
    starts = {key_of(start) for start in snapshot.site.start}
    return snapshot.coverage.complete and unseen.isdisjoint(starts)


def _hosts(snapshot: SiteSnapshot) -> tuple[str, ...]:
    """The hosts of the site, those among them to which a start address led."""
    starts = {key_of(start) for start in snapshot.site.start}
    led = {host_of(target.final) for target in snapshot.targets() if target.url in starts}
    return tuple(sorted(Scope.of(snapshot.site).hosts | led))
