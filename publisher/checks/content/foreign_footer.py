"""Pages whose foot names another office than that of all others: copied from somebody else's site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publisher.checks.agreeing import shared
from publisher.checks.base import Check, Context, Fault, PageView, normal
from publisher.checks.naming import lines_of, squash
from publisher.checks.navigation import Navigation, navigation, title_parts
from publisher.model.finding import Outcome, Place
from publisher.model.jsonable import Json
from publisher.model.site import SiteSnapshot

_ID = "content.foreign-footer"
_LAST = 8
"""Lines at the end of a page among which its foot is."""
_LONGEST = 400
_FEWEST = 4
_SHARE = 0.6
_RARE = 0.1
_FIGURES = re.compile(r"[0-9]+")
_PHONE = re.compile(r"\(?0[0-9]{1,3}\)?[-\s]?[0-9]{3,4}[-\s]?[0-9]{3,4}")
_ADDRESS = re.compile(r"[縣市鄉鎮區][\u4e00-\u9fff]{1,14}[路街道段巷][^，,。;；]{0,12}號")
_ALIKE = 0.3
_OF_ONE = 0.5
"""Share of an office's name that stands in the site's own names, from which it is the same, written shorter."""
_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{3,16}?(?:所|局|處|站|館|署|院|校|會|府|中心|公司|大學|學校)(?=[\s:,/|│]|地址|電話|版權|$)"
)


class _Feet:
    """The last lines of each page with its language, and the telephones that stand above them."""

    def __init__(self) -> None:
        self.feet: dict[str, tuple[str, list[str]]] = {}
        self.above: set[str] = set()


def look(view: PageView, context: Context) -> Iterator[Fault]:
    """Note the foot of a page; whose it is shows when all pages have been read."""
    seen = context.once("feet", _Feet)
    foot, above = view.note("foot", lambda: _noted(view))
    seen.feet[view.url] = (view.page.language.partition("-")[0].lower(), foot)
    seen.above.update(above)
    yield from ()


def _noted(view: PageView) -> Json:
    lines = [line for line in map(normal, view.lines) if line.strip()]
    phones = sorted({_digits(found) for line in lines[:-_LAST] for found in _PHONE.findall(line)})
    return [[line[:_LONGEST] for line in lines[-_LAST:]], [*phones]]


def follow_up(snapshot: SiteSnapshot, context: Context) -> Iterator[Fault]:
    """At its end stands another office's telephone, address or name, in place of the site's usual line."""
    seen, noted = navigation(snapshot, context), context.once("feet", _Feet)
    feet = {url: foot for url, (_, foot) in noted.feet.items()}
    above = noted.above
    often = Counter(line for lines in feet.values() for line in set(lines))
    wanted = max(_FEWEST, _SHARE * len(feet))
    usual = {line for line, times in often.items() if times >= wanted and _tells(line, context)}
    usual = {line for line in usual if _reaches(line)} or usual
    languages = {page.language.partition("-")[0].lower() for page in seen.starts}
    often_said = {_digits(found) for line in often if line not in usual for found in _PHONE.findall(line)}
    yield from _everywhere(usual, above | often_said, seen)
    if not usual:
        return
    for url, (language, lines) in noted.feet.items():
        if usual & set(lines) or language not in languages:
            continue
        for line in lines:
            if often[line] <= max(1, _RARE * len(feet)) and _is_foreign(line, usual, seen, context):
                outcome = Outcome.FAILED if _reaches(line) else Outcome.CANT_TELL
                yield Fault(Place(url=url), "", url, {"line": line[:60]}, outcome=outcome)
                break


def _everywhere(usual: set[str], elsewhere: set[str], seen: Navigation) -> Iterator[Fault]:
    """The usual line itself begins with an office that is not the site's, and its numbers stand nowhere else."""
    own = [part for page in seen.starts for part in title_parts(page.title) if _OFFICE.match(f"{part} ")]
    for line in sorted(usual) if own else ():
        name = _OFFICE.match(line)
        numbers = {_digits(found) for found in _PHONE.findall(line)}
        if name is None or not numbers or numbers & elsewhere or seen.words.own.spans(squash(line)):
            continue
        if shared(name[0], own) < _OF_ONE:
            yield Fault(Place(url=seen.starts[0].url), "everywhere", params={"line": line[:60]})


def _tells(line: str, context: Context) -> bool:
    """Whether a line says whose page it is: telephone, address, or the name of an office."""
    return _reaches(line) or bool(_offices(context).search(line))


def _reaches(line: str) -> bool:
    """Whether a line gives a telephone or an address."""
    return bool(_PHONE.search(line) or _ADDRESS.search(line))


def _offices(context: Context) -> re.Pattern[str]:
    return context.once(
        "offices", lambda: re.compile("|".join(lines_of(context, _ID, "offices")) or r"(?!)", re.IGNORECASE)
    )


def _is_foreign(line: str, usual: set[str], seen: Navigation, context: Context) -> bool:
    """Whether a line is one of whose page it is, and neither name nor number of it is the site's."""
    if not _tells(line, context) or seen.words.own.spans(squash(line)):
        return False
    known = {_digits(found) for text in usual for found in _PHONE.findall(text)}
    if any(_digits(found) in known for found in _PHONE.findall(line)):
        return False
    names = [name for text in usual for name in _offices(context).findall(text)]
    return not any(name in line for name in names) and max(shared(line, [text]) for text in usual) < 1 - _ALIKE


def _digits(text: str) -> str:
    return "".join(_FIGURES.findall(text))


CHECK = Check(_ID, page=look, site=follow_up, whole=True)
