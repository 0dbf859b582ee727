"""What Polars raises over a file that is damaged: its errors, and the panics that it has instead of them."""

from __future__ import annotations

import polars as pl

POLARS_FAULTS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""The panic is no Exception of Python: what catches only those lets it end the process."""
