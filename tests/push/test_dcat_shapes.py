"""The catalogue against the SHACL shapes of DCAT-AP 3.0.1, all files of them that need no network.

Not checked: the shapes that import vocabularies from the web. What the two files of warnings still say is named
below, each with its reason; anything else fails.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import Graph, Namespace

from publisher.push.plan import plan
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication

SHAPES = Path(__file__).parent / "data/dcat-ap"
SH = Namespace("http://www.w3.org/ns/shacl#")
DCT, DCATNS = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
STANDING = {
    "shapes.ttl": set(),
    "range.ttl": set(),
    "deprecateduris.ttl": set(),
    "shapes_recommended.ttl": {
        f"{DCATNS}bbox",  # the standard asks for the name of a place, not for its outline
        f"{DCATNS}centroid",
        f"{DCT}type",  # of the publisher: whether local or national, nobody declares
        f"{DCATNS}startDate",  # of a dataset whose rows say no time only the end of its period is known
        f"{DCT}spatial",  # a dataset without a place
        f"{DCATNS}keyword",  # a dataset without keywords
    },
    "mdr-vocabularies.shape.ttl": {
        f"{DCT}publisher",  # must be a body of the EU
        f"{DCT}spatial",  # must be a place of an EU table or GeoNames
        f"{DCATNS}theme",  # each must be an EU theme; ours stand beside one
        # the file wants https, the vocabulary of SPDX and DCAT-AP's own examples have http
        "http://spdx.org/rdf/terms#algorithm",
    },
}


@pytest.fixture(scope="module", params=["anywhere", "addressed"])
def catalogue(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    root = tmp_path_factory.mktemp(request.param)
    lab = make_lab(root, url="https://data.example.org/open/" if request.param == "addressed" else None)
    files = root / "publications"
    desired = {
        "alpha": make_publication(files, "alpha"),
        "bare": make_publication(files, "bare", [], temporal=None, spatial="", keywords=(), frequency="不定期"),
        "often": make_publication(
            files,
            "often",
            frequency="每10分鐘",
            category="B00",
            landing_page="https://station.example.org/about",
            conforms_to="https://standard.example.org/cases",
        ),
        "odd": make_publication(files, "odd", frequency="每7分鐘", category="ZZ9", licence="CC-BY-4.0"),
    }
    assert len(list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))) == len(desired)
    text = (lab.current / "catalog.ttl").read_text(encoding="utf-8")
    return Graph().parse(data=text, format="turtle", publicID="https://anywhere.example/catalog.ttl")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", sorted(STANDING))
def test_the_catalogue_meets_the_shapes(name: str, catalogue: Graph) -> None:
    _, report, _ = validate(catalogue, shacl_graph=Graph().parse(SHAPES / name))
    assert isinstance(report, Graph)
    said = {str(report.value(result, SH.resultPath)) for result in report.objects(None, SH.result)}
    assert said <= STANDING[name]


def test_every_file_of_shapes_is_used() -> None:
    assert {path.name for path in SHAPES.glob("*.ttl")} == set(STANDING)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_missing_title_would_be_seen(catalogue: Graph) -> None:
    broken = Graph()
    for triple in catalogue:
        if str(triple[1]) != f"{DCT}title":
            broken.add(triple)
    conforms, _, _ = validate(broken, shacl_graph=Graph().parse(SHAPES / "shapes.ttl"))
    assert not conforms
