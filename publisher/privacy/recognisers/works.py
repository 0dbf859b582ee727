"""Names in the titles of works, in brands, in the names of organisations and of what is held in somebody's memory.

Who is played, sung, read, sold or honoured there is nobody in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.name_words import SPEECH, TITLES, WHO
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
_HISTORY = re.compile(
    r"(?:洪武|永樂|萬曆|天啟|崇禎|永曆|順治|康熙|雍正|乾隆|嘉慶|道光|咸豐|同治|光緒|宣統|明治|大正)"
    r"(?:元|[0-9一二三四五六七八九十廿]{1,3})年"
    r"|(?<![聲說證申敘表註標書陳載])[明清宋唐漢](?:代(?![理表墊償收繳號])|朝(?![向陽]))|[明清]末|清軍|日治|日據|荷[西蘭]時"
    r"|(?<![0-9])1[5-8][0-9]{2} ?年|(?<![演彈])奏[請摺准報]|上奏|巡撫|總督|欽差|提督|總兵"
    r"|(?<![通告得悉])知[府縣](?![府政長市])|進士|(?<![檢選推])舉人|秀才|貢生|率[軍兵]"
    r"|抗[清日荷]|義軍|墾[首號]|入墾|拓墾|撫番|建省|先[烈賢]|烈士|革命|割讓|史[跡蹟]"
)
"""What is told of times long past: years, reigns, offices, deeds. Who lived then is nobody in the data."""
_A_SENTENCE = re.compile(rf"[。;\n{SEPARATOR}]")
_REACH_OF_A_SENTENCE = 60
_EXAMPLE = re.compile(r"[範舉]例|例如|示例|格式[例如為]|虛構|樣張|for example|e\.g\.", re.IGNORECASE)
_IN_ORDER = re.compile(r"0?12345678|23456789|87654321|98765432|(?P<one>[0-9])(?P=one){6}")
"""Digits of numbers that are made up to be shown."""
_A_BRAND = re.compile(r"商標|品牌|店名|片名|劇名|書名|曲名|團名|戲碼|劇目")


def without_works(text: str, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits of a text, with names of works as low, where nothing else of a person stands beside them."""
    hits = _without_examples(text, hits)
    others = [hit for hit in hits if hit.blocks and hit.kind != "name"]
    for hit in hits:
        named = hit.kind == "name" and hit.confidence == "medium"
        if named and _is_of_a_work(text, hit) and not any(_is_near(text, hit, other) for other in others):
            yield hit._replace(confidence="low")
        else:
            yield hit


def _without_examples(text: str, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits, as low those made up to show how they are written, and a name beside such: 例如 A123456789."""
    shown = [hit for hit in hits if hit.blocks and hit.kind != "name" and _is_shown(text, hit)]
    if not shown:
        return hits
    beside = [hit for hit in hits if hit.kind == "name" and any(_is_near(text, hit, other) for other in shown)]
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
    """Whether the sentence of a name tells of times long past, and not of somebody who says so today."""
    ahead, behind = _around(text, hit)
    if WHO.search(ahead) or re.match(TITLES, behind):
        return False
    return _HISTORY.search(f"{ahead} {behind}") is not None


def _is_of_a_work(text: str, hit: Hit) -> bool:
    ahead = text[max(0, hit.start - _REACH) : hit.start].rpartition(SEPARATOR)[2]
    behind = text[hit.end : hit.end + _REACH].partition(SEPARATOR)[0]
    if _is_of_an_organisation(ahead, behind) or _is_of_the_past(text, hit):
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


def _is_near(text: str, hit: Hit, other: Hit) -> bool:
    first, second = sorted((hit, other), key=lambda item: item.start)
    return second.start - first.end <= _REACH and SEPARATOR not in text[first.end : second.start]
