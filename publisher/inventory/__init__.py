"""The agency's inventory: compared with its sources, portals and website, and written as lists for others."""

from publisher.inventory.comparing import DATA_FILES, Seen, compare
from publisher.inventory.lists import DECISIONS, as_spreadsheet

__all__ = ["DATA_FILES", "DECISIONS", "Seen", "as_spreadsheet", "compare"]
