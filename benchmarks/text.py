"""What the search for personal data costs in 100 MB of Chinese text, in one run and as ratios.

    .venv/bin/python -m benchmarks.text [--characters 33700000] [--seed 7]

The unit is the CPU of the same patterns run one by one with `re` over the same (normalised) text. Planted numbers,
valid and invalid, and look-alikes are counted by kind. Method and figures: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from publisher.privacy.recognisers import (
    Hit,
    addresses,
    contact,
    dates,
    financial,
    kinds_named,
    latin_names,
    names,
    national_ids,
    papers,
    phones,
    scan,
    vehicles,
)
from publisher.privacy.recognisers.financial import passes_luhn
from publisher.privacy.recognisers.national_ids import is_valid_id
from publisher.privacy.recognisers.normalise import normalise

T = TypeVar("T")
MOST = 0.1
CHARACTERS_PER_PLANT = 33_700_000 / 25_773
# Every pattern by which a recogniser finds something in a text without a label.
PATTERNS: tuple[re.Pattern[str], ...] = (
    *(addresses._FULL, addresses._PARTIAL, addresses._RURAL, contact._EMAIL),
    *(dates._WRITTEN, dates._SEPARATED, dates._COMPACT),
    *(financial._CARD, financial._ACCOUNT, financial._GROUPED_ACCOUNT),
    *(latin_names._LABELLED, names._TITLED, names._MASKED, names._PERSON),
    *(names._SPACED, names._IN_SENTENCE, national_ids._SPACED),
    *(national_ids._NUMBER, national_ids._MASKED, papers._PASSPORT, papers._NHI),
    *(phones._MOBILE, phones._MOBILE_MASKED, phones._LANDLINE),
    *(vehicles._NEW, vehicles._OLD_MOTORCYCLE, vehicles._OLD_CAR, vehicles._SPECIAL, vehicles._LOOSE),
    *(vehicles._VIN, vehicles._ENGINE),
)
# Those of the kinds that are planted.
FEW = (national_ids._NUMBER, financial._CARD, phones._MOBILE, contact._EMAIL, vehicles._NEW)
FEW_KINDS = ("national_id", "ui_number", "card", "mobile", "email", "plate")
# Prose as agencies write it; the words that announce a name, an address or a birth date are among them.
PROSE = (
    "本站為提升服務品質，自本月起調整櫃檯服務時間，民眾洽公請先至服務台抽取號碼牌。"
    "依據道路交通管理處罰條例規定，汽車所有人應於指定期限內辦理定期檢驗，逾期將依規定處以罰鍰。"
    "民眾反映等候時間過長，建議增設自動繳費機並加強人員訓練，業務單位已納入檢討改善。"
    "經查該案件係因資料不全，已通知當事人補正，俟文件齊備後即可續行審查程序。"
    "為便利學生及衛生單位申辦，本所與相關機關合作推動線上申請，減少往返奔波之苦。"
    "有關陳情內容所述路口號誌秒數不足乙節，將會同警察局及交通局辦理現場會勘。"
    "駕駛人應遵守速限，行經學校及醫院路段請減速慢行，以維護行人安全。"
    "申請人得於收受通知之次日起三十日內提起訴願，並副知原處分機關。"
    "年度預算編列原則應依實際需求核實估算，避免浮編或重複，確保資源有效運用。"
    "天候不佳時請留意路面濕滑，保持安全距離，切勿超速或任意變換車道。"
    "感謝您對公共事務的關心，如有任何疑問歡迎透過網站或親臨服務窗口洽詢。"
)
CLAUSES = [clause for clause in re.split("(?<=[，。])", PROSE) if clause]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--characters", type=int, default=33_700_000)
    parser.add_argument("--seed", type=int, default=7)
    settings = parser.parse_args()
    text, planted = make(settings.characters, settings.seed)
    size = len(text.encode()) / 1e6
    print(f"{len(text):,} characters, {size:.1f} MB, {len(planted):,} planted; CPU seconds\n")
    scan(text[:1_000_000])  # tables are made once
    normal = normalise(text).text
    print("| what | CPU s | MB per CPU s | ratio | at most |\n|---|---|---|---|---|")
    cheap = True
    hits: tuple[Hit, ...] = ()
    for patterns, kinds in ((FEW, kinds_named(FEW_KINDS)), (PATTERNS, None)):
        alone, _ = _best(lambda patterns=patterns: _one_by_one(patterns, normal), 1)  # type: ignore[misc]
        print(f"| {len(patterns)} patterns one by one with re | {alone:.2f} | {size / alone:.0f} | 1 | |")
        ours, hits = _best(lambda kinds=kinds: scan(text, kinds=kinds), 3)  # type: ignore[misc]
        what = "ours, these kinds only" if kinds else "ours, all kinds"
        print(f"| {what} (best of 3) | {ours:.2f} | {size / ours:.0f} | {ours / alone:.3f} | {MOST} |")
        cheap &= ours <= MOST * alone
    print(f"\npeak of memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB\n")
    return 0 if _judge(planted, hits) and cheap else 1


def _one_by_one(patterns: Sequence[re.Pattern[str]], text: str) -> int:
    return sum(1 for pattern in patterns for _ in pattern.finditer(text))


def make(characters: int, seed: int) -> tuple[str, list[tuple[int, str, str]]]:
    """The text, and of each planted string its place, its kind (`not …` for look-alikes) and itself."""
    chosen = random.Random(seed)
    makers = _makers(chosen)
    gap = CHARACTERS_PER_PLANT
    parts: list[str] = []
    planted: list[tuple[int, str, str]] = []
    size = 0
    for number in range(round(characters / gap)):
        while size < number * gap:
            clause = chosen.choice(CLAUSES)
            parts.append(clause)
            size += len(clause)
            if chosen.random() < 0.05:
                parts.append("\n")
                size += 1
        kind, value = makers[number % len(makers)]()
        planted.append((size, kind, value))
        parts.append(value)
        size += len(value)
    while size < characters:
        clause = chosen.choice(CLAUSES)
        parts.append(clause)
        size += len(clause)
    return "".join(parts), planted


def _makers(chosen: random.Random) -> list[Callable[[], tuple[str, str]]]:
    def digits(count: int) -> str:
        return "".join(chosen.choices("0123456789", k=count))

    def identifier(seconds: str, right: bool) -> str:
        while True:
            number = chosen.choice("LRSY") + chosen.choice(seconds) + "9" + digits(7)
            if is_valid_id(number) is right:
                return number

    def card(right: bool) -> str:
        while True:
            number = chosen.choice("45") + chosen.choice("12345") + digits(14)
            if passes_luhn(number) is right:
                return number

    plate = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return [
        lambda: ("national_id", identifier("12", right=True)),
        lambda: ("ui_no_new", identifier("89", right=True)),
        lambda: ("not national_id", identifier("1289", right=False)),
        lambda: ("card", card(right=True)),
        lambda: ("not card", card(right=False)),
        lambda: ("mobile", f"0900{chosen.choice(['-000-', '000'])}{chosen.randrange(100):03d}"),
        lambda: ("email", f"user{digits(4)}@example.{chosen.choice(['com', 'org', 'net'])}"),
        lambda: ("plate_car_new", f"{chosen.choice('BK')}{''.join(chosen.choices(plate, k=2))}-{digits(4)}"),
        lambda: ("not case", chosen.choice("ABKR") + "1" + digits(9)),
    ]


def _judge(planted: list[tuple[int, str, str]], hits: tuple[Hit, ...]) -> bool:
    """Recall and precision of each kind, over hits that would hold a file back."""
    sure = {(hit.start, hit.end - hit.start, hit.kind) for hit in hits if hit.blocks}
    expected = {(place, len(value), kind) for place, kind, value in planted if not kind.startswith("not ")}
    print("| kind | planted | found | recall | precision |\n|---|---|---|---|---|")
    right = True
    for kind in sorted({kind for _, _, kind in expected} | {kind for _, _, kind in sure}):
        mine = {item for item in sure if item[2] == kind}
        theirs = {item for item in expected if item[2] == kind}
        recall = len(mine & theirs) / len(theirs) if theirs else 1.0
        precision = len(mine & theirs) / len(mine) if mine else 1.0
        right &= recall == precision == 1
        print(f"| {kind} | {len(theirs):,} | {len(mine):,} | {recall:.4f} | {precision:.4f} |")
    others = Counter(kind for _, kind, _ in planted if kind.startswith("not "))
    print(f"\nlook-alikes planted: {', '.join(f'{kind[4:]} {count:,}' for kind, count in sorted(others.items()))}")
    return right


def _best(work: Callable[[], T], times: int) -> tuple[float, T]:
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        result = work()
        seconds.append(time.process_time() - begin)
    return min(seconds), result


if __name__ == "__main__":
    sys.exit(main())
