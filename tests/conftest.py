"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says something of the machine only; the same examples in every run say the same to all.
settings.register_profile("same-for-all", deadline=None, derandomize=True)
settings.load_profile("same-for-all")
