"""Computes the service measures of the plan from published tables, by the rules that an agency declares."""

from publisher.measures.computing import measure
from publisher.measures.judging import findings
from publisher.measures.published import COLUMNS, as_table

__all__ = ["COLUMNS", "as_table", "findings", "measure"]
