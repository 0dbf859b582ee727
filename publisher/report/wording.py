"""How the report says things: names of states, stages and measures, dates, shares, in one language.

What a later version of another room brings (a new technique, a new model) is shown under its own name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.i18n import translate
from publisher.model.finding import Outcome, Severity
from publisher.model.flow import PushAction
from publisher.model.night import State
from publisher.model.policy import Role
from publisher.model.redacted import Redacted
from publisher.model.text import Language, LocalText, Message, Scalar, msg
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
    PushAction.UNCHANGED: msg("left as it was"),
    PushAction.WITHDRAW: msg("taken down"),
    PushAction.RESTORE: msg("put back"),
    PushAction.CONFLICT: msg("in conflict"),
}
ROLES: Mapping[str, Message] = {
    Role.DIRECT_IDENTIFIER: msg("direct identifier"),
    Role.QUASI_IDENTIFIER: msg("quasi-identifier"),
    Role.SENSITIVE: msg("sensitive attribute"),
    Role.INSENSITIVE: msg("insensitive attribute"),
}
TECHNIQUES: Mapping[str, Message] = {
    "keep": msg("kept as it is"),
    "drop": msg("left out"),
    "mask": msg("masked"),
    "redact-text": msg("personal data in the text replaced"),
    "pseudonym": msg("keyed pseudonym"),
    "generalise-date": msg("date generalised"),
    "age-band": msg("age bands"),
    "address-level": msg("address shortened"),
    "hierarchy": msg("generalised by a hierarchy"),
    "top-bottom-code": msg("extreme numbers put together"),
    "round": msg("rounded"),
    "noise": msg("noise added"),
    "microaggregate": msg("replaced by the mean of like records"),
}
MODELS: Mapping[str, Message] = {
    "k-anonymity": msg("k-anonymity"),
    "distinct-l-diversity": msg("distinct l-diversity"),
    "entropy-l-diversity": msg("entropy l-diversity"),
    "recursive-l-diversity": msg("recursive (c, l)-diversity"),
    "t-closeness": msg("t-closeness"),
    "minimum-cell-count": msg("minimum cell count"),
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
    "accessibility": msg("accessibility"),
}
AREAS: Mapping[str, Message] = {
    "dataset": msg("of datasets"),
    "portal": msg("of portals"),
    "website": msg("of websites"),
}
STOPPED: Mapping[str, Message] = {
    "time": msg("the time for the crawl was used up"),
    "pages": msg("the number of pages for the crawl was used up"),
    "robots": msg("robots.txt does not let the crawl in, or could not be read"),
    "unreachable": msg("the website could not be reached"),
}
REASONS: Mapping[str, Message] = {
    "stopped": msg("the crawl had ended before"),
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
    "hostile-markup": msg("its markup is too deep or too large to read"),
    "encoding": msg("its character encoding could not be read"),
}
_UNITS: Mapping[str, Message] = {
    "day": msg("to the day"),
    "month": msg("to the month"),
    "quarter": msg("to the quarter"),
    "year": msg("to the year"),
    "decade": msg("to the decade"),
    "city": msg("to the city or county"),
    "district": msg("to the district or township"),
    "village": msg("to the village"),
}
_KEY_PERIODS: Mapping[str, Message] = {
    "year": msg("another key every year"),
    "quarter": msg("another key every quarter"),
    "month": msg("another key every month"),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything the templates say, in `language`."""

    language: Language

    def say(self, message: Message) -> str:
        """A sentence of the program."""
        return translate(message, self.language)

    def text(self, text: LocalText) -> str:
        """A text that people wrote in both languages."""
        return text.get(self.language)

    def name(self, names: Mapping[str, Message], key: str) -> str:
        """The name of `key`, or `key` itself when it has none here."""
        return self.say(names[key]) if key in names else str(key)

    def listed(self, items: Sequence[str]) -> str:
        """Items one after the other, with the language's comma."""
        return ("、" if self.language == "zh-TW" else ", ").join(items)

    def labelled(self, label: str, text: str) -> str:
        """A label, the language's colon, and what it labels."""
        return f"{label}：{text}" if self.language == "zh-TW" else f"{label}: {text}"

    def sentences(self, items: Sequence[str]) -> str:
        """Sentences one after the other: Chinese writes no space between them."""
        return ("" if self.language == "zh-TW" else " ").join(items)

    def day(self, moment: datetime) -> str:
        """A date in the ROC and the Gregorian calendar."""
        year = moment.year - _ROC_EPOCH
        if self.language == "zh-TW":
            return f"民國{year}年{moment.month}月{moment.day}日（{moment:%Y-%m-%d}）"
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} (ROC {year}-{moment:%m-%d})"

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

    def share(self, share: float) -> str:
        """A share from 0 to 1 in per cent; one that is not nothing never reads as nothing."""
        percent = 100 * share
        return "<0.1%" if 0 < percent < 0.1 else f"{percent:.1f}%"

    def size(self, size: int) -> str:
        """The size of a file."""
        if size < 1000:
            return f"{size} B"
        return f"{size / 1000:.1f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"

    def threshold(self, model: str, params: Mapping[str, Scalar]) -> str:
        """What a privacy model asks for, and which precedent its number comes from."""
        asked = self._asked(model, params)
        if not {"profile", "source", "source_zh"} <= params.keys():
            return asked
        source = params["source_zh" if self.language == "zh-TW" else "source"]
        return self.say(
            msg("{asked} (profile {profile}: {source})", asked=asked, profile=params["profile"], source=source)
        )

    def _asked(self, model: str, params: Mapping[str, Scalar]) -> str:
        match model:
            case "k-anonymity" if "k" in params:
                return f"k ≥ {params['k']}"
            case "distinct-l-diversity" if "l" in params and "sensitive" in params:
                return self.say(msg("l ≥ {l} for {field}", l=params["l"], field=params["sensitive"]))
            case "minimum-cell-count" if "at_least" in params and "fields" in params:
                return self.say(
                    msg("0 or ≥ {least} in {fields}", least=params["at_least"], fields=params["fields"])
                )
        return self.settings(params)

    def treatment(self, technique: str, params: Mapping[str, Scalar]) -> str:
        """The settings of a technique, as a person would say them."""
        match technique:
            case "generalise-date" | "address-level" if (unit := params.get("to", params.get("level"))) in _UNITS:
                return self.say(_UNITS[str(unit)])
            case "age-band" if {"width", "top", "at"} <= params.keys():
                return self.say(
                    msg(
                        "bands of {width} years, {top} and over together, at the date in {at}",
                        width=params["width"],
                        top=params["top"],
                        at=params["at"],
                    )
                )
            case "mask" if {"keep_first", "keep_last"} <= params.keys():
                return self.say(
                    msg(
                        "characters kept: first {first}, last {last}",
                        first=params["keep_first"],
                        last=params["keep_last"],
                    )
                )
            case "pseudonym" if "length" in params and (period := params.get("period")) in _KEY_PERIODS:
                length = self.say(msg("{length} characters", length=params["length"]))
                return self.listed([length, self.say(_KEY_PERIODS[str(period)])])
            case "pseudonym" if "length" in params:
                return self.say(msg("{length} characters", length=params["length"]))
            case "keep" | "drop":
                return ""
        return self.settings(params)

    def settings(self, params: Mapping[str, Scalar]) -> str:
        """Settings without words of their own; empty ones say nothing."""
        return self.listed([f"{key} = {value}" for key, value in params.items() if value != ""])

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
