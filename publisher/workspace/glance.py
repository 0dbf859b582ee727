"""What a look at a workspace needs of its datasets: their names and titles. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publisher.model.errors import UserError
from publisher.model.text import LocalText
from publisher.workspace.traced import plain, read_yaml, shown_name


def dataset_titles(root: Path) -> Mapping[str, LocalText]:
    """The title of every dataset that is declared, in order or broken, by the name of its folder.

    An empty one stands where none can be read: what is wrong there, `load` says.
    """
    files = sorted((root / "datasets").glob("*/dataset.yaml"))
    return {shown_name(path.parent.name): _title(path) for path in files}


def _title(path: Path) -> LocalText:
    try:
        title = plain(read_yaml(path, path.name).data).get("title")
    except UserError:
        title = None
    words = title if isinstance(title, dict) else {}
    return LocalText(*(str(words.get(language) or "") for language in ("zh", "en")))
