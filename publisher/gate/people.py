"""Who the published records are of: models are measured over persons, and what a pseudonym links is a profile.

Records of one pseudonym are known to be of one person. Whoever knows some of them (this district, these quarters)
may find the person that has just these, and reads all the others. So the profile that counts is that of all the
records of one pseudonym: their quasi-identifiers, each as often as it occurs (Narayanan, Shmatikov 2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from publisher.gate import finding as checks
from publisher.gate.finding import make
from publisher.gate.unnamed import classes_of_one_kind, quietly_telling
from publisher.model.certificate import Persons
from publisher.model.finding import Finding, Severity
from publisher.model.policy import Drop, KAnonymity, Policy, Pseudonym, Role
from publisher.model.stage import Services
from publisher.model.table import Table
from publisher.model.text import LocalText, Param
from publisher.model.workspace import Dataset
from publisher.privacy.models import measure
from publisher.privacy.persons import persons, telling

_MOST_OPTIONS = 5
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))
_PERIODS = (
    (4, LocalText("每年換金鑰（period: year 並寫 at）", "another key every year (period: year, with at)")),
    (7, LocalText("每季或每月換金鑰（period 並寫 at）", "another key every quarter or month (period, with at)")),
)
_DATED = r"^[0-9]{3,4}-(?:Q[1-4]|[0-9]{2}(?:-[0-9]{2})?)"
Codes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class People:
    """The person of each published record, as the source tells; nothing where nobody has two records.

    `candidates` are fields that could tell and of which the policy names none, each with its persons.
    """

    fields: tuple[str, ...] = ()
    of_record: pl.Series | None = None
    candidates: tuple[tuple[str, pl.Series], ...] = ()


def people(policy: Policy, frame: pl.DataFrame, structured: Table | None, records: Path | None) -> People | None:
    """Who the records in `frame` are of, by the numbers of their structured records in the file `records`.

    None when that cannot be known: the source tells persons apart, and nobody says which record is whose.
    """
    if structured is None:
        return People()
    told = telling(policy, structured)
    wanted = [*([told.fields] if told.fields else []), *((name,) for name in told.candidates)]
    if not wanted:
        return _quiet(policy, frame, structured, records)
    if records is None:
        return None if structured.rows != frame.height else _of(told.fields, wanted, structured, None)
    rows = pl.read_parquet(records)["record"]
    if rows.len() != frame.height or rows.n_unique() != rows.len():
        return None
    return _of(told.fields, wanted, structured, rows)


def _quiet(policy: Policy, frame: pl.DataFrame, structured: Table, records: Path | None) -> People:
    """People by fields that tell them and are not called so, as far as it can be known which record is whose."""
    rows = None if records is None else pl.read_parquet(records)["record"]
    if (structured.rows if rows is None else rows.len()) != frame.height:
        return People()
    return People(candidates=tuple(quietly_telling(policy, frame, structured, rows)))


def of_one_kind(dataset: Dataset, frame: pl.DataFrame, services: Services) -> Iterator[Finding]:
    """Classes of records all of whose persons have one sensitive value."""
    for name, groups in classes_of_one_kind(dataset.policy, frame):
        params: dict[str, Param] = {"field": name, "groups": groups}
        yield make(services, dataset.id, checks.ALL_OF_ONE_KIND, key=name, params=params, count=groups)


def _of(
    fields: tuple[str, ...], wanted: Sequence[tuple[str, ...]], structured: Table, rows: pl.Series | None
) -> People:
    found = []
    for names in wanted:
        codes = persons(structured, names)
        found.append((names[0], codes if rows is None else codes.gather(rows)))
    return People(fields, found[0][1]) if fields else People(candidates=tuple(found))


def not_named(dataset: Dataset, frame: pl.DataFrame, who: People | None, services: Services) -> Iterator[Finding]:
    """That a model fails over persons by one of the fields that could tell them, and the policy names none."""
    quasi = dataset.policy.published_with_role(Role.QUASI_IDENTIFIER)
    models = [item for item in dataset.policy.models if isinstance(item, KAnonymity)]
    if who is None:
        if models:
            yield make(services, dataset.id, checks.NO_PERSON, params={"fields": "?", "model": "k-anonymity"})
        return
    if not set(quasi) <= set(frame.columns):
        return
    failing = [
        name
        for name, codes in who.candidates
        if any(not measure(model, frame, quasi, dataset.folder, codes).met for model in models)
    ]
    if failing:
        params: dict[str, Param] = {
            "fields": "、".join(name for name, _ in who.candidates),
            "model": f"k = {models[0].k}",
        }
        yield make(services, dataset.id, checks.NO_PERSON, params=params, count=len(failing))


def summary(policy: Policy, frame: pl.DataFrame, who: People) -> Persons | None:
    """What the certificate says of persons; None where nobody tells them apart and no pseudonym links records."""
    pseudonym = _pseudonym(policy, frame)
    told = who.of_record if who.of_record is not None else (frame[pseudonym] if pseudonym else None)
    if told is None or not frame.height:
        return None
    counts = told.value_counts()["count"]
    found = Persons(who.fields, counts.len(), frame.height, int(counts.max() or 0))  # type: ignore[arg-type]
    quasi = _known(policy, frame)
    if pseudonym is None or not quasi:
        return found
    sizes = profile_sizes(frame, quasi, frame[pseudonym])
    return replace(
        found,
        linked_by=pseudonym,
        profiles=round(float((1 / sizes).sum())),
        singled_out=int((sizes == 1).sum()),
        below_k=int((sizes < _k(policy)).sum()),
    )


def linked_profiles(
    dataset: Dataset, frame: pl.DataFrame, found: Persons | None, services: Services
) -> Iterator[Finding]:
    """That profiles which a pseudonym links are too rare, and what would help, each tried on the table."""
    policy = dataset.policy
    if found is None or found.linked_by is None or not found.below_k:
        return
    options = _options(policy, frame, found.linked_by)
    params: dict[str, Param] = {
        "field": found.linked_by,
        "persons": found.below_k,
        "singled_out": found.singled_out,
        "all": found.persons,
        "k": _k(policy),
        "options": LocalText(
            "；".join(f"{text.zh}：剩 {left:,} 人" for text, left in options),
            "; ".join(f"{text.en}: {left:,} left" for text, left in options),
        ),
    }
    finding = make(
        services, dataset.id, checks.LINKED_PROFILES, key=found.linked_by, params=params, count=found.below_k
    )
    yield replace(finding, severity=Severity.ADVICE) if "linked-profiles" in policy.reviewed else finding


def _options(policy: Policy, frame: pl.DataFrame, pseudonym: str) -> list[tuple[LocalText, int]]:
    """Changes of the policy with the persons who would still have too rare a profile, best first."""
    quasi, k = _known(policy, frame), _k(policy)
    tried: list[tuple[LocalText, int]] = []

    def left(names: Sequence[str], table: pl.DataFrame, who: pl.Series) -> int:
        return int((profile_sizes(table, names, who) < k).sum()) if names else 0

    single = person_rows(frame, quasi, frame[pseudonym])
    tried.append((LocalText("不公布代碼", "no pseudonym"), int((single < k).sum())))
    for name in quasi:
        if frame[name].drop_nulls().str.contains(_DATED).all():
            for length, text in _PERIODS:
                period = frame[name].str.slice(0, length).fill_null("")
                tried.append((text, left(quasi, frame, frame[pseudonym] + "\x1f" + period)))
            year = frame.with_columns(pl.col(name).str.slice(0, 4))
            tried.append(
                (LocalText(f"「{name}」概化至年", f"{name} to the year"), left(quasi, year, frame[pseudonym]))
            )
        others = [other for other in quasi if other != name]
        tried.append((LocalText(f"刪除「{name}」", f"{name} dropped"), left(others, frame, frame[pseudonym])))
    best: dict[str, tuple[LocalText, int]] = {}
    for text, persons_left in sorted(tried, key=lambda item: item[1]):
        best.setdefault(text.en, (text, persons_left))
    return list(best.values())[:_MOST_OPTIONS]


def person_rows(frame: pl.DataFrame, names: Sequence[str], who: pl.Series) -> pl.Series:
    """For each record how many persons its class has."""
    keys = frame.select(pl.col(name).fill_null("") for name in names).with_columns(who.alias("\x00person"))
    return keys.select(pl.col("\x00person").n_unique().over(list(names))).to_series()


def profile_sizes(frame: pl.DataFrame, names: Sequence[str], who: pl.Series) -> pl.Series:
    """For each person of `who` how many have the same profile: the same values of `names`, each as often."""
    records = frame.select(pl.col(name).fill_null("\x00") for name in names)
    classes = records.select(pl.struct(pl.all()).rank("dense").cast(pl.UInt64)).to_series().to_numpy()
    person = who.rank("dense").cast(pl.UInt32).to_numpy()
    order = np.argsort(person, kind="stable")
    starts = np.flatnonzero(np.diff(person[order], prepend=0))
    sums = [np.add.reduceat(_mixed(classes[order], mix), starts) for mix in _MIX]
    profiles = pl.DataFrame({"one": sums[0], "two": sums[1]})
    return profiles.select(pl.len().over("one", "two")).to_series()


def _mixed(values: Codes, mix: np.uint64) -> Codes:
    """Numbers spread over 64 bits (Steele, Lea, Flood 2014), so that sums of them tell sets apart."""
    found: Codes = (values + np.uint64(1)) * mix
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))


def _linking(policy: Policy) -> set[str]:
    """Published fields that put records of one person together: codes, masks, the person's own field."""
    return {
        rule.publish_as or name
        for name, rule in policy.fields.items()
        if not isinstance(rule.technique, Drop)
        and (
            isinstance(rule.technique, Pseudonym)
            or rule.role is Role.DIRECT_IDENTIFIER
            or (name,) == policy.person_fields()
        )
    }


def _pseudonym(policy: Policy, frame: pl.DataFrame) -> str | None:
    """The published field that links most records."""
    shown = sorted(_linking(policy) & set(frame.columns))
    return min(shown, key=lambda name: frame[name].n_unique(), default=None)


def _known(policy: Policy, frame: pl.DataFrame) -> list[str]:
    """The quasi-identifiers that are there, codes that link left out."""
    codes = _linking(policy)
    return [
        name
        for name in policy.published_with_role(Role.QUASI_IDENTIFIER)
        if name in frame.columns and name not in codes
    ]


def _k(policy: Policy) -> int:
    return max((model.k for model in policy.models if isinstance(model, KAnonymity)), default=2)
