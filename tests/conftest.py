"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile(
    "no-clock", deadline=None
)  # how long an example takes says something of the machine only
settings.load_profile("no-clock")
