"""Deadlines and days of events in the words of a page, by the part that a date plays in its clause.

A date is a deadline when its clause calls on the reader to do something by then (a label with 截止, a range of
days to apply in, 請於…前, apply by); the day of an event when it stands in a field under a label of time, or
behind 訂於. The beginning of a range is neither, nor is a date that something has to be older than, nor one
that is told of the past: minutes, press releases, laws, histories, results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from publisher.checks.base import PageView, normal
from publisher.checks.freshness.dates import FoundDay, all_days_in, end_of_month, with_figures, year_of
from publisher.checks.freshness.updated import shown_days
from publisher.net import html

_NEAR = 80

_OVER = re.compile(
    r"(?:已|業已|業經|現已)\s*(?:經|於)?[^。，,\n]{0,12}(?:結束|截止|額滿|決標|停止|屆滿|辦理完畢"
    r"|圓滿|終止|停辦|取消|過期|期滿|"
    r"開標|流標|廢標|撤銷|撤案|關閉|截標|落幕)|(?:報名|活動|受理|申請|徵件|展覽|招生"
    r"|徵才)(?:\s*[-－:：]?\s*)(?:結束|已滿|額滿|截止)\s*(?:$|[)）\]】!！。])|"
    r"(?:停止|暫停|終止)(?:受理|報名|申請|辦理)|取消辦理|停辦|撤銷公告|流標|廢標|"
    r"歷史(?:資料|公告|訊息|活動|消息|區)|封存|過期(?:資料|公告)|"
    r"成果(?:報導|紀實|花絮|發表|報告)|活動(?:花絮|回顧|紀實|成果|剪影|報導)|錄取(?:名單|公告|榜單)"
    r"|(?:甄選|甄試|遴選|評選|審查)結果|"
    r"決標(?:公告|紀錄)|得獎名單|得標(?:公告|紀錄|結果|名單|廠商\s*(?:[:：]|$))|榜單|中籤(?:名單|結果|公告|號碼)|放榜(?!日|時)|(?:status|remaining|狀態|報名情形)\s*[:：]?\s*(?:closed|ended|expired|已?結束|已?截止|已?額滿)|registration\s+(?:is\s+)?closed|(?:is|are|has"
    r"|now)\s+(?:been\s+)?closed|"
    r"applications?\s+closed|event\s+(?:has\s+)?ended|\barchived?\b|expired",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:會議|座談會|說明會|公聽會|協調會)?(?:紀錄|記錄|紀要|紀實)\s*$|會議[紀記]錄|(?:座談|說明"
    r"|公聽|協調|審查|委員|評選)會[紀記]錄|議事錄|新聞稿|新聞發布|"
    r"新聞資料|即時新聞|發稿|大事記|沿革|歷史(?!博物館|建築|文物|街區|館)|歷年|年報|年鑑|統計|花絮|回顧|成果(?![圖表冊])|名人|人物誌"
    r"|press\s+release|minutes|yearbook|history|"
    r"annual\s+report|chronicle|timeline",
    re.IGNORECASE,
)
"""Titles of what tells of the past."""
_RULES = re.compile(
    r"(?:條例|辦法|要點|規則|準則|細則|規程|通則|標準|規範|作業規定|注意事項)\s*(?:全文|總說明|條文)?\s*$"
)
"""Titles of what holds for long: only a date under a label of its own is a deadline there."""
_CONDITION = re.compile(
    r"(?:如|若|倘|萬一|遇|屆時|必要時|俟|視)[^。，,;；\n]{0,24}\Z|(?:即|得|提前|隨時|便|則|將)\Z"
)
"""Before words of an end: it comes only if something happens."""

_MINUTES = re.compile(
    r"(?:出席|列席|與會)(?:人員|者|單位|委員)|(?:主席|主持人)\s*[:：]|紀錄\s*[:：]|散會|決議\s*[:：]"
    r"|臨時動議|報告事項"
)
_PRESS = re.compile(
    r"新聞聯絡人|發稿(?:單位|日期)|新聞(?:稿|發布)|[【(][^】)]{0,12}(?:訊|報導)[】)]|表示[,:：「]"
    r"|指出|強調|呼籲|熱烈迴響|率隊"
    r"|圓滿(?:落幕|結束|完成)"
)
_LAW = re.compile(r"(?:^|\n)\s*第\s*[一二三四五六七八九十百0-9]+\s*[條點]")

_ACT = (
    r"報名|報考|申請|申辦|申報|申購|申領|收件|受理|投標|領標|投件|投稿|投遞|徵件|徵稿|徵選|徵求|徵集"
    r"|徵才|徵詢|應徵|甄選|甄試|甄審|招標|招募|招生|"
    r"招商|招考|招租|標租|標售|競標|送件|遞件|遞送|送達|寄達|寄送|寄出|郵寄|掛號|親送|繳件|繳交|繳納"
    r"|繳費|檢附|檢具|檢送|登記|登錄|填報|填寫|填具|"
    r"填妥|註冊|預約|訂購|索取|索票|領取|兌換|補件|補正|回傳|回覆|傳真|上傳|提出|提送|提案|提交|推薦"
    r"|參選|投票|抽籤|陳述意見|表示意見|提供意見|"
    r"意見|異議|認領|招領|領回|公開閱覽|公開展覽|閱覽|預告|陳情|認養|加入|完成(?:線上|網路)|e-?mail"
    r"|電郵|電洽|洽詢報名|逾期|逾時|"
    r"\b(?:apply|applications?|regist(?:er|ration)s?|submi(?:t|ssions?|tted)|enrol(?:l?ment)?s?|send"
    r"|respond|responses?|bids?|tenders?|comments?|proposals?|"
    r"nominations?|invited|welcome)\b"
)
_ACTS = re.compile(_ACT, re.IGNORECASE)
_DUE_LABEL = re.compile(
    rf"(?:(?:{_ACT}|活動|公告|公示|作業|開放|線上|網路|通訊|書面|資料|審查|補助|獎助|補貼|招領|認領|公開|陳列|展延|收訖|收受)[^\s:：。，,;；]{{0,8}}?)?"
    r"(?:截止|截標|截件|截稿|截收|迄|終止|結束)\s*(?:收件|投標|報名|申請|受理|登記)?\s*(?:日期|時間"
    r"|期限|時限|日|期)"
    rf"|(?:{_ACT})[^\s:：。，,;；]{{0,8}}?(?:期限|期間|期程|時程|時限|日期|時間|起[訖迄]\s*(?:日期|時間|日)?|日程)"
    r"|(?:報名|申請|收件|受理|徵件|徵才|招標|投標|繳費)\s*[:：]|等標期[間限]?"
    r"|公告(?:期間|期限|起[訖迄]|截止|(?:時間|日期)(?=\s*[:：]?\s*自))|(?:截止|截標|截稿|截件)\s*[:：]"
    r"|deadline(?:\s+(?:for|of)\s+[a-z ]{1,40})?|closing\s+(?:date|time)(?:\s+for\s+[a-z ]{1,40})?"
    r"|due\s+(?:date|by|on)?|"
    r"(?:apply|applications?|register|registration|submit|submissions?|enrol(?:l|ment)?|bids?"
    r"|tenders?|proposals?)[a-z ]{0,40}?"
    r"\s(?:by|before|until|till|no\s+later\s+than|closes?(?:\s+on)?|ends?(?:\s+on)?|due(?:\s+on)?|period|dates?)",
    re.IGNORECASE,
)
_DUE_BEHIND = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:\s*,?\s*(?:上午|下午|中午|晚上|晚間|午夜|凌晨|下班"
    r"|當日)?\s*[0-9]{0,2}\s*(?::\s*[0-9]{2}|[時點]\s*(?:[0-9]{1,2}\s*分|整|正)?)?)?\s*(?:\([^)]{0,20}\))?\s*"
    r"(?P<word>截止|截標|截稿|截件|為止|止|以前|之前|前|deadline)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:(?:上午|下午|中午|晚上)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}|[時點](?:\s*[0-9]{1,2}\s*分|整|正)?))?\s*(?:起|開始|以後|之後|後|生效|施行|實施|onwards)",
    re.IGNORECASE,
)
_OLDER_THAN = re.compile(
    r"\s*(?:已|曾|仍|尚|即|所|取得|出生|核准|核定|設立|設籍|成立|發生|購買|購置|畢業|退伍|完工|興建"
    r"|修正|修訂|發布|公布|開始|之|未曾|任職|到職|在職|簽訂|訂定|核發|發照|領有|年滿|滿)"
)
_OF_SOMEBODY = re.compile(r"[^。，,;；]{1,24}?(?:者(?!須知)|之(?!日|前))")
"""前考領者, 前應繳納之: what somebody has done or had to do by then."""
_ASKED = re.compile(r"(?:請|應|須|需|務必|限|得|可|惠|敬|逕|煩)[^。;；]{0,30}\Z")
_ASKED_BY = re.compile(
    r"(?:請|應|須|需|務必|限|惠|敬|煩|得)[^。;；，,]{0,20}(?:於|在)\s*(?:民國|中華民國|西元)?\s*\Z"
)
_FROM = re.compile(r"(?:自|從|由|from|since)\s*(?:民國|中華民國|西元)?\s*\Z", re.IGNORECASE)
_HOLDS = re.compile(
    r"(?:適用|有效|執行|核定日?|沿用|使用|保存|保固|任期|履約|營運|施工|封閉|租賃|契約)[^，,。;；]{0,10}\Z"
)
_PLACE_LINE = re.compile(r"(?:活動|集合|舉辦|上課|報到|展覽|展出|會議|演出)?地點\s*[:：]")
_OPEN_END = re.compile(
    r"(?:額滿|用罄|用完|用畢|售完|售罄|送完|另行|公告|通知|停止|結束|找到|補足|補滿|足額|徵得"
    r"|錄取)[^。，,;；\n]{0,6}(?:為止|止|公告)|隨到隨辦|常年|全年|長期|不限"
)

_TIME_LABEL = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|活動|舉辦|舉行|辦理|展覽|展出|展期|演出|表演|放映|上課|開課|課程|研習"
    r"|研討|講習|講座|演講|訓練|會議|開會|說明會|座談會|公聽會|宣導|競賽|比賽|"
    r"接種|施打|篩檢|健檢|義診|甄試|抽籤|初賽|複賽|決賽|考試|筆試|口試|面試|測驗|典禮|頒獎|開標|體驗|參觀|導覽|開放|巡迴|服務|營隊|園遊會|市集|路跑"
    r"|健走|演練|演習|集合|徵才活動|就業博覽會)"
    r"(?:當天|當日)?(?:日期|時間|期間|日程|時段|檔期|展期)(?:日期|時間)?\s*(?:及地點|與地點"
    r"|\(?地點\)?)?\s*(?:[:：/|│]|(?=\s*(?:為|訂於|定於|自|於)?\s*(?:民國|中華民國|西元)?\s*[0-9]))"
    r"|展期\s*[:：]|(?:event\s+dates?|dates?\s+of\s+(?:the\s+)?event|dates?\s+and\s+times?|when)\s*[:：]|(?:^|\n)\s*dates?\s*[:：]",
    re.IGNORECASE,
)
_IS_EVENT = re.compile(
    r"活動|舉辦|舉行|展期|展(?![延望現示開])|演練|演習|演出|表演|課程|研習|研討|講習|講座|演講|訓練"
    r"|說明會|座談會|公聽會|宣導|競賽|比賽|典禮|體驗|導覽|營隊|園遊會|市集|路跑|健走|"
    r"接種|篩檢|健檢|義診|甄試|考試|筆試|口試|面試|抽籤|頒獎|決賽|"
    r"博覽會|音樂會|工作坊|開標|參加|報到|event|workshop|seminar|exhibition|lecture|concert|course|conference|training",
    re.IGNORECASE,
)
_INVITES = re.compile(
    r"請|敬|歡迎|假|地點|報到|報名|舉行|舉辦|攜帶|免費|please|welcome|free\b|\bat\b", re.IGNORECASE
)
"""Behind the day of an event that is still to come, and not of one that is told of."""
_SESSION = re.compile(
    r"(?:第\s*[0-9一二三四五六七八九十]{1,3}\s*(?:場次?|梯次?|班)|場次\s*[0-9一二三四五六七八九十]{1,2})[^。]{0,40}\Z"
)
_ITEM = re.compile(r"\s*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[▸◆●•*-])?\s*(?:民國|中華民國|西元)?\s*")
_AT = re.compile(r"[假於在]")
_MONTH_PLANNED = re.compile(
    r"(?:預計|預定|訂|擬|將)(?:於)?\s*(?:民國)?\s*((?:20)?[0-9]{2}|1[0-9]{2})\s*年\s*([0-9]{1,2})\s*月(?:份)?(?:間)?\s*"
    r"(?:辦理|舉辦|舉行|開辦|登場|開課)"
)
_LONGEST_HEADING = 24
_PLANNED = re.compile(r"(?:謹|茲|定|訂|預定|預計|將|擬|爰)\s*於\s*(?:民國|中華民國|今|本|\()?\s*\Z")
_HELD = re.compile(r"[^。\n]{0,60}?(?:舉辦|舉行|辦理|開課|開幕|登場|展出|召開|上課|開講|開跑|演出|開標)")
_VALUE = re.compile(
    r"(?:[\s0-9:：()（）\[\]、,，;；/~〜～–—\-.&一二三四五六七八九十上下中午晚早間凌晨整正時點分起至到迄止及與和或每共計合天日小場次第星期週周禮拜年月民國華全兩為即於定訂自]"
    r"|[ap]\.?m\.?|to|from|and|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|gmt|cst)*+",
    re.IGNORECASE,
)
_PLACE = re.compile(r"(?:於|在|假|地點|地址|詳|報到|at\s|\bin\s|@)[^。!！?？]{0,60}")


@dataclass(frozen=True, slots=True)
class Notice:
    """The last day of what a page announces, and the word under which it stands."""

    label: str
    day: date


def deadlines(view: PageView) -> tuple[Notice, ...]:
    """What the page asks for by a day."""
    return _noted(view, "deadlines", _deadlines)


def events(view: PageView) -> tuple[Notice, ...]:
    """What the page announces for a day."""
    return _noted(view, "events", _events)


def _noted(view: PageView, name: str, find: Callable[[PageView], Iterator[Notice]]) -> tuple[Notice, ...]:
    noted = view.note(name, lambda: [[item.label, item.day.isoformat()] for item in find(view)])
    return tuple(Notice(label, date.fromisoformat(day)) for label, day in noted)


_COULD_BE = re.compile(r"[0-9〇零一二三四五六七八九十百]\s*[年月./\-]|(?:19|20)[0-9]{2}")


def _lines(view: PageView) -> tuple[str, ...]:
    if not _COULD_BE.search(normal(view.page.main_text)):
        return ()
    return tuple(with_figures(normal(line)) for line in html.main_blocks(view.markup))


def _since(view: PageView) -> date | None:
    """From when on a day without a year counts: the year of the title, else the day the page was put up."""
    year = year_of(normal(" ".join(_spoken(view))))
    shown = shown_days(view)
    if year is None or any(day.year == year for day in shown):
        return min(shown, default=None)
    return date(year, 1, 1)


def _deadlines(view: PageView) -> Iterator[Notice]:
    if tells_of_the_past(view) or is_law(view) or is_told(view):
        return
    rules = any(_RULES.search(_own_words(text)) for text in _spoken(view) if text)
    for line, below, since in _dated_lines(view):
        for notice in _deadlines_of(line, below, since):
            if not rules or _DUE_LABEL.search(f"{notice.label}："):
                yield notice


def _dated_lines(view: PageView) -> Iterator[tuple[str, str, date | None]]:
    """Each line with the next one, and from when on its days without a year count (114年度 alone on a line)."""
    lines = _lines(view)
    since = _since(view) if lines else None
    for number, line in enumerate(lines):
        term = year_of(line) if len(line) <= _LONGEST_HEADING else None
        since = date(term, 1, 1) if term is not None else since
        yield line, lines[number + 1] if number + 1 < len(lines) else "", since


def _deadlines_of(line: str, below: str, since: date | None) -> Iterator[Notice]:
    """A label alone on its line speaks of the next one."""
    if len(line) <= 20 and _DUE_LABEL.search(line) and not any(True for _ in all_days_in(line)):
        line = f"{line.rstrip(':：')}：{below}"
    days = sorted(all_days_in(line, since), key=lambda found: found.start)
    for number, found in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else None
        label = _part_of_deadline(line, found, following)
        if label:
            yield Notice(label, found.day)


def _part_of_deadline(line: str, found: FoundDay, following: FoundDay | None) -> str:
    """The word that makes a date a deadline; "" when it is none."""
    behind = line[found.end :]
    until = line[found.end : following.start] if following else behind
    if following is not None and following.ends_range:
        return ""
    before = _clause_before(line[: found.start])
    label = _last(_DUE_LABEL, before)
    if _BEGINS.match(behind) or (_FROM.search(before) and not found.ends_range):
        return ""
    word = _DUE_BEHIND.match(behind)
    if word and word["word"] in ("截止", "截標", "截稿", "截件", "deadline"):
        return label or word["word"]
    if word and word["word"] in ("前", "以前", "之前"):
        rest = line[found.end + word.end() :]
        if _HOLDS.search(before):
            return ""
        if _ASKED_BY.search(before):
            return label or _word(line, found)
        if _OLDER_THAN.match(rest) or (not _ASKED.search(before) and _OF_SOMEBODY.match(rest)):
            return ""
        acts = _ACTS.search(before) or _ACTS.search(rest[:_NEAR].partition("。")[0])
        return (label or _word(line, found)) if label or (acts and (_ASKED.search(before) or acts)) else ""
    if _OPEN_END.search(until[:_NEAR].partition("。")[0]) and not found.ends_range and not word:
        return ""
    if found.ends_range or word or _UNTIL.search(before):
        if not label and (_OLDER_THAN.match(behind) or _OF_SOMEBODY.match(behind) or _HOLDS.search(before)):
            return ""
        acts = _ACTS.search(before) or _ACTS.search(behind[:30].partition("。")[0])
        return label or (_word(line, found) if acts and not _TIME_LABEL.search(before) else "")
    return label if label and _follows(before, label) else ""


_UNTIL = re.compile(
    r"(?:至|到|迄|~|～|until|till|by|before|than)\s*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,?)?"
    r"\s*(?:民國|中華民國|西元)?\s*\Z",
    re.IGNORECASE,
)


def _clause_before(text: str) -> str:
    """The words before a date that belong to it: its sentence, and no more than a few lines of print."""
    return re.split(r"[。;；！!？?]", text)[-1][-_NEAR:]


def _last(pattern: re.Pattern[str], text: str) -> str:
    found = [match[0] for match in pattern.finditer(text)]
    return found[-1].strip(" :：") if found else ""


def _follows(before: str, label: str) -> bool:
    """Whether a date is the value of a label: nothing but marks and words of time between the two."""
    between = before[before.rfind(label) + len(label) :]
    return len(between) <= 24 and bool(_BETWEEN.fullmatch(between))


_BETWEEN = re.compile(
    r"(?:\s|[:：()（）\[\]【】「」、,，*＊|│/]|民國|中華民國|西元|自|即日起|起|至|到|迄|為|於|是|訂於|定於|今|本|年|日期|時間|公告|:|is|on|the|the\s+end\s+of|of|by|until|[-~～])*",
    re.IGNORECASE,
)


def _word(line: str, found: FoundDay) -> str:
    """What a person recognises the deadline by: the words around it."""
    act = _ACTS.search(line[max(0, found.start - _NEAR) : found.end + _NEAR])
    return act[0] if act else line[found.start : found.end].strip()


def _events(view: PageView) -> Iterator[Notice]:
    if tells_of_the_past(view) or is_law(view) or is_told(view):
        return
    about = "\n".join([view.page.title, *(text for _, text in view.page.headings)])
    lines = [*_dated_lines(view)]
    announced = bool(_IS_EVENT.search(normal(about))) or any(_PLACE_LINE.match(line) for line, _, _ in lines)
    for line, below, since in lines:
        yield from _events_of(line, below, since, announced=announced)


def _events_of(line: str, below: str, since: date | None, *, announced: bool) -> Iterator[Notice]:
    if (
        len(line) <= 12
        and _TIME_LABEL.search(f"{line.rstrip(':：')}：")
        and not any(True for _ in all_days_in(line))
    ):
        line = f"{line.rstrip(':：')}：{below}"
    for planned in _MONTH_PLANNED.finditer(line):
        day = end_of_month(planned[1], planned[2])
        if day is not None:
            yield Notice(planned[0], day)
    days = [*all_days_in(line, since)]
    if not days or any(_BEGINS.match(line[found.end :]) for found in days[-1:]):
        return
    labels = [found[0].strip(" :：") for found in _TIME_LABEL.finditer(line) if found.end() <= days[0].start]
    label = labels[-1] if labels else ""
    if label and not _DUE_LABEL.search(label):
        value = line[line.rfind(label) + len(label) :]
        named = _IS_EVENT.search(label) is not None or announced
        if named and len(value) <= 160 and _is_time(value, since):
            yield Notice(label, max(found.day for found in days))
            return
        first = re.split(r"[,，;；。]", value)[0]
        if (
            named
            and _INVITES.search(value, len(first))
            and _is_time(first, since)
            and (told := [*all_days_in(first, since)])
        ):
            yield Notice(label, max(found.day for found in told))
            return
    for found in days:
        if _is_announced(line, found, announced=announced):
            yield Notice(line[found.start : found.end].strip(), found.day)


def _is_announced(line: str, found: FoundDay, *, announced: bool) -> bool:
    """Whether something is held that day: 訂於 … 舉辦, or a session of a list by its number, time and place."""
    before, behind = line[: found.start], line[found.end :]
    if announced and _SESSION.search(before):
        return True
    held = _HELD.match(behind)
    if held is None:
        return False
    is_item = _ITEM.fullmatch(before) and _AT.search(held[0])
    return bool(_PLANNED.search(before) or (is_item and (announced or _IS_EVENT.search(behind[: held.end() + 8]))))


def _is_time(value: str, since: date | None = None) -> bool:
    """Whether a text is days, times and a place, and no sentence."""
    rest = _without_days(value, since).strip(" :：。")
    times = _VALUE.match(rest)
    rest = rest[times.end() :] if times else rest
    return not rest or _PLACE.fullmatch(rest) is not None


def _without_days(text: str, since: date | None = None) -> str:
    for found in sorted(all_days_in(text, since), key=lambda item: -item.start):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def _spoken(view: PageView) -> Sequence[str]:
    return [view.page.title, *(text for level, text in view.page.headings if level <= 2)]


def _own_words(title: str) -> str:
    """A title without the name of its site."""
    return re.split(r"[-|－｜_]", normal(title))[0].strip()


def tells_of_the_past(view: PageView) -> bool:
    """Whether a page is minutes, a press release, a history or a result by its title or its form."""
    if any(_TOLD.search(_own_words(text)) for text in _spoken(view) if text):
        return True
    return len(_MINUTES.findall(view.page.main_text)) >= 2


def is_told(view: PageView) -> bool:
    """Whether a page reads like news of what has been."""
    return len(_PRESS.findall(normal(view.page.main_text))) >= 2


def is_law(view: PageView) -> bool:
    """Whether a page is a text of articles."""
    return len(_LAW.findall(view.page.main_text)) >= 3


def is_over(view: PageView) -> bool:
    """Whether the page says itself that it is about something past."""
    return any(
        not _CONDITION.search(text, max(0, found.start() - 30), found.start())
        for text in map(normal, (*_spoken(view), view.page.main_text))
        for found in _OVER.finditer(text)
    )


def last_day(notices: Sequence[Notice]) -> date | None:
    """The last of these days."""
    return max((notice.day for notice in notices), default=None)
