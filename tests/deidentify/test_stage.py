"""The stage from a structured table to one that may be shown, and what it refuses."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from publisher.deidentify import apply
from publisher.model.errors import UserError
from publisher.model.finding import CheckDefinition, Severity
from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    FieldPolicy,
    GeneraliseDate,
    KAnonymity,
    MinimumCellCount,
    Pseudonym,
    RedactText,
    Role,
)
from publisher.model.table import Table
from publisher.model.text import LocalText
from publisher.model.workspace import AllowedValue, Dataset
from publisher.privacy.keys import ensure_key
from publisher.workspace import load_rulebook

from .making import make_dataset, make_services, make_table

QUASI, DIRECT, PLAIN = Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER, Role.INSENSITIVE
SOURCE = {
    "申請人": ["王大明", "林小美", "陳測試", "李四維"],
    "身分證字號": ["R199853410", "S297815899", "L194015166", "Y294329649"],
    "出生日期": ["1990-01-01", "1991-01-01", "1992-01-01", "1950-01-01"],
    "地址": ["臺南市東區範例路1號", "台南市東區範例路2號", "臺南市東區範例路3號", "臺南市北區範例路4號"],
    "收件時間": ["2026-10-01 08:00", "2026-10-02 09:00", "2026-11-03 10:00", "2026-10-04 11:00"],
    "業務": ["換照", "過戶", "換照", "過戶"],
    "備註": ["大明 0900-000-002", "", None, "無"],
}
FIELDS = {
    "申請人": FieldPolicy(DIRECT, Drop()),
    "身分證字號": FieldPolicy(DIRECT, Pseudonym(prefix="P"), "代碼"),
    "出生日期": FieldPolicy(QUASI, AgeBand(at="收件時間", bottom=20), "年齡層"),
    "地址": FieldPolicy(QUASI, AddressLevel(), "行政區"),
    "收件時間": FieldPolicy(QUASI, GeneraliseDate(to="quarter"), "季別"),
    "業務": FieldPolicy(Role.SENSITIVE),
    "備註": FieldPolicy(PLAIN, RedactText()),
}
MODELS = (KAnonymity(k=3), DistinctLDiversity(l=2, sensitive="業務"))
SCHEMA = ["季別", "行政區", "年齡層", "代碼", "業務", "備註"]


def case_log(limit: float = 0.25) -> Dataset:
    return make_dataset(FIELDS, MODELS, limit=limit, schema=SCHEMA)


def output_of(table: Table | None) -> pl.DataFrame:
    assert table is not None
    frame = pl.read_parquet(table.path)
    assert (tuple(frame.columns), frame.height) == (table.columns, table.rows)
    assert set(frame.dtypes) <= {pl.String}
    return frame


def test_a_case_log(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    result = apply(case_log(), make_table(tmp_path, SOURCE), services)
    assert result.findings == ()
    output = output_of(result.table)
    assert output.columns == SCHEMA
    assert output.drop("代碼").rows() == [
        ("2026-Q4", "臺南市東區", "30-39", "換照", "【姓名】 【電話】"),
        ("2026-Q4", "臺南市東區", "30-39", "過戶", None),
        ("2026-Q4", "臺南市東區", "30-39", "換照", None),
    ]
    assert output["代碼"].n_unique() == 3
    assert result.counters == {"records_in": 4, "records_out": 3, "records_suppressed": 1}
    assert result.table is not None
    assert result.table.path == services.work / "deidentified.parquet"


def test_treatments_say_what_was_done(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    treatments = {
        item.field: item for item in apply(case_log(), make_table(tmp_path, SOURCE), services).treatments
    }
    assert list(treatments) == list(FIELDS)
    assert (treatments["申請人"].published_as, treatments["申請人"].changed) == (None, 4)
    assert treatments["身分證字號"].params == {"length": 16, "prefix": "P", "period": "none"}
    assert treatments["出生日期"].role == "quasi-identifier"
    assert treatments["業務"].changed == 0
    assert (treatments["備註"].technique, treatments["備註"].changed) == ("redact-text", 1)


def test_over_the_limit_there_is_no_table(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    result = apply(case_log(limit=0.24), make_table(tmp_path, SOURCE), services)
    (finding,) = result.findings
    assert (finding.check, finding.key, finding.severity) == ("privacy.suppression-over-limit", "", Severity.ERROR)
    assert finding.params == {
        "share": "25.0%",
        "limit": "24.0%",
        "records": 1,
        "field": "年齡層",
        "records_then": 1,
        "options": LocalText(
            "（1）刪除上限提高為 25.0%：刪除 1 筆（25.0%），資訊損失 16.0%；"
            "（2）刪除「年齡層」、刪除「行政區」：刪除 0 筆（0.0%），資訊損失 58.7%",
            "(1) a suppression limit of 25.0%: records left out 1 (25.0%), information loss 16.0%; "
            "(2) 年齡層 dropped, 行政區 dropped: records left out 0 (0.0%), information loss 58.7%",
        ),
    }
    assert result.table is None
    assert result.held
    assert not (services.work / "deidentified.parquet").exists()
    assert result.counters["records_out"] == 0


def test_values_that_are_not_covered(tmp_path: Path) -> None:
    source = SOURCE | {
        "地址": ["範例路1號", "台南市東區範例路2號", "臺南市", "範例路22號"],
        "出生日期": ["1990-01-01", "2030-01-01", None, "79.1.1"],
    }
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    result = apply(case_log(), make_table(tmp_path, source), services)
    born, address = result.findings
    assert [(item.check, item.key, item.count) for item in (born, address)] == [
        ("privacy.uncovered-value", "出生日期", 2),
        ("privacy.uncovered-value", "地址", 3),
    ]
    assert [place.row for place in address.places] == [1, 3, 4]
    assert address.params["value_class"] in ("字字字9字", "字字字99字", "字字字")
    assert {evidence.shape for evidence in address.evidence} == {"字字字9字", "字字字99字", "字字字"}
    assert result.table is None
    assert "範例路" not in repr(result)


def test_a_workspace_may_let_uncovered_values_pass_as_missing(tmp_path: Path) -> None:
    rulebook = load_rulebook()
    check = replace(rulebook["privacy.uncovered-value"], severity=Severity.WARNING)
    services = replace(make_services(tmp_path), checks={check.id: check})
    dataset = make_dataset({"地址": FieldPolicy(PLAIN, AddressLevel(), "行政區")})
    result = apply(dataset, make_table(tmp_path, {"地址": ["範例路1號", "臺南市東區"]}), services)
    assert [finding.severity for finding in result.findings] == [Severity.WARNING]
    assert output_of(result.table)["行政區"].to_list() == [None, "臺南市東區"]


def test_no_workspace_can_lower_the_limit_or_a_missing_field(tmp_path: Path) -> None:
    def lowered(check: CheckDefinition) -> CheckDefinition:
        return replace(check, severity=Severity.ADVICE)

    services = replace(
        make_services(tmp_path), checks={name: lowered(check) for name, check in load_rulebook().items()}
    )
    dataset = make_dataset({"區": FieldPolicy(QUASI)}, [KAnonymity(k=2)])
    assert apply(dataset, make_table(tmp_path, {"區": ["東區"]}), services).held
    assert apply(dataset, make_table(tmp_path, {"地區": ["東區"]}), services).held


def test_fields_without_a_role_and_fields_that_are_gone(tmp_path: Path) -> None:
    dataset = make_dataset(
        {"區": FieldPolicy(PLAIN), "年": FieldPolicy(PLAIN, AgeBand(at="日")), "日": FieldPolicy(PLAIN)}
    )
    result = apply(
        dataset,
        make_table(tmp_path, {"區": ["東區"], "年": ["1990-01-01"], "新欄": ["x"]}),
        make_services(tmp_path),
    )
    assert [(finding.check, finding.key) for finding in result.findings] == [
        ("privacy.field-without-role", "新欄"),
        ("privacy.missing-field", "日"),
    ]
    assert result.table is None


def test_empty_texts_and_missing_values_are_one(tmp_path: Path) -> None:
    dataset = make_dataset({"區": FieldPolicy(QUASI), "值": FieldPolicy(PLAIN)}, [KAnonymity(k=2)], limit=0)
    table = make_table(tmp_path, {"區": ["", None, "東區", "東區"], "值": ["", "1", None, "2"]})
    output = output_of(apply(dataset, table, make_services(tmp_path)).table)
    assert output["區"].to_list() == [None, None, "東區", "東區"]
    assert output["值"].to_list() == [None, "1", None, "2"]


@pytest.mark.parametrize("rows", [0, 1])
def test_empty_tables_and_single_records(tmp_path: Path, rows: int) -> None:
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    table = make_table(tmp_path, {name: values[:rows] for name, values in SOURCE.items()})
    result = apply(case_log(limit=1.0), table, services)
    assert output_of(result.table).height == 0
    assert result.counters == {"records_in": rows, "records_out": 0, "records_suppressed": rows}
    if rows:
        assert apply(case_log(limit=0.99), table, services).table is None


def test_small_counts_are_left_out(tmp_path: Path) -> None:
    dataset = make_dataset(
        {"區": FieldPolicy(PLAIN), "輛數": FieldPolicy(PLAIN)}, [MinimumCellCount(fields=("輛數",))], limit=0.5
    )
    table = make_table(tmp_path, {"區": ["東區", "北區", "南區", "西區"], "輛數": ["5", "6", "0", None]})
    output = output_of(apply(dataset, table, make_services(tmp_path)).table)
    assert output["區"].to_list() == ["北區", "南區", "西區"]


def test_the_agencys_own_numbers_stay_in_texts(tmp_path: Path) -> None:
    own = AllowedValue("landline", "06-000-0000", LocalText("公務電話", "office"), "審查人", date(2026, 11, 1))
    services = replace(make_services(tmp_path), allowlist=(own,))
    dataset = make_dataset({"備註": FieldPolicy(PLAIN, RedactText())})
    table = make_table(tmp_path, {"備註": ["請洽(06)0000000#100或06-000-0001"]})
    assert output_of(apply(dataset, table, services).table)["備註"].to_list() == ["請洽(06)0000000#100或【電話】"]


def test_a_missing_key_and_unknown_fields_are_the_users_to_mend(tmp_path: Path) -> None:
    table = make_table(tmp_path, SOURCE)
    with pytest.raises(UserError, match="missing"):
        apply(case_log(), table, make_services(tmp_path))
    for models in ([DistinctLDiversity(l=2, sensitive="無此欄")], [MinimumCellCount(fields=("無此欄",))]):
        with pytest.raises(UserError, match="無此欄"):
            apply(make_dataset(FIELDS, models), table, make_services(tmp_path))
    with pytest.raises(UserError, match="無此欄"):
        apply(make_dataset({"出生日期": FieldPolicy(PLAIN, AgeBand(at="無此欄"))}), table, make_services(tmp_path))


def test_the_stage_and_its_result_cross_process_borders(tmp_path: Path) -> None:
    services = make_services(tmp_path)
    ensure_key(services.keys, "sample")
    stage, dataset, table, services = pickle.loads(
        pickle.dumps((apply, case_log(), make_table(tmp_path, SOURCE), services))
    )
    result = stage(dataset, table, services)
    assert pickle.loads(pickle.dumps(result)) == result
    assert stage(dataset, table, services) == result
