"""Operations: how a night is started, watched and told of, on one machine with many workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.operations.health import Health, read_health, write_health

__all__ = ["Health", "read_health", "write_health"]

__getattr__ = imported_when_asked(  # a timer needs no night
    __name__,
    {
        "health": (
            "Health",
            "read_health",
            "write_health",
        ),
    },
)
