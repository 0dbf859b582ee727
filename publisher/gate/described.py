"""What portals show of a dataset beside its files: all that is declared of it, save what only the program reads.

The texts are not listed but found: a field that the model is given later is searched from its first day on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date

from publisher.model.catalog import Catalog, Contact
from publisher.model.workspace import Dataset
from publisher.privacy.recognisers import AllowList
from publisher.privacy.recognisers.allowlist import spelled

INWARD = frozenset({"folder", "source", "structure", "expectations", "policy", "publish_on"})
"""Fields of a dataset that no portal shows. What leaves of a policy stands in the certificate."""
AROUND = ("title", "description", "agency", "defaults")
"""Fields of the catalogue that stand on every portal page of a dataset, or beside it."""


def texts_of(dataset: Dataset) -> Iterator[str]:
    """Every text, number and key of the dataset's declaration and of its schema."""
    for item in dataclasses.fields(dataset):
        if item.name not in INWARD:
            yield from _leaves(getattr(dataset, item.name))


def texts_around(catalog: Catalog) -> Iterator[str]:
    """Every text of the catalogue that is shown with each dataset."""
    for name in AROUND:
        yield from _leaves(getattr(catalog, name))


def with_contacts(allow: AllowList, catalog: Catalog) -> AllowList:
    """`allow` with the contacts of the agency: they are public by article 7 of the information law."""
    contacts = [item for item in (catalog.agency.contact, catalog.agency.parent_contact) if item is not None]
    return AllowList(allow.values | {value for contact in contacts for value in _allowed(contact)})


def _allowed(contact: Contact) -> Iterator[tuple[str, str]]:
    said = {"phone": (contact.phone,), "email": (contact.email,), "name": (contact.name.zh, contact.name.en)}
    for group, values in said.items():
        yield from ((group, spelled(group, value)) for value in values if value)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if value:
            yield value
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for item in dataclasses.fields(value):
            yield from _leaves(getattr(value, item.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(key)
            yield from _leaves(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, int | float | date) and not isinstance(value, bool):
        yield str(value)
