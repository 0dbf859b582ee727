"""Text that was read in the wrong encoding before it was put on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.checks.base import Check, Context, Fault, PageView

_MARKS = re.compile("\ufffd")
# UTF-8 read as Windows-1252: a lead byte of a Chinese character and the two bytes that follow it
_SECOND = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_AS_LATIN = re.compile(f"(?:[äåæçèé]{_SECOND}{{2}}){{2}}|ï¼[\u0080-\u00bfˆ‰š›Œ]|(?:Ã.|â€.){{3}}")
_FEWEST = 3


def look(view: PageView, _context: Context) -> Iterator[Fault]:
    """Several replacement characters, or UTF-8 that shows as Latin letters, in the words of the page."""
    text = "\n".join(view.lines)
    marks = len(_MARKS.findall(text))
    if marks >= _FEWEST:
        yield Fault(view.place(), "replaced", view.url, {"number": marks})
    if found := _AS_LATIN.findall(text):
        yield Fault(view.place(), "latin", view.url, {"number": len(found)})


CHECK = Check("content.mojibake", page=look)
