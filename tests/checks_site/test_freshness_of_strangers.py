"""Pages that the authors of the checks did not write: how many stale ones are found, and who is accused wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.checks_site.test_freshness_wordings import checks

FILES = [
    "freshness_of_strangers.yaml",
    *(f"freshness_of_strangers_{number}.yaml" for number in (2, 3, 4, 5, 6, 7)),
]
ROWS = [row for name in FILES for row in YAML(typ="safe").load(Path(__file__).with_name(name))]


def test_nearly_all_are_judged_as_a_person_judged_them() -> None:
    judged = [(bool(checks(row["page"])), row["stale"]) for row in ROWS]
    right = judged.count((True, True))
    assert len(ROWS) >= 550
    assert right / (right + judged.count((True, False))) >= 0.95
    assert right / (right + judged.count((False, True))) >= 0.95


@pytest.mark.parametrize(
    "body",
    [
        "<h1>標租公告</h1><p>投標期限：114年5月1日止。</p><p>得標廠商應於七日內簽約；如遇颱風則停辦。</p>",
        "<h1>課程</h1><p>報名期間：114年5月1日至5月9日，額滿即停止報名。</p>",
        "<h1>補助申請注意事項</h1><p>申請期限：114年6月30日。</p>",
    ],
)
def test_what_ends_only_on_a_condition_has_not_ended(body: str) -> None:
    assert checks(body) == {"freshness.expired-notice"}
