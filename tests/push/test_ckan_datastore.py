"""Tables in the DataStore of a real CKAN: typed, described, loaded by difference, never empty, never wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import requests

from publisher.model.portal import PushAction
from publisher.model.release import Publication
from publisher.push import proof
from publisher.push.portals.ckan.datastore import why_not
from publisher.push.portals.ckan.datastore_table import DatastoreTable, table_of
from publisher.push.portals.ckan.ledger import Ledger
from publisher.push.portals.ckan.rows_as_stored import Unfit, examine, read
from publisher.push.preview import preview
from tests.ckan import CkanServer, ckan
from tests.push.ckan_lab import CkanLab, kept, night
from tests.push.contract import MORE_ROWS
from tests.push.fault_proxy import proxied
from tests.push.publications import ROWS, SCHEMA, make_publication

__all__ = ["ckan"]
pytestmark = pytest.mark.ckan

TYPED = (
    ("id", "integer", "Number", "9223372036854775807", 9223372036854775807),
    ("金額", "number", "Amount", "12345678901234567890.10", "12345678901234567890.10"),
    ("開放", "boolean", "Open", "true", True),
    ("日期", "date", "Day", "2026-02-28", "2026-02-28"),
    ("時刻", "datetime", "Moment", "2026-02-28T09:30:00", "2026-02-28T09:30:00"),
    ("鐘點", "time", "Clock", "09:30", "09:30:00"),
    ("年", "year", "Year", "2026", 2026),
    ("說明", "string", "", "第一行\n'二\"、%s:x", "第一行\n'二\"、%s:x"),
)


@pytest.fixture
def lab(ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CkanLab:
    return CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)


def _schema(fields: Sequence[tuple[str, str, str]], key: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "fields": [
            {"name": name, "type": kind, "title": name, "title_en": english, "description": f"{name}的說明"}
            for name, kind, english in fields
        ],
        "primaryKey": list(key),
    }


def _publication(folder: Path, dataset: str, rows: Sequence[Sequence[str]], schema: dict[str, Any]) -> Publication:
    return make_publication(folder, dataset, rows, schema=schema)


def _resource(lab: CkanLab, dataset: str) -> dict[str, Any]:
    (found,) = [item for item in lab.package(dataset)["resources"] if item["pub_path"] == "cases.csv"]
    return found


def _shown(lab: CkanLab, resource: str) -> list[dict[str, Any]]:
    """All rows, as an anonymous reader gets them."""
    answer = requests.get(
        f"{lab.server.url}/api/3/action/datastore_search",
        params={"resource_id": resource, "limit": "30000", "sort": "_id"},
        timeout=60,
    )
    assert answer.status_code == 200
    return [
        {key: value for key, value in row.items() if key != "_id"} for row in answer.json()["result"]["records"]
    ]


def _table(publication: Publication) -> DatastoreTable:
    table = table_of(publication, "zh-TW")
    assert table is not None
    return table


# --- what is there -----------------------------------------------------------------------------------------------


def test_a_file_becomes_a_table_with_types_dictionary_and_key(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    schema = _schema([(name, kind, english) for name, kind, english, _, _ in TYPED], key=["id"])
    row = [written for _, _, _, written, _ in TYPED]
    publication = _publication(tmp_path, alpha, [row, ["2", *[""] * (len(TYPED) - 1)]], schema)
    outcome = night(lab.open(), {alpha: publication}, {})
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    resource = _resource(lab, alpha)
    assert resource["datastore_active"]
    info = lab.server.call("datastore_info", {"resource_id": resource["id"]})
    fields = {item["id"]: item for item in info["fields"] if item["id"] != "_id"}
    assert {name: item["type"] for name, item in fields.items()} == {
        "id": "int8",
        "amount": "numeric",
        "open": "bool",
        "day": "date",
        "moment": "timestamp",
        "clock": "time",
        "year": "int4",
        table_of(publication, "zh-TW").columns[-1].id: "text",  # type: ignore[union-attr]
    }
    assert fields["amount"]["info"]["label"] == "金額"
    assert fields["amount"]["info"]["notes"] == "金額的說明\nAmount"
    assert fields["amount"]["info"]["type_override"] == "numeric"
    first, second = _shown(lab, resource["id"])
    last = table_of(publication, "zh-TW").columns[-1].id  # type: ignore[union-attr]
    assert (first["id"], first["open"], first["day"], first["year"]) == (2**63 - 1, True, "2026-02-28", 2026)
    assert first["moment"].startswith("2026-02-28T09:30:00")
    assert first["clock"] == "09:30:00"
    assert first[last] == "第一行\n'二\"、%s:x"
    assert {key for key, value in second.items() if value is not None} == {"id"}
    twice = {"resource_id": resource["id"], "force": True, "method": "insert", "records": [{"id": 2}]}
    with pytest.raises(requests.HTTPError, match="409"):
        lab.server.call("datastore_upsert", twice)


def test_a_quiet_night_of_a_large_portal_does_not_ask_the_datastore(
    lab: CkanLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "LITTLE_FILES", 0)
    desired = {lab.name("alpha"): make_publication(tmp_path, lab.name("alpha"))}
    first = kept(night(lab.open(), desired, {}))
    with proxied(lab.server.url) as proxy:
        outcome = night(lab.open(url=proxy.url), desired, first, days=1)
    assert outcome.writes == 0
    # the page is the file, of which only size and mark are asked
    assert proxy.seen == ["organization_list_for_user", "package_search", "page"]


@pytest.mark.parametrize("key", [True, False], ids=["with a key", "without one"])
def test_only_the_difference_is_sent(lab: CkanLab, tmp_path: Path, key: bool) -> None:
    alpha = lab.name("alpha")
    schema = {**SCHEMA, "primaryKey": SCHEMA["primaryKey"] if key else []}
    before = [(f"2026-{month:02}", f"站{number}", "1") for month in range(1, 13) for number in range(20)]
    after = [before[0], ("2026-01", "站1", "7"), *before[3:], ("2027-01", "站0", "9"), ("2027-01", "站1", "9")]
    first = kept(night(lab.open(), {alpha: _publication(tmp_path, alpha, before, schema)}, {}))
    changed = _publication(tmp_path, alpha, after, schema)
    counts: list[int] = []

    def watch(action: str, nth: int, when: str) -> None:
        if action.startswith("datastore_") and when == "after":
            counts.append(len(_shown(lab, _resource(lab, alpha)["id"])))

    with proxied(lab.server.url) as proxy:
        proxy.watch = watch
        outcome = night(lab.open(url=proxy.url), {alpha: changed}, first, days=1)
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    sent = [action for action in proxy.seen if action.startswith("datastore_")]
    assert sent.count("datastore_upsert") == (2 if key else 1)
    assert sent.count("datastore_delete") == 1
    assert "datastore_create" not in sent
    assert min(counts) >= len(after) - 2  # readers never saw fewer rows than stay or come
    rows = {(row["month"], row["station"]): row["cases"] for row in _shown(lab, _resource(lab, alpha)["id"])}
    assert rows == {(month, station): int(cases) for month, station, cases in after}


def test_the_search_finds_the_new_words_and_not_the_old(lab: CkanLab, tmp_path: Path) -> None:
    """CKAN's own `upsert` leaves the full-text index of a row as it was."""
    alpha = lab.name("alpha")
    schema = _schema([("id", "integer", ""), ("fruit", "string", "")], key=["id"])
    first = kept(night(lab.open(), {alpha: _publication(tmp_path, alpha, [("1", "apple")], schema)}, {}))
    after = [("1", "banana"), ("2", "cherry")]
    night(lab.open(), {alpha: _publication(tmp_path, alpha, after, schema)}, first, days=1)
    resource = _resource(lab, alpha)["id"]
    for word, rows in (("apple", 0), ("banana", 1), ("cherry", 1)):
        assert lab.server.call("datastore_search", {"resource_id": resource, "q": word})["total"] == rows


@pytest.mark.parametrize("change", ["column", "type", "key", "text"])
def test_another_layout(lab: CkanLab, tmp_path: Path, change: str) -> None:
    alpha = lab.name("alpha")
    fields = [("id", "integer", ""), ("n", "string", ""), ("s", "string", "")]
    first = kept(
        night(lab.open(), {alpha: _publication(tmp_path, alpha, [("1", "5", "x")], _schema(fields, ["id"]))}, {})
    )
    schema = _schema(fields, ["id"])
    row: tuple[str, ...] = ("1", "5", "x")
    if change == "column":
        schema, row = _schema([fields[0], ("new", "number", ""), fields[2]], ["id"]), ("1", "0.50", "x")
    elif change == "type":
        schema = _schema([fields[0], ("n", "integer", ""), fields[2]], ["id"])
    elif change == "key":
        schema = _schema(fields, ["id", "n"])
    else:
        schema["fields"][1]["description"] = "更好的說明"
    with proxied(lab.server.url) as proxy:
        outcome = night(
            lab.open(url=proxy.url), {alpha: _publication(tmp_path, alpha, [row], schema)}, first, days=1
        )
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    # only a type and a key cannot be changed while the table stands
    assert ("datastore_delete" in proxy.seen) == (change in ("type", "key"))
    resource = _resource(lab, alpha)["id"]
    (shown,) = _shown(lab, resource)
    assert [str(value) for value in shown.values() if value is not None] == [
        {"0.50": "0.5"}.get(item, item) for item in row
    ] or change == "column"
    if change == "column":
        assert {key: str(value) for key, value in shown.items()} == {"id": "1", "s": "x", "new": "0.5"}
    if change == "text":
        info = lab.server.call("datastore_info", {"resource_id": resource})
        assert "更好的說明" in str(info["fields"])


def test_many_rows_go_in_several_requests(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    rows = [(f"{number:06}", f"站{number}", str(number)) for number in range(12_001)]
    publication = make_publication(tmp_path, alpha, rows)
    with proxied(lab.server.url) as proxy:
        outcome = night(lab.open(url=proxy.url), {alpha: publication}, {})
    assert outcome.findings == ()
    assert outcome.receipts[0].verified
    assert proxy.seen.count("datastore_upsert") == 2
    shown = _shown(lab, _resource(lab, alpha)["id"])
    assert [(row["month"], row["station"], str(row["cases"])) for row in shown] == rows


def test_a_withdrawn_dataset_has_no_table_and_a_restored_one_has(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    resource = _resource(lab, alpha)["id"]
    gone = kept(night(lab.open(), {}, first, days=1, withdraw=alpha))
    assert gone[alpha].verified
    with pytest.raises(requests.HTTPError):
        lab.server.call("datastore_search", {"resource_id": resource})
    dump = f"{lab.server.url}/datastore/dump/{resource}"
    assert requests.get(dump, timeout=30).status_code == 404
    back = night(lab.open(), desired, {**first, **gone}, days=2)
    assert back.findings == ()
    assert _resource(lab, alpha)["id"] == resource
    assert len(_shown(lab, resource)) == len(ROWS)


def test_the_setting_takes_the_table_away_and_brings_it_back(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(datastore=("another",)), desired, {}))
    assert not _resource(lab, alpha)["datastore_active"]
    assert first[alpha].tables == {}
    (planned,) = preview(
        lab.open(datastore=(alpha,)), desired, {}, first, allow_withdrawals=False, withdrawal_limit=0.2
    ).steps
    assert planned.action is PushAction.LOAD
    assert str(planned.reason) == "its table is missing in the DataStore; 3 rows"
    (change,) = planned.changes
    assert (change.kind, change.name, change.before, change.rows) == ("table", "cases.csv", None, 3)
    on = night(lab.open(datastore=(alpha,)), desired, first, days=1)
    assert on.receipts[0].action is PushAction.LOAD
    assert on.receipts[0].verified
    assert on.receipts[0].tables == {"cases.csv": 3}
    still = night(lab.open(datastore=(alpha,)), desired, kept(on), days=1)
    assert (still.writes, still.receipts[0].tables) == (0, {"cases.csv": 3})
    assert _resource(lab, alpha)["datastore_active"]
    off = night(lab.open(datastore=False), desired, kept(on), days=2)
    assert off.findings == ()
    assert not _resource(lab, alpha)["datastore_active"]
    assert night(lab.open(datastore=False), desired, kept(off), days=3).writes == 0


def test_a_table_that_somebody_removed_comes_back(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    lab.server.call("datastore_delete", {"resource_id": _resource(lab, alpha)["id"], "force": True})
    outcome = night(lab.open(), desired, first, days=1)
    assert [item.check for item in outcome.findings] == ["portal.overwritten"]
    assert len(_shown(lab, _resource(lab, alpha)["id"])) == len(ROWS)


def test_rows_that_somebody_took_away_are_seen_by_the_reader(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    first = kept(night(lab.open(), desired, {}))
    resource = _resource(lab, alpha)["id"]
    lab.server.call("datastore_delete", {"resource_id": resource, "force": True, "filters": {"_id": [1]}})
    unproven = {alpha: replace(first[alpha], verified=False)}
    outcome = night(lab.open(), desired, unproven, days=1)
    assert [item.check for item in outcome.findings] == ["portal.verification-failed"]
    assert "2 rows instead of 3" in str(outcome.findings[0].params["reason"].en)


def test_an_unfit_file_has_no_table_and_that_is_said_every_night(lab: CkanLab, tmp_path: Path) -> None:
    alpha = lab.name("alpha")
    good = make_publication(tmp_path, alpha)
    first = kept(night(lab.open(), {alpha: good}, {}))
    resource = _resource(lab, alpha)["id"]
    bad = make_publication(tmp_path, alpha, (*ROWS, ("2027-01", "新站", str(2**63))))
    outcome = night(lab.open(), {alpha: bad}, first, days=1)
    again = night(lab.open(), {alpha: bad}, kept(outcome), days=2)
    assert again.writes == 0
    for told in (outcome, again):
        (finding,) = told.findings
        assert (finding.check, finding.subject) == ("portal.table-unfit", alpha)
        assert finding.params["column"] == "受理件數"
        assert told.receipts[0].verified
    with pytest.raises(requests.HTTPError):  # not the table of another file than the one beside it
        lab.server.call("datastore_search", {"resource_id": resource})
    mended = night(lab.open(), {alpha: make_publication(tmp_path, alpha, MORE_ROWS)}, kept(again), days=3)
    assert mended.findings == ()
    assert len(_shown(lab, resource)) == len(MORE_ROWS)


def test_a_portal_without_a_datastore_is_no_failure(lab: CkanLab, tmp_path: Path) -> None:
    assert why_not(("datastore", "activity"), lambda: False) is None
    assert "xloader" in str(why_not(("datastore", "xloader"), lambda: False))
    assert why_not(("datastore", "xloader"), lambda: True) is None, "it takes none of the files: ours to load"
    assert why_not(("activity",), lambda: True) is not None
    alpha = lab.name("alpha")
    desired = {alpha: make_publication(tmp_path, alpha)}
    with proxied(lab.server.url) as proxy:
        proxy.rewrite = lambda action, body: body.replace(b'"datastore"', b'"something"')
        first = night(lab.open(url=proxy.url), desired, {})
        proxy.seen.clear()
        second = night(lab.open(url=proxy.url), desired, kept(first), days=1)
    assert proxy.seen == ["organization_list_for_user", "package_search", "page", "status_show"]
    for outcome in (first, second):
        assert [item.check for item in outcome.findings] == ["portal.no-datastore"]
        assert outcome.error is None
        assert outcome.receipts[0].verified
    assert not _resource(lab, alpha)["datastore_active"]


# --- values, without a portal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "stored"),
    [
        ("integer", "007", "7"),
        ("integer", "-9223372036854775808", "-9223372036854775808"),
        ("integer", "9223372036854775808", None),
        ("integer", "1.0", None),
        ("year", "2147483648", None),
        ("number", "1.50", "1.50"),
        ("number", ".5", "0.5"),
        ("number", "+1e3", "1000"),
        ("number", "-0", "0"),
        ("number", "123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"),
        ("number", "NaN", None),
        ("number", "INF", None),
        ("boolean", "TRUE", "t"),
        ("boolean", "0", "f"),
        ("boolean", "yes", None),
        ("date", "0001-01-01", "0001-01-01"),
        ("date", "0000-01-01", None),
        ("date", "2026-02-29", None),
        ("date", "2026-2-9", None),
        ("datetime", "2026-01-01 10:00", "2026-01-01T10:00:00"),
        ("datetime", "2026-01-01T10:00:00Z", None),
        ("datetime", "2026-01-01T10:00:00+08:00", None),
        ("datetime", "2026-01-01T10:00:00.5", None),
        ("datetime", "2026-02-30T10:00:00", None),
        ("time", "24:00", None),
        ("string", "a\0b", None),
        ("string", "  x ", "  x "),
    ],
)
def test_a_value_is_stored_as_it_is_or_refused(tmp_path: Path, kind: str, text: str, stored: str | None) -> None:
    schema = _schema([("id", "string", ""), ("v", kind, "")])
    table = _table(_publication(tmp_path, "alpha", [("1", text)], schema))
    found = examine(table)
    if stored is None:
        assert isinstance(found, Unfit)
        assert (found.column, found.count) == ("v", 1)
    else:
        assert isinstance(found, Ledger)
        (rows,) = read(table)
        assert rows["v"].to_list() == [stored]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("1", "x"), ("1", "y")], "key-twice"),
        ([("", "x")], "key-missing"),
        ([("k" * 2001, "x")], "key-too-long"),
        ([("1", "x" * 1_000_001)], "row-too-long"),
    ],
)
def test_rows_that_a_table_cannot_hold(tmp_path: Path, rows: list[tuple[str, str]], reason: str) -> None:
    schema = _schema([("id", "string", ""), ("v", "string", "")], key=["id"])
    found = examine(_table(_publication(tmp_path, "alpha", rows, schema)))
    assert isinstance(found, Unfit)
    assert found.reason == reason


def test_column_ids_are_short_plain_and_stable(tmp_path: Path) -> None:
    names = ["統計年月" * 20, "_id", 'a"b', "ctid", "Month", "月份", "rank", "x" * 80, "1st"]
    schema = _schema([(name, "string", "Month" if name == "月份" else "") for name in names])
    ids = [item.id for item in _table(_publication(tmp_path, "alpha", [], schema)).columns]
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert name.isascii()
        assert name[0].isalpha()
        assert len(name) <= 60
        assert name not in ("ctid", "rank")
    assert ids[4] == "month"
    assert ids[5].startswith("month_")
    assert ids == [item.id for item in _table(_publication(tmp_path, "beta", [], schema)).columns]


def test_a_file_is_read_in_blocks_that_end_with_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ['a"b', "two\nlines\r\n\nthree", "", "，" * 50, 'ends with "', "x"] * 7
    schema = _schema([("id", "string", ""), ("v", "string", "")])
    rows = [(str(number), text) for number, text in enumerate(texts)]
    table = _table(_publication(tmp_path, "alpha", rows, schema))
    for block in (1, 10, 64, 1000, 10**6):
        monkeypatch.setattr("publisher.push.portals.ckan.rows_as_stored.BLOCK", block)
        frames = list(read(table))
        assert pl.concat(frames).rows() == [(number, text or None) for number, text in rows]
    assert len(frames) == 1


@pytest.mark.parametrize("key", [(), ("a",)], ids=["without a key", "with one"])
def test_a_difference_turns_what_is_shown_into_what_is_wanted(key: tuple[str, ...]) -> None:
    """Against a plain reckoning, with rows that occur several times where there is no key."""
    chance = random.Random(7)
    for _ in range(200):
        sides = []
        for _ in range(2):
            rows = [(chance.choice([*"uvwxy", None]), chance.choice(["1", "2", None])) for _ in range(9)]
            rows = [row for row in dict(rows).items() if row[0]] if key else rows
            sides.append(rows)
        wanted, shown = sides
        ledger = Ledger(["a", "b"], key)
        schema = {"a": pl.String, "b": pl.String}
        frame = pl.DataFrame(wanted, schema=schema, orient="row")
        ledger.want(frame)
        assert not (key and ledger.twice)
        identities = pl.Series("_id", range(1, len(shown) + 1), dtype=pl.Int64)
        for _ in range(2):  # looked at twice, it is the same
            ledger.begin()
            ledger.show(pl.DataFrame(shown, schema=schema, orient="row").insert_column(0, identities))
        changed, new = ledger.split(frame)
        gone = [number for batch in ledger.gone(2) for number in batch]
        rest = [row for number, row in enumerate(shown, 1) if number not in gone]
        for row in changed.rows():
            rest = [row if there[0] == row[0] else there for there in rest]
        assert Counter([*rest, *new.rows()]) == Counter(wanted)
        assert ledger.agrees() == (not (changed.height or new.height or gone))
        if not key:
            assert len(gone) == (Counter(shown) - Counter(wanted)).total()
