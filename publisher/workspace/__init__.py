"""Loads and types the workspace: catalog.yaml, datasets/, checks/, allowlist.yaml."""

from publisher.workspace.accepted import write_acceptance
from publisher.workspace.allowing import add_allowed, remove_allowed
from publisher.workspace.casebook import Casebook, Stand, casebook
from publisher.workspace.cases import add_act, load_cases
from publisher.workspace.inventory_file import load_inventory, write_inventory
from publisher.workspace.loading import CATALOG_FILE, find_root, load, load_declaration
from publisher.workspace.plan_answers import PlanAnswer, add_plan_answer, load_plan_answers
from publisher.workspace.reviews import load_answers, write_answer
from publisher.workspace.rulebook import load_rulebook

__all__ = [
    "CATALOG_FILE",
    "Casebook",
    "PlanAnswer",
    "Stand",
    "add_act",
    "add_allowed",
    "add_plan_answer",
    "casebook",
    "find_root",
    "load",
    "load_answers",
    "load_cases",
    "load_declaration",
    "load_inventory",
    "load_plan_answers",
    "load_rulebook",
    "remove_allowed",
    "write_acceptance",
    "write_answer",
    "write_inventory",
]
