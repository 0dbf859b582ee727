"""The report of a night: HTML in both languages, JSON, and a few lines for the terminal.

It reads one value, the NightReport, and looks at nothing else: no clock, no state, no portal.
"""

from publisher.report.terminal import render_text
from publisher.report.writing import write

__all__ = ["render_text", "write"]
