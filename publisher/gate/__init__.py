"""The gate: reads what was written back from disk, measures it, searches it for personal data, and judges.

It shares no code with the transform. What it cannot read it cannot call safe, so it holds the dataset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.gate.certificate import write_certificate, write_document, write_page
    from publisher.gate.judging import Provenance, judge
    from publisher.gate.releases import compare

__all__ = ["Provenance", "compare", "judge", "write_certificate", "write_document", "write_page"]

__getattr__ = imported_when_asked(  # a worker that compares does not judge
    __name__,
    {
        "certificate": (
            "write_certificate",
            "write_document",
            "write_page",
        ),
        "judging": (
            "Provenance",
            "judge",
        ),
        "releases": ("compare",),
    },
)
