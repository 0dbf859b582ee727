"""What a workspace can have wrong that only the stages know, said before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher import deidentify, export
from publisher.executors.border import attempt
from publisher.model.errors import ManyErrors, PublisherError, UserError, Where
from publisher.model.workspace import Dataset, Workspace
from publisher.tableschema import check_schema


def checked(workspace: Workspace) -> Workspace:
    """The workspace with every dataset whose policy, schema or exports cannot work among its broken ones."""
    broken = dict(workspace.broken)
    for dataset in workspace.datasets.values():
        errors = attempt("plan", lambda of=dataset: tuple(_errors(of)), dataset.folder)  # type: ignore[misc]
        if isinstance(errors, PublisherError):
            errors = (UserError(errors.message, Where(f"datasets/{dataset.id}"), errors.hint),)
        if errors:
            broken[dataset.id] = errors
    sound = {name: item for name, item in workspace.datasets.items() if name not in broken}
    return replace(workspace, datasets=sound, broken=broken)


def _errors(dataset: Dataset) -> Iterator[UserError]:
    folder = f"datasets/{dataset.id}"
    for field, message in deidentify.check_policy(dataset):
        yield UserError(message, Where(f"{folder}/policy.yaml", field=field))
    try:
        check_schema(dataset.schema, f"{folder}/schema.json")
        export.check_exports(dataset.exports, f"{folder}/dataset.yaml")
    except ManyErrors as error:
        yield from error.errors
    except UserError as error:
        yield error
