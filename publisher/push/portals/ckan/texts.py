"""Texts as CKAN takes them and gives them back: tags, file names, and everything else."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from publisher.model.text import Language, LocalText

_PLAIN_NAME = re.compile(r"[a-z0-9_]+(?:[.-][a-z0-9_]+)*\.[a-z0-9]{1,10}")
_NAME_LENGTH = 80
_TAG_LENGTH = range(2, 101)


def tags(keywords: Sequence[LocalText], language: Language) -> tuple[str, ...]:
    """Keywords of both languages as CKAN takes tags: letters, digits, blanks and -_. only, 2 to 100 characters."""
    other: Language = "en" if language == "zh-TW" else "zh-TW"
    found: dict[str, None] = {}
    for text in [item.get(language) for item in keywords] + [item.get(other) for item in keywords]:
        for part in re.split(r"[、，,;；/／|｜\n]", unicodedata.normalize("NFC", text)):
            kept = "".join(character if _in_tag(character) else " " for character in part)
            tag = " ".join(kept.split())
            if len(tag) in _TAG_LENGTH:
                found[tag] = None
    return tuple(sorted(found))


def download_name(path: str) -> str:
    """The file name at the end of a download address: one that CKAN leaves as it is.

    CKAN puts names into lower case, drops every character that is not a-z, 0-9 or one of _.- (of a Chinese name
    nothing is left), and cuts them at 100. A name that it would change is made plain here, told apart by a hash.
    """
    name = PurePosixPath(path).name
    if _PLAIN_NAME.fullmatch(name) and len(name) <= _NAME_LENGTH:
        return name
    stem, _, ending = name.lower().rpartition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", stem)[:40].strip("-")
    ending = re.sub(r"[^a-z0-9]+", "", ending)[:10]
    return "-".join(filter(None, (plain, hashlib.sha256(path.encode()).hexdigest()[:10]))) + f".{ending or 'bin'}"


def _in_tag(character: str) -> bool:
    return character in " -_." or unicodedata.category(character)[0] in "LN"


def clean(text: str) -> str:
    """As CKAN gives it back: composed, Unix line ends, nothing around it, nothing it cannot store or index."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        item for item in text if item in "\n\t" or unicodedata.category(item) not in ("Cc", "Cs")
    ).strip()
