"""A wheel is whole or it is not made: hatchling asks before it builds one (`make wheel`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_BROUGHT = ("axe.min.js", "LICENSE", "LICENSE-3RD-PARTY.txt")


class WholeWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Refuses a wheel without the rules of axe-core; an editable installation has none yet."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - the hook's interface
        """Look before anything is built."""
        missing = [name for name in _BROUGHT if not (Path(self.root) / "publisher/browser/axe" / name).is_file()]
        if version != "editable" and missing:
            raise SystemExit(f"no wheel without axe-core: run scripts/fetch-axe.sh ({', '.join(missing)} missing)")
