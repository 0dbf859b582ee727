"""A CKAN with a schema of its own (ckanext-scheming) and ckanext-dcat: asked first, met, or said what is missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import requests

from publisher.model.portal import PushAction
from publisher.push.portals.ckan.packages import PackageTarget
from publisher.push.portals.ckan.schema import PortalSchema, SchemaField, UnmetError
from publisher.push.preview import preview
from tests.ckan import CkanServer, ckan_with_schema
from tests.push.ckan_lab import CkanLab, kept, night
from tests.push.contract import MORE_ROWS, PortalContract, PortalLab
from tests.push.fault_proxy import proxied
from tests.push.publications import make_publication

__all__ = ["ckan_with_schema"]
pytestmark = pytest.mark.ckan

FIELDS = {"access_level": "open", "data_contact": "{maintainer_email}", "themes": "交通、Service"}


@pytest.fixture
def lab(ckan_with_schema: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CkanLab:
    lab = CkanLab(ckan_with_schema, monkeypatch, tmp_path, ckan_with_schema.editor, datastore=True)
    lab.definition = replace(lab.definition, fields=FIELDS)
    return lab


@pytest.mark.full
class TestTheContract(PortalContract):
    @pytest.fixture
    def lab(self, ckan_with_schema: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PortalLab:
        lab = CkanLab(ckan_with_schema, monkeypatch, tmp_path, ckan_with_schema.editor, datastore=True)
        lab.definition = replace(lab.definition, fields=FIELDS)
        return lab


def test_a_dataset_lives_under_the_portals_schema(lab: CkanLab, tmp_path: Path) -> None:
    """Created, unchanged, changed, edited by a stranger, withdrawn, restored."""
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    outcome = night(lab.open(), desired, {})
    assert outcome.findings == ()
    first = kept(outcome)
    assert first[alpha].verified
    package = lab.package(alpha)
    assert package["frequency"] == "monthly"
    assert package["access_level"] == "open"
    assert package["data_contact"] == "opendata@station.example.org"
    assert package["themes"] == ["transport", "service"]
    assert package["identifier"] == "A15030000H-000001"
    keys = [item["key"] for item in package["extras"]]
    assert "frequency" not in keys
    assert "category_code" in keys
    assert night(lab.open(), desired, first, days=1).writes == 0

    turtle = requests.get(f"{lab.server.url}/dataset/{alpha}.ttl", timeout=30)
    assert turtle.status_code == 200
    assert "dcat:Dataset" in turtle.text
    assert "A15030000H-000001" in turtle.text

    desired[alpha] = make_publication(tmp_path, alpha, MORE_ROWS)
    second = kept(night(lab.open(), desired, first, days=2))
    assert second[alpha].action is PushAction.UPDATE
    assert dict(second[alpha].files) == dict(first[alpha].files)

    lab.server.call("package_patch", {"id": alpha, "frequency": "yearly"})
    assert lab.open().read()[alpha].edited
    lab.server.call("package_patch", {"id": alpha, "frequency": "monthly"})
    assert not lab.open().read()[alpha].edited

    gone = night(lab.open(), {}, second, days=3, withdraw=alpha)
    assert gone.findings == ()
    assert kept(gone)[alpha].verified
    assert lab.open().read()[alpha].withdrawn
    back = night(lab.open(), desired, {**second, **kept(gone)}, days=4)
    assert back.findings == ()
    assert dict(kept(back)[alpha].files) == dict(first[alpha].files)


def test_what_the_schema_lacks_is_said_before_anything_is_written(lab: CkanLab, tmp_path: Path) -> None:
    alpha, beta = lab.name("alpha"), lab.name("beta")
    desired = {
        alpha: make_publication(tmp_path, alpha),
        beta: make_publication(tmp_path, beta, frequency="不定期"),
    }
    poor = lab.open(fields={"access_level": "secret"})
    assert dict(poor.objections(desired)).keys() == {alpha, beta}
    planned = preview(poor, desired, {}, {}, allow_withdrawals=False, withdrawal_limit=0.2)
    assert all("does not have" in str(step.reason) for step in planned.steps)
    with proxied(lab.server.url) as proxy:
        outcome = night(lab.open(url=proxy.url, fields={"access_level": "secret"}), desired, {})
    assert outcome.writes == 0
    assert "package_create" not in proxy.seen
    assert [item.check for item in outcome.findings] == ["portal.schema-unmet"] * 2
    reasons = {item.subject: str(item.params["reason"].en) for item in outcome.findings}
    assert "data_contact" in reasons[alpha]
    assert "access_level" in reasons[alpha]
    assert "secret" in reasons[alpha]
    assert "frequency" not in reasons[alpha]
    assert "frequency" in reasons[beta]
    assert kept(night(lab.open(), {alpha: desired[alpha]}, {}))[alpha].verified


def test_a_portal_without_a_schema_takes_fields_as_well() -> None:
    target = PackageTarget("alpha", {"title": "t"}, (), {"frequency": "每月"})
    fitted = PortalSchema().fit(target, {"contact": "{title} ({frequency}){nothing}", "notes": "{title}"})
    assert fitted.extras["contact"] == "t (每月)"
    assert fitted.fields["notes"] == "t"
    assert PortalSchema().fit(target, {}) is target


def test_choices_are_met_by_value_or_label() -> None:
    field = SchemaField("frequency", "frequency", required=True, choices={"monthly": "monthly", "每月": "monthly"})
    schema = PortalSchema((field,))
    assert schema.fit(PackageTarget("a", {}, (), {"frequency": "每月"}), {}).extras["frequency"] == "monthly"
    with pytest.raises(UnmetError, match="frequency ≠ 每年"):
        schema.fit(PackageTarget("a", {}, (), {"frequency": "每年"}), {})
    with pytest.raises(UnmetError, match="frequency"):
        schema.fit(PackageTarget("a", {}, (), {}), {})
