"""The forms of clauses around a day, in Chinese and English: what is said before it, behind it, and of it.

Words that agencies choose (what is applied for, held, or closed) are lists of the rulebook; see `words`.
"""

from __future__ import annotations

import re

DUE_WORD = re.compile(
    r"(?:截止|截標|截件|截稿|截收|迄|終止|結束)\s*(?:收件|投標|報名|申請|受理|登記)?\s*(?:日期|時間|期限|時限|日|期)"
    r"|最後\s*(?!更新|異動|修改|修訂|編輯|上架|發布)[\u4e00-\u9fff]{2}\s*(?:日期|期限|時間|日)"
    r"|等標期[間限]?|公告(?:期間|期限|起[訖迄]|截止|(?:時間|日期)(?=\s*[:：]?\s*自))|(?:截止|截標|截稿|截件)\s*[:：]"
    r"|deadline(?:\s+(?:for|of)\s+[a-z ]{1,40})?|closing\s+(?:date|time)(?:\s+for\s+[a-z ]{1,40})?"
    r"|due\s+(?:date|by|on)?"
    r"|(?:apply|applications?|register|registration|submit|submissions?|enrol(?:l|ment)?|bids?|tenders?"
    r"|proposals?)[a-z ]{0,40}?"
    r"\s(?:by|before|until|till|no\s+later\s+than|closes?(?:\s+on)?|ends?(?:\s+on)?|due(?:\s+on)?|period|dates?)",
    re.IGNORECASE,
)
LABEL = re.compile(
    r"(?P<noun>(?:[\u4e00-\u9fff]|(?<=[\u4e00-\u9fff])[、／/](?=[\u4e00-\u9fff])){0,12}?)"
    r"(?P<word>日期(?:時間)?|時間|期間|期限|期程|時程|時限|時段|日時|檔期|展期|[工會課營訓船]期(?=\s*[:：])|日程|起[訖迄](?:日期|時間|日)?|日(?=\s*[:：│｜]))"
    r"(?:日期|時間)?\s*(?:及地點|與地點|\(?地點\)?)?(?:\s*\(?[A-Za-z][A-Za-z ./]{0,30}\)?)?\s*"
    r"(?:[:：/|│｜]|(?=\s*(?:為|訂於|定於|自|於)?\s*(?:民國|中華民國|西元)?\s*[0-9]))"
    r"|(?:^|[|:：。]\s*)(?P<latin>(?:[a-z]+\s+){0,3}?)(?:dates?(?:\s+and\s+times?)?|time|when|period|schedule|day|end(?:s|ing)?|closes|until|through)"
    r"(?:\s+of(?:\s+the)?\s+[a-z]+)?(?:\s*[\u4e00-\u9fff]{2,6})?\s*[:：]",
    re.IGNORECASE,
)
LATE = re.compile(r"逾[期時]|\blate\s+(?:entries|submissions|applications)\b", re.IGNORECASE)
"""Behind a time, that one has to act within it."""
ACT_LABEL = re.compile(r"(?:報名|申請|收件|受理|徵件|徵才|招標|投標|繳費)\s*[:：]")
DUE_BEHIND = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:\s*,?\s*(?:上午|下午|中午|晚上|晚間|午夜|凌晨|下班"
    r"|當日)?\s*[0-9]{0,2}\s*(?::\s*[0-9]{2}|[時點]\s*(?:[0-9]{1,2}\s*分|整|正)?)?)?\s*(?:\([^)]{0,20}\))?\s*"
    r"(?P<word>截止|截標|截稿|截件|為止|止|以前|之前|前|deadline)",
    re.IGNORECASE,
)
BEGINS = re.compile(
    r"\s*(?:\([^)]{0,12}\))?\s*(?:(?:上午|下午|中午|晚上)?\s*[0-9]{1,2}\s*(?::\s*[0-9]{2}|[時點](?:\s*[0-9]{1,2}\s*分|整|正)?))?\s*(?:起(?![訖迄跑飛降程點駛造標訴]|\s*[至到~～迄-]\s*(?:[同當翌隔][日天])?\s*(?:[上下]午|中午|晚上|晚間)?\s*[0-9]{1,2}\s*[:時點])|開始|以後|之後|後|生效|施行|實施|onwards)",
    re.IGNORECASE,
)
OLDER_THAN = re.compile(
    r"\s*(?:已|曾|仍|尚|即|所|取得|出生|核准|核定|設立|設籍|成立|發生|購買|購置|畢業|退伍|完工|興建"
    r"|修正|修訂|發布|公布|開始|之|未曾|任職|到職|在職|簽訂|訂定|核發|發照|領有|年滿|滿|出廠)"
)
ASIDE = re.compile(
    r"退(?:費|票|款|還|選|出|訂|保證金|押金)|取消(?:報名|訂位|預約|訂單|參加)|(?<!未)已(?:經|完成)?(?:報名|購票|訂票|購買|錄取|繳費|預約|登記|申請)(?:成功)?(?:者|之|的|民眾|選手|旅客|學員|考生)"
    r"|\brefund|\balready\s+(?:registered|booked|paid|enrolled|bought)\b|\bticket\s?holders?\b",
    re.IGNORECASE,
)
"""In a sentence to those who have a part already: by when they get their money back is no last day for others."""
DONE_BY = re.compile(
    r"(?<!be )(?<!are )(?<!is )(?<!been )(?<!not )\b"
    r"(?!received|accepted|postmarked|sent|filed|lodged|submitted|extended|closed|open)"
    r"[a-z]+?(?:[^aeiou]ed|[aiou]ed|iven|ought|uilt|orn|ade|sold|aid|aken)\s+(?:on\s+or\s+)?(?:before|prior\s+to|up\s+to)\s*\Z"
    r"|\b(?:sold|bought|purchased|made|manufactured|produced|imported|issued|born|built)\s+(?:between\s+|from\s+)?"
    r"[^.;]{4,28}?\s*(?:to|and|until|through|~)\s*\Z",
    re.IGNORECASE,
)
"""Before a day by which something had been done to what is spoken of: vaccines given before."""
OF_SOMEBODY = re.compile(r"[^。，,;；]{1,24}?(?:者(?!須知)|之(?!日|前)|案件|案(?=[,，。]))")
"""前考領者, 前應繳納之: what somebody has done or had to do by then."""
COUNTED = re.compile(
    r"[^。;；]{0,16}(?:共|計|累計|總計|達|合計|平均|較)[^。;；]{0,12}[0-9]+\s*(?:[,0-9]+)?\s*(?:人|件|場|次|輛|戶|元|筆|例|名|位|案|家|隻|%)"
)
AS_OF = re.compile(
    r"(?:截至|截止|截止至|統計至|統計|累計至|累積至|計算至|結算至|計至|迄至?|\b(?:as\s+(?:of|at)|by|until|up\s+to))\s*(?:民國|中華民國|西元)?\s*\Z",
    re.IGNORECASE,
)
_UNIT = "人次?|[件場次輛戶元筆例名位案家隻隊組棟處座份張冊所校團艘盒劑%]|公頃|公噸|公斤"
TALLIED = re.compile(
    r"[^。;；]{0,12}(?:(?:收到|接獲|吸引|(?:已|業經|共計?|總計|合計|累計|累積|計)有?"
    r"(?:受理|收件|核定|核准|核發|完成|徵得|募得|補助|撥付|預約|登記|報名|申請))"
    rf"[^。;；，,]{{0,12}}?[0-9][0-9,]*\s*(?:{_UNIT})"
    rf"|(?:共計?|計|總計|已)有?\s*[0-9][0-9,]*\s*(?:{_UNIT})[^。;；，,]{{0,8}}(?:報名|參加|參與|申請|投標|響應))"
    r"|[^.;]{0,60}\b(?:had|have|were|was|has)\s+(?:been\s+)?[a-z]+ed\b",
    re.IGNORECASE,
)
"""Behind a day until which something was counted, that it was: 共收到 214 件, had been received."""
ASKED_BY = re.compile(
    r"(?:請|應|須|需|務必|限|惠|敬|煩|得)[^。;；，,]{0,20}(?:於|在)\s*(?:民國|中華民國|西元)?\s*\Z"
)
FROM = re.compile(
    r"(?:自|從|由|from|since|effective(?:\s+from)?|as\s+of|starting)\s*(?:民國|中華民國|西元)?\s*\Z", re.IGNORECASE
)
SINCE = re.compile(r"\s*(?:\([^)]{0,6}\))?\s*(?:以後|之?後|起)(?!\s*(?:至|到|迄|[-~〜～–]))")
"""Behind a day from which on something holds without an end."""
HOLDS = re.compile(
    r"(?:適用|有效|採計|採認|認列|計算|執行|核定日?|沿用|使用|保存|保固|任期|履約|營運|封閉式管理|租賃|契約)[^，,。;；]{0,10}\Z"
)
OPEN_END = re.compile(
    r"(?:額滿|用罄|用完|用畢|售完|售罄|送完|另行|公告|通知|停止|結束|找到|補足|補滿|足額|徵得"
    r"|錄取)(?!則?提[前早])[^。，,;；\n]{0,6}(?:為止|止|公告)|隨到隨辦|常年|全年|長期|不限"
)
CLOCK = r"(?:[0-9]{1,2}(?::[0-9]{2})?\s*(?:[ap]\.?m\.?)?\s*,?\s*|noon\s*|midnight\s*)?"
UNTIL = re.compile(
    rf"(?:至|到|迄|~|～|until|till|through|thru|by|before|than|\b(?:close|end)s?)\s*{CLOCK}(?:on\s+)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)[a-z]*,?)?"
    r"\s*(?:民國|中華民國|西元)?\s*\Z",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    r"(?:\s|[:：()（）\[\]【】「」、,，*＊|│｜/]|民國|中華民國|西元|自|即日起|起|至|到|迄|為|於|是|訂於|定於|今|本|年|日期|時間|公告|:|is|on|the|the\s+end\s+of|of|by|until|[-~～]|[0-9]{1,2}(?::[0-9]{2})?\s*[ap]\.?m\.?|noon|midnight|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b)*",
    re.IGNORECASE,
)
EXAMPLE = re.compile(
    r"\A\W*(?:範例|舉例|例如|例[:：]|假設|假如|示例|以[^,，。]{1,20}為例|(?:for\s+)?example|e\.g\.)", re.IGNORECASE
)
"""How a line begins whose days are made up."""
TO_COME = re.compile(
    r"即將|將(?:於|在|至|到|會|有|由|自)|敬請期待|相約|讓我們|一起來|\b(?:will|upcoming|coming|save\s+the\s+date|join\s+us)\b",
    re.IGNORECASE,
)
"""In a sentence that tells of what is to come."""
INVITES = re.compile(
    r"請|敬|歡迎|假|地點|報到|報名|舉行|舉辦|攜帶|免費|please|welcome|free\b|\bat\b", re.IGNORECASE
)
"""Behind the day of an event that is still to come, and not of one that is told of."""
SESSION = re.compile(
    r"(?:第\s*[0-9一二三四五六七八九十]{1,3}\s*(?:場次?|梯次?|班)|場次\s*[0-9一二三四五六七八九十]{1,2})[^。]{0,40}\Z"
)
CHANGED_TO = re.compile(
    r"(?:[修更]正|變更|調整|更改|改|延長|展延|展期|順延|延後|延期|延)\s*(?:為|至|到)\s*(?:民國|中華民國|西元)?\s*\Z"
    r"|\b(?:changed|extended|corrected|amended|revised|moved)\s+(?:from\s[^.;]{1,40}\s)?to\s*(?:[a-z]+day,?\s*)?\Z",
    re.IGNORECASE,
)
"""Before the day that stands for the one told of before it."""
ITEM = re.compile(r"\s*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．]|[▸◆●•*-])?\s*(?:民國|中華民國|西元)?\s*")
AT = re.compile(r"[假於在]")
MONTH_PLANNED = re.compile(
    r"(?:預計|預定|訂|擬|將)(?:於)?\s*(?:民國)?\s*((?:20)?[0-9]{2}|1[0-9]{2})\s*年\s*([0-9]{1,2})\s*月(?:份)?(?:間)?\s*(?:[上中下]旬|初|中|底|末)?\s*"
    r"(?:辦理|舉辦|舉行|開辦|登場|開課)"
)
PLANNED = re.compile(
    r"(?:改(?:期|訂|定)?|(?:延|順延|展延|延期|延後|延長|提前|提早|變更)(?=[至到於為])|(?:rescheduled|moved|postponed|put\s+off|deferred|brought\s+forward|changed)\s+(?:to|until)|謹|茲|定|訂|預定|預計|將|擬|爰|(?:will|to)\s+(?:be\s+)?(?:held|hosted|hold|take\s+place|open|run|offered|organi[sz]ed|made\s+up|given|shown|screened|performed|conducted|carried\s+out|visit|host|[a-z]+\s+(?:over|up|off|out|back|place|to)|return|begin|start|bring|tour|appear|perform|present|feature|gather|meet|travel|stop|air|sail|parade|close|play)(?:[^.]|[ap]\.m\.){0,90}?\s(?:on|from|in)|scheduled\s+for)"
    r"\s*(?:於|自|至|到|為)?\s*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s*)?(?:民國|中華民國|西元|今|本|\()?\s*\Z",
    re.IGNORECASE,
)
NOW = re.compile(r"即日起|自公告日起|\bfrom\s+now|\bnow\s+(?:until|through)", re.IGNORECASE)
CLOCK_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}|[上下]午\s*[0-9]|[0-9]\s*[ap]\.?m\b", re.IGNORECASE)
UNTIL_WORD = re.compile(r"(?:截至|截止|[至到迄]|~|～)\s*(?:民國|中華民國|西元)?\s*\Z")
WEEKDAY_FIRST = re.compile(
    r"\W*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\.?\W*)?", re.IGNORECASE
)
FORMER = re.compile(
    r"原(?:先|預|本)?(?:[定訂擬為於至]|計畫|規劃|公告|排定|期限|時間|日期)[^。，,;；]{0,6}\Z|原\s*\Z|(?:原[址處]|舊[址館制站版])[^。，,;；]{0,10}\Z"
    r"|(?:已|業|業已|業經|曾|前)\s*(?:於|在)\s*(?:民國|中華民國|西元)?\s*\Z"
    r"|\b(?:original(?:ly)?|previously|formerly|was|were|ran|lasted|took\s+place)\s[^.;]{0,60}\Z",
    re.IGNORECASE,
)
"""Before the day on which something was to be, and is not any more, or on which it was done."""
HELD = re.compile(
    r"[^。\n]{0,60}?(?:舉辦|舉行|辦理|開課|開幕|登場|展出|召開|上課|開講|開跑|起跑|出發|鳴槍|開賽|首演|演出|開標|進行)"
)
JOINED = re.compile(r"(?:\s|[,，;；、及和與&]|and\b|\([^)]{0,8}\))*")
"""Between days of one list."""
STARTS = re.compile(
    r"[^。，,;；\n]{0,24}?(?:施行|生效|實施|啟用|上路|通車|改制|成立|停用|廢止|公布|就任|到任|揭牌|營運|起用|完工|竣工)"
)
VALUE = re.compile(
    r"(?:[\s0-9:：()（）\[\]、,，;；/~〜～–—\-.&一二三四五六七八九十上下中午晚早間凌晨整正時點分起至到迄止及與和或每共計合天日小場次第星期週周禮拜年月民國華全兩為即於定訂自]"
    r"|[ap]\.?m\.?|to|from|and|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?|gmt|cst)*+",
    re.IGNORECASE,
)
PLACE = re.compile(r"(?:於|在|假|地點|地址|詳|報到|at\s|\bin\s|@)[^。!！?？]{0,60}")
WEEKDAY = re.compile(r"\(\s*(?:星期|週|周)?[一二三四五六日]\s*\)|星期[一二三四五六日]")
HOURS = re.compile(
    r"[0-9]{1,2}(?::[0-9]{2}|[時點])?\s*(?:[ap]\.?m\.?\s*)?(?:[-~～至到]|to)\s*(?:[上下]午|中午|晚上)?\s*[0-9]{1,2}(?::[0-9]{2}|[時點])"
)
MARKS = re.compile(r"^[^\w]+|^[(（]?[0-9一二三四五六七八九十]{1,2}[)）、]\s*")
REPORTED = re.compile(
    r"由[^,，。]{1,10}(?:主持|率)|(?:^|[，,。；;])(?:(?!歡迎|邀請|請|踴躍|敬邀|應|得|可)[^，,。；;])*出席|召開|頒發|榮獲|完成|共計"
)
ASKS = re.compile(r"[^。.!！?？\n]{0,80}[?？]")
"""Behind a day in a question."""
DURING = re.compile(r"\s*(?:期?間)\s*[,，]")
"""於3月1日至5月31日間，: a story's stretch of time."""
