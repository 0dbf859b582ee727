"""The report of a night: HTML in both languages, JSON, and a few lines for the terminal.

It reads one value, the NightReport, and looks at nothing else: no clock, no state, no portal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.report.terminal import render_text
    from publisher.report.writing import write

__all__ = ["render_text", "write"]

__getattr__ = imported_when_asked(  # a line on the terminal needs no page
    __name__,
    {
        "terminal": ("render_text",),
        "writing": ("write",),
    },
)
