"""Machines that work for a night beside its own."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model.text import STRICT


@dataclass(frozen=True, slots=True)
class Cluster:
    """`cluster` of `catalog.yaml`: a Dask cluster whose workers carry out stages, open documents, test pages.

    `scheduler` is its address (`tls://scheduler.agency.example:8786`); without one all is done here. `ca_file`,
    `certificate` and `key` are PEM files; without them what Dask's own configuration says of TLS holds. Whoever
    can speak to a scheduler can run any program on its workers, so an address that is neither of TLS nor of this
    machine is refused unless `unencrypted` says that the network in between is closed. `browsers` is the address
    of a Selenium Grid whose browsers test the pages and read those that scripts make; it goes with or without a
    scheduler.
    """

    __pydantic_config__ = STRICT

    scheduler: str = ""
    ca_file: str = ""
    certificate: str = ""
    key: str = ""
    unencrypted: bool = False
    browsers: str = ""
