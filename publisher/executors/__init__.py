"""Where stages are carried out: a pool of local processes, so that a crash takes one dataset and not the night."""

from publisher.executors.local import LocalPool

__all__ = ["LocalPool"]
