"""The agency's inventory: compared with its sources, portals and website, and written as lists for others."""

from publisher.inventory.comparing import DATA_FILES, SeenSource, compare
from publisher.inventory.lists import DECISIONS, as_spreadsheet

__all__ = ["DATA_FILES", "DECISIONS", "SeenSource", "as_spreadsheet", "compare"]
