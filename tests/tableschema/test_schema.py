"""A schema that cannot be trusted is refused while planning, with the place and what to write."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.model.errors import ManyErrors, UserError
from publisher.tableschema import check_schema, checking
from publisher.tableschema.schema import faults
from tests.validate.building import schema_of

EDITION_2 = "https://datapackage.org/profiles/2.0/tableschema.json"


def refused(schema) -> list[tuple[str | None, str]]:
    with pytest.raises(UserError) as caught:
        check_schema(schema, "datasets/x/schema.json")
    error = caught.value
    errors = error.errors if isinstance(error, ManyErrors) else (error,)
    assert all(item.where and item.where.file == "datasets/x/schema.json" for item in errors)
    return [(item.where.field if item.where else None, str(item)) for item in errors]


def field(**more) -> dict[str, object]:
    return schema_of({"name": "a", **more})


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({}, "fields"),
        ({"fields": []}, "fields"),
        (schema_of({"title": "no name"}), "fields[1]"),
        (schema_of({"name": "a"}, {"name": "a"}), "fields"),
        (field(type="money"), "fields[1] a.type"),
        (schema_of({"name": " a"}), "fields[1]  a"),
        (field(type="date", format="any"), "fields[1] a.format"),
        (field(type="time", format="any"), "fields[1] a.format"),
        (field(type="datetime", format="any"), "fields[1] a.format"),
        (field(type="string", format="phone"), "fields[1] a"),
        (field(type="string", required=True), "fields[1] a"),
        (field(type="integer", constraints={"pattern": "1"}), "fields[1] a.constraints.pattern"),
        (field(type="string", constraints={"pattern": "("}), "fields[1] a.constraints.pattern"),
        (field(type="string", constraints={"maxLength": "3"}), "fields[1] a.constraints.maxLength"),
        (field(type="string", constraints={"required": "yes"}), "fields[1] a.constraints.required"),
        (field(type="string", constraints={"enum": []}), "fields[1] a.constraints.enum"),
        (field(type="integer", constraints={"enum": [1, "x"]}), "fields[1] a.constraints.enum"),
        (field(type="integer", constraints={"minimum": 1.5}), "fields[1] a.constraints.minimum"),
        (field(type="date", constraints={"maximum": "113/01/01"}), "fields[1] a.constraints.maximum"),
        (field(type="number", constraints={"minimum": "sNaN"}), "fields[1] a.constraints.minimum"),
        (field(type="array", constraints={"unique": True}), "fields[1] a.constraints.unique"),
        (
            field(type="integer", constraints={"exclusiveMinimum": 1}),
            "fields[1] a.constraints.exclusiveMinimum",
        ),
        (schema_of({"name": "a"}, **{"$schema": "https://example.com/profile.json"}), "$schema"),
        (schema_of({"name": "a"}, primaryKey="b"), "primaryKey"),
        (schema_of({"name": "a", "type": "array"}, primaryKey=["a"]), "primaryKey"),
        (schema_of({"name": "a"}, fieldsMatch="subset"), "fieldsMatch"),
        (schema_of({"name": "a"}, missingValues="-"), "missingValues"),
        (
            schema_of({"name": "a"}, foreignKeys=[{"fields": "a", "reference": {"resource": "b", "fields": "a"}}]),
            "foreignKeys[1]",
        ),
    ],
)
def test_refused_with_its_place(schema, place: str) -> None:
    assert [where for where, _ in refused(schema)] == [place]


def test_all_faults_in_one_go() -> None:
    schema = schema_of(
        {"name": "a", "type": "money"}, {"name": "b", "type": "date", "format": "any"}, primaryKey="c"
    )
    assert [where for where, _ in refused(schema)] == ["fields[1] a.type", "fields[2] b.format", "primaryKey"]


@pytest.mark.parametrize(
    "schema",
    [
        field(type="string", title="甲", title_en="A", description="說明", description_en="text"),
        field(type="date", format="%Y/%m/%d", constraints={"minimum": "2024/01/01"}),
        {**field(type="integer"), "$schema": EDITION_2},
        field(type="year", constraints={"minimum": 2000, "maximum": "2030"}),
        field(type="yearmonth", constraints={"minimum": "2024-01"}),
        field(type="number", bareNumber=False, groupChar=",", constraints={"minimum": 0.5}),
        field(type="boolean", trueValues=["是"], falseValues=["否"]),
        schema_of({"name": "a", "missingValues": ["", "-"]}, primaryKey="a", missingValues=[""]),
        schema_of({"name": "a"}, foreignKeys=[{"fields": ["a"], "reference": {"resource": "", "fields": ["a"]}}]),
    ],
)
def test_accepted(schema) -> None:
    check_schema(schema, "schema.json")


TEXTS = st.sampled_from(["", "a", " a", "件數", "\ufeffa", "a\n", "(", "[0-9]{2}", "a|b", "(?i)x", "x" * 300])
ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(-2, 3), st.floats(), TEXTS, st.lists(TEXTS, max_size=3))
CONSTRAINTS = st.dictionaries(
    st.sampled_from(
        ["required", "unique", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "x"]
    ),
    ANYTHING,
    max_size=3,
)
FIELDS = st.fixed_dictionaries(
    {"name": st.sampled_from(["a", "b", "件數", "c d", ""])},
    optional={
        "type": st.sampled_from([*sorted(checking._TYPES), "array", "datetime", "any", "String"]),
        "title": ANYTHING,
        "title_en": ANYTHING,
        "description": ANYTHING,
        "format": TEXTS,
        "constraints": CONSTRAINTS,
    },
)
KEYS = st.one_of(
    st.sampled_from(["a", "b", "件數"]), st.lists(st.sampled_from(["a", "b", "件數", ""]), max_size=3)
)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(
    schema=st.fixed_dictionaries(
        {"fields": st.lists(FIELDS, max_size=3)},
        optional={
            "$schema": st.sampled_from([EDITION_2, "https://example.com/profile.json", ""]),
            "missingValues": st.one_of(ANYTHING, st.lists(TEXTS, max_size=3)),
            "primaryKey": KEYS,
            "title": TEXTS,
        },
    )
)
def test_what_is_taken_for_ordinary_has_no_fault_for_the_library_either(schema: dict[str, object]) -> None:
    if checking.ordinary(schema):
        assert list(faults(schema)) == []
        assert list(faults(schema, published=False)) == []


ORDINARY = {
    "string": {"enum": ["甲", "乙"], "pattern": "[甲乙]", "minLength": 1, "maxLength": 9},
    "integer": {"minimum": -5, "maximum": 10**15},
    "number": {"minimum": 0, "maximum": 99.95},
    "boolean": {},
    "date": {},
    "year": {},
    "yearmonth": {},
}


@pytest.mark.parametrize("kind", sorted(checking._TYPES))
def test_an_ordinary_field_is_ordinary_and_without_a_fault(kind: str) -> None:
    more = {"constraints": {"required": True, "unique": True, **ORDINARY[kind]}, "description_en": "what it is"}
    schema = schema_of(
        {"name": "a", "type": kind, "title": "甲", **more}, primaryKey=["a"], missingValues=["", "-"]
    )
    assert checking.ordinary(schema)
    assert list(faults(schema)) == []
