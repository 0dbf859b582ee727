"""Turns a sheet as people keep it into a table with named columns and canonical values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.structure.code_lists import fingerprint
    from publisher.structure.layouts import check_declared
    from publisher.structure.stage import apply

__all__ = ["apply", "check_declared", "fingerprint"]

__getattr__ = imported_when_asked(  # what is read from code lists needs no step
    __name__,
    {
        "code_lists": ("fingerprint",),
        "layouts": ("check_declared",),
        "stage": ("apply",),
    },
)
