"""What is said when an extra is missing: one line that names the very program at hand.

The name `publisher` on the package index is another project's, so a hint that names it alone would bring that one.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution

from publisher.model.text import Message, msg


def install_hint(extra: str) -> Message:
    """How to get the libraries of an extra."""
    return msg(
        "run: pip install '{what}' (or the same with `pipx install --force` or `uv tool install --force`)",
        what=_requirement(extra),
    )


def _requirement(extra: str) -> str:
    """The extra of the wheel or folder that this program was installed from (PEP 610)."""
    try:
        said = distribution("publisher").read_text("direct_url.json")
        url = str(json.loads(said)["url"]) if said else ""
    except (PackageNotFoundError, ValueError, KeyError, TypeError):
        url = ""
    return f"publisher[{extra}] @ {url}" if url.startswith("file:") else f"publisher[{extra}]"
