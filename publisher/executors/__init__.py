"""Where work is carried out, so that a crash takes one call and not the night: processes here, or of a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.executors.base import DiedError, Executor, LostError
    from publisher.executors.local import LocalExecutor, LocalPool
    from publisher.model.cluster import Cluster

__all__ = ["DiedError", "Executor", "LocalExecutor", "LocalPool", "LostError", "open_executor"]


def open_executor(cluster: Cluster, workers: int, shared: Path) -> Executor:
    """The cluster's executor when a scheduler is named, else one of `workers` processes of this machine.

    `shared` is a folder that all of them must see under the same name. Raises UserError when the scheduler does
    not answer or its workers cannot work for us, MissingPartError without the extra.
    """
    if not cluster.scheduler:
        from publisher.executors.local import LocalExecutor

        return LocalExecutor(workers)
    from publisher.executors.dask import DaskExecutor

    return DaskExecutor(cluster, shared)


__getattr__ = imported_when_asked(  # the border of faults needs no processes
    __name__,
    {"base": ("DiedError", "Executor", "LostError"), "local": ("LocalExecutor", "LocalPool")},
)
