"""Loads and types the workspace: catalog.yaml, datasets/, checks/, allowlist.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.workspace.accepted import write_acceptance
    from publisher.workspace.allowing import add_allowed, remove_allowed
    from publisher.workspace.casebook import Casebook, Stand, casebook_of
    from publisher.workspace.cases import add_act, load_cases
    from publisher.workspace.catalog_file import load_catalog
    from publisher.workspace.examples import CodeExample, example
    from publisher.workspace.glance import dataset_titles
    from publisher.workspace.inventory_file import load_inventory, write_inventory
    from publisher.workspace.loading import load, load_declaration
    from publisher.workspace.plan_answers import PlanAnswer, add_plan_answer, load_plan_answers
    from publisher.workspace.reviews import load_answers, write_answer
    from publisher.workspace.root import CATALOG_FILE, find_root
    from publisher.workspace.rulebook import load_rulebook

__all__ = [
    "CATALOG_FILE",
    "Casebook",
    "CodeExample",
    "PlanAnswer",
    "Stand",
    "add_act",
    "add_allowed",
    "add_plan_answer",
    "casebook_of",
    "dataset_titles",
    "example",
    "find_root",
    "load",
    "load_answers",
    "load_cases",
    "load_catalog",
    "load_declaration",
    "load_inventory",
    "load_plan_answers",
    "load_rulebook",
    "remove_allowed",
    "write_acceptance",
    "write_answer",
    "write_inventory",
]

__getattr__ = imported_when_asked(  # the catalogue alone is much less than all that people write
    __name__,
    {
        "accepted": ("write_acceptance",),
        "allowing": ("add_allowed", "remove_allowed"),
        "casebook": ("Casebook", "Stand", "casebook_of"),
        "cases": ("add_act", "load_cases"),
        "catalog_file": ("load_catalog",),
        "examples": ("CodeExample", "example"),
        "glance": ("dataset_titles",),
        "inventory_file": ("load_inventory", "write_inventory"),
        "loading": ("load", "load_declaration"),
        "plan_answers": ("PlanAnswer", "add_plan_answer", "load_plan_answers"),
        "reviews": ("load_answers", "write_answer"),
        "root": ("CATALOG_FILE", "find_root"),
        "rulebook": ("load_rulebook",),
    },
)
