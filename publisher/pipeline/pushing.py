"""One portal of a night: what shall stand there, what shall go, and the push or its preview."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from publisher import push
from publisher.model.catalog import PortalDefinition
from publisher.model.errors import PortalError
from publisher.model.finding import Finding
from publisher.model.night import PortalOutcome, PortalPlan
from publisher.model.portal import PushAction, Receipt
from publisher.model.punctuality import day_of
from publisher.model.release import Publication
from publisher.model.rulebook import finding
from publisher.model.stage import Services
from publisher.model.text import LocalText
from publisher.model.workspace import Workspace
from publisher.pipeline.settings import Settings, services
from publisher.push.base import Portal
from publisher.push.preview import preview
from publisher.state import PublicationStore, StateReader

_GONE = LocalText("機關已停止提供此資料集。", "The agency no longer provides this dataset.")


@dataclass(frozen=True, slots=True)
class Pushing:
    """What a push to one portal starts from; `ours` are the hashes of everything this workspace ever proved."""

    definition: PortalDefinition
    workspace: Workspace
    services: Services
    publications: Mapping[str, Publication]
    receipts: Mapping[str, Receipt]
    ours: Collection[str]
    allow_withdrawals: bool
    earlier: Callable[[str, str], Publication | None] = lambda _dataset, _hash: None
    """An earlier publication of a dataset, by its hash, while it is kept."""

    def push(self, agreed: PortalPlan | None = None) -> PortalOutcome:
        """Bring the portal to what is proven; with `agreed` only as that plan says. Never raises PortalError."""
        try:
            outcome = push.push(
                self._open(),
                self._desired(),
                self._withdraw(),
                self.receipts,
                self.services.now,
                allow_withdrawals=self.allow_withdrawals,
                withdrawal_limit=self.workspace.catalog.withdrawal_limit,
                services=self.services,
                ours=self.ours,
                overwrite=self._overwrite(),
                agreed=agreed,
            )
            return replace(outcome, findings=(*outcome.findings, *self._waiting()))
        except PortalError as error:
            definition = self.definition
            return PortalOutcome(
                definition.id, definition.type, self._address(), error=error.message, hint=error.hint
            )

    def preview(self) -> PortalPlan:
        """What `push` would do now. Never raises PortalError."""
        try:
            return preview(
                self._open(),
                self._desired(),
                self._withdraw(),
                self.receipts,
                allow_withdrawals=self.allow_withdrawals,
                withdrawal_limit=self.workspace.catalog.withdrawal_limit,
                ours=self.ours,
                overwrite=self._overwrite(),
                today=self.services.now.date(),
            )
        except PortalError as error:
            definition = self.definition
            return PortalPlan(
                definition.id, definition.type, self._address(), error=error.message, hint=error.hint
            )

    def _open(self) -> Portal:
        return push.open_portal(self.definition, self.workspace.catalog, self.workspace.root, self.services)

    def _desired(self) -> dict[str, Publication]:
        found = ((name, self._shown(name, item)) for name, item in self.publications.items())
        return {name: item for name, item in found if item is not None}

    def _shown(self, dataset: str, newest: Publication) -> Publication | None:
        """What shall stand there tonight: the newest from its day on, and until then what stood there before,
        which is watched and made whole like any other."""
        if not self.workspace.declares(dataset):
            return None
        if self._is_due(dataset):
            return newest
        receipt = self.receipts.get(dataset)
        if receipt is None or receipt.action is PushAction.WITHDRAW:
            return None
        return newest if receipt.publication == newest.hash else self.earlier(dataset, receipt.publication)

    def _is_due(self, dataset: str) -> bool:
        """Whether its newest may be published today; of a broken declaration nobody knows."""
        declared = self.workspace.datasets.get(dataset)
        if declared is None:
            return False
        return declared.publish_on is None or day_of(self.services.now) >= declared.publish_on

    def _waiting(self) -> tuple[Finding, ...]:
        """Proven datasets that wait for their day."""
        found = []
        for name in sorted(self.publications):
            declared = self.workspace.datasets.get(name)
            if declared is None or declared.publish_on is None or self._is_due(name):
                continue
            if self._shown(name, self.publications[name]) != self.publications[name]:
                params: dict[str, str | int] = {"portal": self.definition.id, "dataset": name}
                params["day"] = declared.publish_on.isoformat()
                item = finding(self.services.checks, "portal.waits", name, key=self.definition.id, params=params)
                found.append(item)
        return tuple(found)

    def _withdraw(self) -> dict[str, LocalText]:
        reasons, desired = self.workspace.catalog.withdrawals, self._desired()
        gone = [name for name in self.receipts if name not in desired and not self.workspace.declares(name)]
        said = {name: reasons.get(name, _GONE) for name in gone}
        plain = {name: _GONE if _names_somebody(reason) else reason for name, reason in said.items()}
        return {name: self._with_successors(name, reason) for name, reason in plain.items()}

    def _with_successors(self, dataset: str, reason: LocalText) -> LocalText:
        """The reason with the titles of the datasets that took its place."""
        names, shown = self.workspace.catalog.successors.get(dataset, ()), self._desired()
        # of one that waits for its day, or was never proven, nothing is told
        titles = [shown[name].title for name in names if name in shown]
        if not titles:
            return reason
        zh, en = "、".join(f"「{item.zh}」" for item in titles), ", ".join(item.en or item.zh for item in titles)
        return LocalText(f"{reason.zh.rstrip()} 由{zh}取代。", f"{reason.en.rstrip()} Replaced by: {en}.")

    def _overwrite(self) -> bool:
        return self.definition.foreign_edits == "overwrite"

    def _address(self) -> str:
        return getattr(self.definition, "url", None) or ""


def pushing(
    workspace: Workspace,
    settings: Settings,
    definition: PortalDefinition,
    publications: Mapping[str, Publication],
    state: StateReader,
    work: Path,
    store: PublicationStore,
) -> Pushing:
    """A push to one portal of what is proven, ready to be previewed or carried out; `work` is the run's folder."""
    own = services(workspace, settings, work / f"portal-{definition.id}")
    own.work.mkdir(mode=0o700, exist_ok=True)
    return Pushing(
        definition,
        workspace,
        own,
        publications,
        state.receipts(definition.id),
        state.publication_hashes(),
        settings.allow_withdrawals,
        store.find,
    )


def _names_somebody(reason: LocalText) -> bool:
    """Whether a reason holds personal data: the dataset is withdrawn all the same, without these words."""
    from publisher.privacy.recognisers import scan  # hundreds of patterns, for the few nights that withdraw

    return any(hit.blocks for text in (reason.zh, reason.en) for hit in scan(text))
