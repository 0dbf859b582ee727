"""Reads what a dataset comes from (files, a database, other datasets) into a grid of text."""

from publisher.source.stage import fingerprint, read

__all__ = ["fingerprint", "read"]
