"""What can come out of frictionless while it reads a cell, instead of an error in its report."""

from __future__ import annotations

import re

from frictionless import FrictionlessException

READING_ERRORS = (
    FrictionlessException,
    ArithmeticError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    AssertionError,
    RuntimeError,
    re.error,
)
"""For cells such as sNaN, a time without zone beside a limit with one, or a label that IDNA cannot encode."""
