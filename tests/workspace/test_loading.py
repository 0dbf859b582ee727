"""A workspace is typed at its border: what is wrong is said with file, line, field and what to write instead."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

import publisher
from publisher.model.errors import ManyErrors, UserError
from publisher.model.policy import Drop, KAnonymity, Mask, Role
from publisher.model.structuring import Date, Header, Number, Trim
from publisher.workspace import find_root, load, load_rulebook
from publisher.workspace.schemas import json_schema

STARTER = Path(publisher.__file__).parent / "cli" / "starter"
REPOSITORY = Path(__file__).parents[2]
DATASET = "datasets/counter-visits"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STARTER, tmp_path / "space"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def errors_of(root: Path) -> list[tuple[str, str, str]]:
    """What is wrong with all of a workspace, or with its datasets."""
    every: tuple[UserError, ...]
    try:
        every = tuple(error for errors in load(root).broken.values() for error in errors)
    except ManyErrors as error:
        every = error.errors
    except UserError as error:
        every = (error,)
    assert every
    return [(str(one.where or ""), str(one.message), str(one.hint or "")) for one in every]


def test_shorthand_becomes_typed_values(root: Path) -> None:
    edit(
        root / DATASET / "policy.yaml",
        "櫃檯: {role: insensitive}",
        "櫃檯: {role: sensitive, technique: {mask: {keep_first: 1}}}",
    )
    dataset = load(root).datasets["counter-visits"]
    assert dataset.structure == (
        Header(),
        Trim(),
        Date(columns=("日期",), calendar="roc"),
        Number(columns=("人次",)),
    )
    assert dataset.policy.fields["櫃檯"].technique == Mask(keep_first=1)
    assert dataset.policy.fields["櫃檯"].role is Role.SENSITIVE
    assert dataset.folder == root / DATASET


CASES: list[tuple[str, Callable[[Path], None], str, str, str]] = [
    (
        "a misspelt key",
        lambda root: edit(root / "catalog.yaml", "language: zh-TW", "langage: zh-TW"),
        "catalog.yaml:16 (langage)",
        "the key langage is not known here",
        "did you mean language?",
    ),
    (
        "a missing key",
        lambda root: edit(root / DATASET / "dataset.yaml", "frequency: 每月\n", ""),
        f"{DATASET}/dataset.yaml (frequency)",
        "the key frequency is missing",
        "add frequency:",
    ),
    (
        "a wrong type",
        lambda root: edit(root / DATASET / "dataset.yaml", "min: 5", "min: five"),
        f"{DATASET}/dataset.yaml:20 (expectations.rows.min)",
        "a whole number is expected here",
        "",
    ),
    (
        "an unknown technique",
        lambda root: edit(
            root / DATASET / "policy.yaml", "{role: insensitive}", "{role: insensitive, technique: dropp}"
        ),
        f"{DATASET}/policy.yaml:7 (fields.日期.technique)",
        "dropp is not a known technique",
        "did you mean drop?",
    ),
    (
        "an unknown parameter of a technique",
        lambda root: edit(
            root / DATASET / "policy.yaml",
            "{role: insensitive}",
            "{role: insensitive, technique: {mask: {keep: 1}}}",
        ),
        f"{DATASET}/policy.yaml:7 (fields.日期.technique.keep)",
        "the key keep is not known here",
        "did you mean keep_last?",
    ),
    (
        "a parameter that is missing",
        lambda root: edit(root / DATASET / "policy.yaml", "{fields: [人次], at_least: 6}", "{at_least: 6}"),
        f"{DATASET}/policy.yaml:11 (models[1].fields)",
        "the key fields is missing",
        "add fields:",
    ),
    (
        "an unknown role",
        lambda root: edit(root / DATASET / "policy.yaml", "日期: {role: insensitive}", "日期: {role: harmless}"),
        f"{DATASET}/policy.yaml:7 (fields.日期.role)",
        "harmless is not possible here",
        "write one of: direct-identifier, quasi-identifier, sensitive, insensitive",
    ),
    (
        "broken YAML",
        lambda root: edit(root / "catalog.yaml", "agency:", "agency: ["),
        "catalog.yaml:5",
        "this is not valid YAML",
        "look at the indentation, quotes and colons of this line and the one above",
    ),
    (
        "broken JSON",
        lambda root: edit(root / DATASET / "schema.json", '"primaryKey":', '"primaryKey"'),
        f"{DATASET}/schema.json:7",
        "this is not valid JSON",
        "",
    ),
    (
        "a file that is missing",
        lambda root: (root / DATASET / "policy.yaml").unlink(),
        f"{DATASET}/policy.yaml",
        "the file does not exist",
        "",
    ),
    (
        "a column of the policy that the schema lacks",
        lambda root: edit(root / DATASET / "policy.yaml", "櫃檯:", "窗口:"),
        f"{DATASET}/policy.yaml (fields)",
        "the policy publishes 窗口, which schema.json does not have",
        "add it to schema.json, or drop it in the policy",
    ),
    (
        "an identifier against the standard",
        lambda root: edit(root / DATASET / "dataset.yaml", "A00000000X-000001", "A-1"),
        f"{DATASET}/dataset.yaml:3 (identifier)",
        "the identifier A-1 must be",
        "for example A41000000G-000001",
    ),
    (
        "two frequencies at once",
        lambda root: edit(root / DATASET / "dataset.yaml", "每月", "每15日或每2月"),
        f"{DATASET}/dataset.yaml:11 (frequency)",
        "is not an update frequency of the metadata standard",
        "不定期",
    ),
    (
        "a parent that is not there",
        lambda root: edit(
            root / DATASET / "dataset.yaml",
            "source: {file: {path: visits.csv}}",
            "from: [nobody]\nsource: {derived: {query: q.sql}}",
        ),
        f"{DATASET}/dataset.yaml (from)",
        "there is no dataset nobody",
        "",
    ),
    (
        "a dataset derived from itself",
        lambda root: edit(
            root / DATASET / "dataset.yaml",
            "source: {file: {path: visits.csv}}",
            "from: counter-visits\nsource: {derived: {query: q.sql}}",
        ),
        f"{DATASET}/dataset.yaml (from)",
        "datasets are derived in a circle: counter-visits → counter-visits",
        "",
    ),
    (
        "an id that leads elsewhere",
        lambda root: edit(root / "catalog.yaml", "id: open-data", "id: ../x"),
        "catalog.yaml:18 (portals[1].id)",
        "cannot be the name of a file",
        "letters, digits, dots and hyphens",
    ),
    (
        "an address that is none",
        lambda root: edit(root / "catalog.yaml", "type: static", "type: static\n    url: 'http://[::1'"),
        "catalog.yaml:20 (portals[1].url)",
        "not an address of the web",
        "https://host/path",
    ),
    (
        "a night that ends before it begins",
        lambda root: edit(root / "catalog.yaml", "language: zh-TW", "language: zh-TW\ntime_budget: {minutes: -1}"),
        "catalog.yaml:17 (time_budget)",
        "minutes from 0 on",
        "",
    ),
    (
        "a file in Big5",
        lambda root: (root / "catalog.yaml").write_bytes("title: 監理站\n".encode("cp950")),
        "catalog.yaml:1",
        "the file is not UTF-8",
        "save the file as UTF-8",
    ),
]


@pytest.mark.parametrize(
    ("spoil", "where", "what", "hint"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_mistake_is_said_with_its_place_and_its_remedy(
    root: Path, spoil: Callable[[Path], None], where: str, what: str, hint: str
) -> None:
    spoil(root)
    found = errors_of(root)
    assert any(place == where and what in said and hint in advice for place, said, advice in found), found


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://tiles.example.org/wmts/{z}/{y}/{x}", True),
        ("https://tiles.example.org:8443/{z}/{x}/{y}.png?v=2", True),
        ("http://tiles.example.org/{z}/{x}/{y}.png", False),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", False),
        ("https://tiles.example.org/{z}/{x}.png", False),
        ("https://tiles.example.org; script-src *//{z}/{x}/{y}", False),
        ("https://tiles.example.org/{z}/{x}/{y}'; script-src *", False),
    ],
)
def test_map_tiles_come_from_one_host_by_their_place(root: Path, url: str, right: bool) -> None:
    edit(
        root / "catalog.yaml",
        "type: static\n",
        f'type: static\n    map_tiles: {{url: "{url}", credit: {{zh: 圖資, en: Tiles}}}}\n',
    )
    if right:
        assert getattr(load(root).catalog.portals[0], "map_tiles").url == url  # noqa: B009 - one of two kinds
    else:
        ((where, message, _),) = errors_of(root)
        assert where.startswith("catalog.yaml")
        assert "https://" in message


@pytest.mark.parametrize("named", ["data.tainan.gov.tw", "監理站 資料", "a", "2b", "字" * 40])
def test_an_id_is_what_can_name_a_file(root: Path, named: str) -> None:
    edit(root / "catalog.yaml", "id: open-data", f"id: {named}")
    assert [portal.id for portal in load(root).catalog.portals][-1] == named
    for wrong in (f"{named}/", f".{named}", f"{named}.", "字" * 41):
        edit(root / "catalog.yaml", f"id: {named}\n", f"id: {wrong}\n")
        with pytest.raises((ManyErrors, UserError), match="cannot be the name of a file"):
            load(root)
        edit(root / "catalog.yaml", f"id: {wrong}\n", f"id: {named}\n")


def test_a_folded_chinese_text_has_no_blank_where_a_line_ended(root: Path) -> None:
    edit(
        root / "catalog.yaml",
        "  zh: 範例機關主動公開的業務資料。",
        "  zh: >-\n    範例機關主動公開，\n    業務資料與 open\n    data。",
    )
    assert load(root).catalog.description.zh == "範例機關主動公開，業務資料與 open data。"


def test_all_mistakes_are_said_at_once(root: Path) -> None:
    for name, spoil, *_ in CASES:
        if name in ("a misspelt key", "a wrong type", "an unknown role"):
            spoil(root)
    assert len(errors_of(root)) == 3


def test_the_workspace_is_found_from_below(root: Path) -> None:
    assert find_root(root / DATASET) == root.resolve()
    with pytest.raises(UserError, match="or in any folder above"):
        find_root(Path("/proc"))


def test_a_workspace_overlays_the_rulebook(root: Path) -> None:
    check = next(iter(load_rulebook()))
    family, name = check.split(".")
    folder = root / "checks" / family / name
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text("severity: advice\n", encoding="utf-8")
    assert load_rulebook(root)[check].severity == "advice"
    assert load_rulebook(root)[check].title == load_rulebook()[check].title
    (folder / "check.yaml").write_text("enabled: false\n", encoding="utf-8")
    with pytest.raises(UserError, match="disabled_reason"):
        load_rulebook(root)
    shutil.move(str(folder), folder.with_name("no-such-check"))
    with pytest.raises(UserError, match=r"there is no check .*no-such-check"):
        load_rulebook(root)


@pytest.mark.parametrize("name", ["catalog", "dataset", "policy"])
def test_what_loads_also_satisfies_the_published_json_schema(name: str) -> None:
    validator = Draft202012Validator(json_schema(name))
    files = sorted(REPOSITORY.glob("catalog.yaml" if name == "catalog" else f"datasets/*/{name}.yaml"))
    assert files
    for path in files:
        data = json.loads(
            json.dumps(YAML(typ="safe").load(path.read_text(encoding="utf-8")), default=str)
        )  # dates
        assert [error.message for error in validator.iter_errors(data)] == [], path


def test_the_json_schema_refuses_what_the_loader_refuses() -> None:
    validator = Draft202012Validator(json_schema("policy"))
    assert not validator.is_valid({"legal_ground": {"zh": "a", "en": "b"}, "fields": {"a": {"role": "nobody"}}})
    assert validator.is_valid(
        {
            "legal_ground": {"zh": "a", "en": "b"},
            "fields": {"a": {"role": "sensitive", "technique": "drop"}},
            "models": [{"k-anonymity": {"k": 5}}],
        }
    )


def test_defaults_are_the_safe_ones(root: Path) -> None:
    policy = load(root).datasets["counter-visits"].policy
    assert policy.suppression_limit == 0.05
    assert not any(isinstance(rule.technique, Drop) for rule in policy.fields.values())
    assert not any(isinstance(model, KAnonymity) for model in policy.models)
