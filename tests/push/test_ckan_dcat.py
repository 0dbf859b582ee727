"""What we pushed, as ckanext-dcat gives it out, against the SHACL shapes of DCAT-AP 3.0.1.

No violation, with the settings as they come: where ckanext-dcat is, formats are written as addresses.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path

import pytest
import requests
from pyshacl import validate
from rdflib import RDFS, Graph, Namespace

from tests.ckan import CkanServer, ckan_with_dcat
from tests.push.ckan_lab import CkanLab, night
from tests.push.publications import make_publication

__all__ = ["ckan_with_dcat"]
pytestmark = [pytest.mark.ckan, pytest.mark.full]

SHAPES = Path(__file__).parent / "data/dcat-ap"
SH = Namespace("http://www.w3.org/ns/shacl#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
KNOWN = Graph().add((VCARD.Organization, RDFS.subClassOf, VCARD.Kind))
"""What the vocabularies say that the range shapes are to be read with: of W3C's vCard ontology what is needed here."""


def test_nothing_of_ours_violates_the_shapes_through_ckanext_dcat(
    ckan_with_dcat: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lab = CkanLab(ckan_with_dcat, monkeypatch, tmp_path, ckan_with_dcat.editor)
    changes = (
        {},
        {"frequency": "每10分鐘"},
        {"frequency": "不定期", "temporal": None, "spatial": ""},
        {"frequency": "每2年"},
    )
    desired = {}
    for number, change in enumerate(changes):
        name = lab.name(f"d{number}")
        desired[name] = make_publication(tmp_path, name, **change)  # type: ignore[arg-type]
    assert night(lab.open(), desired, {}).findings == ()
    found = []
    for name in desired:
        graph = Graph()
        turtle = requests.get(f"{lab.server.url}/dataset/{name}.ttl", timeout=60)
        graph.parse(data=turtle.text, format="turtle")
        for file in ("shapes.ttl", "range.ttl", "deprecateduris.ttl"):
            _, report, _ = validate(graph, shacl_graph=Graph().parse(SHAPES / file), ont_graph=KNOWN)
            found += [
                (name, file, str(report.value(result, SH.resultPath)), str(report.value(result, SH.value)))
                for result in report.subjects(SH.resultSeverity, SH.Violation)
            ]
    assert found == []
    for resource in lab.package(next(iter(desired)))["resources"]:  # and each file is served as what it is
        served = requests.head(resource["url"], timeout=60).headers["Content-Type"].split(";")[0]
        assert served == mimetypes.guess_type(resource["url"])[0], resource["url"]
