"""Steps that a person takes on a page before it is looked at: clicks, words in fields, waiting.

    click SELECTOR · set SELECTOR to WORDS · check SELECTOR · wait for SELECTOR · wait for path PATH

`${NAME}` in words stands for a variable of the environment, so that a password stands in no file.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterable

from publisher.browser.tab import MovedError, ScriptError, Tab

_STEP = re.compile(r"(click|check|set|wait for path|wait for) (.+?)(?: to (.*))?\Z", re.DOTALL)
_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_DO = """((selector, kind, words) => {
  const node = document.querySelector(selector);
  if (!node) return false;
  if (kind === "wait for") return node.checkVisibility({ visibilityProperty: true });
  if (kind === "click") { node.click(); return true; }
  if (kind === "check") { if (!node.checked) node.click(); return true; }
  node.focus();
  const known = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(node), "value");
  if (known && known.set) known.set.call(node, words); else node.textContent = words;
  for (const name of ["input", "change"]) node.dispatchEvent(new Event(name, { bubbles: true }));
  return true;
})"""
_PAUSE = 0.05
_HEADER = re.compile(r"[A-Za-z0-9-]{1,80}\Z")


class StepError(Exception):
    """A step cannot be done: it is written wrongly, its element is not there, or its variable is not set."""


def is_step(words: str) -> bool:
    """Whether this is one of the steps above."""
    found = _STEP.match(words)
    return found is not None and (found[1] != "set" or found[3] is not None)


def show_who(tab: Tab, cookies: Iterable[str], headers: Iterable[str], hosts: Iterable[str]) -> None:
    """Have the tab send these cookies (`name=value`) and headers (`Name: value`) to these hosts only."""
    own = frozenset(hosts)
    for written in cookies:
        name, equals, value = _with_secrets(written).partition("=")
        if not equals or not name.strip():
            raise StepError
        for host in own:
            for scheme in ("http", "https"):
                tab.call("Network.setCookie", name=name.strip(), value=value.strip(), url=f"{scheme}://{host}/")
    shown = {}
    for written in headers:
        name, colon, value = _with_secrets(written).partition(":")
        if not colon or not _HEADER.match(name.strip()) or "\n" in value or "\r" in value:
            raise StepError
        shown[name.strip()] = value.strip()
    if shown:
        tab.send_to(own, shown)


def perform(tab: Tab, steps: Iterable[str], seconds: float, settle: Callable[[], None]) -> None:
    """Take the steps one after another, each when its element is there; StepError after so many seconds."""
    for step in steps:
        found = _STEP.match(step)
        if found is None or not is_step(step):
            raise StepError
        until = time.monotonic() + seconds
        while not _taken(tab, found[1], found[2], _with_secrets(found[3] or "")):
            if time.monotonic() > until:
                raise StepError
            tab.listen(_PAUSE)
        settle()


def _taken(tab: Tab, kind: str, target: str, words: str) -> bool:
    try:
        if kind == "wait for path":
            return bool(tab.run(f"location.pathname === {json.dumps(target)}"))
        return bool(tab.run(f"{_DO}({json.dumps(target)}, {json.dumps(kind)}, {json.dumps(words)})"))
    except ScriptError as error:
        raise StepError from error
    except MovedError:
        return kind == "click"  # the click has led away


def _with_secrets(words: str) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise StepError
        return os.environ[found[1]]

    return _SECRET.sub(value, words)
