"""Every sentence a user can see is there in both languages."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
import typer
from babel.messages.extract import extract_from_dir

import publisher
from publisher.cli import helping
from publisher.cli.main import app
from publisher.i18n import catalogue, gettext, language_of_user, translate, translator
from publisher.model.text import msg

_PACKAGE = Path(publisher.__file__).parent
_METHODS = [("**.py", "python"), ("**.jinja", "jinja2"), ("**.j2", "jinja2")]


def sentences() -> set[str]:
    """What the code and the templates mark for translation, and the help of every command."""
    found = extract_from_dir(
        str(_PACKAGE),
        _METHODS,
        keywords={"msg": None, "_": None},
        options_map={name: {"silent": "false"} for name in ("**.jinja", "**.j2")},
    )
    marked = {message for _, _, message, _, _ in found if isinstance(message, str) and message}
    return marked | set(helping.sentences(typer.main.get_command(app))) | set(helping.HEADINGS)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_a_chinese_one() -> None:
    missing = sorted(text for text in sentences() if text not in catalogue())
    assert missing == []


def test_no_translation_is_left_over() -> None:
    spoken = sentences()
    words = {text for text in catalogue() if " " not in text and len(text) < 24}  # names of states, stages, kinds
    assert sorted(text for text in catalogue() if text not in spoken | words) == []


def test_translations_fill_the_same_places() -> None:
    wrong = [text for text, chinese in catalogue().items() if places(text) != places(chinese)]
    assert wrong == []


def test_translations_are_chinese() -> None:
    plain = [text for text, chinese in catalogue().items() if not re.search(r"[\u4e00-\u9fff]", chinese)]
    assert [text for text in plain if text not in {"DCAT-AP", "Atom"}] == []


def test_messages_are_filled_in_the_language_asked_for() -> None:
    message = msg("there is no dataset {id}", id="x-y")
    assert translate(message, "en") == "there is no dataset x-y"
    assert "x-y" in translate(message, "zh-TW")
    assert translate(message, "zh-TW") != translate(message, "en")
    assert translator("zh-TW")("there is no dataset {id}", id="q") == translate(
        msg("there is no dataset {id}", id="q"), "zh-TW"
    )
    assert gettext("a sentence nobody translated", "zh-TW") == "a sentence nobody translated"


@pytest.mark.parametrize(
    ("variables", "asked", "expected"),
    [
        ({}, None, "en"),
        ({"LANG": "zh_TW.UTF-8"}, None, "zh-TW"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "C.UTF-8"}, None, "en"),
        ({"LANG": "en_GB.UTF-8"}, "zh-TW", "zh-TW"),
        ({"LANG": "zh_TW.UTF-8"}, "en", "en"),
    ],
)
def test_the_language_follows_the_user(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], asked: str | None, expected: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_of_user(asked) == expected
