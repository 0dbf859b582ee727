"""Find and load a workspace; everything that can be wrong without looking at data is said here, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from publisher.model.border import attempt
from publisher.model.errors import ManyErrors, PublisherError, UserError, Where
from publisher.model.packed_rulebook import PackedRulebook
from publisher.model.policy import Policy
from publisher.model.sources import DerivedSource, MeasuresSource
from publisher.model.table_schema import primary_key
from publisher.model.text import LocalText, msg
from publisher.model.workspace import AllowedValue, Dataset, Workspace
from publisher.workspace.accepted import load_accepted
from publisher.workspace.catalog_file import load_catalog
from publisher.workspace.declared import address_faults
from publisher.workspace.inventory_file import load_inventory
from publisher.workspace.measures_file import load_measures
from publisher.workspace.parsing import expand_dataset, expand_policy, parse
from publisher.workspace.plan_file import load_plan_items
from publisher.workspace.reviews import load_answers
from publisher.workspace.rulebook import load_rulebook
from publisher.workspace.traced import WrittenDocument, accounts, plain, read_json, read_yaml, shown_name

T = TypeVar("T")

_SLUG = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")  # as CKAN names datasets
# 資料集詮釋資料標準規範 (National Development Council, 2015-07): agency code, dash, serial
_IDENTIFIER = re.compile(r"[A-Za-z0-9_]{10}-[A-Za-z0-9_]{6}\Z")
_FREQUENCY = re.compile(r"(?:即時|不定期(?:更新)?|每\s*\d*\s*(?:分鐘|小時|日|天|週|周|個月|月|季|半年|年))\Z")


def load(root: Path) -> Workspace:
    """The workspace at `root`, typed. Raises UserError or ManyErrors for what concerns all of it.

    A dataset whose declaration has errors stops itself only: it stands in `broken`, with all its errors.
    """
    catch = _Collector()
    catalog = catch(lambda: load_catalog(root))
    checks = catch(lambda: load_rulebook(root)) or PackedRulebook({})
    allowlist = catch(lambda: _allowlist(root)) or ()
    accepted = catch(lambda: load_accepted(root)) or ()
    plan_items = catch(lambda: load_plan_items(root)) or ()
    answers = catch(lambda: load_answers(root)) or ()
    of_inventory = _Collector()
    inventory = of_inventory(lambda: load_inventory(root))
    datasets: dict[str, Dataset] = {}
    broken: dict[str, tuple[UserError, ...]] = {}
    for folder in sorted(path.parent for path in (root / "datasets").glob("*/dataset.yaml")):
        own = _Collector()
        dataset = own(partial(_alone, root, folder))
        if dataset is not None and not own.errors:
            datasets[dataset.id] = dataset
        else:
            broken[shown_name(folder.name)] = tuple(own.errors)
    for dataset_id, error in _between(datasets, frozenset(broken)):
        broken[dataset_id] = (*broken.get(dataset_id, ()), error)
    if catch.errors:
        catch.errors.extend(error for errors in broken.values() for error in errors)
    catch.done()
    assert catalog is not None
    sound = {name: item for name, item in datasets.items() if name not in broken}
    of_measures = _Collector()
    measures = of_measures(lambda: load_measures(root, sound, broken, plan_items)) or ()
    for name, dataset in list(sound.items()):
        if isinstance(dataset.source, MeasuresSource):
            rules = tuple(rule for rule in measures if rule.dataset in dataset.derived_from)
            keys = {
                parent: primary_key(sound[parent].schema) for parent in dataset.derived_from if parent in sound
            }
            sound[name] = replace(dataset, source=MeasuresSource(rules=rules, keys=keys))
    return Workspace(
        root,
        catalog,
        MappingProxyType(sound),
        checks,
        allowlist,
        accepted,
        broken,
        plan_items,
        answers,
        inventory,
        tuple(of_inventory.errors),
        measures,
        tuple(of_measures.errors),
    )


class _Collector:
    """Goes on after an error, so that all of them are said in one go."""

    def __init__(self) -> None:
        self.errors: list[UserError] = []

    def __call__(self, load_one: Callable[[], T]) -> T | None:
        try:
            return load_one()
        except ManyErrors as error:
            self.errors.extend(error.errors)
        except UserError as error:
            self.errors.append(error)
        return None

    def done(self) -> None:
        if len(self.errors) == 1:
            raise self.errors[0]
        if self.errors:
            raise ManyErrors(tuple(self.errors))


def _allowlist(root: Path) -> tuple[AllowedValue, ...]:
    path = root / "allowlist.yaml"
    if not path.exists():
        return ()
    document = read_yaml(path, path.name)
    allowed = document.under("allow")
    return parse(tuple[AllowedValue, ...], plain(allowed.data), allowed)


def load_declaration(root: Path, dataset: str) -> Dataset:
    """One dataset by itself, whether or not its schema goes with the rest; without a readable schema it has none.

    UserError or ManyErrors for what is wrong in dataset.yaml and policy.yaml.
    """
    folder = root / "datasets" / dataset
    if not (folder / "dataset.yaml").is_file():
        raise UserError(msg("there is no dataset {id}", id=dataset), Where(f"datasets/{dataset}"))
    name = f"datasets/{dataset}"
    document = read_yaml(folder / "dataset.yaml", f"{name}/dataset.yaml")
    catch = _Collector()
    policy = catch(lambda: _policy(folder / "policy.yaml", f"{name}/policy.yaml"))
    data = expand_dataset(plain(document.data))
    schema = read_json(folder / "schema.json", f"{name}/schema.json") if (folder / "schema.json").exists() else {}
    data |= {"folder": folder, "schema": schema, "policy": policy or Policy(LocalText("", ""), {})}
    data.setdefault("id", dataset)
    found = catch(lambda: parse(Dataset, data, document))
    catch.done()
    assert found is not None
    return found


def _alone(root: Path, folder: Path) -> Dataset:
    """The dataset in `folder`; a declaration that makes us fail is an error of its own, and stops no other."""
    found = attempt("plan", lambda: _dataset(root, folder), folder)
    if isinstance(found, UserError):
        raise found
    if isinstance(found, PublisherError):
        raise UserError(found.message, Where(shown_name(str(folder.relative_to(root)))), found.hint)
    return found


def _dataset(root: Path, folder: Path) -> Dataset:
    place = shown_name(str(folder.relative_to(root)))
    name = f"{place}/dataset.yaml"
    document = read_yaml(folder / "dataset.yaml", name)
    data = plain(document.data)
    published = {key: value for key, value in data.items() if key != "source"}  # only its host is ever shown
    if found := tuple(accounts(document, published)):
        raise ManyErrors(found)
    data = expand_dataset(data)
    data.setdefault("id", shown_name(folder.name))
    data["folder"] = folder
    catch = _Collector()
    schema = catch(lambda: _schema(folder / "schema.json", f"{place}/schema.json"))
    policy_file = f"{place}/policy.yaml"
    policy = catch(lambda: _policy(folder / "policy.yaml", policy_file))
    data["schema"] = schema or {"fields": []}
    data["policy"] = policy or Policy(LocalText("", ""), {})
    dataset = catch(lambda: parse(Dataset, data, document))
    catch.done()
    assert dataset is not None
    catch.errors.extend(_within(dataset, folder, document, policy_file))
    catch.done()
    return dataset


def _schema(path: Path, name: str) -> dict[str, Any]:
    schema = read_json(path, name)
    if found := tuple(accounts(WrittenDocument(name, schema), schema)):
        raise ManyErrors(found)
    fields = schema.get("fields")
    if not isinstance(fields, list):
        raise UserError(msg("a Table Schema needs a list of fields"), Where(name, field="fields"))
    if not fields:
        raise UserError(
            msg("no field is published"),
            Where(name, field="fields"),
            msg(
                "decide in policy.yaml what may be published of it, then run `publisher schema {id} --update`",
                id=shown_name(path.parent.name),
            ),
        )
    names = [item.get("name") if isinstance(item, dict) else None for item in fields]
    for at, field_name in enumerate(names):
        if not isinstance(field_name, str) or not field_name:
            raise UserError(msg("a field needs a name"), Where(name, field=f"fields[{at + 1}]"))
        if field_name in names[:at]:
            raise UserError(msg("two fields have the name {name}", name=field_name), Where(name, field="fields"))
    return schema


def _policy(path: Path, name: str) -> Policy:
    document = read_yaml(path, name)
    data = plain(document.data)
    if found := tuple(accounts(document, data)):
        raise ManyErrors(found)
    policy = parse(Policy, expand_policy(data), document)
    if not 0 <= policy.suppression_limit <= 1:
        raise UserError(
            msg("a share between 0 and 1 is expected here"),
            document.where(("suppression_limit",), "suppression_limit"),
        )
    return policy


def _within(dataset: Dataset, folder: Path, document: WrittenDocument, policy_file: str) -> Iterator[UserError]:
    if dataset.id != folder.name or not _SLUG.match(dataset.id):
        yield UserError(
            msg(
                "the id {id} must be the name of the folder: up to 100 small letters, digits and hyphens",
                id=dataset.id,
            ),
            document.where(("id",), "id"),
        )
    if not _IDENTIFIER.match(dataset.identifier):
        yield UserError(
            msg(
                "the identifier {id} must be a ten-character agency code, a dash and six characters",
                id=dataset.identifier,
            ),
            document.where(("identifier",), "identifier"),
            msg("for example A41000000G-000001 (資料集詮釋資料標準規範)"),
        )
    if not _FREQUENCY.match(dataset.frequency):
        yield UserError(
            msg("{value} is not an update frequency of the metadata standard", value=dataset.frequency),
            document.where(("frequency",), "frequency"),
            msg("write 每日, 每月, 每季, 每半年, 每年, 即時 or 不定期"),
        )
    published, fields = dataset.policy.published_names(), dataset.field_names()
    for name in fields:
        if name not in published:
            yield UserError(
                msg("the field {name} of schema.json comes from no field of the policy", name=name),
                Where(policy_file, field="fields"),
            )
    for name in published:
        if name not in fields:
            yield UserError(
                msg("the policy publishes {name}, which schema.json does not have", name=name),
                Where(policy_file, field="fields"),
                msg("add it to schema.json, or drop it in the policy"),
            )
    if len(set(published)) != len(published):
        yield UserError(msg("the policy publishes two fields under one name"), Where(policy_file, field="fields"))
    if isinstance(dataset.source, DerivedSource | MeasuresSource) != bool(dataset.derived_from):
        yield UserError(
            msg("`from` and a `derived` or `measures` source go together"), document.where(("from",), "from")
        )
    if isinstance(dataset.source, MeasuresSource) and dataset.source.rules:
        yield UserError(
            msg("rules of measures stand in measures.yaml, not in a dataset"),
            document.where(("source",), "source"),
        )
    yield from address_faults(dataset, document)
    yield from _charts(dataset, document)


def _charts(dataset: Dataset, document: WrittenDocument) -> Iterator[UserError]:
    fields = dataset.field_names()
    for at, chart in enumerate(dataset.charts or ()):
        where = document.where(("charts", at), f"charts[{at + 1}]")
        for name in chart.fields():
            if name not in fields:
                yield UserError(msg("the chart names {name}, which schema.json does not have", name=name), where)
        if not chart.x or (chart.series and len(chart.y) > 1):
            yield UserError(msg("a chart needs an `x`, and either one `y` by `series` or several `y`"), where)


def _between(datasets: Mapping[str, Dataset], broken: frozenset[str]) -> Iterator[tuple[str, UserError]]:
    """By dataset, what does not go together with the others."""
    identifiers: dict[str, str] = {}
    for dataset in datasets.values():
        name = f"datasets/{dataset.id}/dataset.yaml"
        other = identifiers.setdefault(dataset.identifier, dataset.id)
        if other != dataset.id:
            error = UserError(
                msg("the identifier is also that of {other}", other=other), Where(name, field="identifier")
            )
            yield dataset.id, error
        for parent in dataset.derived_from:
            if parent not in datasets and parent not in broken:
                yield dataset.id, UserError(msg("there is no dataset {id}", id=parent), Where(name, field="from"))
        for agreement in dataset.expectations.agreements:
            known = agreement.dataset in datasets or agreement.dataset in broken
            if not known or agreement.dataset == dataset.id:
                error = UserError(
                    msg("there is no other dataset {id} to agree with", id=agreement.dataset),
                    Where(name, field="expectations.agreements.dataset"),
                    msg("name another dataset of this workspace"),
                )
                yield dataset.id, error
    yield from _circles(datasets)


def _circles(datasets: Mapping[str, Dataset]) -> Iterator[tuple[str, UserError]]:
    """Every dataset of a circle is broken by it: none can be made before the others."""
    done: set[str] = set()

    def walk(dataset_id: str, above: tuple[str, ...]) -> Iterator[tuple[str, UserError]]:
        if dataset_id in above:
            around = above[above.index(dataset_id) :]
            circle = " → ".join((*around, dataset_id))
            for name in around:
                error = UserError(
                    msg("datasets are derived in a circle: {circle}", circle=circle),
                    Where(f"datasets/{name}/dataset.yaml", field="from"),
                )
                yield name, error
        elif dataset_id in datasets and dataset_id not in done:
            for parent in datasets[dataset_id].derived_from:
                yield from walk(parent, (*above, dataset_id))
            done.add(dataset_id)

    for dataset_id in datasets:
        yield from walk(dataset_id, ())
