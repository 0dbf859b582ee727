"""Every version of a dataset stays at an address of its own, with the rows that it changed, until it is withdrawn."""

from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace

import pytest

from publisher.model.text import LocalText
from publisher.push.portals.static.kept import versions
from tests.push.publications import ROWS, SCHEMA, make_publication
from tests.push.test_static_harm import Nights, nights, put

__all__ = ["nights"]


def changes(nights: Nights, number: int) -> list[list[str]]:
    path = nights.lab.current / f"dataset/alpha/version/{number}/changes.csv"
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def publish(nights: Nights, name: str, rows: object, **more: object) -> None:
    made = make_publication(nights.lab.root / name, "alpha", rows, modified=nights.now, **more)  # type: ignore[arg-type]
    nights.desired["alpha"] = made
    outcome = nights.night()
    assert (outcome.error, outcome.findings) == (None, ())


def test_versions_keep_their_addresses_and_say_what_changed(nights: Nights) -> None:
    first = (nights.lab.current / "dataset/alpha/cases.csv").read_bytes()
    publish(nights, "second", (ROWS[0], (*ROWS[1][:2], "90"), ("2026-11", "新營監理站", "7")))
    folder = nights.lab.current / "dataset/alpha/version"
    assert (folder / "1/cases.csv").read_bytes() == first
    assert (folder / "2/cases.csv").samefile(nights.lab.current / "dataset/alpha/cases.csv")
    head, *rows = changes(nights, 2)
    assert head == ["change", "統計年月", "監理站", "受理件數"]
    assert sorted(rows) == [
        ["added", "2026-11", "新營監理站", "7"],
        ["after", "2026-10", "麻豆監理站", "90"],
        ["before", "2026-10", "麻豆監理站", "88"],
        ["removed", "2026-11", "東區監理站", "140"],
    ]
    for page in ("", "en/"):
        text = (nights.lab.current / f"{page}dataset/alpha/version/1/index.html").read_text(encoding="utf-8")
        assert "cases.csv" in text
        history = (nights.lab.current / f"{page}dataset/alpha/index.html").read_text(encoding="utf-8")
        assert "dataset/alpha/version/1/index.html" in history
    assert nights.night().writes == 0


def test_another_type_of_a_field_is_a_new_version_and_the_old_one_can_be_had(nights: Nights) -> None:
    fields = [dict(field) for field in SCHEMA["fields"]]  # type: ignore[attr-defined]
    fields[2]["type"] = "string"
    publish(nights, "second", ROWS, schema={**SCHEMA, "fields": fields})
    first = nights.lab.current / "dataset/alpha/version/1/datapackage.json"
    assert '"integer"' in first.read_text(encoding="utf-8")
    assert '"integer"' not in (nights.lab.current / "dataset/alpha/datapackage.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("how", ["replaced", "in place"])
def test_a_harmed_file_of_an_earlier_version_is_mended_or_not_offered(how: str, nights: Nights) -> None:
    first = (nights.lab.current / "dataset/alpha/cases.csv").read_bytes()
    publish(nights, "second", ROWS[:1])
    publish(nights, "third", ROWS[:2])
    victim = nights.lab.current / "dataset/alpha/version/1/cases.csv"
    if how == "replaced":
        victim.unlink()
    put(victim, first[:-3] + b"9\r\n", quietly=True)
    assert [item.check for item in nights.night().findings] == ["portal.overwritten"]
    if how == "replaced":
        assert victim.read_bytes() == first
    else:  # the releases share the file, so it is harmed in all of them
        assert not victim.exists()
        assert "version/1/" not in (nights.lab.current / "dataset/alpha/index.html").read_text(encoding="utf-8")
    assert (nights.lab.current / "dataset/alpha/version/2/cases.csv").is_file()
    quiet = nights.night()
    assert (quiet.writes, quiet.findings) == (0, ())


def test_a_withdrawal_takes_the_files_out_of_the_kept_releases_too(nights: Nights) -> None:
    publish(nights, "second", ROWS[:1])
    nights.withdraw = {"alpha": LocalText("個資疑慮", "privacy")}
    kept = nights.desired.pop("alpha")
    nights.night()
    found = [path for path in (nights.lab.root / "portal").rglob("*") if path.is_file() and "alpha" in str(path)]
    assert {path.name for path in found} == {"index.html"}
    nights.withdraw, nights.desired["alpha"] = {}, kept
    nights.night()
    page = (nights.lab.current / "dataset/alpha/feed.atom").read_text(encoding="utf-8")
    assert page.count("<entry>") == 2, "it comes back with its history"
    assert not (nights.lab.current / "dataset/alpha/version/1").exists()
    assert (nights.lab.current / "dataset/alpha/version/2/cases.csv").is_file()


def test_too_many_differences_are_no_file(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_CHANGES", 1)
    publish(nights, "second", ROWS[:1])
    assert not (nights.lab.current / "dataset/alpha/version/2/changes.csv").exists()


def test_every_description_gives_the_version_of_the_data_package(nights: Nights) -> None:
    made = make_publication(
        nights.lab.root / "named", "alpha", (*ROWS, ("2026-12", "新營監理站", "9")), modified=nights.now
    )
    package = made.folder / "datapackage.json"
    package.write_text(
        json.dumps({**json.loads(package.read_text("utf-8")), "version": "7.0.0+0123456789ab"}), "utf-8"
    )
    sums = {"bytes": package.stat().st_size, "sha256": hashlib.sha256(package.read_bytes()).hexdigest()}
    files = tuple(replace(item, **sums) if item.path == package.name else item for item in made.artifacts)
    nights.desired["alpha"] = replace(made, artifacts=files, hash="named")
    nights.night()
    home = nights.lab.current
    for path in (
        "dataset/alpha/dcat.ttl",
        "dataset/alpha/croissant.json",
        "dcat-us-3.jsonld",
        "dataset/alpha/index.html",
    ):
        assert "7.0.0+0123456789ab" in (home / path).read_text("utf-8"), path
    assert "7.0.0+0123456789ab" in (home / "catalog.jsonld").read_text("utf-8")
    outcome = nights.night()
    assert (outcome.writes, outcome.findings) == (0, ())
