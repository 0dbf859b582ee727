"""Names in the titles of works, in brands, in the names of organisations and of what is held in somebody's memory.

Who is played, sung, read, sold or honoured there is nobody in the data.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.lexicon import name_odds
from publisher.privacy.recognisers.name_words import LABEL_WORDS, OFFICES, SPEECH, TITLES, WHO
from publisher.privacy.recognisers.subject import SEPARATOR

_REACH = 40
_OPEN = re.compile(r"[《〈](?P<ahead>[^《》〈〉\n]*)$")
_CLOSE = re.compile(r"(?P<behind>[^《》〈〉\n]*)[》〉]")
_A_PAPER = re.compile(
    r"陳情|申訴|檢舉|訴|判決|裁定|處分|通知|證明|報告|切結|契約|合約|同意|申請|名[冊單]|清冊|病歷|筆錄|紀錄|案|函"
    r"|履歷|[書狀表單]$|先生|小姐|女士"
)
"""What is set in the same marks and is no work: a paper about somebody."""
_QUOTED = re.compile(r"(?P<more>[^「」『』\n]{1,4})[」』](?P<behind>[^。;\n]{0,30})")
_A_THING = re.compile(
    r"(?:颱風|颶風|品種|品系|商標|品牌|店名|片名|劇名|書名|曲名|團名|戲碼|劇目|電影|影集|影片|節目|卡通|動畫|漫畫|遊戲|歌曲"
    r"|專輯|小說|繪本|劇|戲|船|輪|艦|號|列車|車款"
    r"|系統|平台|計畫|專案|活動|展覽?|特展|產品|餐廳|小吃|咖啡|飲料)[:為是之 ]?$"
)
"""Before what is quoted: it is the name of a thing."""
_OTHER_QUOTES = re.compile(r"(?:[「『][^「」『』\n]{1,12}[」』][、,及和與]?)+$")
_LEGAL_PERSON = re.compile(r"(?:[財社]團法人|[公私]立)(?:[\u4e00-\u9fff]{2}[市縣])?$")
_FIELD = (
    r"(?:文教|文化|教育|公益|慈善|社會|福利|藝術|紀念|助學|關懷|醫療|醫學|學術|音樂|體育|科技|科學|環保|國際"
    r"|餐飲|食品|建設|營造|實業|企業|貿易|設計|股份|建築師|律師|會計師|地政士|鋼琴|小提琴|書法|水墨|攝影|巡迴){0,3}"
)
"""What an organisation or a show that bears a name is for; any other word may be what the person does."""
_CLOSED = r"(?=$|[、,;。()」』\n:]|[均皆]|期間|門票|主辦|舉辦|承辦|贊助|位於|自? ?[0-9]{1,2} ?月起)"
"""Where the name of an organisation ends: what goes on (獲獎, 診所就醫) speaks of the person."""
_ORGANISATION = re.compile(
    rf"{_FIELD}(?:基金會|公益信託|有限公司|股份公司|企業社|商行|商號|工作室|事務所|(?<=紀念)獎學金"
    rf"|紀念[館堂獎碑園]|演唱會|音樂會|演奏會|個展|畫展|書展|特展|作品[集展]?|劇團|舞團|樂團|戲團"
    rf"|診所|藥局|(?:麥方|麵包|[牛羊]肉麵|小吃|滷味|茶飲|糕餅|豆漿)?[總本分]?店|書局|書店|書院|美術館|文學館|故居|自傳|傳記|回憶錄|全集|文集|餐廳|餐館|小館|食堂|獎){_CLOSED}"
)
_OF_A_LEGAL_PERSON = re.compile(
    r"[^\u0000-\u4dff\ua000-\uffff在於向對把被讓由與和及的之了到去來從給為帶率領捐贈就讀任]{0,8}?"
    rf"(?:基金會|公益信託|協會|學會|公會|教育會|醫院|診所|大學|學院|高中|高職|國中|國小|幼兒園|圖書館|博物館){_CLOSED}"
)
"""Behind what every such name begins with (財團法人, 私立), with words of any kind between."""
_NAME_BEGINS = re.compile(r"(?:^|[^\u4e00-\u9fff]|[屆獲])$")
_A_CLAUSE = re.compile(rf"(?:{SPEECH}|(?:{TITLES})(?!事務所)|任|服務|是|等|君)")
"""What goes on from a person to what he does, and so to an organisation that he is not."""
_IN_MEMORY = re.compile(
    rf"(?:{TITLES}|[\u4e00-\u9fff]{{0,2}}(?:總統|將軍|烈士|博士|院士|國父))?(?:誕辰|冥誕|逝世|殉職|百年|[0-9一二三四五六七八九十]{{1,4}}週年)"
    r"{1,2}[一二三四五六七八九十百0-9週年]{0,4}(?:紀念|追思|誕辰)"
)
_PEOPLE_OF_A_WORK = re.compile(
    r"《(?P<title>[^《》]+)》(?:一[書文劇片]|中的?|裡的?)?(?:(?:主要|女|男|主|配)?(?:主?角色?|人物|作者|導演|編劇|演員|主演))[:、為]?"
    r"(?:[\u4e00-\u9fff]{2,4}[、與和及])*$"
)
_REIGN = "洪武|永樂|萬曆|天啟|崇禎|永曆|順治|康熙|雍正|乾隆|嘉慶|道光|咸豐|同治|光緒|宣統|明治|大正"
_LONG_AGO = (
    rf"(?:(?:{_REIGN})(?:元年|[0-9一二三四五六七八九十廿]{{1,3}}年|年間)(?!資|費|金)"
    r"|(?:西元)?(?<![0-9])1[5-8][0-9]{2} ?年(?![費金度級份資薪會票終])"
    r"|(?:清|宋|唐|元)[代朝](?:[初末時]期?|年間)?|[明清][初末]|(?:荷[西蘭]|明鄭|清領)時[期代])"
)
_OLD_OFFICE = (
    r"(?:巡撫|總督(?!府)|欽差|提督|總兵|(?<![通告得悉])知[府縣](?![府政長市])"
    r"|(?<![促推改])進士|(?<![檢選推])舉人|貢生)"
)
_DEED = (
    r"(?:率[軍兵眾師]|抗[清日荷]|起義|起事|入墾|拓墾|開墾|墾殖|倡建|倡設|創建|創設|創立|興築|興建|修築|修建|捐建|奏[請准報]|上奏|撫番|建省"
    r"|內渡|渡[海臺台]|來[臺台]|開鑿|築[城堤圳]|設[縣府省]|登陸|攻[佔打克陷]|戰死|戰歿|兵敗|殉[國難]|驅[逐荷]|受封|赴任|到任|中[舉式]|登科)(?![之的者])"
)
_IN_THAT_TIME = re.compile(rf"[ ,]?(?:[於在自]|生於)? ?{_LONG_AGO}[^、]{{0,24}}?{_DEED}")
_SINCE_THAT_TIME = re.compile(rf"{_LONG_AGO} ?[,、]?(?:[\u4e00-\u9fff]{{0,4}}{_OLD_OFFICE})?$")
_DOES = re.compile(rf"[^,、]{{0,12}}?{_DEED}")
_BORE_AN_OFFICE = re.compile(
    rf"[初曾時後]?(?:任|授|署|補|擢|官[至拜]|考?中)(?:[\u4e00-\u9fff]{{0,5}}){_OLD_OFFICE}(?![路街里村巷府祠廟宅第匾])"
)
_IN_AN_OFFICE = re.compile(rf"{_OLD_OFFICE}$")
_DID = re.compile(r"奏[請准]|上奏|入墾|撫番|抗[清荷]")
"""Deeds that need no year beside them: nobody does them today."""
_IN_A_TALE = re.compile(rf"^ ?[\u4e00-\u9fff]{{2,4}}(?:{_DID.pattern})")
_SERVED = re.compile(r"督[辦率軍]|統[領率兵]|率[軍兵眾師]|鎮守|監造")
_A_MARTYR = re.compile(
    r"(?:[、與和及][\u4e00-\u9fff]{2,4}){0,4}(?:等|諸位?)?(?:革命|抗日)?(?:先[烈賢]|烈士|義士)(?=$|[,、;)」』]|(?:的|之)?(?:事[蹟跡]|生平))"
)
_TODAY = re.compile(
    rf"(?:{LABEL_WORDS}|{OFFICES}|{TITLES})"
    r"|[補捐]助|領取|請領|具領|[繳催欠]|送醫|就[醫診]|[門急回]診|住|申[請報辦訴]|陳情|檢舉|投訴|反[映應]|表示|來電|致電|來函|遭|津貼|慰問|撫卹"
    r"|遺族|後[人代裔]|家屬|費|獎學金|獲|得獎|報[名到案]|參[加訪]|研習|訂購|購買|租|買|電話|手機|聯絡|聯繫|預約|民眾|會員|志工|個案|低收|受災"
    r"|本[人府局所處科]|今[年天日]|昨|明[天日]|[上下]午|民國|20[0-9]{2}|[0-9]:[0-9]{2}|元整|[0-9萬]元|先生|小姐|女士|[我您他她]|通知|案件|承辦|修[繕復]|導覽"
)
"""Words of those who live today: beside them nobody is taken for somebody of history."""
_A_SENTENCE = re.compile(rf"[。;\n{SEPARATOR}]")
_REACH_OF_A_SENTENCE = 60
_EXAMPLE = re.compile(r"[範舉]例|例如|示例|格式[例如為]|虛構|樣張|for example|e\.g\.", re.IGNORECASE)
_IN_ORDER = re.compile(r"0?12345678|23456789|87654321|98765432|(?P<one>[0-9])(?P=one){6}")
"""Digits of numbers that are made up to be shown."""
_A_BRAND = re.compile(r"商標|品牌|店名|片名|劇名|書名|曲名|團名|戲碼|劇目")


_OF_HAN = re.compile(r"[\u4e00-\u9fff]{3,4}")
_NO_NAME = -8.75
"""Nats against a name: of 762 that strangers wrote one of three characters or more had as many."""
_A_TITLE = re.compile(TITLES)
_NAMED_FOR_SOMEBODY = re.compile(r"氏[\u4e00-\u9fff]{2}")


def without_works(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits of a text, with names of works as low, where nothing else of a person stands beside them.

    The hits are given in order, without overlaps.
    """
    hits = _without_examples(text, hits)
    others = _Others(text, [hit for hit in hits if hit.blocks and hit.kind != "name"])
    for hit in hits:
        named = hit.kind == "name" and hit.confidence == "medium"
        nobody = named and (
            _is_of_words(text, hit)
            or (_is_of_a_work(text, hit) and not others.are_near(hit))
            or (_is_of_the_past(text, hit) and not others.are_near(hit, _REACH_OF_A_SENTENCE))
        )
        yield hit._replace(confidence="low") if nobody else hit


def _is_of_words(text: str, hit: Hit) -> bool:
    """Whether a sentence is far likelier without a name there (古典小說), or something is named for its bearer."""
    name = text[hit.start : hit.end]
    around = text[hit.start - 1 : hit.start] + text[hit.end : hit.end + 1]
    if not _OF_HAN.fullmatch(name) or not around.strip(SEPARATOR):  # a cell of its own
        return False
    if _NAMED_FOR_SOMEBODY.match(text, hit.end):
        return True
    return _A_TITLE.match(text, hit.end) is None and name_odds(text, hit.start, hit.end) < _NO_NAME


class _Others:
    """Hits in order, and whether one of them is near another hit: only the next on each side can be."""

    def __init__(self, text: str, hits: Sequence[Hit]) -> None:
        self._text, self._hits = text, hits
        self._starts = [hit.start for hit in hits]

    def are_near(self, hit: Hit, reach: int = _REACH) -> bool:
        place = bisect_right(self._starts, hit.start)
        return any(_is_near(self._text, hit, other, reach) for other in self._hits[max(0, place - 1) : place + 1])


def _without_examples(text: str, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits, as low those made up to show how they are written, and a name beside such: 例如 A123456789."""
    shown = [hit for hit in hits if hit.blocks and hit.kind != "name" and _is_shown(text, hit)]
    if not shown:
        return hits
    others = _Others(text, shown)
    beside = [hit for hit in hits if hit.kind == "name" and others.are_near(hit)]
    made_up = {*shown, *(hit for hit in beside if _EXAMPLE.search(" ".join(_around(text, hit))))}
    return [hit._replace(confidence="low") if hit in made_up else hit for hit in hits]


def _is_shown(text: str, hit: Hit) -> bool:
    if not _IN_ORDER.search(re.sub(r"[ .-]", "", text[hit.start : hit.end])):
        return False
    return _EXAMPLE.search(" ".join(_around(text, hit))) is not None


def _around(text: str, hit: Hit) -> tuple[str, str]:
    """The sentence of a hit, before and behind it."""
    ahead = text[max(0, hit.start - _REACH_OF_A_SENTENCE) : hit.start]
    return _A_SENTENCE.split(ahead)[-1], _A_SENTENCE.split(text[hit.end : hit.end + _REACH_OF_A_SENTENCE])[0]


def _is_of_the_past(text: str, hit: Hit) -> bool:
    """Whether a sentence without a word of today tells what a name did long ago, or what office it then held."""
    ahead, behind = _around(text, hit)
    told = any(kind.match(behind) for kind in (_DID, _BORE_AN_OFFICE, _A_MARTYR, _IN_THAT_TIME))
    if not told and _IN_AN_OFFICE.search(ahead) is None:
        served = _IN_A_TALE.match(ahead) and _SERVED.match(behind)
        if not served and not (_SINCE_THAT_TIME.search(ahead) and _DOES.match(behind)):
            return False
    return not (WHO.search(ahead) or _TODAY.search(ahead) or _TODAY.search(behind))


def _is_of_a_work(text: str, hit: Hit) -> bool:
    ahead = text[max(0, hit.start - _REACH) : hit.start].rpartition(SEPARATOR)[2]
    behind = text[hit.end : hit.end + _REACH].partition(SEPARATOR)[0]
    if _is_of_an_organisation(ahead, behind):
        return True
    people = _PEOPLE_OF_A_WORK.search(ahead)
    if people is not None:
        return not _A_PAPER.search(people["title"])
    if behind[:1] in tuple("《〈"):  # the author before his work
        return not _A_PAPER.search(behind[1:].partition("》")[0])
    if ahead[-1:] in tuple("》〉"):  # whoever stands right behind a title: its author, who acts in it
        title = ahead[:-1].rpartition("《")[2]
        return not _A_PAPER.search(title)
    opened, closed = _OPEN.search(ahead), _CLOSE.match(behind)
    if opened and closed:
        return not _A_PAPER.search(opened["ahead"] + closed["behind"])
    if ahead[-1:] not in tuple("「『"):
        return False
    quoted = _QUOTED.match(behind)
    if quoted is not None and _A_BRAND.search(quoted["behind"]) is not None:
        return True
    return (
        re.match("[」』]", behind) is not None and _A_THING.search(_OTHER_QUOTES.sub("", ahead[:-1])) is not None
    )


def _is_of_an_organisation(ahead: str, behind: str) -> bool:
    """Whether a name goes on to the name of an organisation, a company, a day or a place in somebody's memory."""
    if _IN_MEMORY.match(behind) and not WHO.search(ahead[-8:]):
        return True
    if _A_CLAUSE.match(behind):
        return False
    if _LEGAL_PERSON.search(ahead):
        return bool(_OF_A_LEGAL_PERSON.match(behind) or _ORGANISATION.match(behind))
    return (
        _NAME_BEGINS.search(ahead) is not None
        and _ORGANISATION.match(behind) is not None
        and not WHO.search(ahead[-8:])
    )


def _is_near(text: str, hit: Hit, other: Hit, reach: int) -> bool:
    first, second = sorted((hit, other), key=lambda item: item.start)
    return second.start - first.end <= reach and SEPARATOR not in text[first.end : second.start]
