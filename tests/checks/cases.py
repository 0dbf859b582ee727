"""The cases beside the rulebook entries: how they are written, and how one is run.

A case is a source (CSV text, or several `files` by name; one that is a mapping is a workbook), what differs from a minimal dataset, the stage up to which it runs, and the
findings that all stages up to there must make: exactly these, by check, key and (where given) rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from publisher import deidentify, export, gate, source, structure, validate
from publisher.model.catalog import Agency, Catalog, Contact
from publisher.model.finding import CheckDefinition, Finding
from publisher.model.policy import FieldPolicy, Policy, Role
from publisher.model.stage import Services, StageResult
from publisher.model.table import Known, Night, Table
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue, Dataset
from publisher.privacy.keys import ensure_key
from publisher.tableschema.formats import Writing
from publisher.workspace.parsing import expand_dataset, expand_policy, parse
from publisher.workspace.rulebook import builtin_folder
from publisher.workspace.traced import WrittenDocument, plain, read_yaml

RULEBOOK = builtin_folder()
NOW = datetime.fromisoformat("2026-11-20T02:00:00+08:00")
FAMILIES = ("structure", "schema", "expectations", "privacy", "portal")
"""Those of datasets; checks of websites have cases of another form (tests/checks_site)."""

STAGES = ("source", "structure", "deidentify", "validate", "gate")
FAMILIES = ("structure", "schema", "expectations", "privacy", "portal")
"""Families of entries about datasets; those about websites have another form of cases and their own runner."""
FILE = "file"
"""A case of `publisher validate FILE`: the source goes as it is to the schema."""
_TEXT = LocalText("測試案例", "A case")
_ID = "a-case"
_CONTACT = Contact(LocalText("資料小組", "Data team"), "06-2990000", "data@station.example")
_AGENCY = Agency("315200100Q", _TEXT, _TEXT, "https://station.example", _CONTACT)
_CATALOG = Catalog(_AGENCY, _TEXT, _TEXT, ())
_OWN = (("landline", _CONTACT.phone), ("email", _CONTACT.email))
_KEYS = frozenset(
    {"stage", "source", "files", "dataset", "last_rows", "nights", "last", "others", "allow", "expect"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """One file of a `cases` folder."""

    check: str
    path: Path
    stage: str
    source: str
    files: Mapping[str, Any]
    dataset: Mapping[str, Any]
    last_rows: int | None
    nights: tuple[int, ...]
    last: str | None
    others: Mapping[str, str]
    allow: tuple[tuple[str, str], ...]
    expect: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        return f"{self.check}/{self.path.stem}"


def all_cases() -> list[Case]:
    files = [path for path in sorted(RULEBOOK.glob("*/*/cases/*.yaml")) if path.parents[2].name in FAMILIES]
    return [_read(path) for path in files]


def _read(path: Path) -> Case:
    family, name = path.parents[2].name, path.parents[1].name
    data = plain(read_yaml(path, str(path.relative_to(RULEBOOK))).data)
    unknown = set(data) - _KEYS
    assert not unknown, f"{path}: unknown keys {unknown}"
    assert data["stage"] in (*STAGES, FILE), path
    return Case(
        check=f"{family}.{name}",
        path=path,
        stage=data["stage"],
        source=data.get("source", ""),
        files=data.get("files") or {},
        dataset=data.get("dataset") or {},
        last_rows=data.get("last_rows"),
        nights=tuple(data.get("nights") or ()),
        last=data.get("last"),
        others=data.get("others") or {},
        allow=tuple((item["kind"], item["value"]) for item in data.get("allow", ())),
        expect=tuple(data["expect"]),
    )


def run(case: Case, folder: Path, checks: Mapping[str, CheckDefinition]) -> tuple[Finding, ...]:
    """Every finding up to the case's stage; a stage that holds ends the run, as at night."""
    inbox, work = folder / "inbox", folder / "work"
    inbox.mkdir()
    work.mkdir(mode=0o700)
    for name, text in (case.files or {"source.csv": case.source}).items():
        if isinstance(text, str):
            (inbox / name).write_text(text, encoding="utf-8")
        else:
            _workbook(inbox / name, text)
    ensure_key(folder / "keys", _ID)
    services = Services(work, NOW, folder / "keys", "zh-TW", checks, _allowed(case))
    if case.stage == FILE:
        path, shown = inbox / "source.csv", validate.Shown("source.csv")
        judged = validate.check_file(path, case.dataset["schema"], "schema.json", Writing(), shown, services)
        return judged.result.findings
    dataset = _dataset(case, inbox)
    came = source.read(dataset, services, {})
    findings = list(came.findings)
    if came.held or case.stage == "source":
        return tuple(findings)
    grid = _table(came)
    lenient = _with_every_column(dataset, grid, services)
    if not dataset.policy.fields:
        dataset = lenient
    before: dict[str, StageResult] = {}
    for stage in STAGES[1 : STAGES.index(case.stage) + 1]:
        # structure refuses what the policy does not list; a later stage has to do so by itself as well
        shown = lenient if stage == "structure" != case.stage else dataset
        result = _stage(stage, shown, grid, before, case, services)
        findings += result.findings
        if result.held:
            break
        before[stage] = result
    return tuple(findings)


def _workbook(path: Path, says: Mapping[str, Any]) -> None:
    """A workbook of one sheet: `rows`, and of them `hidden-rows`, `hidden-columns` and `merged` ranges."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in says["rows"]:
        sheet.append(row)
    for number in says.get("hidden-rows", ()):
        sheet.row_dimensions[number].hidden = True
    for letter in says.get("hidden-columns", ()):
        sheet.column_dimensions[letter].hidden = True
    for area in says.get("merged", ()):
        sheet.merge_cells(area)
    book.save(path)


def _stage(
    stage: str, dataset: Dataset, grid: Table, before: Mapping[str, StageResult], case: Case, services: Services
) -> StageResult:
    match stage:
        case "structure":
            return structure.apply(dataset, grid, services)
        case "deidentify":
            return deidentify.apply(dataset, _table(before["structure"]), services)
        case "validate":
            table = _table(before["deidentify"])
            return validate.check(dataset, table, case.last_rows, services, _known(case, services.work))
        case _:
            return _gate(dataset, before, services)


def _known(case: Case, folder: Path) -> Known:
    """What was published before (`last`) and by others, as CSV files."""
    texts = {**case.others, **({"": case.last} if case.last is not None else {})}
    paths = {name: folder / f"published-{number}.csv" for number, name in enumerate(texts)}
    for name, path in paths.items():
        path.write_text(texts[name], encoding="utf-8")
    nights = tuple(
        Night(NOW.date() - timedelta(days=30 * (len(case.nights) - at)), rows)
        for at, rows in enumerate(case.nights)
    )
    return Known(nights, paths.pop("", None), paths)


def _gate(dataset: Dataset, before: Mapping[str, StageResult], services: Services) -> StageResult:
    folder = services.work / "export"
    folder.mkdir()
    changed = before["deidentify"]
    written = export.write(dataset, _CATALOG, _table(changed), folder, services)
    made = gate.Provenance(
        changed.counters["records_in"],
        before["structure"].table,
        changed.treatments,
        changed.generalisation,
        records=changed.records,
        tables=changed.tables,
    )
    return gate.judge(dataset, folder, written.artifacts, made, services)


def _dataset(case: Case, inbox: Path) -> Dataset:
    data = {
        "id": _ID,
        "identifier": "315200100Q-000001",
        "title": {"zh": _TEXT.zh, "en": _TEXT.en},
        "description": {"zh": _TEXT.zh, "en": _TEXT.en},
        "keywords": [],
        "frequency": "每月",
        "source": {"file": {"path": "source.csv", "format": "csv", "encoding": "utf-8"}},
        "structure": ["header"],
        "exports": ["csv", "json"],
        **case.dataset,
    }
    policy = {
        "legal_ground": {"zh": "政府資訊公開法第7條", "en": "FOI Law, Art. 7"},
        "fields": {},
        **data.pop("policy", {}),
    }
    schema = data.setdefault("schema", {"fields": []})
    if not policy["fields"]:
        policy["fields"] = {field["name"]: {"role": "insensitive"} for field in schema["fields"]}
    document = WrittenDocument(str(case.path.relative_to(RULEBOOK)), data)
    data = expand_dataset(data)
    data |= {"policy": parse(Policy, expand_policy(policy), document), "folder": inbox}
    return parse(Dataset, data, document)


def _with_every_column(dataset: Dataset, grid: Table, services: Services) -> Dataset:
    """Keep every column that the structure steps make (they report each as undeclared to an empty policy)."""
    probe = structure.apply(replace(dataset, policy=replace(dataset.policy, fields={})), grid, services)
    names = [item.key for item in probe.findings if item.check == "structure.undeclared-column"]

    policy = replace(dataset.policy, fields={name: FieldPolicy(Role.INSENSITIVE) for name in names})
    schema = {"fields": [{"name": name, "type": "string"} for name in names]}
    return replace(dataset, policy=policy, schema=schema)


def _allowed(case: Case) -> tuple[AllowedValue, ...]:
    return tuple(
        AllowedValue(kind, value, _TEXT, "審核者", date(2026, 10, 1)) for kind, value in (*_OWN, *case.allow)
    )


def _table(result: StageResult) -> Table:
    assert result.table is not None
    return result.table
