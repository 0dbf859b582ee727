"""Turns a sheet as people keep it into a table with named columns and canonical values."""

from publisher.structure.code_lists import fingerprint
from publisher.structure.stage import apply

__all__ = ["apply", "fingerprint"]
