"""What a catalogue may not declare is refused when it is read, with its line and what to write."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from publisher.model.address import is_mail, is_web
from publisher.model.errors import ManyErrors, UserError
from publisher.workspace.catalog_file import load_catalog
from publisher.workspace.loading import load_declaration
from publisher.workspace.root import CATALOG_FILE

ROOT = Path(__file__).parents[2]
TITLE = {"zh": "第二", "en": "Second"}
SECOND = {"id": "second", "type": "static", "title": TITLE}
CKAN = {"type": "ckan", "title": TITLE, "url": "https://ckan.example.org", "organization": "station"}


def _refusals(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> list[tuple[str | None, bool, bool]]:
    """Of each error: the field, whether it has a line, and whether it says what to do."""
    catalog = yaml.safe_load((ROOT / CATALOG_FILE).read_text("utf-8"))
    change(catalog)
    (tmp_path / CATALOG_FILE).write_text(yaml.safe_dump(catalog, allow_unicode=True, sort_keys=False), "utf-8")
    try:
        load_catalog(tmp_path)
    except ManyErrors as errors:
        found = list(errors.errors)
    except UserError as error:
        found = [error]
    else:
        return []
    return [
        (error.where.field if error.where else None, bool(error.where and error.where.line), bool(error.hint))
        for error in found
    ]


def _portal(**more: object) -> Callable[[dict[str, Any]], object]:
    return lambda catalog: catalog["portals"].append({**SECOND, "path": ".publisher/second", **more})


@pytest.mark.parametrize(
    "path",
    [".publisher/portal", "./.publisher//x/../portal/", ".publisher/portal/releases", "{root}/.publisher/portal"],
)
def test_two_portals_in_one_folder(tmp_path: Path, path: str) -> None:
    found = _refusals(tmp_path, _portal(path=path.format(root=tmp_path)))
    assert found == [("portals[3].path", True, True)]


def test_portals_beside_each_other(tmp_path: Path) -> None:
    assert _refusals(tmp_path, _portal()) == []
    assert _refusals(tmp_path, _portal(path=".publisher/portal-2")) == []
    assert _refusals(tmp_path, _portal(path=".publisher/portal", active=False)) == []
    assert _refusals(tmp_path, _portal(path="../www")) == []


@pytest.mark.parametrize(
    "path", ["", ".", "..", "datasets", "datasets/a", ".publisher", ".publisher/store/x", "checks"]
)
def test_a_portal_in_the_workspaces_own_folders(tmp_path: Path, path: str) -> None:
    assert ("portals[3].path", True, True) in _refusals(tmp_path, _portal(path=path))


def test_two_portals_at_one_place_of_the_web(tmp_path: Path) -> None:
    def static(catalog: dict[str, Any]) -> None:
        catalog["portals"][0]["url"] = "https://data.example.org/a/"
        _portal(url="https://data.example.org:443/a")(catalog)

    def ckan(other: dict[str, str]) -> Callable[[dict[str, Any]], object]:
        return lambda catalog: catalog["portals"].extend([{"id": "one", **CKAN}, {"id": "two", **CKAN, **other}])

    assert _refusals(tmp_path, static) == [("portals[3].url", True, True)]
    assert _refusals(tmp_path, ckan({"url": "https://CKAN.example.org/"})) == [
        ("portals[4].organization", True, True)
    ]
    assert _refusals(tmp_path, ckan({"organization": "other"})) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("agency", "homepage"), "javascript:alert(1)"),
        (("defaults", "licence_url"), "data:text/html,x"),
        (("websites", 0, "start"), ["ftp://files.example.org/"]),
        (("portals", 0, "url"), "//example.org/"),
        (("portals", 1, "url"), "https://exa mple.org/"),
        (("agency", "contact", "email"), "nobody"),
        (("portals", 0, "keep_releases"), 0),
        (("portals", 0, "keep_versions"), -1),
        (("portals", 1, "timeout"), -5),
        (("portals", 1, "organization"), "Our Station"),
        (("portals", 1, "token_env"), "1TOKEN"),
        (("websites", 0, "languages"), []),
    ],
)
def test_values_that_cannot_be(tmp_path: Path, path: tuple[str | int, ...], value: object) -> None:
    def change(catalog: Any) -> None:
        for step in path[:-1]:
            catalog = catalog[step]
        catalog[path[-1]] = value

    ((field, line, _),) = _refusals(tmp_path, change)
    assert (field or "").endswith(f"{path[-1]}" + ("[1]" if value == ["ftp://files.example.org/"] else ""))
    assert line


def test_what_is_left_empty_is_not_there(tmp_path: Path) -> None:
    assert _refusals(tmp_path, lambda catalog: catalog["agency"].update(homepage="")) == []


@pytest.mark.parametrize(("key", "value"), [("landing_page", "vbscript:x"), ("conforms_to", "standard")])
def test_values_of_a_dataset_that_cannot_be(tmp_path: Path, key: str, value: str) -> None:
    from publisher.workspace.loading import load

    for name in (CATALOG_FILE, "checks", "datasets", "measures.yaml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    folder = next(path.parent for path in sorted((tmp_path / "datasets").glob("*/dataset.yaml")))
    with (folder / "dataset.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\n{key}: {value}\n")
    (error,) = load(tmp_path).broken[folder.name]
    assert error.where is not None
    assert (error.where.field, bool(error.where.line), bool(error.hint)) == (key, True, True)
    assert getattr(load_declaration(tmp_path, folder.name), key) == value  # read by itself it may still be mended


@pytest.mark.parametrize(
    "text", ["https://a.tw/", "http://127.0.0.1:5055", "https://資料.tw/頁?q=1", "http://[::1]:80/"]
)
def test_addresses_of_the_web(text: str) -> None:
    assert is_web(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "/x",
        "//a.tw",
        "https:///x",
        "https://a.tw:0/",
        "https://a.tw:99999/",
        "https://a.tw/\nx",
        "http://[::1",
        "file:///x",
    ],
)
def test_no_addresses_of_the_web(text: str) -> None:
    assert not is_web(text)


def test_addresses_of_mail() -> None:
    assert is_mail("a.b+c@mail.example.gov.tw")
    assert not any(map(is_mail, ("", "a", "a@b", "a@@b.tw", "a b@c.tw", "a@b.", "<a@b.tw>")))
