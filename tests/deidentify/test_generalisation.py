"""Modes: what comes out meets the models, loses no more than it has to, and is steady from night to night."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.deidentify import apply
from publisher.deidentify.checking import check_policy
from publisher.i18n.words import in_language
from publisher.model.errors import UserError
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    EntropyLDiversity,
    FieldPolicy,
    GeneraliseDate,
    Hierarchy,
    KAnonymity,
    MinimumCellCount,
    Mode,
    Policy,
    PrivacyModel,
    RecursiveLDiversity,
    Role,
    TCloseness,
    Technique,
)
from publisher.model.stage import StageResult
from publisher.model.text import LocalText
from publisher.model.workspace import Dataset
from publisher.privacy.models import measure

from .making import make_dataset, make_services, make_table

QUASI, SENSITIVE = Role.QUASI_IDENTIFIER, Role.SENSITIVE
FIELDS = {
    "收件日": FieldPolicy(QUASI, GeneraliseDate(levels=("month", "quarter", "year")), "時間"),
    "出生日期": FieldPolicy(QUASI, AgeBand(at="收件日", levels=(5, 10, 20), bottom=20), "年齡層"),
    "地址": FieldPolicy(QUASI, AddressLevel(levels=("district", "city")), "地區"),
    "車種": FieldPolicy(QUASI, Hierarchy("vehicles.csv")),
    "業務": FieldPolicy(SENSITIVE),
}
QUASI_NAMES = ("時間", "年齡層", "地區", "車種")
DISTRICTS = ("東區", "北區", "南區", "安平區")
VEHICLES = ("小客車", "大貨車", "重機", "輕機")


def people(count: int) -> dict[str, list[str | None]]:
    return {
        "收件日": [f"2026-{1 + row * 7 % 12:02}-{1 + row % 28:02}" for row in range(count)],
        "出生日期": [None if row % 41 == 0 else f"{1940 + row * 13 % 60}-05-06" for row in range(count)],
        "地址": [f"臺南市{DISTRICTS[row * row % 11 % 4]}範例路{row}號" for row in range(count)],
        "車種": [VEHICLES[row * 3 % 5 % 4] for row in range(count)],
        "業務": [("換照", "過戶", "檢驗")[row * row % 7 % 3] for row in range(count)],
    }


def dataset_of(
    folder: Path, models: Sequence[PrivacyModel], limit: float = 0.05, mode: Mode | None = None,
    fields: Mapping[str, FieldPolicy] = FIELDS,
) -> Dataset:  # fmt: skip
    (folder / "vehicles.csv").write_text(
        "小客車,汽車,*\n大貨車,汽車,*\n重機,機車,*\n輕機,機車,*\n", encoding="utf-8"
    )
    (folder / "tree.csv").write_text("換照;文件;*\n過戶;文件;*\n檢驗;車輛;*\n", encoding="utf-8")
    dataset = make_dataset(fields, models, limit=limit)
    return replace(dataset, folder=folder, policy=replace(dataset.policy, mode=mode))


def output_of(result: StageResult) -> pl.DataFrame:
    assert result.findings == ()
    assert result.table is not None
    return pl.read_parquet(result.table.path)


MODELS: list[list[PrivacyModel]] = [
    [KAnonymity(k=5)],
    [KAnonymity(k=3), DistinctLDiversity(l=2, sensitive="業務")],
    [KAnonymity(k=3), EntropyLDiversity(l=1.8, sensitive="業務")],
    [KAnonymity(k=3), RecursiveLDiversity(c=3, l=2, sensitive="業務")],
    [KAnonymity(k=3), TCloseness(0.3, "業務")],
    [KAnonymity(k=3), TCloseness(0.3, "業務", "ordered", order=("換照", "過戶", "檢驗"))],
    [KAnonymity(k=3), TCloseness(0.3, "業務", "hierarchical", file="tree.csv")],
]


@pytest.mark.parametrize("mode", [None, "full-domain", "local", "mondrian"])
@pytest.mark.parametrize("models", MODELS, ids=lambda models: models[-1].model)
def test_every_mode_meets_the_models(tmp_path: Path, models: list[PrivacyModel], mode: Mode | None) -> None:
    dataset = dataset_of(tmp_path, models, mode=mode)
    assert check_policy(dataset) == []
    result = apply(dataset, make_table(tmp_path, people(600)), make_services(tmp_path))
    output = output_of(result)
    assert all(measure(model, output, QUASI_NAMES, tmp_path).met for model in models)
    assert output.height >= 570
    assert result.counters["records_suppressed"] == 600 - output.height
    chosen = result.generalisation
    assert chosen is not None
    assert chosen.mode == (mode or "full-domain")
    assert result.facts.levels == chosen.levels
    assert 0 <= chosen.loss <= chosen.optimum + 1e-12
    losses = [item.loss for item in result.treatments if item.role == "quasi-identifier"]
    assert all(loss is not None and 0 <= loss <= 1 for loss in losses)
    assert pickle.loads(pickle.dumps(result)) == result


def test_finer_modes_lose_less(tmp_path: Path) -> None:
    table = make_table(tmp_path, people(600))
    loss = {}
    for mode in ("full-domain", "local", "mondrian"):
        result = apply(dataset_of(tmp_path, MODELS[0], mode=mode), table, make_services(tmp_path))
        assert result.generalisation is not None
        loss[mode] = result.generalisation.loss
    assert loss["mondrian"] < loss["full-domain"]
    assert loss["local"] <= loss["full-domain"]


def test_one_level_for_each_field(tmp_path: Path) -> None:
    result = apply(dataset_of(tmp_path, MODELS[0]), make_table(tmp_path, people(600)), make_services(tmp_path))
    output = output_of(result)
    assert result.generalisation is not None
    level = result.generalisation.levels["車種"]
    shown = [set(VEHICLES), {"汽車", "機車"}, {"*"}][level]
    assert set(output["車種"].to_list()) <= shown
    treatments = {item.field: item for item in result.treatments}
    assert (treatments["車種"].level, treatments["車種"].levels) == (level, 3)
    assert treatments["業務"].level is None
    assert treatments["地址"].levels == 3


def test_levels_stay_from_night_to_night(tmp_path: Path) -> None:
    table, services = make_table(tmp_path, people(600)), make_services(tmp_path)
    dataset = dataset_of(tmp_path, MODELS[0])
    fresh = apply(dataset, table, services).generalisation
    assert fresh is not None
    assert not fresh.kept
    coarser = {**fresh.levels, "車種": 2, "年齡層": 3}
    moved = apply(dataset, table, services, previous_levels=coarser).generalisation
    assert moved == fresh  # the optimum is better by more than the share
    patient = replace(dataset, policy=replace(dataset.policy, keep_levels_within=1.0))
    stayed = apply(patient, table, services, previous_levels=coarser).generalisation
    assert stayed is not None
    assert (stayed.levels, stayed.kept, stayed.optimum) == (coarser, True, fresh.loss)
    assert stayed.loss > fresh.loss
    finest = dict.fromkeys(QUASI_NAMES, 0)
    assert apply(patient, table, services, previous_levels=finest).generalisation == fresh  # over the limit
    assert apply(patient, table, services, previous_levels={"車種": 9}).generalisation == fresh


def test_a_policy_that_cannot_be_met_says_what_could(tmp_path: Path) -> None:
    fields = {
        "地址": FieldPolicy(QUASI, AddressLevel(levels=("district", "city"))),
        "車種": FieldPolicy(QUASI),
        "業務": FieldPolicy(SENSITIVE),
    }
    source = {
        "地址": ["臺南市東區範例路1號"] * 12,
        "車種": ["小客車"] * 5 + ["重機"] * 4 + ["輕機"] * 3,
        "業務": ["換照"] * 12,
    }
    dataset = dataset_of(tmp_path, [KAnonymity(k=5)], limit=0.3, fields=fields)
    result = apply(dataset, make_table(tmp_path, source), make_services(tmp_path))
    (finding,) = result.findings
    assert finding.check == "privacy.policy-cannot-be-met"
    assert finding.holds
    assert result.table is None
    shown = in_language(finding.params, "en")
    told = {name: shown[name] for name in ("records", "share", "field", "records_then", "options")}
    assert told == {
        "records": 7,
        "share": "58.3%",
        "field": "車種",
        "records_then": 0,
        "options": "(1) a suppression limit of 58.4%: records left out 7 (58.3%), information loss 25.8%; "
        "(2) 車種 dropped: records left out 0 (0.0%), information loss 41.4%; "
        "(3) k lowered to 3: records left out 0 (0.0%), information loss 0.0%; "
        "(4) k lowered to 4: records left out 3 (25.0%), information loss 11.8%",
    }
    nearer = dataset_of(tmp_path, [KAnonymity(k=4)], limit=0.3, fields=fields)
    assert apply(nearer, make_table(tmp_path, source), make_services(tmp_path)).findings == ()


def test_records_with_small_counts_go_first(tmp_path: Path) -> None:
    fields = {"車種": FieldPolicy(QUASI, Hierarchy("vehicles.csv")), "件數": FieldPolicy(Role.INSENSITIVE)}
    models: list[PrivacyModel] = [KAnonymity(k=2), MinimumCellCount(fields=("件數",), at_least=6)]
    source = {"車種": ["小客車", "小客車", "重機", "輕機"], "件數": ["9", "9", "9", "3"]}
    dataset = dataset_of(tmp_path, models, limit=0.25, fields=fields)
    result = apply(dataset, make_table(tmp_path, source), make_services(tmp_path))
    assert output_of(result)["車種"].to_list() == ["*", "*", "*"]
    without = dataset_of(tmp_path, models, limit=0.5, fields=fields)
    assert output_of(apply(without, make_table(tmp_path, source), make_services(tmp_path))).height == 2


def test_values_outside_the_hierarchy_hold_the_dataset(tmp_path: Path) -> None:
    source = people(60)
    source["車種"][3] = "火車"
    result = apply(dataset_of(tmp_path, MODELS[0]), make_table(tmp_path, source), make_services(tmp_path))
    (finding,) = result.findings
    assert (finding.check, finding.key, finding.count) == ("privacy.uncovered-value", "車種", 1)
    assert "火車" not in str(finding)


def test_hierarchies_must_nest(tmp_path: Path) -> None:
    dataset = dataset_of(tmp_path, MODELS[0])
    (tmp_path / "vehicles.csv").write_text(
        "小客車,汽車,甲\n大貨車,汽車,乙\n重機,機車,甲\n輕機,機車,甲\n", encoding="utf-8"
    )
    with pytest.raises(UserError) as caught:
        apply(dataset, make_table(tmp_path, people(60)), make_services(tmp_path))
    assert str(caught.value.where) == "datasets/sample/vehicles.csv:2"


@pytest.mark.parametrize("rows", [0, 1])
@pytest.mark.parametrize("mode", ["full-domain", "local", "mondrian"])
def test_tables_with_hardly_a_record(tmp_path: Path, rows: int, mode: Mode) -> None:
    dataset = dataset_of(tmp_path, MODELS[0], limit=1.0, mode=mode)
    result = apply(dataset, make_table(tmp_path, people(rows)), make_services(tmp_path))
    assert output_of(result).height == 0


def test_what_a_policy_may_not_say() -> None:
    text = LocalText("", "")
    assert Policy(text, {"a": FieldPolicy(QUASI)}).mode_in_force() == "suppress"
    assert Policy(text, {"a": FieldPolicy(QUASI, Hierarchy("a.csv", level=1))}).mode_in_force() == "suppress"
    wrong = {
        "a": FieldPolicy(QUASI, AgeBand(at="b", levels=(10, 15))),
        "b": FieldPolicy(QUASI, GeneraliseDate(levels=("year", "month"))),
        "c": FieldPolicy(SENSITIVE, Hierarchy("c.csv")),
        "d": FieldPolicy(SENSITIVE, Hierarchy("c.csv", level=-1)),
    }
    models = [
        KAnonymity(k=2),
        EntropyLDiversity(l=1, sensitive="c"),
        RecursiveLDiversity(c=0, l=1, sensitive="c"),
        TCloseness(2, "c"),
        TCloseness(0.2, "c", "hierarchical"),
        DistinctLDiversity(l=2, sensitive="a"),
    ]
    problems = [place for place, _ in check_policy(make_dataset(wrong, models))]
    assert sorted(set(problems)) == ["a", "b", "c", "d", "models"]
    assert problems.count("models") == 6


small = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 12), st.sampled_from(["換照", "過戶", "檢驗"])),
    min_size=1,
    max_size=40,
)


@settings(deadline=None, max_examples=40)
@given(
    small, st.integers(2, 4), st.sampled_from(MODELS[1:]), st.sampled_from(["full-domain", "local", "mondrian"])
)
def test_whatever_comes_out_meets_the_models(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[tuple[int, int, str]],
    k: int,
    models: list[PrivacyModel],
    mode: Mode,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    fields = {name: FIELDS[name] for name in ("車種", "收件日", "業務")}
    chosen = [KAnonymity(k=k), models[-1]]
    source = {
        "車種": [VEHICLES[vehicle] for vehicle, _, _ in records],
        "收件日": [f"2026-{month:02}-01" for _, month, _ in records],
        "業務": [value for _, _, value in records],
    }
    dataset = dataset_of(folder, chosen, limit=0.3, mode=mode, fields=fields)
    result = apply(dataset, make_table(folder, source), make_services(folder))
    if result.table is None:
        assert [finding.check for finding in result.findings] == ["privacy.policy-cannot-be-met"]
        return
    output = pl.read_parquet(result.table.path)
    assert all(measure(model, output, ("車種", "時間"), folder).met for model in chosen)
    assert len(records) - output.height <= int(0.3 * len(records) + 1e-9)


def test_every_proposal_can_be_met_at_the_loss_it_names(tmp_path: Path) -> None:
    fixed = {
        "收件日": FieldPolicy(QUASI, GeneraliseDate(to="month"), "時間"),
        "出生日期": FieldPolicy(QUASI, AgeBand(at="收件日", width=5, bottom=20), "年齡層"),
        "地址": FieldPolicy(QUASI, AddressLevel(level="district"), "地區"),
        "車種": FieldPolicy(QUASI, Hierarchy("vehicles.csv", level=0)),
        "業務": FieldPolicy(SENSITIVE),
    }
    steps: dict[str, tuple[str, Technique]] = {
        "時間 to the quarter": ("收件日", GeneraliseDate(to="quarter")),
        "時間 to the year": ("收件日", GeneraliseDate(to="year")),
        "時間 dropped": ("收件日", Drop()),
        "年齡層 in bands of 10 years": ("出生日期", AgeBand(at="收件日", width=10, bottom=20)),
        "年齡層 in bands of 20 years": ("出生日期", AgeBand(at="收件日", width=20, bottom=20)),
        "年齡層 dropped": ("出生日期", Drop()),
        "地區 dropped": ("地址", Drop()),
        "車種 at level 1 of its hierarchy": ("車種", Hierarchy("vehicles.csv", level=1)),
        "車種 dropped": ("車種", Drop()),
    }
    table, services = make_table(tmp_path, people(600)), make_services(tmp_path)
    (finding,) = apply(dataset_of(tmp_path, MODELS[0], fields=fixed), table, services).findings
    assert finding.check == "privacy.suppression-over-limit"
    options = finding.params["options"].en.split("; ")
    assert len(options) >= 4
    assert len(options) == len(finding.params["options"].zh.split("；"))
    for option in options:
        change, _, cost = option.partition(" ")[2].partition(": records left out ")
        fields, k, limit = dict(fixed), 5, 0.05
        for item in change.split(", "):
            if item in steps:
                name, technique = steps[item]
                kept_name = None if isinstance(technique, Drop) else fixed[name].publish_as
                fields[name] = FieldPolicy(QUASI, technique, kept_name)
            elif item.startswith("k lowered to "):
                k = int(item.removeprefix("k lowered to "))
            else:
                limit = float(item.removeprefix("a suppression limit of ").rstrip("%")) / 100
        result = apply(dataset_of(tmp_path, [KAnonymity(k=k)], limit, fields=fields), table, services)
        assert result.findings == (), option
        assert result.counters["records_suppressed"] == int(cost.partition(" ")[0])
