"""What `publisher doctor` tells of a real CKAN."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.i18n import translate
from publisher.model.text import LocalText
from publisher.push.base import PortalInspection
from publisher.push.portals.ckan.portal import CkanPortal
from tests.ckan import CkanServer, ckan, ckan_with_schema
from tests.push.ckan_lab import VARIABLE, CkanLab, night
from tests.push.fault_proxy import proxied
from tests.push.publications import make_publication

__all__ = ["ckan", "ckan_with_schema"]
pytestmark = pytest.mark.ckan


@pytest.fixture
def lab(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CkanLab:
    return CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)


def _told(portal: CkanPortal) -> dict[str, PortalInspection]:
    """What was looked at, in English, without the portal's name."""
    return {translate(item.what, "en").removeprefix("portal ckan").lstrip(": "): item for item in portal.inspect()}


def _problem(item: PortalInspection) -> str:
    assert item.problem is not None
    assert item.advice is not None
    assert translate(item.problem, "zh-TW") != translate(item.problem, "en")
    return translate(item.problem, "en")


def test_a_portal_in_order_and_what_its_search_cannot_find(lab: CkanLab, tmp_path: Path) -> None:
    """CKAN's own Solr schema cuts texts at blanks, so that only a keyword is found by itself."""
    alpha = lab.name("alpha")
    text = LocalText("各監理站每月受理的違規申訴案件數及辦理結果統計", "Cases")
    night(lab.open(), {alpha: make_publication(tmp_path, alpha, title=text, description=text)}, {})
    told = _told(lab.open())
    assert any(re.fullmatch(r"CKAN 2\.\d+\.\d+", what) for what in told)
    assert told[f"the token may publish in {lab.organization}"].problem is None
    assert told["tables of the files in its DataStore"].problem is None
    assert "does not list it" in _problem(told["licence OGDL-Taiwan-1.0"])
    for place in ("titles", "descriptions"):
        assert "does not find them" in _problem(told[f"Chinese words inside {place}"])
    found = lab.server.call("package_search", {"q": "受理件數", "fq": f"name:{alpha}"})
    assert found["count"] == 1


def test_looking_changes_nothing(lab: CkanLab) -> None:
    with proxied(lab.server.url) as proxy:
        portal = lab.open(url=proxy.url, create=True, groups={"A00": "no-such-group"})
        assert "no group" in _problem(_told(portal)[""])
    assert not [action for action in proxy.seen if "create" in action]
    assert portal.writes == 0


def test_an_old_portal_with_a_loader_of_its_own(lab: CkanLab) -> None:
    with proxied(lab.server.url) as proxy:
        proxy.rewrite = lambda action, body: (
            re.sub(rb'"ckan_version": "[^"]*"', b'"ckan_version": "2.9.11"', body).replace(
                b'"activity"', b'"xloader"'
            )
            if action == "status_show"
            else body
        )
        told = _told(lab.open(url=proxy.url))
    assert "older than 2.10" in _problem(told["CKAN 2.9.11"])
    assert "xloader" in _problem(told["tables of the files in its DataStore"])


def test_what_ends_the_looking_is_said_last(lab: CkanLab, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _told(lab.open(organization="no-such-organisation"))
    assert "has no organisation" in _problem(told[""])
    assert "Chinese words inside titles" not in told
    monkeypatch.setenv(VARIABLE, "wrong")
    assert "does not know the token" in _problem(_told(lab.open())[""])
    assert "does not answer" in _problem(_told(lab.open(url="http://127.0.0.1:9"))[""])


def test_what_a_portals_schema_requires(
    ckan_with_schema: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan_with_schema, monkeypatch, tmp_path, ckan_with_schema.editor)
    lab.definition = replace(lab.definition, datastore=False)
    (schema,) = [what for what in _told(lab.open()) if what.startswith("a schema of its own")]
    assert "frequency" in schema
    assert "data_contact" in schema
    assert "identifier" not in schema
