"""Words that mean the same to people who search: the product's list, or the agency's own in its place.

The file has one group a line, its words separated by commas (also 、 and ，); what follows # is a remark.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from publisher.model.errors import PortalError
from publisher.model.text import msg

FILE = "thesaurus.txt"
"""Its name in a workspace, beside catalog.yaml."""
MOST_BYTES = 50_000
"""Every search loads it."""
_SHIPPED = Path(__file__).parent.parent / "shown" / FILE

Groups = tuple[tuple[str, ...], ...]


def load(workspace: Path) -> Groups:
    """The groups of the workspace's file, or those shipped. Raises PortalError when the file cannot be read."""
    own = workspace / FILE
    path = own if own.exists() else _SHIPPED
    try:
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            raise ValueError
        return parse(content.decode("utf-8-sig"))
    except (OSError, ValueError):
        raise PortalError(
            msg("the list of words that mean the same cannot be read: {file}", file=str(path)),
            hint=msg(
                "it is a text in UTF-8 of at most {most} bytes: one group a line, separated by commas",
                most=MOST_BYTES,
            ),
        ) from None


def parse(text: str) -> Groups:
    """The groups of two words or more."""
    groups = []
    for line in text.splitlines():
        words = tuple(dict.fromkeys(word.strip() for word in re.split("[,，、]", line.partition("#")[0])))
        words = tuple(word for word in words if word)
        if len(words) > 1:
            groups.append(words)
    return tuple(groups)


def script(groups: Groups) -> str:
    """The list as a script, so that it can be loaded from a disk too."""
    return f"globalThis.portalThesaurus = {json.dumps(groups, ensure_ascii=False)};\n"
