"""Words for what a dataset declares in codes: constraints, techniques, models.

These stand in documents that show both languages side by side, so they are written as pairs and not as sentences
that are put into one reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from publisher.model.policy import (
    AddressLevel,
    AgeBand,
    DistinctLDiversity,
    Drop,
    EntropyLDiversity,
    GeneraliseDate,
    Hierarchy,
    KAnonymity,
    Keep,
    Mask,
    Microaggregate,
    MinimumCellCount,
    Noise,
    PrivacyModel,
    Pseudonym,
    RecursiveLDiversity,
    RedactText,
    Round,
    TCloseness,
    Technique,
    TopBottomCode,
    Winsorise,
    has_levels,
)
from publisher.model.text import LocalText

_PRECISIONS = {"day": "日", "month": "月", "quarter": "季", "year": "年", "decade": "十年"}
_MOST_VALUES = 30
_LEVELS = {"city": "縣市", "district": "鄉鎮市區", "village": "村里"}


def constraints(values: Mapping[str, object]) -> Iterator[LocalText]:
    """The constraints of a field, one sentence each, in a fixed order."""
    if values.get("required") is True:
        yield LocalText("必填", "never empty")
    if values.get("unique") is True:
        yield LocalText("值不重複", "no value twice")
    for key, zh, en in (
        ("minimum", "最小 {}", "at least {}"),
        ("maximum", "最大 {}", "at most {}"),
        ("minLength", "至少 {} 字", "at least {} characters"),
        ("maxLength", "至多 {} 字", "at most {} characters"),
        ("pattern", "格式 {}", "pattern {}"),
    ):
        if key in values:
            yield LocalText(zh.format(values[key]), en.format(values[key]))
    enum = values.get("enum")
    if isinstance(enum, list | tuple) and enum:
        shown = [str(value) for value in enum[:_MOST_VALUES]] + (["…"] if len(enum) > _MOST_VALUES else [])
        yield LocalText(f"限值：{'、'.join(shown)}", f"one of {len(enum)} values")


def technique(applied: Technique) -> LocalText | None:
    """What was done to a field before it was published; nothing when it is published as it is."""
    match applied:
        case Keep():
            return None
        case Drop():
            return LocalText("不公開", "not published")
        case Mask():
            return LocalText("遮蔽部分字元", "characters masked")
        case RedactText():
            return LocalText(
                "文字中的個人資料以其類別取代", "personal data found in the text replaced by their kind"
            )
        case Pseudonym():
            return LocalText("以金鑰產生的假名代碼取代", "replaced by a keyed pseudonym")
        case Hierarchy() | GeneraliseDate() | AgeBand() | AddressLevel() if has_levels(applied):
            return LocalText(
                "依政策所列層級概括；各次發布採用的層級見去識別化紀錄",
                "generalised to one of the levels of the policy; the record of de-identification says which",
            )
        case Hierarchy():
            return LocalText(
                f"依階層表概括至第 {applied.level} 層", f"generalised to level {applied.level} of a hierarchy"
            )
        case GeneraliseDate():
            return LocalText(f"日期概括至{_PRECISIONS[applied.to]}", f"date coarsened to the {applied.to}")
        case AgeBand():
            return LocalText(
                f"出生日期改為 {applied.width} 歲一組的年齡層，{applied.top} 歲以上併為一組",
                f"age bands of {applied.width} years instead of the birth date; {applied.top} and over together",
            )
        case AddressLevel():
            return LocalText(f"地址僅留至{_LEVELS[applied.level]}", f"address cut after the {applied.level}")
        case _:
            return _numbers(applied)


def _numbers(applied: TopBottomCode | Winsorise | Round | Noise | Microaggregate) -> LocalText:
    match applied:
        case TopBottomCode(bottom=bottom, top=top):
            bounds = [
                (f"{_plain(bound)} 以{zh}", f"{_plain(bound)} and {en}")
                for bound, zh, en in ((bottom, "下", "under"), (top, "上", "over"))
                if bound is not None
            ]
            return LocalText(
                f"{'、'.join(zh for zh, _ in bounds)}者併為一組",
                f"{'; '.join(en for _, en in bounds)} put together",
            )
        case Winsorise():
            return LocalText(
                "最極端的數值以其內側數值表示", "the most extreme numbers are shown as the next ones inside"
            )
        case Round(base=base, method="random"):
            return LocalText(
                f"隨機進位或捨去至 {_plain(base)} 的倍數（期望值不變）",
                f"rounded up or down by chance to multiples of {_plain(base)}, without bias",
            )
        case Round(base=base):
            return LocalText(
                f"四捨五入至 {_plain(base)} 的倍數", f"rounded to the nearest multiple of {_plain(base)}"
            )
        case Noise():
            return LocalText("加入平均為零的雜訊", "noise of mean zero added")
        case Microaggregate(k=k):
            return LocalText(
                f"以至少 {k} 筆相近紀錄的平均取代", f"replaced by the mean of at least {k} like records"
            )


def _plain(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".")


def privacy_model(model: PrivacyModel) -> LocalText:
    """What a privacy model promises."""
    match model:
        case KAnonymity():
            return LocalText(
                f"k-匿名：每一組間接識別欄位的值至少對應 {model.k} 筆紀錄",
                f"k-anonymity: every combination of quasi-identifiers stands for at least {model.k} records",
            )
        case DistinctLDiversity():
            return LocalText(
                f"l-多樣性：每一組的「{model.sensitive}」至少有 {model.l} 種不同的值",
                f"l-diversity: every such group has at least {model.l} different values of {model.sensitive}",
            )
        case EntropyLDiversity():
            return LocalText(
                f"熵 l-多樣性：每一組「{model.sensitive}」的分布相當於至少 {model.l} 種均勻的值",
                f"entropy l-diversity: {model.sensitive} in every such group is as varied as {model.l} values",
            )
        case RecursiveLDiversity():
            return LocalText(
                f"遞迴 (c, l)-多樣性（{model.c}, {model.l}）：每一組最常見的「{model.sensitive}」不過度集中",
                f"recursive ({model.c}, {model.l})-diversity: no {model.sensitive} dominates such a group",
            )
        case TCloseness():
            return LocalText(
                f"t-接近性：每一組「{model.sensitive}」的分布與全體相距至多 {model.t}",
                f"t-closeness: {model.sensitive} in every such group is within {model.t} of the whole table",
            )
        case MinimumCellCount():
            return LocalText(
                f"各項計數為零或至少 {model.at_least}", f"every count is zero or at least {model.at_least}"
            )
