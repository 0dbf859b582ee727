"""A catalogue in pages says what it says in one file, and the pages lead from one to the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from publisher.push.plan import plan
from publisher.push.portals.static.described import paging
from publisher.push.portals.static.kept import record as records
from tests.push.contract import NOW
from tests.push.lab_static import make_lab
from tests.push.publications import make_publication

BASE = "https://data.example.org/open/"
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
CATALOG = URIRef(BASE + "index.html#catalog")


def catalogue(root: Path, kind: str, url: str | None) -> dict[str, Graph]:
    """The pages of the catalogue of three datasets, by name, in the order in which a reader is led through them."""
    root.mkdir(exist_ok=True)
    lab = make_lab(root, url=url)
    desired = {name: make_publication(root / "publications", name) for name in ("alpha", "beta", "gamma")}
    list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))
    found: dict[str, Graph] = {}
    name: str | None = f"catalog.{kind}"
    while name is not None:
        text = (lab.current / name).read_text(encoding="utf-8")
        form = {"ttl": "turtle", "jsonld": "json-ld"}[kind]
        found[name] = graph = Graph().parse(data=text, format=form, publicID=BASE + name)
        following = graph.value(URIRef(BASE + name), HYDRA.next)
        name = None if following is None else str(following).removeprefix(BASE)
    assert found.keys() == {path.name for path in lab.current.glob(f"catalog*.{kind}")}
    return found


@pytest.mark.parametrize("kind", ["ttl", "jsonld"])
@pytest.mark.parametrize("url", [None, BASE])
def test_pages_say_together_what_one_file_says(
    kind: str, url: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = catalogue(tmp_path / "one", kind, url).values()
    monkeypatch.setattr(paging, "MOST_BYTES", 1)
    pages = catalogue(tmp_path / "many", kind, url)
    assert len(pages) == 3
    together = Graph()
    for name, page in pages.items():
        assert (CATALOG, HYDRA.totalItems, Literal(3)) in page
        assert (URIRef(BASE + name), RDF.type, HYDRA.PartialCollectionView) in page
        datasets = set(page.subjects(RDF.type, URIRef("http://www.w3.org/ns/dcat#Dataset")))
        assert datasets == set(page.objects(CATALOG, URIRef("http://www.w3.org/ns/dcat#dataset")))
        assert len(datasets) == 1
        together += page
    theirs = {item for item in together if not any(str(part).startswith(str(HYDRA)) for part in item)}
    theirs -= {item for item in theirs if str(item[0]).startswith(f"{BASE}catalog") and item[1] == RDF.type}
    named = {item for item in whole if all(isinstance(part, URIRef | Literal) for part in item)}
    assert named <= theirs


def test_a_small_catalogue_is_one_file(tmp_path: Path) -> None:
    (graph,) = catalogue(tmp_path, "jsonld", BASE).values()
    assert not list(graph.subjects(RDF.type, HYDRA.PartialCollectionView))


def test_no_page_is_larger_than_it_may_be_but_one_that_is_a_single_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [400, 700, 300, 2_000, 10, 1_000]
    monkeypatch.setattr(paging, "MOST_BYTES", 1_000)
    lab = make_lab(tmp_path)
    site = lab.open()._site  # type: ignore[attr-defined]
    made = make_publication(tmp_path / "publications", "alpha")
    shown = [records.shown(made, None) for _ in sizes]
    pages = list(paging.leaves("jsonld", site, shown, sizes, lambda *_: "{}"))
    assert [len(page.of) for page in pages] == [1, 2, 1, 1, 1]
