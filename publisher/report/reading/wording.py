"""How the report says things: names of states, stages and measures, dates, shares, in one language.

What a later version of another room brings (a new technique, a new model) is shown under its own name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from publisher.certificate import wording as certificate
from publisher.certificate.wording import MODELS as MODELS
from publisher.certificate.wording import ROLES as ROLES
from publisher.certificate.wording import TECHNIQUES as TECHNIQUES
from publisher.model.finding import Outcome, Severity
from publisher.model.night import State
from publisher.model.portal import PushAction
from publisher.model.redacted import Redacted
from publisher.model.text import LocalText, Message, msg
from publisher.privacy.recognisers import KINDS

_ROC_EPOCH = 1911
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

STATES: Mapping[str, Message] = {
    State.PUBLISHED: msg("published"),
    State.UNCHANGED: msg("unchanged"),
    State.HELD: msg("held"),
    State.FAILED: msg("could not be processed"),
    State.WITHDRAWN: msg("withdrawn"),
}
STAGES: Mapping[str, Message] = {
    "source": msg("reading the source"),
    "structure": msg("structuring"),
    "deidentify": msg("de-identification"),
    "validate": msg("validation"),
    "export": msg("export of the files"),
    "gate": msg("the gate (release check)"),
    "compare": msg("comparison with other releases"),
}
SEVERITIES: Mapping[str, Message] = {
    Severity.ERROR: msg("error"),
    Severity.WARNING: msg("warning"),
    Severity.ADVICE: msg("advice"),
}
OUTCOMES: Mapping[str, Message] = {
    Outcome.PASSED: msg("passed"),
    Outcome.FAILED: msg("failed"),
    Outcome.CANT_TELL: msg("cannot tell"),
    Outcome.INAPPLICABLE: msg("not applicable"),
    Outcome.UNTESTED: msg("not tested"),
}
ACTIONS: Mapping[str, Message] = {
    PushAction.CREATE: msg("created"),
    PushAction.UPDATE: msg("updated"),
    PushAction.LOAD: msg("table loaded"),
    PushAction.UNCHANGED: msg("left as it was"),
    PushAction.WITHDRAW: msg("taken down"),
    PushAction.RESTORE: msg("put back"),
    PushAction.CONFLICT: msg("in conflict"),
}
REFERENCE_KINDS: Mapping[str, Message] = {
    "law": msg("law"),
    "plan": msg("plan of the agency"),
    "standard": msg("standard"),
    "paper": msg("scientific paper"),
}
EVIDENCE_KINDS: Mapping[str, Message] = {"value": msg("form of the value")}
EVIDENCE_SHAPES: Mapping[str, Message] = {"missing": msg("missing value"), "blank": msg("blank value")}
FAMILIES: Mapping[str, Message] = {
    "links": msg("links"),
    "freshness": msg("freshness of content"),
    "documents": msg("documents for download"),
    "disclosure": msg("disclosure of government information"),
    "metadata": msg("metadata of pages"),
    "leaks": msg("personal data"),
    "content": msg("words of pages"),
    "services": msg("pages of services"),
    "accessibility": msg("accessibility"),
}
AREAS: Mapping[str, Message] = {
    "dataset": msg("of datasets"),
    "portal": msg("of portals"),
    "website": msg("of websites"),
    "inventory": msg("of the inventory"),
    "measure": msg("of the service measures"),
}
STOPPED: Mapping[str, Message] = {
    "time": msg("the time for the crawl was used up"),
    "pages": msg("the number of pages for the crawl was used up"),
    "robots": msg("robots.txt does not let the crawl in, or could not be read"),
    "unreachable": msg("the website could not be reached"),
    "script": msg("the start page is made by scripts, of which the crawl saw nothing"),
    "private": msg("the start page is not on the public network"),
    "firewall": msg("a firewall answers in place of the website"),
    "interrupted": msg("the run was interrupted before this was done"),
    "crashed": msg("a fault of the program ended it"),
}
REASONS: Mapping[str, Message] = {
    "stopped": msg("the crawl had ended before"),
    "interrupted": msg("the run was interrupted before this was done"),
    "crashed": msg("a fault of the program ended it"),
    "budget": msg("the budget of the crawl was used up"),
    "depth": msg("too many steps away from the start"),
    "trap": msg("an endless series of addresses"),
    "robots": msg("forbidden by robots.txt"),
    "timeout": msg("no answer in time"),
    "dropped": msg("the connection broke off"),
    "server-error": msg("the server answered with an error"),
    "bad-answer": msg("the answer could not be understood"),
    "forbidden": msg("access was refused (403 or sign-in)"),
    "busy": msg("the server was too busy"),
    "refused": msg("the connection was refused"),
    "tls-error": msg("the secure connection failed"),
    "not-asked": msg("it was not asked for"),
    "too-large": msg("it is larger than the limit"),
    "script-only": msg("scripts make the whole page: its words and links were not seen by the crawl"),
    "hostile-markup": msg("its markup is too deep or too large to read"),
    "encoding": msg("its character encoding could not be read"),
    "cut-off": msg("it broke off before its end"),
    "slow": msg("opening it took too long"),
    "not-read": msg("the program could not deal with the answer"),
    "robots-unreadable": msg("robots.txt of its host could not be read"),
    "firewall": msg("a firewall answered in its place"),
}

_LONGEST_HEADLINE = 120
_SENTENCE = re.compile(r".+?(?:[。；;]|\.(?= ))")


@dataclass(frozen=True, slots=True)
class ReportWording(certificate.CertificateWording):
    """Everything the templates say, in `language`."""

    def day(self, moment: datetime) -> str:
        """A date in the ROC and the Gregorian calendar."""
        year = moment.year - _ROC_EPOCH
        if self.language == "zh-TW":
            return f"民國{year}年{moment.month}月{moment.day}日（{moment:%Y-%m-%d}）"
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} (ROC {year}-{moment:%m-%d})"

    def headline(self, text: LocalText) -> str:
        """A text, or only its first sentence when it is long: the rest stands behind its link."""
        said = self.text(text)
        first = _SENTENCE.match(said) if len(said) > _LONGEST_HEADLINE else None
        return first[0].rstrip(" ;；") if first else said

    def short_day(self, day: date) -> str:
        """A date for narrow columns: 115.11.20, or 2026-11-20."""
        if self.language == "zh-TW":
            return f"{day.year - _ROC_EPOCH}.{day:%m.%d}"
        return f"{day:%Y-%m-%d}"

    def days_of_year(self, written: Sequence[str]) -> str:
        """Days of every year, each written `06-30`."""
        days = [(int(month), int(day)) for month, _, day in (item.partition("-") for item in written)]
        if self.language == "zh-TW":
            return self.listed([f"{month}月{day}日" for month, day in days])
        return self.listed([f"{day} {_MONTHS[month - 1]}" for month, day in days])

    def moment(self, moment: datetime) -> str:
        """A date as `day` gives it, with the time and its offset from UTC when it has one."""
        offset = f"{moment:%z}"
        zone = f" UTC{offset[:3]}:{offset[3:5]}" if offset else ""
        return f"{self.day(moment)} {moment:%H:%M}{zone}"

    def duration(self, duration: timedelta) -> str:
        """Minutes and seconds; a clock that was set by hand may not give less than none."""
        minutes, seconds = divmod(max(0, round(duration.total_seconds())), 60)
        return self.say(msg("{minutes} min {seconds} s", minutes=minutes, seconds=seconds))

    def since(self, first: datetime, now: datetime) -> str:
        """Since when something stands."""
        days = max(0, (now.date() - first.date()).days)
        if days == 0:
            return self.say(msg("since {day}", day=self.day(first)))
        return self.say(msg("since {day}, days so far: {days}", day=self.day(first), days=days))

    def size(self, size: int) -> str:
        """The size of a file."""
        if size < 1000:
            return f"{size} B"
        return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"

    def evidence(self, evidence: Sequence[Redacted]) -> list[str]:
        """What was seen, each form once with how often."""
        counted = Counter(self._one_evidence(item) for item in evidence)
        return [text if times == 1 else f"{text} × {times}" for text, times in counted.items()]

    def _one_evidence(self, item: Redacted) -> str:
        shape = self.name(EVIDENCE_SHAPES, item.shape)
        if length := re.fullmatch(r"([0-9]+) characters", item.shape):
            shape = self.say(msg("{length} characters", length=length[1]))
        personal = KINDS.get(item.kind)
        kind = self.text(personal.title) if personal else self.name(EVIDENCE_KINDS, item.kind)
        return f"⟨{self.labelled(kind, shape)}⟩"
