"""One module per technique of `publisher.model.policy`, under the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from publisher.deidentify.techniques import (
    address_level,
    age_band,
    drop,
    generalise_date,
    hierarchy,
    keep,
    mask,
    microaggregate,
    noise,
    pseudonym,
    redact_text,
    round,  # noqa: A004 - the technique's name
    top_bottom_code,
    winsorise,
)
from publisher.deidentify.treatment import Treated, TreatmentContext
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    Drop,
    GeneraliseDate,
    Hierarchy,
    Keep,
    Mask,
    Microaggregate,
    Noise,
    Pseudonym,
    RedactText,
    Round,
    Technique,
    TopBottomCode,
    Winsorise,
)

__all__ = ["TECHNIQUES", "Treated", "TreatmentContext", "treat"]

TECHNIQUES: Mapping[type, Callable[[Any, pl.Series, TreatmentContext], Treated]] = MappingProxyType(
    {
        Keep: keep.apply,
        Drop: drop.apply,
        Mask: mask.apply,
        RedactText: redact_text.apply,
        Pseudonym: pseudonym.apply,
        GeneraliseDate: generalise_date.apply,
        AgeBand: age_band.apply,
        AddressLevel: address_level.apply,
        Hierarchy: hierarchy.apply,
        TopBottomCode: top_bottom_code.apply,
        Winsorise: winsorise.apply,
        Round: round.apply,
        Noise: noise.apply,
        Microaggregate: microaggregate.apply,
    }
)


def treat(technique: Technique, values: pl.Series, context: TreatmentContext) -> Treated:
    """Apply `technique` to the values of a source field."""
    return TECHNIQUES[type(technique)](technique, values, context)
