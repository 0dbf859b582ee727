"""How many decimal places a number is written with."""

from __future__ import annotations

from decimal import Decimal


def decimals_of(number: float) -> int:
    """Decimal places a number is written with."""
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
