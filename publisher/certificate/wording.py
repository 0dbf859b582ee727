"""How the certificate says things: names of roles, techniques and models, thresholds, shares, in one language.

What a later version of another room brings (a new technique, a new model) is shown under its own name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.i18n import translate
from publisher.model.certificate import FieldTreatment
from publisher.model.policy import Role
from publisher.model.text import Language, LocalText, Message, Scalar, msg

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
    "winsorise": msg("the most extreme numbers as the next ones inside"),
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
METHODS: Mapping[str, Message] = {
    "complementary-suppression": msg("complementary suppression"),
    "controlled-rounding": msg("controlled rounding"),
    "cell-key": msg("noise that a cell always has (cell key)"),
    "differential-privacy": msg("noise with differential privacy"),
}
MECHANISMS: Mapping[str, Message] = {
    "discrete-laplace": msg("discrete Laplace mechanism"),
    "discrete-gaussian": msg("discrete Gaussian mechanism"),
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

MODES: Mapping[str, Message] = {
    "suppress": msg("records that miss a model are left out"),
    "cells": msg("single cells of quasi-identifiers are left empty"),
    "full-domain": msg("one level for every value of a field"),
    "local": msg("one level for every value of a field, coarser for records that would be left out"),
    "mondrian": msg("intervals and sets, class by class"),
}


@dataclass(frozen=True, slots=True)
class CertificateWording:
    """What templates say of a certificate, in `language`."""

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

    def share(self, share: float) -> str:
        """A share from 0 to 1 in per cent; one that is not nothing never reads as nothing."""
        percent = 100 * share
        return "<0.1%" if 0 < percent < 0.1 else f"{percent:.1f}%"

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

    def applied(self, item: FieldTreatment) -> str:
        """The settings of a treatment, of several levels the one that was chosen."""
        levels = str(item.params.get("levels", "")).split(", ")
        if item.level is None or item.levels is None or levels == [""]:
            return self.treatment(item.technique, item.params)
        if item.level >= len(levels):
            return self.say(msg("nothing left"))
        chosen = levels[item.level]
        if item.technique == "age-band":
            return self.treatment(item.technique, {**item.params, "width": chosen})
        return self.treatment(item.technique, {"to": chosen} if chosen in _UNITS else {"levels": chosen})

    def settings(self, params: Mapping[str, Scalar]) -> str:
        """Settings without words of their own; empty ones say nothing."""
        return self.listed([f"{key} = {value}" for key, value in sorted(params.items()) if value != ""])
