"""Chinese names of persons: by the label before them, the title behind them, and what a sentence says of them.

No model reads Chinese names here. A surname and characters usual in given names are no finding by themselves: what
stands on both sides has to speak of a person (民眾…來電, 我叫…, …、…、…). Masked names (王○明, 王先生) are low: hiding a
part of a name is no de-identification, but it names nobody by itself. So are those of officials before their office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from publisher.privacy.recognisers.kinds import Confidence, Hit
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.subject import SEPARATOR, Recogniser, Subject
from publisher.privacy.recognisers.surnames import COMPOUND_SURNAMES, GIVEN, RARE, SURNAMES, TRANSLITERATED

# Words that begin with a surname's character, or are met where a name may stand.
_WORDS = """
高雄 高中 高齡 高級 高速 高度 高明 高興 方便 方法 方案 方面 連絡 連續 連同 連結 任何 何時 何人 江蘇 金門 馬祖 馬上 石油 石化 白天 白色 白米
黃牌 黃色 黃線 黃金 許可 許多 簡訊 簡易 簡單 簡報 簡章 成人 成立 成果 成功 成本 成績 成長 關於 關係 關心 關懷 關注 單位 程序 程式 程度 常見 管理 管道
萬元 萬一 武器 武術 段落 易混 利息 利用 利益 利率 申請 申報 申辦 包括 包含 任職 任務 溫馨 溫度 溫泉 康復 安全 安裝 安排 安置 安寧 安心 安定 古蹟 古典
田地 田徑 毛重 毛利 章程 錢包 金額 金融 金屬 金剛 申訴 申購 衛生 衛星 衛福 顧客 顧問 方式 方向 史料 史蹟 紀錄 紀念 童年 童軍 龍頭 龍舟 馬路 馬達 連江 孔廟
雷雨 雷射 夏天 夏季 柏油 左轉 左側 左右 盛大 本人 民眾 匿名 不詳 未知 家屬 配偶 同上 業者 車主 駕駛 代理 委託 無名 其他 法人 公司 個人 男性 女性 先生
小姐 女士 總機 詳見 如附 如下 花園 花卉 花蓮 林業 林地 林木 林務 森林 葉子 葉片 江河 江山 何處 徐徐 余額 游泳 童話 童裝 彭湖 高鐵 高架 高峰 高分 高考 高職
高工 高商 高爾 高壓 高溫 高山 高雅 高達 白宮 白雲 白鷺 藍圖 藍天 藍色 藍綠 石頭 石材 石門 石碇 石牌 康健 康樂 康寧 康莊 金山 金華 金城 金星 金牌 金獎 金額
金庫 金馬 金曲 金鐘 金鼎 金質 錢幣 賀年 賀卡 孔雀 毛巾 毛筆 常常 常用 常態 常識 常務 常年 陶瓷 陶藝 陶器 任內 任期 任用 易於 易經 喬遷 甘蔗 甘願 利多 符合
符號 雷達 雷同 申論 申明 陸續 陸上 陸軍 陸橋 牛奶 牛肉 沙漠 沙灘 沙發 關閉 關鍵 關稅 關西 關廟 關渡 花費 花木 單純 單一 單元 單據 單獨 孟加 季節 季度 季軍 麥克
蒲公 席次 席位 幸運 幸福 舒適 舒服 黎明 商業 商品 商店 商家 商圈 宗教 宗旨 宗親 成員 成為 成年 成效 成份 葛根 冷氣 冷凍 冷藏 艾草 湛藍 柏林 水電 水果 竇性 路口 路段
路線 路人 路邊 路名 姜黃 伏特 項目 盛產 盛行 祁連 危險 危機 危害 刁難 瞿塘 巴士 巴黎 弓箭 車輛 車道 全部 全國 全民 全日 班級 班次 仰賴 秋天 秋季 伊朗 祖先 祖父 祖母
于是 談判 談話 茅山 屈服 麻煩 麻醉 荀子 卜卦 廉價 廉政 廉潔 費用 費率 郎君 魯班 敖包 闕漏 鞠躬 桑葚 柴油 柴魚 束縛 巢穴 晏起 帥氣 官方 官網 官員 官田 宣導 宣布 宣告 宣傳 宣言
廣告 周邊 周年 周遭 周圍 周知 周末 周日 周全 周期 周刊 王牌 王子 王國 王宮 李子 劉海 楊桃 楊梅 張貼 張數 張力 陳情 陳述 陳列 陳設 陳報 陳舊 蔡英 鄭重 謝謝 謝絕 謝意 洪水
洪災 邱吉 曾經 曾任 曾有 廖若 賴以 蘇打 蘇格 莊重 莊嚴 莊園 呂宋 何以 何種 何況 蕭條 羅列 羅馬 羅東 羅盤 潘朵 朱紅 鍾愛 鍾情 鍾意 游擊 彭佳 詹姆 胡椒 胡同 施工 施行 施政 施打 施放
沈重 沈默 沈澱 余下 盧森 梁柱 趙孟 顏色 顏料 柯南 翁婿 魏晉 孫子 孫女 孫悟 戴上 戴帽 范本 方塊 方形 方圓 宋朝 宋代 杜絕 杜鵑 傅立 侯爵 曹操 薛西 丁等 丁級 卓越 卓著 馬力 馬匹 馬拉
馬桶 馬鈴 馬公 馬來 阮囊 董事 唐朝 唐突 藍莓 溫室 溫柔 溫暖 溫和 溫差 蔣公 蔣中 田野 田園 田中 田尾 康熙 白河 白蟻 鄒族 塗料 塗裝 塗抹 尤其 尤為 巫術 姚遠 連任 連帶 連假 連線 連日 連鎖
連署 馮京 歐洲 歐盟 歐元 歐美 湯匙 湯圓 黎巴 古物 古人 古今 古代 古早 古坑 韓國 倪匡 汪洋 俞允 鄔瑪 凌晨 凌空 嚴重 嚴格 嚴禁 嚴謹 嚴肅 駱駝 童心 尹始 柳橙 柳營 柳丁 龍潭 龍井 龍崎 龍山
龍虎 龍眼 袁世 史上 史前 夏令 夏日 夏威 夏至 金錢 金針 金桔 章節 章魚 賀禮 毛毛 毛孔 陶淵 伍拾 伍佰 伍仟 樊籠 熊貓 武漢 武力 武廟 萬分 萬華 萬年 萬里 萬事 萬巒 秦朝 辛苦 辛勞 辛亥 辛酉
符籙 饒富 岳父 岳母 邢台 商標 商務 商議 商機 平安 平均 平台 平臺 平日 平等 平常 平衡 平面 和平 和諧 和解 時間 時段 時數 時常 明細 明確 明年 明天 明顯 國家 國內 國際 國道 文化 文件 文書
文藝 公開 公告 公務 公園 公文 公尺 公共 公布 公路 公益 都市 都會 經濟 經費 經由 經過 經營 經驗 房屋 房間 房地 空間 空氣 空中 廣場 廣播 廣東 安平 安南 安定 永康 善化 新市 新營 仁德 歸仁 玉井 楠西
"""
NO_NAMES = frozenset(_WORDS.split())
_ENDINGS = """
感謝 謝謝 多謝 主管 機關 相關 有關 大陸 對方 地方 警方 校方 院方 雙方 官方 現金 歷史 課程 過程 工程 提高 允許
保安 公安 清單 名單 罰單 實施 連江 長江 花蓮 鄰居 當時 同時 臨時 即時 訂單 帳單 傳單 設施 措施 基金 獎金 資金 租金 現任 責任 主任
收費 學費 免費 消費 話費 經費 年費 規費 隨車 停車 騎車 開車 搭車 下車 上車 換車 道路 馬路 網路 公路 鐵路 一路 大江 海洋 中央 三萬 億萬 不易 交易 貿易 容易 便利 權利 福利 有利
經常 日常 正常 異常 非常 保管 主管 血管 水管 尖石 鑽石 岩石 大安 公平 和平 太平 不平 水平 家宗 祖宗 時計 設計 會計 統計 合計 總計 預計 估計
"""
_ENDING_LIKE_SURNAMES = frozenset(_ENDINGS.split())
"""Words whose last character is a surname, too: 感謝王小姐 thanks a Miss Wang, and names nobody 謝王."""
_ORGANISATION = re.compile(
    r"(?:公司|企業|商行|行號|工廠|事務所|中心|學校|協會|基金會|委員會|服務台|服務臺|櫃[檯台臺]|窗口|監理[站所]|公所|分局|政府|車行|團體"
    r"|機關|單位|部門|辦公室|診所|醫院|大學|國小|國中|高中|社區|大樓|銀行|超商|餐廳|商店|工會|公會|門市|戶|類|型|別|數|號"
    r"|[局署處室科課股院會站所隊組廠館社班系校店部區路街村里市縣鄉鎮橋站線站門城港山溪寺廟宮園])$"
)
_PLACE_LIKE = frozenset("局署處室科課股院會站所隊組廠館社班系校店部區路街村里市縣鄉鎮橋線門港溪寺廟宮園")
_HAN = r"[\u4e00-\u9fff]"
_TITLES = (
    "先生|小姐|女士|太太|師傅|同學|老師|醫師|醫生|律師|護理師|教練|教授|阿姨|伯伯|大哥|大姐|大姊|奶奶|爺爺|阿嬤|阿公|媽媽|爸爸|小朋友|小弟弟|小妹妹"
    "|老先生|老太太|夫人|女兒|兒子|夫婦|夫妻|君"
)
_OFFICES = (
    "科長|局長|處長|課長|股長|組長|站長|所長|主任|主委|委員|議員|里長|村長|鄉長|鎮長|市長|縣長|校長|院長|隊長|警員|員警|巡官|巡佐|專員|科員|辦事員|書記|技士|技正|技佐"
    "|秘書|經理|董事長|總經理|理事長|部長|次長|司長|署長|檢察官|法官|代表|專委|視察|股員|約僱|承辦|督察|檢驗員|考驗員"
)
_LABEL_WORDS = (
    "姓名|申請人|申請者|申訴人|車主|駕駛人|陳情人|檢舉人|當事人|聯絡人|連絡人|代理人|委託人|受託人|負責人|被害人|肇事人|違規人|報案人|收件人"
    "|寄件人|繳款人|納稅義務人|監護人|家長|證人|受處分人|所有人|使用人|受訪者|受測人|考生|學員|民眾姓名"
    "|訴願人|代辦人|承辦人|送件人|登記人|承租人|出租人|買受人|出賣人|讓與人|受讓人|領照人|保證人"
    "|投訴人|投訴者|陳情者|檢舉者|報名者|報名人|訂購者|訂購人|購買人|收件者|寄件者|領取人|具領人|受款人|匯款人|收款人|借用人|租借人|繼承人|被繼承人|債務人|債權人|相對人|關係人|利害關係人"
    "|告訴人|被告|原告|嫌疑人|行為人|加害人|受害人|受害者|傷者|死者|患者|病患|病人|個案|案主|就診人|照顧者|照護者|主要照顧者|緊急聯絡人|家屬|配偶|父親|母親|監護者|法定代理人|同行者|同住人"
    "|通報人|通報者|來電者|來電人|受理人|經辦人|經手人|填表人|填寫人|製表人|製表|填報人|紀錄人|記錄人|紀錄者|簽收人|見證人|介紹人|推薦人|保管人|管理人|出席者|與會者|發言人|發言者|主講人|講師|主持人"
    "|得獎者|得獎人|中獎人|獲獎人|參賽者|參加者|受獎人|候選人|應考人|錄取者|學生|同學|住戶|屋主|房東|房客|租客|地主|戶長|乘客|旅客|司機|騎士|駕駛|車禍當事人|對造|客戶|客人|會員|投保人|要保人|被保險人|受益人"
    "|捐款人|捐贈者|捐助人|持有人|持卡人|所有權人|起造人|設計人|監造人|受扶養人|扶養人|子女|長子|長女|次子|次女|丈夫|妻子|本名|真實姓名|全名|中文姓名|簽名|簽章|具名|申告人|聲請人|請求權人|立書人|具結人|切結人"
    "|立約人|委任人|受任人|失蹤人|走失者|拾得人|失主|遺失人|志工|義工|民眾|里民|居民|村民|市民|員工|職員|同仁|業務員|服務人員|值班人員|承辦|經辦|主席|主持|紀錄|記錄|出席|列席|請假|缺席"
)
_LABEL_SET = frozenset((*_LABEL_WORDS.split("|"), "名叫", "名為", "我叫", "叫做", "族名", "族語名字", "傳統姓名"))
_LONGEST_LABEL = max(map(len, _LABEL_SET))
LABEL = re.compile(
    rf"(?:{_LABEL_WORDS}|姓氏名字|人名|{_HAN}{{1,5}}[人者])(?:的?(?:姓名|名字|名稱|全名))?$|姓名$|^名字$|(?:^|[_ ])name$|^(?:applicant|owner|driver|complainant)$",
    re.IGNORECASE,
)
"""A column's label that says it holds names; 申請人數 and 車主類別 do not."""
_NO_LABEL = re.compile(r"(?:法人|機關|團體|行人|工作者|業者|消費者|老人|成人|外國人|本國人|原住民)$")

_PARTICLES = "之的得於及與或應可不已未年月日時無有是為所其如並經由者須需即屬另再申請提檢附辦理前後依"
_SPEECH = (
    "來電|致電|來信|來函|來訪|來文|來站|來所|到站|表示|反映|反應|陳情|申請|申訴|檢舉|投訴|詢問|洽詢|主張|認為|提出|要求|希望|說明|陳述|聲稱|自稱|指稱|回覆|回報|建議|抱怨|感謝"
    "|前往|到場|未到|到案|駕駛|騎乘|開車|騎車|領取|辦理|購買|報名|參加|出席|列席|請假|擔任|補繳|繳納|簽名|簽收|親自|親洽|不服|不滿|質疑|要|說|稱|問|問到|想|住|家住|現住|戶籍|聯絡|電話|手機"
    "|身[分份]證|證號|車號|車牌|地址|出生|生日|性別|年齡|職業|通訊|統一編號|代領|代理|委託|受傷|死亡|遭|被|將|已|未|曾|於|至|到|因|持|向|與|和|及|則|也|亦|並|又|的|之|等|一家|本人|女士|先生|小姐|提供|寄|打電話|打來|告知|通知|負責|主持|紀錄|記錄|表明|要求|拒絕|同意|承認|否認|坦承|供稱|當時|今天|昨天|昨日|今日|上午|下午|去年|今年|在|從|把|是|為|就讀|任職|服務於"
)
_FOLLOWS = rf"(?=[^\u4e00-\u9fff]|$|{_TITLES}|{_OFFICES}|{_SPEECH})"
_GAP = r"(?P<gap>[:\s\]】)]{0,3})"
_BEHIND = re.compile(rf"{_GAP}(?P<name>{_HAN}{{2,4}}?){_FOLLOWS}")
# A name written apart behind a colon (王　明), and one of three characters before a word of a sentence.
_SPACED = re.compile(rf"\s?:\s?(?P<name>{_HAN} {{1,2}}{_HAN}(?: {{0,2}}{_HAN})?)(?!{_HAN})")
_IN_SENTENCE = re.compile(
    rf"(?P<name>{_HAN}[^\u0000-\u4dff\ua000-\uffff{_PARTICLES}]{{2}})(?=[於因與向已])"
    rf"|[: ]{{1,2}}(?P<apart>{_HAN}{{3,4}})(?=[於因與向已等])"
)
_APART_LABEL = re.compile(r"姓 {1,4}名$")
_WITH_COLON = re.compile(rf"(?:{_HAN}[人者]|(?<!{_HAN})[父母夫妻子女兄弟姊妹姐名])$")
_TITLED = re.compile(rf"(?:{_TITLES.removesuffix('|君')}|{_OFFICES})|君(?!{_HAN})|君(?=[表來申致於之的電稱所])")
_TITLE_WORDS = frozenset((*_TITLES.split("|"), *_OFFICES.split("|")))
_OFFICE = re.compile(_OFFICES)
_PERSON = re.compile(rf"姓(?:民眾|男子|女子|駕駛|車主|婦人|老翁|騎士|員工|同仁|學生|{_TITLES})")
_MASKED = re.compile(
    rf"(?<![〇○零一二三四五六七八九十百年第])(?P<surname>{_HAN})(?:(?:[○〇●*]|[OoXx](?={_HAN}))(?P<rest>{_HAN}?)|[○〇●*]{{2}})"
    r"(?![〇○零一二三四五六七八九十百年月日號])"
)
_FIRSTS = frozenset(surname[0] for surname in SURNAMES | RARE | COMPOUND_SURNAMES) | TRANSLITERATED
_GAPS = ": \n\r\v\f\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205f】])"
"""What may stand between a label and a name: a colon or white space, as it is after normalising."""
_HAN_ONLY = re.compile(rf"{_HAN}{{2,4}}")
_PIECES = re.compile(rf"[^、,/;()（）\s{SEPARATOR}]+")
_DOT = "·‧・•∙⋅.。"
_FOREIGN = "".join(sorted(TRANSLITERATED))
_DOTTED = re.compile(rf"{_HAN}{{1,6}}(?:[{_DOT}]{_HAN}{{1,6}}){{1,3}}")
_DOTTED_IN_TEXT = re.compile(rf"[{_FOREIGN}]{{1,6}}(?:[{_DOT[:-1]}][{_FOREIGN}]{{1,6}}){{1,3}}")
_TRANSLITERATED = re.compile(
    rf"{_GAP}(?P<name>[{_FOREIGN}]{{3,8}}|{_HAN}{{1,6}}(?:[{_DOT[:-1]}]{_HAN}{{1,6}}){{1,3}}){_FOLLOWS}"
)

# What stands before a name in a sentence: who he is (strong), or a word that may as well stand before other things.
_WHO = re.compile(
    r"(?:民眾|住戶|里民|居民|村民|市民|鄰居|用路人|騎士|駕駛|司機|車主|乘客|旅客|病患|患者|病人|家屬|學生|同學|老師|家長|員工|職員|同事|同仁|會員|客戶|顧客|店員|老闆|房東|房客|屋主|證人"
    r"|嫌犯|男子|女子|婦人|老翁|長者|個案|案主|學員|考生|選手|志工|義工|父親|母親|爸爸|媽媽|父|母|兒子|女兒|長子|長女|次子|次女|配偶|先生|太太|丈夫|妻子|妻|夫|哥哥|弟弟|姊姊|姐姐|妹妹|兄|姊|弟|妹"
    r"|祖父|祖母|阿公|阿嬤|外公|外婆|孫子|孫女|叔叔|伯父|舅舅|姑姑|阿姨|朋友|友人|男友|女友|室友|我是|我叫|你是|他叫|她叫|名叫|叫做|叫|本人|敝人|敝姓|小弟|小妹|姓名|名字是|在下|此致|致|電洽|請找|聯絡|聯繫|連絡"
    r"|通知|轉知|承辦|經辦|紀錄|記錄|主席|出席|列席|請假|簽收|代收|照護|負責|委託|代|陪同|偕同|協同|訪視|訪談|約談|訪|查訪|移工|看護|人|者|員|師|生|曾姓|名為|署名|具名|之子|之女|之妻|之夫|隊員|組員|主任|科長|課長|里長|站長|醫師|律師|教練|工讀生|替代役|外送員|業務員|保全|警衛|管理員|主委)[:是為 ]{0,2}$"
)
_BEFORE = re.compile(
    r"(?:由|經|據|與|和|跟|及|向|對|對於|替|幫|因|謝謝|感謝|祝|關於|有關|找|給|請|洽|問|叫|讓|把|被|遭|而|但|且|即|是|為|如|暨|或|以及|還有|包括|、|,)$"
)
_EDGE = re.compile(
    rf"(?:^|[\s\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00ff、。,;:!?()「」『』《》【】〔〕\[\]…—－~～•●○■◆★☆0-9{SEPARATOR}])$"
)
_LIST_NUMBER = re.compile(r"[0-9][.、)]? ?$")
_SAYS = re.compile(rf"(?:{_SPEECH})")
_STRONG_SAYS = re.compile(
    r"(?:來電|致電|來信|來函|來訪|來文|來站|到站|表示|反映|陳情|申訴|檢舉|投訴|詢問|洽詢|主張|陳述|聲稱|自稱|指稱|到場|未到|到案|受傷|死亡|家住|現住|住在|說|稱"
    r"|身[分份]證|證號|電話|手機|性別|敬上|敬啟|謹上|謹啟|上$|拜託|不服|坦承|供稱|否認|就讀|任職|親自|親洽|打電話|打來|未出席|簽名|簽收|代領|\s?[(:,/-]{0,2}\s?(?:09|0[2-8]-|\(0[2-8]|[A-Z][12][0-9]|民國?[0-9]{2}年|[男女][,、) ]))"
)
_TO_EDGE = re.compile(rf"(?:$|[\s、。,;:!?()「」『』《》【】〔〕\[\]…—~～/{SEPARATOR}])")


def find_labelled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names under or behind a label."""
    if "name" in subject.hinted:
        yield from _under_label(subject)
    for place in cues:
        label = _label_before(subject.text, place + 1)
        if label:
            yield from _behind(subject.text, label, place + 1)


def _label_before(text: str, end: int) -> str | None:
    """The label that ends at `end`: a known word, or 人 and the like with a colon behind it."""
    for start in range(max(0, end - _LONGEST_LABEL), end - 1):
        if text[start:end] in _LABEL_SET:
            return text[start:end]
    if text[end : end + 1] == ":" and (match := _WITH_COLON.search(text, max(0, end - 2), end)):
        return match[0]
    match = _APART_LABEL.search(text, max(0, end - 6), end)
    return match[0] if match else None


def _behind(text: str, label: str, place: int) -> Iterator[Hit]:
    """The name that begins behind a label at `place`, or behind its colon."""
    follows = text[place : place + 1]
    if follows not in _GAPS and follows not in _FIRSTS:
        return
    match = _BEHIND.match(text, place)
    if match and (confidence := _behind_label(label, match["name"], match["gap"])):
        start, end = match.span("name")  # 林範君 may be a Lin Fan-jun as well as a Mr Lin Fan
        yield Hit("name", start, end + (end - start == 2 and text.startswith("君", end)), confidence)
    for pattern in (_SPACED, _IN_SENTENCE):
        match = pattern.match(text, place)
        if match and looks_like_name(match[match.lastgroup or 0].replace(" ", "")):
            yield Hit("name", *match.span(match.lastgroup or 0), "medium")
    match = _TRANSLITERATED.match(text, place)
    if match and (":" in match["gap"] or len(match["name"]) > 3) and match["name"][:2] not in NO_NAMES:
        yield Hit("name", *match.span("name"), "medium")


def _behind_label(label: str, name: str, gap: str) -> Confidence | None:
    """How sure a name is behind its label: with a colon any surname will do, without a gap nothing may be odd."""
    if name[-2:] in _TITLE_WORDS or name[:2] in NO_NAMES or _ORGANISATION.search(name):
        return None
    if not gap:
        return "medium" if likely_name(name) else None
    if looks_like_name(name):
        return "high"
    if ":" in gap and (label[-1] in "人者名" or set(name[1:]) <= GIVEN):
        return "medium"
    return None


def find_titled_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """Names before a title: 王大明先生 (medium), 王先生 and 王大明科長 (low)."""
    for match in subject.around(_TITLED, cues, 2, 3):
        found = _before_title(subject.text[max(0, match.start() - 8) : match.start()])
        if found is not None:
            length, confidence = found
            if _OFFICE.match(match[0]):
                confidence = "low"
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


def find_dotted_names(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """比令·哈勇: names of other languages in two parts or more."""
    for match in subject.around(_DOTTED_IN_TEXT, cues, 8, 24):
        if len(match[0]) >= 5:
            yield Hit("name", match.start(), match.end(), "medium")


def find_names_in_sentences(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """A surname and two characters of given names where the words on both sides speak of a person."""
    text = subject.text
    for place in cues:
        start, end = place - 1, place + 2
        if text[start : start + 2] in COMPOUND_SURNAMES:
            end += text[end : end + 1] in GIVEN
        elif text[start] not in SURNAMES:
            continue
        if text[start : start + 2] in NO_NAMES or text[start + 1 : start + 3] in NO_NAMES:
            continue
        if text[end : end + 1] in _PLACE_LIKE or not _speaks_of_a_person(text, start, end):
            continue
        if start and text[start - 1] in SURNAMES and _EDGE.search(text[max(0, start - 2) : start - 1]):
            start -= 1  # a married name: both surnames
        yield Hit("name", start, end, "medium")


def _speaks_of_a_person(text: str, start: int, end: int) -> bool:
    ahead, behind = text[max(0, start - 7) : start], text[end : end + 14]
    edge = bool(_EDGE.search(ahead)) or not ahead
    married = bool(ahead) and ahead[-1] in SURNAMES and (bool(_EDGE.search(ahead[:-1])) or len(ahead) == 1)
    before = 2 if _WHO.search(ahead) else 1 if edge or married or _BEFORE.search(ahead) else 0
    if not before:
        return False
    at_edge = bool(_TO_EDGE.match(behind))
    after = 2 if _STRONG_SAYS.match(behind) else 1 if at_edge or _SAYS.match(behind) else 0
    if before + after >= 3 and after:
        return True
    return edge and at_edge and _is_listed(text, start, end)


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether the neighbours in a list look like names as well, or it signs a text of several lines."""
    if text[end : end + 1] in "、," and _likely(re.match(rf"[、,] ?({_HAN}{{3}})(?!{_HAN})", text[end : end + 6])):
        return True
    if (
        start
        and text[start - 1] in "、, "
        and _likely(re.search(rf"(?<!{_HAN})({_HAN}{{3}})[、,] ?$", text[max(0, start - 6) : start]))
    ):
        return True
    last_line = text.rfind("\n", 0, start) >= 0 and not text[text.rfind("\n", 0, start) : start].strip()
    return last_line and not text[end : end + 40].strip()


def _likely(match: re.Match[str] | None) -> bool:
    return match is not None and likely_name(match[1])


def looks_like_name(text: str) -> bool:
    """Whether a normalised text is two to four Chinese characters, a surname first, and no known word."""
    if not _HAN_ONLY.fullmatch(text) or text[:2] in NO_NAMES or _ORGANISATION.search(text):
        return False
    if text[:2] in COMPOUND_SURNAMES:
        return len(text) >= 3
    if text[0] in SURNAMES:
        return len(text) <= 3 or (text[1] in SURNAMES and set(text[2:]) <= GIVEN)
    return text[0] in RARE and len(text) == 3 and set(text[1:]) <= GIVEN


def likely_name(text: str) -> bool:
    """Whether a text looks like a name, and goes on with characters that are usual in given names."""
    given = text[2:] if text[:2] in COMPOUND_SURNAMES else text[1:]
    return looks_like_name(text) and set(given) <= GIVEN


def _under_label(subject: Subject) -> Iterator[Hit]:
    definite = "姓名" in subject.label
    for match in _PIECES.finditer(subject.text):
        piece = match[0]
        if looks_like_name(piece):
            yield Hit("name", match.start(), match.end(), "high")
        elif _DOTTED.fullmatch(piece) or (3 <= len(piece) <= 8 and set(piece) <= TRANSLITERATED):
            yield Hit("name", match.start(), match.end(), "medium")
        elif _HAN_ONLY.fullmatch(piece) and piece[:2] not in NO_NAMES and not _ORGANISATION.search(piece):
            yield Hit("name", match.start(), match.end(), "medium" if definite else "low")


def _before_title(ahead: str) -> tuple[int, Confidence] | None:
    """How many characters before a title are a name: a whole one (medium), or a surname alone (low)."""
    run = re.search(rf"{_HAN}+$", ahead)
    if run is None:
        return None
    before = run[0]
    if len(before) >= 4 and before[-4:-2] in COMPOUND_SURNAMES:
        return 4, "medium"
    if len(before) >= 3 and before[-3:-1] in COMPOUND_SURNAMES:
        return 3, "medium"
    if before[-2:] in COMPOUND_SURNAMES:
        return 2, "low"
    if len(before) >= 3 and before[-3] in SURNAMES and before[-3:-1] not in NO_NAMES:
        married = len(before) >= 4 and before[-4] in SURNAMES and before[-4:-2] not in _ENDING_LIKE_SURNAMES
        return 4 if married and set(before[-2:]) <= GIVEN and len(before) == 4 else 3, "medium"
    if len(before) >= 3 and set(before[-2:]) <= GIVEN and before[-3:-1] not in NO_NAMES:
        apart = len(before) == 3 or _BEFORE.search(before[:-3]) or _WHO.search(before[:-3])
        if before[-3] in RARE or apart:  # any first character may be a surname where a name has to stand
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
    for last, several in sorted(firsts.items()):
        yield Cue("".join(sorted(several)), last, _GAPS + "".join(sorted(_FIRSTS)))


def _ends_of_titles() -> Iterator[Cue]:
    firsts: dict[str, set[str]] = {}
    for word in _TITLE_WORDS - {"君"}:
        firsts.setdefault(word[-1], set()).add(word[-2])
    for last, several in sorted(firsts.items()):
        yield Cue("".join(sorted(several)), last)


_EVERY_SURNAME = "".join(sorted(SURNAMES))
_EVERY_GIVEN = "".join(sorted(GIVEN))
RECOGNISERS = (
    Recogniser(
        ("name",),
        find_labelled_names,
        (
            *_ends_of(_LABEL_SET),
            Cue("", "人者父母夫妻子女兄弟姊妹姐名", ":"),
            Cue(" ", "名", _GAPS + "".join(sorted(_FIRSTS))),
        ),
    ),
    Recogniser(
        ("name",),
        find_titled_names,
        (*_ends_of_titles(), Cue(ANY, "君")),
    ),
    Recogniser(("name",), find_masked_names, (Cue(_EVERY_SURNAME, "○〇●*OoXx"),)),
    Recogniser(("name",), find_surnames, (Cue(_EVERY_SURNAME, "姓"),)),
    Recogniser(("name",), find_dotted_names, (Cue(_FOREIGN, _DOT[:-1], _FOREIGN),)),
    Recogniser(
        ("name",),
        find_names_in_sentences,
        (
            Cue(_EVERY_SURNAME, _EVERY_GIVEN, _EVERY_GIVEN),
            Cue(
                "".join(sorted({surname[0] for surname in COMPOUND_SURNAMES})),
                "".join(sorted({surname[1] for surname in COMPOUND_SURNAMES})),
                _EVERY_GIVEN,
            ),
        ),
    ),
)
