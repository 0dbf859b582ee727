"""What a configuration file may ask for: bombs, depths and odd scalars are refused in little time, with a word."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from publisher.model.errors import UserError
from publisher.model.text import msg
from publisher.workspace import load
from publisher.workspace.traced import WrittenDocument, accounts, plain, read_json, read_yaml
from tests.pipeline.workspaces import STARTER


def _levels(first: str, below: str) -> str:
    return f"x0: &x0 {first}\n" + "".join(
        f"x{n}: &x{n} {below.replace('*X', f'*x{n - 1}')}\n" for n in range(1, 10)
    )


BOMBS = {
    "lists": _levels("[a, a, a, a, a, a, a, a, a, a]", f"[{', '.join(['*X'] * 10)}]"),
    "mappings": _levels("{a: 1, b: 2}", "{" + ", ".join(f"k{n}: *X" for n in range(10)) + "}"),
    "merged": "x0: &x0 {a: 1}\n"
    + "".join(f"x{n}: &x{n} {{<<: *x{n - 1}, k{n}: *x{n - 1}}}\n" for n in range(1, 40)),
    "deep": "a: " + "[" * 101 + "]" * 101,
    "very deep": "a: " + "[" * 2000,
    "deep mappings": "a: " + "{a: " * 50_000,
    "no such day": "a: 2026-13-45",
    "digits": "a: " + "9" * 5000,
    "hexadecimal digits": "a: 0x" + "f" * 9999,
    "no number": "a: !!int abc",
    "tag": "a: !python/name:os.system x",
    "set": "a: !!set {x, y}",
    "without end": "a: .inf",
    "half a character": 'a: "\\ud800"',
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(BOMBS[name], encoding="utf-8")
    with pytest.raises(UserError):
        read_yaml(tmp_path / "x.yaml", "x.yaml")


@pytest.mark.parametrize(
    "text", ['{"a": NaN}', '{"a": ' + "[" * 100_000, '{"a": ' + "9" * 5000 + "}", '{"a": "\\ud800"}']
)
def test_a_json_file_is_held_to_the_same(text: str, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        read_json(tmp_path / "x.json", "x.json")


def test_aliases_as_people_use_them_stay(tmp_path: Path) -> None:
    text = "rule: &rule {role: insensitive, note: &note [a, b]}\nnote: *note\nfields:\n"
    text += "".join(f"  f{n}: *rule\n  g{n}: {{<<: *rule, role: identifier}}\n" for n in range(500))
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    data = plain(read_yaml(tmp_path / "x.yaml", "x.yaml").data)
    assert len(data["fields"]) == 1000
    assert data["fields"]["g7"] == {"role": "identifier", "note": ["a", "b"]}


WITH_ACCOUNT = (
    "http://web:SitePw55@127.0.0.1:18899/",
    "https://SitePw55@example.org/x",
    "HTTPS:\\\\user:SitePw55@example.org",
    "http:user:SitePw55@example.org/",
    "//user:SitePw55@example.org/",
    "postgresql+psycopg://me:SitePw55@db/x",
    "see https://me:Site@Pw55@example.org/ for more",
)
WITHOUT = (
    "https://example.org/@someone",
    "https://example.org/?to=me@example.org",
    "mailto:me@example.org",
    "me@example.org",
    "write to me@example.org, or see https://example.org",
    "12:30 @ the hall",
)


@pytest.mark.parametrize("address", WITH_ACCOUNT)
def test_an_account_in_an_address_is_found_and_never_said(address: str) -> None:
    document = WrittenDocument("catalog.yaml", {})
    (error,) = accounts(document, {"portals": [{"url": address}]})
    assert error.where is not None
    assert error.where.field == "portals.1.url"
    assert "Pw55" not in f"{error}{error.where}{error.hint}"
    assert "Pw55" not in str(msg("{value} is not possible here", value=address))


@pytest.mark.parametrize("address", WITHOUT)
def test_an_address_without_one_is_none(address: str) -> None:
    assert list(accounts(WrittenDocument("catalog.yaml", {}), [address])) == []
    assert str(msg("{value}", value=address)) == address


def test_a_catalogue_with_an_account_is_refused_with_its_line(tmp_path: Path) -> None:
    root = Path(shutil.copytree(STARTER, tmp_path / "ws"))
    catalog = root / "catalog.yaml"
    site = {"id": "demo", "title": {"zh": "x", "en": "x"}, "start": [WITH_ACCOUNT[0]]}
    catalog.write_text(
        catalog.read_text(encoding="utf-8") + f"\nwebsites: [{json.dumps(site)}]\n", encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        load(root)
    assert caught.value.where is not None
    assert caught.value.where.line == len(catalog.read_text(encoding="utf-8").splitlines())
