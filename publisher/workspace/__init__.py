"""Loads and types the workspace: catalog.yaml, datasets/, checks/, allowlist.yaml."""

from publisher.workspace.accepted import write_acceptance
from publisher.workspace.inventory_file import load_inventory, write_inventory
from publisher.workspace.loading import CATALOG_FILE, find_root, load, load_declaration
from publisher.workspace.reviews import load_answers, write_answer
from publisher.workspace.rulebook import load_rulebook

__all__ = [
    "CATALOG_FILE",
    "find_root",
    "load",
    "load_answers",
    "load_declaration",
    "load_inventory",
    "load_rulebook",
    "write_acceptance",
    "write_answer",
    "write_inventory",
]
