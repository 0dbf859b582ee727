"""Addresses cut after their city or county, their district or township, or their village."""

from __future__ import annotations

import polars as pl

from publisher.deidentify.treatment import Treated, TreatmentContext, per_value
from publisher.model.policy import AddressLevel
from publisher.privacy.taiwan_addresses import parse_address


def apply(technique: AddressLevel, values: pl.Series, context: TreatmentContext) -> Treated:  # noqa: ARG001
    """The official spelling (臺南市東區), whatever the address was written like.

    Not covered: an address without the asked level, because a coarser one would tell which record it was.
    """

    def cut(value: str) -> str | None:
        parts = parse_address(value)
        if parts is None:
            return None
        if technique.level == "city":
            return parts.city
        if parts.district is None:
            return None
        if technique.level == "district":
            return parts.city + parts.district
        return None if parts.village is None else parts.city + parts.district + parts.village

    return per_value(values, cut)
