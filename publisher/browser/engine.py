"""Asking axe-core, and our own rules beside it, about the page in the tab.

The engine runs in a world of its own beside the page, in every frame that can hold the agency's own content: it
only hears of frames in which it runs itself. Frames that did not load, and those of other hosts, are not entered;
the engine names them as not tested.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from publisher.browser.tab import Frame, MovedError, ScriptError, Tab
from publisher.browser.values import AxeFault, BrowserSettings, Element, Viewing
from publisher.model.finding import Outcome

WCAG_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
_BEST_PRACTICE = "best-practice"
_EXPERIMENTAL = "experimental"
_OURS = "publisher"
_AAA = ("wcag2aaa", "wcag21aaa", "wcag22aaa")
_MORE_RULES = ("color-contrast-enhanced", "meta-refresh-no-exceptions")
_TURNED = ("css-orientation-lock",)
"""Asked for although their level is AAA, or the engine holds them for a trial: they cost nothing and are right."""
_OF_THE_WHOLE = frozenset({"region", "bypass", "landmark-one-main", "page-has-heading-one"})
"""Rules about whole pages: they mean nothing where only a part is judged."""
_MOST_FRAMES = 40
_DEEPEST = 4
_FRAME_MILLISECONDS = 20_000
_SIGN_OF_LIFE, _SIGN_OF_OTHERS = 10_000, 1_500
"""Milliseconds in which a frame must answer the engine: on a busy machine one takes longer than the half second
that the engine gives. Frames without the engine never answer, and are not waited for as long."""
_PRELOAD_MILLISECONDS = 2_000
_HAS_CONTENT = "document.body ? document.body.childElementCount + document.body.textContent.trim().length : 0"


@cache
def script(name: str) -> str:
    """One of our scripts that run in the browser."""
    return (Path(__file__).parent / f"{name}.js").read_text(encoding="utf-8")


@cache
def _prelude(axe: Path) -> str:
    """Engine, rules and reporter in one text: what is judged with stands ready after it."""
    rules = sorted((Path(__file__).parent / "rules").glob("*.js"))
    ours = "\n".join(f"(() => {{\n{path.read_text(encoding='utf-8')}\n}})();" for path in rules)
    return (
        f"{axe.read_text(encoding='utf-8')}\nglobalThis.publisher = {{}};\n"
        f"(() => {{\n{script('reporter')}\n}})();\n{ours}\n0"
    )


def ask(tab: Tab, axe: Path, settings: BrowserSettings) -> dict[str, Any]:
    """The answer of the engine on page and frames, as made by reporter.js. Raises ScriptError, MovedError."""
    prelude = _prelude(axe)
    timers = script("timers")
    tab.run(timers.replace("SILENT", str(tab.state.answer[2]).lower()) + prelude)
    prelude = timers.replace("SILENT", "false") + prelude
    entered, left_out = _enter_frames(tab, prelude, frozenset(host.lower() for host in settings.hosts))
    wait = _SIGN_OF_OTHERS if left_out else _SIGN_OF_LIFE
    options = json.dumps({**_options(settings, tab.run(script("assets"))), "pingWaitTime": wait})
    if settings.excluded:
        tab.run(f"publisher.exclude({json.dumps(settings.excluded)})")
    tab.run("publisher.noteShown()")
    answer = tab.run(f"publisher.judge({options})", seconds=settings.page_seconds)
    if not isinstance(answer, dict) or "faults" not in answer:
        raise ScriptError
    return {**answer, "options": options, "frames": entered, "frames_left_out": left_out}


def is_otherwise(tab: Tab, view: Viewing) -> bool:
    """Whether the page can look otherwise in this view: for other colours a style sheet has to ask for them."""
    return not view.colours or bool(tab.run(f"publisher.asksFor({json.dumps(view.colours)})"))


def ask_also(tab: Tab, view: Viewing, answer: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """What is at fault in another view, in which the tab shows the page now, and was not in the first `answer`.

    Each fault bears the view's name. On a phone only what the first view did not show is judged, in other colours
    only the contrast.
    """
    look = "judgeColours" if view.colours else "judgeAlso"
    also = tab.run(f"publisher.{look}({answer['options']})", seconds=seconds)
    known = {(fault["rule"], str(node[0])) for fault in answer["faults"] for node in fault["nodes"]}
    found = []
    for fault in also["faults"] if isinstance(also, dict) else ():
        fresh = [node for node in fault["nodes"] if (fault["rule"], str(node[0])) not in known]
        if fresh and fault["rule"] not in _OF_THE_WHOLE:
            for node in fresh:
                node[4]["view"] = view.name
            found.append({**fault, "nodes": fresh, "count": len(fresh)})
    return found


def _enter_frames(tab: Tab, prelude: str, hosts: frozenset[str]) -> tuple[int, int]:
    """Put the engine into the frames of the page; gives how many were entered and how many not."""
    entered = left_out = 0
    for frame, depth in tab.frames():
        if entered >= _MOST_FRAMES or depth > _DEEPEST or not _is_own(frame, hosts):
            left_out += 1
            continue
        try:
            if frame.url in ("", "about:blank") and not tab.run(_HAS_CONTENT, frame.id):
                left_out += 1  # one that has not loaded
                continue
            tab.run(prelude, frame.id)
            entered += 1
        except (MovedError, ScriptError):
            left_out += 1
    return entered, left_out


def _is_own(frame: Frame, hosts: frozenset[str]) -> bool:
    parts = urlsplit(frame.url)
    return parts.scheme in ("", "about", "data", "blob", "file") or (parts.hostname or "") in hosts


def _options(settings: BrowserSettings, assets: list[str]) -> dict[str, object]:
    """`assets` are the kinds of things that the engine has to read for itself before it judges."""
    tags = [*WCAG_TAGS, _OURS]
    if settings.best_practice:
        tags.append(_BEST_PRACTICE)
    if settings.experimental:
        tags.append(_EXPERIMENTAL)
    if settings.aaa:
        tags += _AAA
    return {
        "runOnly": {"type": "tag", "values": tags},
        "rules": {name: {"enabled": True} for name in (*_MORE_RULES, *(_TURNED if "cssom" in assets else ()))},
        "resultTypes": ["violations", "incomplete"],
        "reporter": "publisher",
        "ancestry": True,
        "selectors": False,
        "frameWaitTime": _FRAME_MILLISECONDS,
        "preload": {"assets": assets, "timeout": _PRELOAD_MILLISECONDS} if assets else False,
    }


def faults(answer: dict[str, Any]) -> tuple[AxeFault, ...]:
    """The answer as values, in the order of rules."""
    found = [
        AxeFault(
            rule=item["rule"],
            outcome=Outcome(item["outcome"]),
            impact=item["impact"],
            count=item["count"],
            elements=tuple(_element(node) for node in item["nodes"]),
        )
        for item in answer["faults"]
    ]
    return tuple(sorted(found, key=lambda fault: (fault.rule, fault.outcome)))


def _element(node: list[Any]) -> Element:
    path, shape, classes, checks, facts = node
    return Element(tuple(path), shape, tuple(classes), tuple(checks), tuple(sorted(facts.items())))
