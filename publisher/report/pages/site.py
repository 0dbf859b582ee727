"""The report as a small site of files: a first page for one minute, and pages by plan item, owner, check, page of
the website and dataset, in both languages. Every page opens from a disk, needs no script, and stays small.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from publisher.certificate.figures import risk_rows
from publisher.model.disclosure import DisclosedState
from publisher.model.finding import Outcome, Place, Reference, Severity
from publisher.model.night import State
from publisher.model.text import LANGUAGES, Language, LocalText, Message, msg
from publisher.report.pages import criteria, finder
from publisher.report.pages import owner as owners
from publisher.report.pages.page import Body, environment
from publisher.report.reading import wording as words
from publisher.report.reading.accepted import AcceptedViews
from publisher.report.reading.digest import title
from publisher.report.reading.measure_view import POINT_STATES
from publisher.report.reading.night import FindingRow, NightReading, Owner, gravity_of
from publisher.report.reading.places import columns_of, readable, web_link
from publisher.report.reading.plan_view import ITEM_STATES, ItemState
from publisher.report.reading.site_words import check_result, site_verdict
from publisher.report.reading.stock_view import DECISIONS
from publisher.report.reading.views import certificate_file, title_of
from publisher.report.reading.wording import ReportWording
from publisher.workspace import example

_MOST_BYTES = 170_000
"""Estimated size of a list from which it goes on in another file; no page grows beyond 300 kB."""
_WORST, _WORST_HELD, _WORST_EACH = 7, 3, 2
_HIGHER = {
    "dataset": (("h3", "h2"), ("h4", "h3")),
    "portals": (("h4", "h3"),),
    "limits": (("h3", "h2"),),
    "site": (("h4", "h3"),),
}
_ITEM_ROWS = 100

DISCLOSED_STATES: Mapping[str, Message] = {
    DisclosedState.PUBLISHED: msg("disclosed"),
    DisclosedState.NONE_STATED: msg("says that there is none"),
    DisclosedState.WITHHELD: msg("withheld"),
    DisclosedState.EMPTY: msg("no content"),
    DisclosedState.BROKEN: msg("leads nowhere"),
    DisclosedState.MISSING: msg("not found"),
    DisclosedState.UNSURE: msg("a person has to look"),
    DisclosedState.NOT_APPLICABLE: msg("not applicable"),
    DisclosedState.UNTESTED: msg("not tested"),
}


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several files that a list fills."""

    stem: str
    number: int
    of: int

    def file(self, number: int) -> str:
        """The name of the part with this number (from 1)."""
        return f"{self.stem}.html" if number == 1 else f"{self.stem}-{number}.html"


def files(reading: NightReading) -> dict[str, str]:
    """Every page of the site by its path below the report's folder."""
    first = reading.workspace.catalog.language
    languages = (first, *(item for item in LANGUAGES if item != first))
    made: dict[str, str] = {
        "report.css": environment().get_template("report.css").render(),
        "report.js": environment().get_template("report.js").render(),
    }
    for number, language in enumerate(languages):
        made |= _SiteWriter(reading, language, languages[1 - number], first).made()
    return made


class _SiteWriter:
    """The pages in one language."""

    def __init__(self, reading: NightReading, language: Language, other: Language, first: Language) -> None:
        self.reading = reading
        self.language, self.other, self.first = language, other, first
        self.wording = ReportWording(language)
        self.folder, self.other_folder = _folder(language), _folder(other)
        self.files: dict[str, str] = {}
        self._with_findings = {row.finding.check for row in reading.rows}
        self.editions = criteria.edition_pages(reading)
        self._verdict = Body(language, reading.workspace, reading.night).verdict
        sums = {state: sum(view.state is state for view in reading.plan) for state in ItemState}
        said = [f"{self.wording.say(ITEM_STATES[state])} {number}" for state, number in sums.items() if number]
        self._sums = self.wording.listed(said)

    def made(self) -> dict[str, str]:
        """Path and text of each."""
        reading = self.reading
        self._first()
        self._page("plan.html", "plan.html.j2")
        for view in reading.plan:
            mine = {found.fingerprint for found in view.findings}
            rows = [row for row in reading.rows if row.finding.fingerprint in mine]
            self._page(view.file, "item.html.j2", view=view, rows=rows[:_ITEM_ROWS])
        for owner in reading.owners:
            self._owner(owner)
        self._checks()
        self._findings()
        self._accepted()
        for edition in self.editions:
            self._page(edition.file, "edition.html.j2", page=edition)
        for criterion in criteria.criterion_pages(reading, self.editions):
            self._page(criterion.file, "criterion.html.j2", page=criterion, rows=criterion.rows[:_ITEM_ROWS])
        self._website_pages()
        for shown in reading.datasets:
            name = f"dataset-{shown.outcome.dataset}.html"
            title_of_it = self.wording.text(title(reading.workspace, shown.outcome.dataset))
            self._annex(name, "dataset", title_of_it, datasets=[shown])
        annexes = {
            "datasets": msg("All datasets at a glance"),
            "portals": msg("Portals and receipts"),
            "checks": msg("What was checked, and with which versions"),
            "limits": msg("What this report does not claim"),
            "nights": msg("All nights"),
            "criteria": msg("By law, plan item and standard"),
        }
        for kind, message in annexes.items():
            self._annex(f"{kind}.html", kind, message.template)
        for number, site in enumerate(reading.sites, 1):
            self._annex(f"site-{number}.html", "site", msg("The website in one minute").template, site=site)
        return self.files

    def _first(self) -> None:
        reading = self.reading
        late: list[tuple[LocalText, date, str]] = [
            (title(reading.workspace, name), day, f"dataset-{name}.html")
            for name, day in sorted(reading.due.items(), key=lambda item: item[1])
            if day < reading.night.started.date()
        ]
        text = self._render(
            "first.html.j2",
            "",
            self._home(self.language),
            worst=self._worst(),
            case_faults=reading.faults,
            late=late[:_WORST],
            more_late=max(0, len(late) - _WORST),
            late_findings=(overdue := reading.late())[:_WORST],
            more_late_findings=max(0, len(overdue) - _WORST),
            late_items=[view for view in reading.plan if view.overdue is not None],
            unproven=[view for view in reading.plan if view.unproven is not None],
            ratio=reading.disclosed(),
            owners=reading.owners,
            of_data=(of_data := reading.of_data),
            data_counts={str(one): sum(row.severity == one for row in of_data) for one in Severity},
            new=sum(row.new for row in reading.rows),
            trend=[*reading.history.trend(), reading.summary()],
        )
        self.files[self._home(self.language)] = text

    def _worst(self) -> list[tuple[FindingRow, int]]:
        """The worst single facts, the gravest first, each with how many more there are of the same page, document
        or dataset. No check fills the list alone, and what keeps datasets back has its place in it."""
        rows = [
            row for row in self.reading.rows if row.severity != Severity.ADVICE and row.outcome != Outcome.UNTESTED
        ]
        groups: dict[str, list[FindingRow]] = {}
        for row in rows:
            groups.setdefault(row.place or row.finding.subject, []).append(row)
        kept_back = {item.dataset for item in self.reading.digest.held}
        held = [some[0] for some in groups.values() if some[0].finding.subject in kept_back][:_WORST_HELD]
        times = Counter[str]()
        others = []
        for some in groups.values():
            times[some[0].finding.check] += 1
            if some[0] not in held and times[some[0].finding.check] <= _WORST_EACH:
                others.append(some[0])
        worst = sorted([*held, *others[: _WORST - len(held)]], key=gravity_of)
        return [(row, len(groups[row.place or row.finding.subject]) - 1) for row in worst]

    def _owner(self, owner: Owner) -> None:
        night, workspace = self.reading.night, self.reading.workspace
        totals = Counter(row.finding.check for row in owner.rows)
        listed = [(entry, entry.bytes) for entry in owners.entries(owner.rows)]
        for shard, some in _shards(owner.stem, listed):
            groups = owners.groups(some, totals, night, workspace)
            self._page(
                shard.file(shard.number), "owner.html.j2", owner=owner, groups=groups, shard=shard, site=owner.site
            )

    def _checks(self) -> None:
        by_check: dict[str, list[FindingRow]] = {}
        for row in self.reading.rows:
            by_check.setdefault(row.finding.check, []).append(row)
        for check, rows in by_check.items():
            entry = self.reading.workspace.checks.get(check)
            for shard, some in _shards(f"check-{check}", [(row, row.bytes) for row in rows]):
                self._page(
                    shard.file(shard.number),
                    "check.html.j2",
                    check=check,
                    entry=entry,
                    example=example(check),
                    title=title_of(check, self.reading.workspace),
                    rows=some,
                    shard=shard,
                    total=len(rows),
                )

    def _findings(self) -> None:
        """All findings, part by part, and the data by which a script finds in all of them."""
        data = finder.data_files(self.reading, self.wording)
        choices = finder.choices(self.reading, self.wording)
        rows = self.reading.rows
        for shard, some in _shards("findings", [(row, row.bytes) for row in rows]):
            self._page(
                shard.file(shard.number),
                "findings.html.j2",
                rows=some,
                shard=shard,
                total=len(rows),
                choices=choices,
                data_parts=len(data),
            )
        self.files |= {f"{self.folder}/{name}": text for name, text in data.items()}

    def _accepted(self) -> None:
        """What people let stand, part by part."""
        views = self.reading.accepted
        entries = [
            (kind, view) for kind in ("expired", "refused", "standing", "idle") for view in getattr(views, kind)
        ]
        sized = [((kind, view), 700 + 6 * len(view.acceptance.reason)) for kind, view in entries]
        for shard, some in _shards("accepted", sized):
            part = AcceptedViews(
                **{kind: tuple(view for one, view in some if one == kind) for kind in AcceptedViews.__slots__}
            )
            heading = msg("Accepted findings").template
            self._annex(shard.file(shard.number), "accepted", heading, accepted=part, shard=shard)

    def _website_pages(self) -> None:
        by_page: dict[str, dict[tuple[str, str], tuple[FindingRow, int]]] = {}
        for owner in self.reading.owners:
            for row in owner.rows:
                finding = row.finding
                places = finding.places or (Place(url=finding.subject),)
                addresses = {place.url for place in places if place.url} or {finding.subject}
                for address in addresses:
                    found = by_page.setdefault(address, {})
                    first, times = found.get((finding.check, row.severity), (row, 0))
                    found[finding.check, row.severity] = (first, times + 1)
        pages = [(address, [*by_page[address].values()]) for address in sorted(by_page)]
        listed = [(item, 500 + 2 * len(item[0]) + 300 * len(item[1])) for item in pages]
        for shard, some in _shards("pages", listed):
            self._page(shard.file(shard.number), "pages.html.j2", pages=some, shard=shard, total=len(by_page))

    def _annex(self, name: str, kind: str, heading: str, **more: object) -> None:
        """A page made of parts that stand deeper on the one page for printing: their headings move up."""
        self._page(name, "annex.html.j2", **{"kind": kind, "heading": heading, **self._of_annexes, **more})
        path = f"{self.folder}/{name}"
        for level, higher in _HIGHER.get(kind, ()):
            self.files[path] = re.sub(rf"(</?){level}(?=[ >])", rf"\g<1>{higher}", self.files[path])

    @cached_property
    def _of_annexes(self) -> dict[str, object]:
        """What every annex may show: counted once, for there is one of each dataset."""
        night, reading = self.reading.night, self.reading
        counts = Counter(item.state for item in night.datasets)
        return {
            "states": [(str(one), counts[one]) for one in State],
            "criteria": _grounds(reading),
            "nights": [reading.summary(), *reversed(reading.history.nights)],
        }

    def _page(self, name: str, template: str, **context: object) -> None:
        path = f"{self.folder}/{name}"
        self.files[path] = self._render(template, "../", name, **context)

    def _render(self, template: str, root: str, name: str, **context: object) -> str:
        reading = self.reading
        other_root = "" if root == "" else f"../{self.other_folder}/"

        def address(target: str) -> str:
            return target if root else f"{self.folder}/{target}"

        body = Body(self.language, reading.workspace, reading.night, address, self._verdict)
        return (
            environment()
            .get_template(template)
            .render(
                **{
                    **self._common,
                    "body": body,
                    "root": root,
                    "url": address,
                    "here": name if root else "",
                    "menu": self._menu(root, address),
                    "other": {
                        "address": self._home(self.other) if root == "" else other_root + name,
                        "prefix": "zh" if self.other == "zh-TW" else "en",
                        "html_language": "zh-Hant-TW" if self.other == "zh-TW" else "en",
                    },
                    **context,
                }
            )
        )

    def _menu(self, root: str, address: Callable[[str], str]) -> list[tuple[str, str]]:
        say = self.wording.say
        home = ("" if root == "" else "../") + self._home(self.language)
        menu = [
            (home if root else "", say(msg("First page"))),
            (address("findings.html"), say(msg("All findings"))),
            (address("plan.html"), say(msg("The service plan"))),
        ]
        menu.append((address("datasets.html"), say(msg("The datasets"))))
        for number, site in enumerate(self.reading.sites, 1):
            name = say(msg("Website")) if len(self.reading.sites) == 1 else self.wording.text(site.title)
            menu.append((address(f"site-{number}.html"), name))
        if self.reading.owners:
            menu.append((address("pages.html"), say(msg("By page"))))
        menu += [
            *((address(page.file), say(msg("Accessibility"))) for page in self.editions[:1]),
            (address("checks.html"), say(msg("The checks"))),
            (address("criteria.html"), say(msg("By law and standard"))),
            (address("portals.html"), say(msg("Portals"))),
            (address("accepted.html"), say(msg("Accepted"))),
            (address("nights.html"), say(msg("All nights"))),
        ]
        return [(item or self._home(self.language), label) for item, label in menu]

    @cached_property
    def _common(self) -> dict[str, object]:
        """What every page may show."""
        reading = self.reading
        return {
            "night": reading.night,
            "catalog": reading.workspace.catalog,
            "digest": reading.digest,
            "plan": reading.plan,
            "plan_sums": self._sums,
            "datasets": reading.datasets,
            "portals": reading.portals,
            "sites": reading.sites,
            "accepted": reading.accepted,
            "checks": sorted(reading.workspace.checks.values(), key=lambda item: item.id),
            "due": reading.due,
            "words": words,
            "item_states": ITEM_STATES,
            "disclosed_states": DISCLOSED_STATES,
            "point_states": POINT_STATES,
            "decisions": DECISIONS,
            "severities": [str(item) for item in Severity],
            "unseen": [
                item
                for item in reading.workspace.catalog.websites
                if item.id not in {site.site for site in reading.night.sites}
            ],
            "risk_rows": risk_rows,
            "certificate_file": lambda dataset: f"../{certificate_file(dataset)}",
            "site_verdict": site_verdict,
            "site_columns": columns_of,
            "check_result": check_result,
            "with_findings": self._with_findings,
            "title_of": lambda check: title_of(check, reading.workspace),
            "web_link": web_link,
            "readable": readable,
            "editions": self.editions,
            "moods": criteria.MOODS,
            "criterion_file": criteria.criterion_file,
            "stand_of": lambda row, wording: finder.stand_of(row, wording, reading.night.started.date()),
        }

    def _home(self, language: Language) -> str:
        return "report.html" if language == self.first else f"report-{_folder(language)}.html"


def _folder(language: Language) -> str:
    return "zh" if language == "zh-TW" else "en"


def _shards(stem: str, items: Iterable[tuple[Any, int]]) -> Iterator[tuple[Shard, list[Any]]]:
    """Items with their estimated sizes, in as many files as they need; at least one."""
    parts: list[list[Any]] = [[]]
    size = 0
    for item, bytes_ in items:
        if parts[-1] and size + bytes_ > _MOST_BYTES:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += bytes_
    for number, part in enumerate(parts, 1):
        yield Shard(stem, number, len(parts)), part


def _grounds(reading: NightReading) -> list[tuple[Reference, int, list[str]]]:
    """What findings rest on: each law, plan item and standard once, with the checks."""
    order = {"law": 0, "plan": 1, "standard": 2}
    counted: dict[tuple[str, str], tuple[Reference, int, dict[str, None]]] = {}
    for row in reading.rows:
        entry = reading.workspace.checks.get(row.finding.check)
        for reference in entry.references if entry else ():
            key = (reference.kind, reference.id)
            _, number, checks = counted.get(key, (reference, 0, {}))
            counted[key] = (reference, number + 1, checks | {row.finding.check: None})
    return [
        (counted[key][0], counted[key][1], list(counted[key][2]))
        for key in sorted(counted, key=lambda key: (order.get(key[0], 3), key))
    ]
