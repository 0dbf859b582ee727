"""What the push makes of portals that refuse, break or stay silent.

The portals here keep nothing: what is tested is the push, and no real portal breaks when it is asked to. What
real ones do with the contract stands in their own tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from publisher.model.catalog import Catalog, StaticPortalDefinition
from publisher.model.errors import MissingPartError, PortalError
from publisher.model.extras import install_hint
from publisher.model.finding import Severity
from publisher.model.night import PortalOutcome
from publisher.model.portal import PushAction, Receipt
from publisher.model.release import Publication
from publisher.model.stage import Services
from publisher.model.text import LocalText, msg
from publisher.push import open_portal, portals, push
from publisher.push.base import Portal, PortalShape, PushStep, RemoteDataset
from publisher.workspace import load_rulebook
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import AGENCY, make_publication

SECRET = "L900000000 王小明"


class BareBonesPortal(Portal):
    """Takes what it is told to take; its reader is an address where nobody answers."""

    kind = "bare"
    address = "http://127.0.0.1:9/"

    def __init__(self, refuses: Mapping[str, Exception], breaks_after: int | None = None) -> None:
        self.id = "bare"
        self.writes = 0
        self._refuses = refuses
        self._breaks_after = breaks_after

    def read(self) -> Mapping[str, RemoteDataset]:
        return {}

    def apply(
        self, steps: Sequence[PushStep], shown: Mapping[str, Publication], now: datetime
    ) -> Iterator[Receipt | tuple[PushStep, Exception]]:
        for position, step in enumerate(steps):
            if position == self._breaks_after:
                raise PortalError(msg("it broke"), hint=msg("mend it"))
            if step.dataset in self._refuses:
                yield step, self._refuses[step.dataset]
            else:
                self.writes += 1
                files = {item.path: item.path for item in shown[step.dataset].artifacts}
                yield self.receipt(step, files, step.dataset, now)

    def shapes(self, step: PushStep) -> tuple[PortalShape, PortalShape]:
        return PortalShape(), PortalShape()

    def reader(self) -> AbstractContextManager[str]:
        return nullcontext(self.address)


class ClosedPortal(BareBonesPortal):
    """Does not even let itself be read."""

    def read(self) -> Mapping[str, RemoteDataset]:
        raise PortalError(msg("it is closed"), hint=msg("open it"))


@pytest.fixture
def services(tmp_path: Path) -> Services:
    return Services(work=tmp_path, now=NOW, keys=tmp_path, language="zh-TW", checks=load_rulebook())


def _push(portal: Portal, names: Sequence[str], services: Services) -> PortalOutcome:
    desired = {name: make_publication(services.work / "publications", name) for name in names}
    return push(portal, desired, {}, {}, NOW, allow_withdrawals=False, withdrawal_limit=0.2, services=services)


def test_a_portal_that_cannot_be_read_is_an_outcome(services: Services) -> None:
    outcome = _push(ClosedPortal({}), ["alpha"], services)
    assert (outcome.error, outcome.hint) == (msg("it is closed"), msg("open it"))
    assert outcome.receipts == ()
    assert outcome.writes == 0
    assert outcome.base_url == "http://127.0.0.1:9/"


def test_a_refusal_is_told_in_both_languages(services: Services) -> None:
    error = PortalError(msg("the file {file} is not what was proven", file="cases.csv"))
    outcome = _push(BareBonesPortal({"alpha": error}), ["alpha"], services)
    (finding,) = outcome.findings
    assert finding.check == "portal.dataset-refused"
    assert finding.severity is Severity.ERROR
    assert finding.params["reason"].en == "the file cases.csv is not what was proven"
    assert finding.params["reason"].zh == "檔案 cases.csv 與通過檢核的內容不同"
    entry = services.checks[finding.check]
    for text in (entry.message.zh, entry.message.en):
        assert "cases.csv" in text.format(**finding.params)


def test_the_message_of_a_stranger_exception_is_never_told(services: Services) -> None:
    outcome = _push(BareBonesPortal({"alpha": ValueError(SECRET)}), ["alpha"], services)
    assert SECRET not in repr(outcome)
    assert outcome.findings[0].params["reason"].en == "ValueError"


def test_the_rulebook_decides_the_severity(services: Services) -> None:
    name = "portal.dataset-refused"
    mild = replace(services.checks[name], severity=Severity.WARNING)
    services = replace(services, checks={**services.checks, name: mild})
    outcome = _push(BareBonesPortal({"alpha": PortalError(msg("no"))}), ["alpha"], services)
    assert outcome.findings[0].severity is Severity.WARNING


def test_a_portal_that_breaks_keeps_the_receipts_it_gave(services: Services) -> None:
    outcome = _push(BareBonesPortal({}, breaks_after=2), ["alpha", "beta", "gamma"], services)
    assert outcome.error == msg("it broke")
    assert [item.dataset for item in outcome.receipts] == ["alpha", "beta"]
    assert outcome.writes == 2


def test_a_silent_portal_is_left_alone_after_three(services: Services) -> None:
    names = [f"dataset-{number}" for number in range(6)]
    outcome = _push(BareBonesPortal({}), names, services)
    assert outcome.error is not None
    assert outcome.error.template == "the portal {portal} does not answer an anonymous reader"
    failed = [item.subject for item in outcome.findings]
    assert failed == names[:3]
    assert [item.verified for item in outcome.receipts] == [False] * 6


def test_withdrawals_beyond_the_limit_wait_while_the_rest_goes_on(tmp_path: Path, services: Services) -> None:
    lab = make_lab(tmp_path)
    files = tmp_path / "publications"
    desired = {name: make_publication(files, name) for name in ("alpha", "beta", "gamma")}
    reasons = {"alpha": LocalText("停用", "Off"), "beta": LocalText("停用", "Off")}

    def night(
        desired: Mapping[str, Publication], withdraw: Mapping[str, LocalText], limit: float
    ) -> PortalOutcome:
        return push(
            lab.open(),
            desired,
            withdraw,
            {},
            NOW,
            allow_withdrawals=False,
            withdrawal_limit=limit,
            services=services,
        )

    night(desired, {}, 0.5)
    changed = {"gamma": make_publication(files, "gamma", [("2026-11", "東區監理站", "9")])}
    outcome = night(changed, reasons, 0.5)
    assert outcome.error is not None
    assert outcome.error.params == {"taken": 2, "shown": 3, "percent": 50}
    assert [(item.dataset, item.action) for item in outcome.receipts] == [("gamma", PushAction.UPDATE)]
    assert (lab.current / "dataset/alpha/cases.csv").is_file()
    outcome = night(changed, reasons, 0.7)
    assert outcome.error is None
    assert not (lab.current / "dataset/alpha/cases.csv").exists()


def test_a_missing_extra_is_named(tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    definition = StaticPortalDefinition(id="open-data", title=AGENCY.title)
    catalog = Catalog(AGENCY, AGENCY.title, AGENCY.title, (definition,))
    (tmp_path / "needs_nothing_known.py").write_text("import a_package_that_is_not_here\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    kind = portals.PortalType("needs_nothing_known", "Nothing", "rdf")
    monkeypatch.setitem(portals.PORTALS, "static", kind)
    with pytest.raises(MissingPartError) as raised:
        open_portal(definition, catalog, tmp_path, services)
    assert raised.value.hint == install_hint("rdf")
    assert "a_package_that_is_not_here" in str(raised.value)


@pytest.mark.parametrize("kind", portals.PORTALS)
def test_every_portal_of_the_registry_is_there(kind: str) -> None:
    entry = portals.PORTALS[kind]
    module = __import__(entry.module, fromlist=[entry.name])
    assert issubclass(getattr(module, entry.name), Portal)
    assert getattr(module, entry.name).kind == kind
