"""A policy is looked at before any data are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.deidentify import check_policy
from publisher.i18n import translate
from publisher.model.policy import (
    AgeBand,
    DistinctLDiversity,
    Drop,
    FieldPolicy,
    KAnonymity,
    Mask,
    MinimumCellCount,
    PrivacyModel,
    Pseudonym,
    RedactText,
    Role,
)

from .making import make_dataset

QUASI, DIRECT, PLAIN = Role.QUASI_IDENTIFIER, Role.DIRECT_IDENTIFIER, Role.INSENSITIVE
GOOD = {
    "身分證字號": FieldPolicy(DIRECT, Pseudonym(), "代碼"),
    "出生日期": FieldPolicy(QUASI, AgeBand(at="收件時間"), "年齡層"),
    "收件時間": FieldPolicy(QUASI, Drop()),
    "業務": FieldPolicy(Role.SENSITIVE),
}
MODELS = (KAnonymity(k=5), DistinctLDiversity(l=2, sensitive="業務"))


def problems_with(
    changes: dict[str, FieldPolicy], models: tuple[PrivacyModel, ...] = MODELS
) -> list[tuple[str, str]]:
    return [(field, str(message)) for field, message in check_policy(make_dataset({**GOOD, **changes}, models))]


def test_a_sound_policy_has_no_problem() -> None:
    assert check_policy(make_dataset(GOOD, MODELS)) == []


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (FieldPolicy(DIRECT), "direct identifier"),
        (FieldPolicy(PLAIN, Drop(), "新名"), "publish_as"),
        (FieldPolicy(PLAIN, AgeBand(at="不存在")), "不存在"),
        (FieldPolicy(PLAIN, AgeBand(at="收件時間", width=0)), "width"),
        (FieldPolicy(PLAIN, AgeBand(at="收件時間", bottom=80, top=20)), "bottom"),
        (FieldPolicy(PLAIN, AgeBand(at="收件時間", bottom=-1)), "bottom"),
        (FieldPolicy(PLAIN, Mask(keep_first=-1)), "keep_first"),
        (FieldPolicy(PLAIN, Mask(character="**")), "character"),
        (FieldPolicy(PLAIN, Pseudonym(length=7)), "length"),
        (FieldPolicy(PLAIN, Pseudonym(length=53)), "length"),
        (FieldPolicy(PLAIN, RedactText(types=("phone", "hat size"))), "hat size"),
    ],
)
def test_one_field(rule: FieldPolicy, says: str) -> None:
    ((field, message),) = problems_with({"欄": rule})
    assert field == "欄"
    assert says in message


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (KAnonymity(k=1), "k must"),
        (DistinctLDiversity(l=1, sensitive="業務"), "l must"),
        (DistinctLDiversity(l=2, sensitive="身分證字號"), "身分證字號"),
        (MinimumCellCount(fields=("收件時間",)), "收件時間"),
        (MinimumCellCount(fields=()), "names no field"),
        (MinimumCellCount(fields=("業務",), at_least=-1), "at_least"),
    ],
)
def test_one_model(model: PrivacyModel, says: str) -> None:
    ((field, message),) = problems_with({}, (KAnonymity(k=5), model))
    assert field == "models"
    assert says in message


def test_quasi_identifiers_need_a_model_and_a_model_needs_them() -> None:
    assert [field for field, _ in problems_with({}, ())] == ["出生日期"]
    assert [field for field, _ in problems_with({"出生日期": FieldPolicy(QUASI, Drop())})] == ["models"]


def test_the_limit_is_a_share() -> None:
    for limit in (-0.1, 5):
        assert [field for field, _ in check_policy(make_dataset(GOOD, MODELS, limit=limit))] == [
            "suppression_limit"
        ]


def test_published_names_are_those_of_the_schema_and_differ() -> None:
    assert [field for field, _ in check_policy(make_dataset(GOOD, MODELS, schema=["代碼", "年齡層", "舊欄"]))] == [
        "舊欄",
        "業務",
    ]
    assert [field for field, _ in problems_with({"另一": FieldPolicy(PLAIN, publish_as="業務")})] == ["業務"]
    dropped = make_dataset({"姓名": FieldPolicy(DIRECT, Drop())})
    assert [field for field, _ in check_policy(dropped)] == ["fields"]


def test_a_dataset_without_a_schema_is_checked_by_its_policy_alone() -> None:
    assert check_policy(replace(make_dataset(GOOD, MODELS), schema={})) == []


def test_every_problem_is_also_said_in_chinese() -> None:
    dataset = make_dataset(
        {"甲": FieldPolicy(DIRECT), "乙": FieldPolicy(QUASI, AgeBand(at="丙", width=0, bottom=-1))},
        (DistinctLDiversity(l=1, sensitive="丁"), MinimumCellCount(fields=("丁",), at_least=-1)),
        limit=2,
        schema=["戊"],
    )
    problems = check_policy(dataset)
    assert len(problems) >= 12
    for _, message in problems:
        assert translate(message, "zh-TW") != str(message)
