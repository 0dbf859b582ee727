"""A stretch is a name where that is the likeliest reading of its sentence."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan
from publisher.privacy.recognisers.lexicon import name_cost, name_odds, word_cost


def odds(marked: str) -> float:
    """The odds of what stands between < and >."""
    before, _, rest = marked.partition("<")
    name, _, behind = rest.partition(">")
    return name_odds(before + name + behind, len(before), len(before) + len(name))


def test_words_have_costs_by_how_often_they_are_met() -> None:
    frequent, rare = word_cost("政府"), word_cost("胡椒")
    assert frequent is not None and rare is not None and frequent < rare
    assert word_cost("壬糾") is None
    assert word_cost("陳") is not None


def test_a_usual_name_costs_less_than_an_unusual_one() -> None:
    assert name_cost("陳志明") < name_cost("粟志明") < name_cost("粟鍋蓋")
    assert name_cost("歐陽志明") < name_cost("歐揚志明") + 10


@pytest.mark.parametrize(
    ("likelier", "less"),
    [
        ("通知會員<諶佩蓉>到場", "水中<生物量>很少"),
        ("鄰居<邰心妤>說", "<石破天>驚"),
        ("請<麴正宏>代班", "<胡椒餅>老店"),
        ("與<翟書婷>一同", "<秋老虎>發威"),
    ],
)
def test_names_are_likelier_than_words(likelier: str, less: str) -> None:
    assert odds(likelier) > 0 > odds(less)


@pytest.mark.parametrize(
    "text",
    [
        "屋主邰心妤陳稱漏水",
        "本班同學：邰心妤，請假",
        "會員諶佩蓉從外地登入",
        "經查，陳攸之表示停放於騎樓",
        "據曾鍾毓稱，",
    ],
)
def test_names_that_no_list_knows(text: str) -> None:
    assert [hit.kind for hit in scan(text) if hit.blocks] == ["name"]


@pytest.mark.parametrize(
    "text",
    [
        "車主左轉未打方向燈",
        "民眾高興地離開",
        "學生秋天旅行",
        "，高雄市表示將改善",
        "金管會表示，衛福部說明，林務局表示",
        "。連假期間到場民眾多",
        "花蓮、林邊、金門、江子翠、蔡厝港、羅東",
        "石破天驚、毛遂自薦、江河日下",
        "市民卡中心",
    ],
)
def test_words_behind_them_and_lists_of_places_are_none(text: str) -> None:
    assert [hit for hit in scan(text) if hit.blocks] == []
