"""The page says all that the certificate holds, in both languages, escaped, and has its place for signatures."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
from pydantic import TypeAdapter

from publisher.certificate import fragment, lines, page
from publisher.model.certificate import Certificate, StandingOut
from publisher.model.jsonable import canonical_json
from publisher.model.text import Language
from tests.certificate.made import AGENCY, CERTIFICATE, TITLE

SAID: dict[Language, list[str]] = {
    "zh-TW": [
        "個人資料保護法第16條 &lt;但書&gt;", "k ≥ 11", "美國 CMS：不得公開 1 至 10", "符合", "不符合",
        "相對於母體的最高風險（記者）", "假設母體只有這些紀錄，為最壞情形", "100.0%", "8.3%", "3.5%",
        "風險高於 9.1% 的紀錄比率", "1（共 3 層）", "23.4%", "71.0%", "31.0%", "30.0%",
        "層級已變更，先前為：", "64 種中的 12 種", "滿 20 歲至 29 歲", "另有 3 個值", "變動較小時暫停發布",
        "case-time-monthly、online-quarterly", "組合攻擊", "覆核（個人資料保護專責人員）",
    ],
    "en": [
        "PDPA, Art. 16 &lt;proviso&gt;", "k ≥ 11", "CMS (US): no cell of 1 to 10", "not met",
        "highest risk against a population (journalist)", "which is the worst case", "8.3%",
        "share of records whose risk is above 9.1%", "completed ages 20 to 29", "3 more values",
        "a smaller change holds the release", "composition attack", "Checked by (data protection officer)",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_the_inside_says_everything(language: Language) -> None:
    said = re.sub(r"\s+", " ", fragment(CERTIFICATE, language))
    missing = [text for text in SAID[language] if text not in said]
    assert missing == []
    assert "<但書>" not in said


def test_ids_occur_once_and_headings_descend() -> None:
    said = page(CERTIFICATE, TITLE, AGENCY, "zh-TW", "2026-11-20")
    ids = re.findall(r'\bid="([^"]+)"', said)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', said)) <= set(ids)
    levels = [int(level) for level in re.findall(r"<h([1-6])", said)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    assert said.index('lang="zh-Hant-TW"') < said.index("Record of de-identification</h2>")


def test_a_certificate_of_plain_counts_leaves_out_what_it_does_not_have() -> None:
    plain = dataclasses.replace(
        CERTIFICATE, measures=(), before=None, after=None, generalisation=None, mappings=(), compared=None
    )
    said = fragment(plain, "en")
    assert "asks for no privacy model" in said
    assert "It belongs to no release group" in said
    assert "journalist" not in said.split("What this record does not claim")[0]
    assert "The mapping applied" not in said


@pytest.mark.parametrize("language", SAID)
def test_the_terminal_says_the_figures(language: Language) -> None:
    said = "\n".join(lines(CERTIFICATE, language))
    assert all(text in said for text in ("k ≥ 11", "100.0% → 8.3%", "姓名", "23.4%", "71.0%", "online-quarterly"))


def test_a_certificate_that_was_kept_is_shown_as_it_was() -> None:
    """What is kept has its keys in order; the page must not follow them."""
    shares = {"業務項目": 0.6, "年齡層": 0.3, "收件時間": 0.1}
    fresh = dataclasses.replace(CERTIFICATE, standing_out=StandingOut(0.9, 0.99, 12, shares))
    kept = TypeAdapter(Certificate).validate_json(canonical_json(fresh), strict=False)
    assert kept == fresh
    for language in SAID:
        assert fragment(kept, language) == fragment(fresh, language)
    assert fragment(fresh, "zh-TW").index("業務項目 60") < fragment(fresh, "zh-TW").index("年齡層 30")
