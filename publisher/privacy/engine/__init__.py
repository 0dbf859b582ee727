"""The exact search for the least generalisation under which a table meets its privacy models.

Full-domain generalisation: every value of a field is shown at the same level of its hierarchy. The search goes
over all combinations of levels and proves its answer by bounds; see `search`. Everything is integer codes here:
texts are turned into codes by `hierarchy` once, and back by the caller.
"""

from publisher.privacy.engine.conditions import Histogram, ModelCondition, closed_under_union, monotone
from publisher.privacy.engine.grouping import Grouping, equivalence_classes
from publisher.privacy.engine.hierarchy import Ladder, ladder_from_levels
from publisher.privacy.engine.loss import aggregate, field_losses
from publisher.privacy.engine.problem import Problem, too_many_nodes
from publisher.privacy.engine.search import Progress, SearchResult, evaluate, kept_records, search
from publisher.privacy.hierarchies import read_rows

__all__ = [
    "Grouping",
    "Histogram",
    "Ladder",
    "ModelCondition",
    "Problem",
    "Progress",
    "SearchResult",
    "aggregate",
    "closed_under_union",
    "equivalence_classes",
    "evaluate",
    "field_losses",
    "kept_records",
    "ladder_from_levels",
    "monotone",
    "read_rows",
    "search",
    "too_many_nodes",
]
