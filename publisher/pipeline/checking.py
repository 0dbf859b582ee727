"""What a workspace can have wrong that only the stages know, said before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from publisher import deidentify, export
from publisher.model.border import attempt
from publisher.model.errors import ManyErrors, PublisherError, UserError, Where
from publisher.model.workspace import Dataset, Workspace
from publisher.plugins import installed
from publisher.tableschema import check_schema
from publisher.workspace.traced import read_json

_JUDGED = {
    "recognisers": "publisher.privacy.recognisers.registry",
    "checks": "publisher.checks.registry",
    "formats": "publisher.export.stage",
}
"""What judges the plug-ins of a group when it is imported."""


def checked(workspace: Workspace) -> Workspace:
    """The workspace with every dataset whose policy, schema or exports cannot work among its broken ones."""
    _require_sound_plugins()
    broken = {name: _and_of_schema(workspace.root, name, errors) for name, errors in workspace.broken.items()}
    for dataset in workspace.datasets.values():
        errors = attempt("plan", lambda of=dataset: tuple(_errors(of)), dataset.folder)  # type: ignore[misc]
        if isinstance(errors, PublisherError):
            errors = (UserError(errors.message, Where(f"datasets/{dataset.id}"), errors.hint),)
        if errors:
            broken[dataset.id] = errors
    sound = {name: item for name, item in workspace.datasets.items() if name not in broken}
    return replace(workspace, datasets=sound, broken=broken)


def _require_sound_plugins() -> None:
    """UserError or MissingPartError, before anything is looked at without what another package should bring.

    Stages import it where they work: there it would stop one dataset after the other.
    """
    for group in {plugin.group for plugin in installed()} & _JUDGED.keys():
        import_module(_JUDGED[group])


def _errors(dataset: Dataset) -> Iterator[UserError]:
    folder = f"datasets/{dataset.id}"
    for field, message in deidentify.check_policy(dataset):
        yield UserError(message, Where(f"{folder}/policy.yaml", field=field))
    yield from _told(lambda: check_schema(dataset.schema, f"{folder}/schema.json"))
    yield from _told(lambda: export.check_exports(dataset.exports, f"{folder}/dataset.yaml"))


def _told(check: Callable[[], object]) -> Sequence[UserError]:
    try:
        check()
    except ManyErrors as error:
        return error.errors
    except UserError as error:
        return (error,)
    return ()


def _and_of_schema(root: Path, name: str, errors: tuple[UserError, ...]) -> tuple[UserError, ...]:
    """What is wrong in a dataset's files, and what its schema has wrong besides: one look tells all of it."""
    place = f"datasets/{name}/schema.json"
    known = [error.where for error in errors]
    of_schema = attempt("plan", lambda: _told(lambda: check_schema(read_json(root / place, place), place)), root)
    if isinstance(of_schema, PublisherError):
        return errors
    return (*errors, *(error for error in of_schema if error.where not in known))
