"""Names of persons: by the label before them, by the title after them, by the surname they begin with.

No model reads Chinese names here; three Chinese characters alone are no finding. Masked names (王○明, 王先生) are
low: hiding a part of a name is no de-identification, but it names nobody by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import ANY, UPPER, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject

# The usual surnames of Taiwan (general knowledge; the household register publishes their ranks). Left out are
# those that are mostly met as another word (向, 和, 於, 應, 有, 同, 時, 水, 都, 由, 經).
SURNAMES = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝洪郭邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余盧梁趙顏柯翁魏孫戴"
    "范方宋鄧杜傅侯曹薛丁卓馬阮董唐溫藍石蔣田康鄒白涂尤巫紀姚連馮歐程湯黎古韓倪汪俞鄔龔凌嚴駱童尹"
    "邵柳龍袁鄞史夏金章錢賀毛孔常陶任閻伍樊熊萬武段管易喬秦譚辛甘利塗符雷饒申陸岳牛沙邢關滕茆包裴"
    "花單鄂祝聶甯桂齊孟梅崔翟季穆賈耿冉麥蒲席幸蒙舒鮑黎商宗成葛冷蔚霍郝苗藺左屠苑狄米艾湛褚衛柏水竇"
    "顧殷路姜戚伏嵇項盛祁貝危婁刁虞匡仇瞿胥蒯瞿鈕焦巴弓車侯宓全班仰秋仲伊宮寗欒暴厲詞戎祖"
) - frozenset("水詞成全商班車路宮花秋")
_COMPOUND = "歐陽 司馬 上官 諸葛 司徒 張簡 范姜 余黃 皇甫 端木 尉遲 公孫 東方 慕容 夏侯 令狐 長孫"
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())
# Words that begin with a surname's character, or are met where a name may stand.
_WORDS = """
高雄 高中 高齡 高級 方便 連絡 連續 連同 任何 何時 何人 江蘇 金門 馬祖 馬上 石油 白天 白色
黃牌 黃色 黃線 許可 簡訊 簡易 簡單 成人 關於 關係 單位 程序 常見 管理 管道 萬元 武器 段落
易混 利息 申請 申報 申辦 包括 包含 任職 溫馨 康復 安全 古蹟 田地 毛重 章程 錢包 金額 金融
申訴 衛生 顧客 顧問 方式 方向 史料 紀錄 童年 龍頭 馬路 連江 孔廟 雷雨 夏天 柏油 左轉 左側
盛大 本人 民眾 匿名 不詳 未知 家屬 配偶 同上 業者 車主 駕駛 代理 委託 無名 其他 法人 公司
個人 男性 女性 先生 小姐 女士 總機 詳見 如附 如下
"""
NO_NAMES = frozenset(_WORDS.split())
_ENDINGS = """
感謝 謝謝 多謝 主管 機關 相關 有關 大陸 對方 地方 警方 校方 院方 雙方 官方 現金 歷史 課程 過程 工程 提高 允許
保安 公安 清單 名單 罰單 實施 連江 長江 花蓮 鄰居
"""
_ENDING_LIKE_SURNAMES = frozenset(_ENDINGS.split())
"""Words whose last character is a surname, too: 感謝王小姐 thanks a Miss Wang, and names nobody 謝王."""
_ORGANISATION = re.compile(
    r"(?:公司|企業|商行|行號|工廠|事務所|中心|學校|協會|基金會|委員會|服務台|服務臺|櫃[檯台臺]|窗口|監理[站所]|公所|分局|政府|車行|團體"
    r"|機關|單位|部門|辦公室|[局署處室科課股院會站所隊組廠館社班])$"
)
_HAN = r"[\u4e00-\u9fff]"
_TITLES = "先生|小姐|女士|太太|師傅"
_TITLE_WORDS = frozenset(_TITLES.split("|"))
_LABEL_WORDS = (
    "姓名|申請人|申請者|申訴人|車主|駕駛人|陳情人|檢舉人|當事人|聯絡人|連絡人|代理人|委託人|受託人|負責人|被害人|肇事人|違規人|報案人|收件人"
    "|寄件人|繳款人|納稅義務人|監護人|家長|證人|受處分人|所有人|使用人|受訪者|受測人|考生|學員|民眾姓名"
    "|訴願人|代辦人|承辦人|送件人|登記人|承租人|出租人|買受人|出賣人|讓與人|受讓人|領照人|保證人"
)
LABEL = re.compile(
    rf"(?:{_LABEL_WORDS}|姓氏名字|人名)(?:的?(?:姓名|名字|名稱|全名))?$|^名字$|(?:^|[_ ])name$", re.IGNORECASE
)
"""A column's label that says it holds names; 申請人數 and 車主類別 do not."""

_PARTICLES = "之的得於及與或應可不已未年月日時無有是為所其如並經由者須需即屬另再申請提檢附辦理前後依"
_FOLLOWS = (
    rf"(?=[^\u4e00-\u9fff]|$|{_TITLES}|君|電話|手機|身[分份]證|證號|地址|住|出生|生日|來電|表示|車號|車牌"
    r"|性別|年齡|職業|聯絡|通訊|戶籍|統一編號)"
)
_LABELLED = re.compile(rf"(?:{_LABEL_WORDS}|姓 {{1,4}}名)(?P<gap>[:\s]{{0,3}})(?P<name>{_HAN}{{2,4}}?){_FOLLOWS}")
# A name written apart behind a colon (王　明), and one of three characters before a word of a sentence.
_SPACED = re.compile(
    rf"(?:{_LABEL_WORDS}|姓 {{1,4}}名)\s?:\s?(?P<name>{_HAN} {{1,2}}{_HAN}(?: {{0,2}}{_HAN})?)(?!{_HAN})"
)
_IN_SENTENCE = re.compile(
    rf"(?:{_LABEL_WORDS})(?P<name>{_HAN}[^\u0000-\u4dff\ua000-\uffff{_PARTICLES}]{{2}})(?=[於因與向已])"
    rf"|(?:{_LABEL_WORDS})[: ]{{1,2}}(?P<apart>{_HAN}{{3,4}})(?=[於因與向已等])"
)
_PERSON_COLON = re.compile(rf"(?<={_HAN})人(?P<gap>:\s{{0,3}})(?P<name>{_HAN}{{2,4}}?){_FOLLOWS}")
_LATIN_LABELLED = re.compile(
    rf"(?:{_LABEL_WORDS}|[Nn]ame) ?: ?(?P<name>[A-Z][A-Za-z'-]+(?:,? [A-Z][A-Za-z'-]*){{1,3}})"
)
_TITLED = re.compile(rf"{_TITLES}|君(?!{_HAN})|君(?=[表來申致於之的電稱所])")
_PERSON = re.compile(rf"姓(?:民眾|男子|女子|駕駛|車主|婦人|老翁|騎士|員工|同仁|{_TITLES})")
_MASKED = re.compile(
    rf"(?<![〇○零一二三四五六七八九十百年第])(?P<surname>{_HAN})(?:(?:[○〇●*]|[OoXx](?={_HAN}))(?P<rest>{_HAN}?)|[○〇●*]{{2}})"
    r"(?![〇○零一二三四五六七八九十百年月日號])"
)
_HAN_ONLY = re.compile(rf"{_HAN}{{2,4}}")
_PIECES = re.compile(rf"[^、,/;()（）\s{SEPARATOR}]+")
_LATIN = re.compile(r"[A-Z][a-z'-]+(?:,? [A-Z][A-Za-z'.-]*){1,3}|[A-Z]{2,}(?:,? [A-Z][A-Z-]+){1,3}")
_DOTTED = re.compile(rf"{_HAN}{{1,6}}[·‧・•]{_HAN}{{1,6}}")


def find_labelled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names under or behind a label."""
    if "name" in subject.hinted:
        yield from _under_label(subject)
    for pattern in (_LABELLED, _PERSON_COLON):
        for match in subject.around(pattern, cues, 6, 20):
            start, end = match.span("name")
            confidence = _behind_label(match["name"], match["gap"])
            if confidence:  # 林範君 may be a Lin Fan-jun as well as a Mr Lin Fan
                yield Hit(
                    "name", start, end + (end - start == 2 and subject.text.startswith("君", end)), confidence
                )
    for pattern in (_SPACED, _IN_SENTENCE):
        for match in subject.around(pattern, cues, 6, 20):
            if looks_like_name(match[match.lastgroup or 0].replace(" ", "")):
                yield Hit("name", *match.span(match.lastgroup or 0), "medium")


def _behind_label(name: str, gap: str) -> Confidence | None:
    if name[-2:] in _TITLE_WORDS:
        return None
    if looks_like_name(name):
        bare = not gap and len(name) > 3 and name[:2] not in COMPOUND_SURNAMES
        return None if bare else "high" if gap else "medium"
    if ":" in gap and name[:2] not in NO_NAMES and not _ORGANISATION.search(name):
        return "medium"
    return None


def find_latin_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names in Latin letters behind a label and a colon."""
    for match in subject.around(_LATIN_LABELLED, cues, 12, 60):
        yield Hit("name", *match.span("name"), "medium")


def find_titled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names before a title: 王大明先生 (medium), 王先生 (low)."""
    for match in subject.around(_TITLED, cues, 1, 2):
        found = _before_title(subject.text[max(0, match.start() - 4) : match.start()])
        if found is not None:
            length, confidence = found
            yield Hit("name", match.start() - length, match.start() if length > 1 else match.end(), confidence)


def find_masked_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """王○明, 王**, 王姓民眾: low."""
    for place in cues:
        masked = _MASKED.match(subject.text, place - 1) if place else None
        if masked and masked["surname"] in SURNAMES:
            yield Hit("name", *masked.span(), "low")


def find_surnames(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """王姓民眾: low."""
    for place in cues:
        match = _PERSON.match(subject.text, place)
        if match and subject.text[place - 1 : place] in SURNAMES:
            yield Hit("name", place - 1, match.end(), "low")


def looks_like_name(text: str) -> bool:
    """Whether a normalised text is two to four Chinese characters, a surname first, and no known word."""
    if not _HAN_ONLY.fullmatch(text) or text[:2] in NO_NAMES or _ORGANISATION.search(text):
        return False
    return (text[0] in SURNAMES and len(text) <= 3) or (text[:2] in COMPOUND_SURNAMES and len(text) >= 3)


def _under_label(subject: Subject) -> Iterator[Hit]:
    definite = "姓名" in subject.label
    for match in _PIECES.finditer(subject.text):
        piece = match[0]
        if looks_like_name(piece):
            yield Hit("name", match.start(), match.end(), "high")
        elif _DOTTED.fullmatch(piece):
            yield Hit("name", match.start(), match.end(), "medium")
        elif _HAN_ONLY.fullmatch(piece) and piece[:2] not in NO_NAMES and not _ORGANISATION.search(piece):
            yield Hit("name", match.start(), match.end(), "medium" if definite else "low")
    for match in _LATIN.finditer(subject.text):
        yield Hit("name", match.start(), match.end(), "medium")


def _before_title(ahead: str) -> tuple[int, Confidence] | None:
    """How many characters before a title are a name: a whole one (medium), or a surname alone (low)."""
    run = re.search(rf"{_HAN}+$", ahead)
    if run is None:
        return None
    before = run[0]
    if len(before) >= 3 and before[-4:-2] in COMPOUND_SURNAMES and len(before) == 4:
        return 4, "medium"
    if len(before) >= 3 and before[-3:-1] in COMPOUND_SURNAMES:
        return 3, "medium"
    if before[-2:] in COMPOUND_SURNAMES:
        return 2, "low"
    if len(before) >= 3 and before[-3] in SURNAMES and before[-3:-1] not in NO_NAMES:
        return 3, "medium"
    word_ends = before[-3:-1] in _ENDING_LIKE_SURNAMES
    if len(before) >= 2 and before[-2] in SURNAMES and before[-2:] not in NO_NAMES and not word_ends:
        return 2, "medium"
    return (1, "low") if before[-1] in SURNAMES else None


def _ends_of(words: Iterable[str]) -> Iterator[Cue]:
    """The last two characters of the labels, as few cues; a name or a gap must follow."""
    firsts: dict[str, set[str]] = {}
    for word in words:
        firsts.setdefault(word[-1], set()).add(word[-2])
    names = {surname[0] for surname in SURNAMES | COMPOUND_SURNAMES}
    for last, several in firsts.items():
        yield Cue("".join(sorted(several)), last, "".join(sorted(names)) + _GAPS)


_GAPS = ": \n\r\v\f\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205f"
"""What may stand between a label and a name: a colon or white space, as it is after normalising."""
_EVERY_SURNAME = "".join(sorted(SURNAMES))
RECOGNISERS = (
    Recogniser(
        ("name",),
        find_labelled_names,
        (*_ends_of(_LABEL_WORDS.split("|")), Cue("人", ":"), Cue("姓", " ", " 名")),
    ),
    Recogniser(("name",), find_latin_names, (Cue(":", f" {UPPER}"),)),
    Recogniser(
        ("name",),
        find_titled_names,
        (Cue("先", "生"), Cue("小", "姐"), Cue("女", "士"), Cue("太", "太"), Cue("師", "傅"), Cue(ANY, "君")),
    ),
    Recogniser(("name",), find_masked_names, (Cue(_EVERY_SURNAME, "○〇●*OoXx"),)),
    Recogniser(("name",), find_surnames, (Cue(_EVERY_SURNAME, "姓"),)),
)
