"""The pages and files of the static portal, read as browsers and harvesters read them."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from rdflib import DCTERMS, RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from publisher.model.release import Artifact, Publication
from publisher.model.text import LocalText
from publisher.push import push
from publisher.push.plan import plan
from publisher.push.portals.static.described.dcat import turtle_document
from publisher.push.portals.static.described.turtle import statements
from tests.push.contract import NOW, REASON
from tests.push.lab_static import StaticLab, make_lab
from tests.push.publications import ROWS, make_publication

BASE = "https://data.station.example.org/open/"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}"
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
SVG_EMPTY = frozenset({"rect", "path", "line"})
DCAT = Namespace("http://www.w3.org/ns/dcat#")
SPDX = Namespace("http://spdx.org/rdf/terms#")


def _hostile(files: Path) -> Publication:
    text = LocalText(f"中文{HOSTILE}", f"English{HOSTILE}")
    return make_publication(
        files,
        "hostile",
        [("2026-10", HOSTILE, "1"), ("2026-11", "</script></table>", "2")],
        title=text,
        description=LocalText(f"一{HOSTILE}\n\n二", f"One {HOSTILE}"),
        keywords=(text,),
        notes=text,
        spatial=HOSTILE,
        category="ZZ9",
        frequency="每10分鐘",
    )


def _build(root: Path, url: str | None) -> StaticLab:
    """A portal with an ordinary dataset, a hostile one, one without rows, and a withdrawn one."""
    lab = make_lab(root, url=url)
    files = root / "publications"
    desired = {
        "alpha": make_publication(files, "alpha"),
        "gone": make_publication(files, "gone"),
        "hostile": _hostile(files),
        "empty": make_publication(files, "empty", [], temporal=None, spatial="", keywords=(), frequency="不定期"),
    }
    for withdraw in ({}, {"gone": REASON}):
        shown = {name: item for name, item in desired.items() if name not in withdraw}
        outcome = push(
            lab.open(),
            shown,
            withdraw,
            {},
            NOW + timedelta(days=1),
            allow_withdrawals=True,
            withdrawal_limit=0,
            services=lab.services,
        )
        assert outcome.findings == ()
    return lab


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _build(tmp_path_factory.mktemp("portal"), None).current


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same portal with a public address (where nobody answers)."""
    root = tmp_path_factory.mktemp("addressed")
    lab = make_lab(root, url=BASE)
    files = root / "publications"
    desired = {name: make_publication(files, name) for name in ("alpha", "beta")}
    results = list(lab.open().apply(plan(desired, {}, {}, {}), desired, NOW))
    assert len(results) == 2
    return lab.current


def _pages(portal: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(portal.resolve().rglob("*.html")):
        yield str(path.relative_to(portal.resolve())), path.read_text(encoding="utf-8")


class _Strict(HTMLParser):
    """Every element is closed in its turn, no attribute stands twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        doubles = [name for name, count in Counter(name for name, _ in attrs).items() if count > 1]
        assert not doubles, (tag, doubles, self.getpos())
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in SVG_EMPTY, (tag, self.getpos())

    def handle_endtag(self, tag: str) -> None:
        assert self.open, (tag, self.getpos())
        assert self.open.pop() == tag, self.getpos()


def test_every_page_is_well_formed(portal: Path) -> None:
    for path, text in _pages(portal):
        parser = _Strict()
        parser.feed(text)
        parser.close()
        assert parser.open == [], path
        assert text.startswith("<!DOCTYPE html>\n"), path


def test_every_page_says_what_it_is(portal: Path) -> None:
    titles: Counter[str] = Counter()
    for path, text in _pages(portal):
        page = BeautifulSoup(text, "html.parser")
        assert page.html is not None and page.title is not None
        assert page.html["lang"] == ("en" if path.startswith("en/") else "zh-Hant-TW"), path
        titles[page.title.get_text()] += 1
        assert len(page.find_all("h1")) == 1, path
        assert len(page.find_all("main")) == 1, path
        levels = [int(item.name[1]) for item in page.find_all(re.compile("^h[1-6]$"))]
        main = [int(item.name[1]) for item in page.main.find_all(re.compile("^h[1-6]$"))]  # type: ignore[union-attr]
        assert main[0] == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)
        ids = Counter(item["id"] for item in page.find_all(id=True))
        assert not [name for name, count in ids.items() if count > 1], path
        for item in page.find_all(attrs={"aria-labelledby": True}):
            assert all(name in ids for name in item["aria-labelledby"].split()), (path, item["aria-labelledby"])
        for item in page.find_all("label"):
            assert item["for"] in ids
        keys = Counter(str(item["accesskey"]) for item in page.find_all(accesskey=True))
        assert all(count == 1 for count in keys.values()), path
    assert not [title for title, count in titles.items() if count > 1]


def test_tables_have_captions_and_scoped_headers(portal: Path) -> None:
    for path, text in _pages(portal):
        for table in BeautifulSoup(text, "html.parser").find_all("table"):
            assert table.caption is not None and table.caption.get_text(strip=True), path
            assert all(cell["scope"] in ("col", "row") for cell in table.find_all("th")), path
            widths = {len(row.find_all(["th", "td"])) for row in table.find_all("tr")}
            assert len(widths) == 1, (path, table.caption.get_text())


def test_every_link_inside_the_portal_leads_somewhere(portal: Path) -> None:
    root = portal.resolve()
    pages = dict(_pages(portal))
    ids = {
        path: {str(item["id"]) for item in BeautifulSoup(text, "html.parser").find_all(id=True)}
        for path, text in pages.items()
    }
    for path, text in pages.items():
        for item in BeautifulSoup(text, "html.parser").find_all(["a", "link", "script", "img"]):
            address = item.get("href") or item.get("src")
            if address is None or urlparse(address).scheme:
                continue
            whole = urlparse(urljoin(f"https://portal.invalid/{path}", address))
            target = unquote(whole.path).lstrip("/")
            assert (root / target).is_file(), (path, address)
            if whole.fragment:
                assert whole.fragment in ids[target], (path, address)


def test_a_page_has_its_twin_in_the_other_language(portal: Path) -> None:
    pages = dict(_pages(portal))
    chinese = {path for path in pages if not path.startswith("en/")}
    assert {f"en/{path}" for path in chinese} == set(pages) - chinese
    for path, text in pages.items():
        link = BeautifulSoup(text, "html.parser").find("link", rel="alternate", hreflang=True)
        assert link is not None
        other = urlparse(urljoin(f"https://portal.invalid/{path}", str(link["href"]))).path.lstrip("/")
        assert other == (path.removeprefix("en/") if path.startswith("en/") else f"en/{path}")


def test_nothing_is_asked_of_another_host(portal: Path) -> None:
    for path, text in _pages(portal):
        page = BeautifulSoup(text, "html.parser")
        for item in page.find_all(["script", "img", "iframe", "source", "object", "embed", "video"]):
            assert not urlparse(item.get("src") or "").netloc, path
        for item in page.find_all("link", rel=["stylesheet", "icon", "preload"]):
            assert not urlparse(item["href"]).netloc, path
        assert not page.find_all(style=True), path
        assert not page.find_all("style"), path
    style = (portal / "assets/portal.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_hostile_texts_stay_texts(portal: Path) -> None:
    for path in ("dataset/hostile/index.html", "en/dataset/hostile/index.html", "index.html"):
        text = (portal / path).read_text(encoding="utf-8")
        page = BeautifulSoup(text, "html.parser")
        assert not page.find_all("img")
        scripts = page.find_all("script")
        assert {item.get("type", item.get("src")) for item in scripts} <= {
            "application/ld+json",
            f"{'../' * path.count('/')}assets/search.js",
        }
        assert "<script>alert" not in text
        assert "{{ 7*7 }}" in page.get_text()
    page = BeautifulSoup((portal / "dataset/hostile/index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == f"中文{HOSTILE}"
    cells = [cell.get_text() for cell in page.select("#preview td")]
    assert HOSTILE in cells
    assert "</script></table>" in cells
    data = json.loads(page.find("script", type="application/ld+json").string)  # type: ignore[union-attr, arg-type]
    assert data["name"] == f"中文{HOSTILE}"


def test_a_dataset_page_tells_what_a_reader_wants_to_know(portal: Path) -> None:
    chinese = _text(portal / "dataset/alpha/index.html")
    for part in (
        "受理件數統計（alpha）",
        "民國115年11月3日（2026-11-03）",
        "每月",
        "政府資料開放授權條款-第1版",
        "9 個欄位值中有 0 個空值",
        "交通及通訊",
        "東區監理站",
        "南瀛監理站（2026）",
        "k-匿名",
        "640 筆紀錄中有 9 筆（1.4 %）",
        "2026-10-01 – 2026-11-30",
        hashlib.sha256((portal / "dataset/alpha/cases.csv").read_bytes()).hexdigest(),
    ):
        assert part in chinese, part
    english = _text(portal / "en/dataset/alpha/index.html")
    for part in (
        "Cases received (alpha)",
        "3 November 2026",
        "Every month",
        "Open Government Data License, version 1.0",
        "0 of 9 cells are empty",
        "Transport and communication",
        "Month in which the cases were received",
        "What this does not claim",
    ):
        assert part in english, part


def test_english_pages_mark_chinese_words_as_chinese(portal: Path) -> None:
    page = BeautifulSoup((portal / "en/dataset/alpha/index.html").read_text(encoding="utf-8"), "html.parser")
    for item in page.find_all(string=re.compile("[\u4e00-\u9fff]")):
        if item.parent is None or item.parent.name == "script":
            continue
        marked = item.find_parent(lang=True)
        assert marked is not None and marked["lang"] == "zh-Hant-TW", str(item)


def test_a_dataset_without_rows_has_a_page_without_preview(portal: Path) -> None:
    page = BeautifulSoup((portal / "dataset/empty/index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find(id="preview") is None
    assert page.find(id="fields") is not None


def test_the_browse_pages_list_each_dataset_where_it_belongs(portal: Path) -> None:
    def listed(path: str) -> set[str]:
        page = BeautifulSoup((portal / path).read_text(encoding="utf-8"), "html.parser")
        return {str(link["href"]).split("dataset/")[1].split("/")[0] for link in page.select(".card h3 a")}

    assert listed("index.html") == {"alpha", "hostile", "empty"}
    assert listed("browse/theme/A00/index.html") == {"alpha", "empty"}
    assert listed("browse/theme/ZZ9/index.html") == {"hostile"}
    assert listed("browse/format/csv/index.html") == {"alpha", "hostile", "empty"}
    assert listed("browse/frequency/P1M/index.html") == {"alpha"}
    assert listed("en/browse/frequency/PT10M/index.html") == {"hostile"}
    assert "gone" in (portal / "index.html").read_text(encoding="utf-8")


def test_a_withdrawn_page_has_reason_and_date_and_nothing_else(portal: Path) -> None:
    text = _text(portal / "dataset/gone/index.html")
    assert REASON.zh in text
    assert "民國115年11月4日" in text
    assert "受理件數統計（gone）" in text
    assert {path.name for path in (portal / "dataset/gone").iterdir()} == {"index.html"}
    assert not (portal / "api/3/action/package_show/gone.json").exists()
    for name in ("catalog.ttl", "catalog.jsonld", "data.json", "api/3/action/package_search"):
        assert "dataset/gone" not in (portal / name).read_text(encoding="utf-8"), name
    record = json.loads((portal / ".portal.json").read_text(encoding="utf-8"))["entries"]["gone"]
    assert record["publication"]["artifacts"] == []
    assert record["publication"]["certificate"]["treatments"] == []


# -- for machines


def _graph(path: Path, format_: str, base: str) -> Graph:
    graph = Graph()
    graph.parse(data=path.read_text(encoding="utf-8"), format=format_, publicID=base)
    return graph


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_turtle_and_json_ld_say_the_same(portal: Path) -> None:
    place = "https://anywhere.example/x/"
    turtle = _graph(portal / "catalog.ttl", "turtle", f"{place}catalog.ttl")
    jsonld = _graph(portal / "catalog.jsonld", "json-ld", f"{place}catalog.jsonld")
    assert len(turtle) > 150
    assert isomorphic(turtle, jsonld)
    assert set(turtle.subjects(RDF.type, DCAT.Dataset)) == {
        URIRef(f"{place}dataset/{name}/#dataset") for name in ("alpha", "empty", "hostile")
    }
    single = _graph(portal / "dataset/alpha/dcat.ttl", "turtle", f"{place}dataset/alpha/dcat.ttl")
    assert set(single) - set(turtle) == {triple for triple in single if _has_blank(triple)}


@pytest.mark.parametrize(
    "text", ["\"quoted\" \\ and 'single'", "一\n二\r三\t四", "\x00\x07\x7f\u200b", "^^@zh <a> .", "😀{}|`"]
)
def test_any_text_stands_in_turtle(text: str) -> None:
    node = {"@id": f"x/{text}", "dct:title": [text, {"@value": text, "@language": "zh-Hant"}]}
    graph = Graph().parse(data=turtle_document([statements([node])], "https://anywhere.example/"), format="turtle")
    assert set(graph.objects(None, DCTERMS.title)) == {Literal(text), Literal(text, lang="zh-Hant")}
    assert len(set(graph.subjects())) == 1


def _has_blank(triple: tuple[object, ...]) -> bool:
    return any(type(item).__name__ == "BNode" for item in triple)


def test_the_catalogue_is_dcat_ap(portal: Path) -> None:
    """The properties that DCAT-AP 3 demands, and the types that its range shapes want (measured with 3.0.1)."""
    graph = _graph(portal / "catalog.ttl", "turtle", "https://anywhere.example/")
    for catalog in graph.subjects(RDF.type, DCAT.Catalog):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.themeTaxonomy, DCTERMS.license):
            assert (catalog, needed, None) in graph
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.theme, DCAT.distribution):
            assert (dataset, needed, None) in graph, needed
    distributions = set(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(distributions) == 9
    for distribution in distributions:
        assert (distribution, DCAT.accessURL, None) in graph
        assert (distribution, DCTERMS.license, None) in graph
    for property_, kind in (
        (DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
        (DCTERMS.language, DCTERMS.LinguisticSystem),
        (DCTERMS["format"], DCTERMS.MediaTypeOrExtent),
        (DCTERMS.license, DCTERMS.LicenseDocument),
        (SPDX.algorithm, SPDX.ChecksumAlgorithm),
    ):
        objects = set(graph.objects(None, property_))
        assert objects, property_
        assert all((item, RDF.type, kind) in graph for item in objects), property_
    title = Literal("受理件數統計（alpha）", lang="zh-Hant")
    assert (URIRef("https://anywhere.example/dataset/alpha/#dataset"), DCTERMS.title, title) in graph


def test_a_known_address_makes_everything_absolute(addressed: Path) -> None:
    graph = _graph(addressed / "catalog.ttl", "turtle", "https://elsewhere.example/")
    assert URIRef(f"{BASE}dataset/alpha/#dataset") in set(graph.subjects(RDF.type, DCAT.Dataset))
    assert not [item for item in graph.subjects() if str(item).startswith("https://elsewhere")]
    data = json.loads((addressed / "data.json").read_text(encoding="utf-8"))
    assert data["dataset"][0]["distribution"][0]["downloadURL"] == f"{BASE}dataset/alpha/cases.csv"
    pages = ET.parse(addressed / "sitemap.xml").getroot()
    addresses = [item.text or "" for item in pages.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{BASE}en/dataset/beta/index.html" in addresses
    assert all(address.startswith(BASE) for address in addresses)
    assert f"Sitemap: {BASE}sitemap.xml" in (addressed / "robots.txt").read_text(encoding="utf-8")
    page = (addressed / "en/dataset/alpha/index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{BASE}en/dataset/alpha/index.html">' in page


def test_data_json_describes_every_dataset(portal: Path) -> None:
    data = json.loads((portal / "data.json").read_text(encoding="utf-8"))
    assert data["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    by_page = {item["landingPage"]: item for item in data["dataset"]}
    assert set(by_page) == {f"dataset/{name}/index.html" for name in ("alpha", "empty", "hostile")}
    alpha = by_page["dataset/alpha/index.html"]
    assert alpha["accessLevel"] == "public"
    assert alpha["accrualPeriodicity"] == "R/P1M"
    assert alpha["temporal"] == "2026-10-01/2026-11-30"
    for file in alpha["distribution"]:
        assert (portal / file["downloadURL"]).is_file()


def test_the_feed_is_atom_with_lasting_ids(portal: Path, addressed: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.parse(portal / "feed.atom").getroot()
    assert feed.tag == f"{atom}feed"
    entries = {item.findtext(f"{atom}id"): item for item in feed.iter(f"{atom}entry")}
    assert len(entries) == 4
    for node in (feed, *entries.values()):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", node.findtext(f"{atom}updated") or "")
    first = next(iter(entries.values()))
    assert "已下架" in (first.findtext(f"{atom}summary") or "")
    other = ET.parse(addressed / "feed.atom").getroot()
    elsewhere = {item.findtext(f"{atom}id") for item in other.iter(f"{atom}entry")}
    assert elsewhere & set(entries)


def test_harvesters_of_ckan_find_what_they_know(portal: Path) -> None:
    def answer(name: str) -> dict[str, object]:
        found: dict[str, object] = json.loads((portal / "api/3/action" / name).read_text(encoding="utf-8"))
        assert found["success"] is True
        return found

    names = answer("package_list")["result"]
    assert names == ["alpha", "empty", "hostile"]
    search = answer("package_search")["result"]
    assert isinstance(search, dict)
    assert search["count"] == 3
    for package in search["results"]:
        assert answer(f"package_show/{package['name']}.json")["result"] == package
        for resource in package["resources"]:
            file = portal / resource["url"]
            assert resource["size"] == file.stat().st_size
            assert resource["hash"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_checksums_are_those_of_the_files(portal: Path) -> None:
    lines = (portal / "dataset/alpha/SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((portal / "dataset/alpha" / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("path", ["../outside.csv", "/etc/passwd", "index.html", ".hidden", "資料.csv"])
def test_an_odd_file_name_is_refused(path: str, tmp_path: Path) -> None:
    lab = make_lab(tmp_path)
    publication = make_publication(tmp_path / "publications", "alpha", ROWS)
    data = b"a,b\n"
    title, digest = LocalText("檔", "File"), hashlib.sha256(data).hexdigest()
    artifact = Artifact(path, "data", "csv", "text/csv", len(data), digest, title)
    odd = make_publication(tmp_path / "publications", "alpha", artifacts=(*publication.artifacts, artifact))
    desired = {"alpha": odd}
    outcome = push(
        lab.open(), desired, {}, {}, NOW, allow_withdrawals=False, withdrawal_limit=0.2, services=lab.services
    )
    assert [item.check for item in outcome.findings] == ["portal.dataset-refused"]
    assert not (tmp_path / "portal" / "outside.csv").exists()


def _text(path: Path) -> str:
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return re.sub(r"\s+", " ", soup.get_text())


def test_a_page_for_addresses_where_nothing_is_leads_on_from_anywhere(portal: Path, addressed: Path) -> None:
    for path, home in (("404.html", "/open/"), ("en/404.html", "/open/en/")):
        page = (addressed / path).read_text(encoding="utf-8")
        ways = re.findall(r'(?:href|src)="([^"]+)"', page)
        assert f"{home}index.html" in ways
        assert all(way.startswith(("/open/", "http", "#", "mailto:", "tel:")) for way in ways)
        assert path not in (addressed / "sitemap.xml").read_text(encoding="utf-8")
    assert not (portal / "404.html").exists()  # without an address nobody knows where it would stand
