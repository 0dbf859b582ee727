"""Operations: how a night is started, watched and told of, on one machine with many workspaces."""

from publisher.operations.health import Health, read_health, write_health

__all__ = ["Health", "read_health", "write_health"]
