"""What a workspace can have wrong that only the stages know, said before anything runs."""

from __future__ import annotations

from publisher import deidentify, export, validate
from publisher.model.errors import ManyErrors, UserError, Where
from publisher.model.workspace import Workspace


def check_workspace(workspace: Workspace) -> None:
    """Raise ManyErrors with every policy, schema and export setting that cannot work."""
    errors: list[UserError] = []
    for dataset in workspace.datasets.values():
        folder = f"datasets/{dataset.id}"
        for field, message in deidentify.check_policy(dataset):
            errors.append(UserError(message, Where(f"{folder}/policy.yaml", field=field)))
        try:
            validate.check_schema(dataset.schema, f"{folder}/schema.json")
            export.check_exports(dataset.exports, f"{folder}/dataset.yaml")
        except ManyErrors as error:
            errors.extend(error.errors)
        except UserError as error:
            errors.append(error)
    if errors:
        raise ManyErrors(tuple(errors))
