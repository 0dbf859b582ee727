"""trim: white space and invisible characters around values go."""

from __future__ import annotations

import polars as pl

from publisher.model.structuring import Trim
from publisher.structure.columns import ColumnOutcome, changes, present, visible

_INVISIBLE = " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
_INVISIBLE += "\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"


def apply(frame: pl.DataFrame, step: Trim) -> ColumnOutcome:
    """Strip the columns (all when none is named); what is blank then is missing."""
    columns, missing = present(frame, step.columns or visible(frame))
    trimmed = pl.col(columns).str.strip_chars(_INVISIBLE)
    after = frame.with_columns(pl.when(trimmed != "").then(trimmed).name.keep()) if columns else frame
    return ColumnOutcome(after, sum(changes(frame[name], after[name]) for name in columns), missing)
