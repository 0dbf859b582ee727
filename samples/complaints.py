"""What citizens say: a register of opinions with free text in which people leave names, phones and plates."""

from __future__ import annotations

from datetime import date
from random import Random

from samples import people
from samples.calendar import office_days, rush, work_days_later
from samples.files import Cell, csv_bytes

HEADER = (
    "案件編號", "受理日期", "來源", "管道", "類別", "陳情人", "聯絡電話", "電子郵件",
    "陳情內容", "回復日期", "處理日數", "回復滿意度",
)  # fmt: skip
OPINIONS = 2700
FIRST, LAST = date(2025, 10, 1), date(2026, 10, 31)

_CHANNELS = {"現場": 46, "電話": 25, "網路": 15, "電子郵件": 9, "書面": 5}
_KINDS = {"等候時間": 23, "作業流程": 22, "服務態度": 20, "線上系統": 18, "環境設施": 17}
_TEXTS = {
    "等候時間": (
        "早上九點半取號，等了快一小時才輪到，前面明明只有三個人，建議中午時段多開窗口。",
        "星期一上午人潮很多，卻只開兩個窗口，希望依「等候超過三人或十分鐘即啟動備援」確實辦理。",
        "叫號螢幕字太小，年長者看不到，過號後又要重新抽號，等候時間加倍。",
        "上午十點抽號辦理車號{plate}過戶，過了四十分鐘仍未叫號，請改善。聯絡電話{phone}。",
        "線上看到的等候人數是零，到現場卻有十多人在等，資訊顯然沒有同步。",
        "午休時間民眾最多，輪值人員卻最少，能不能調整值班方式？",
    ),
    "作業流程": (
        "辦理機車報廢要附的資料網站寫得不清楚，跑了兩趟才辦好。車主：{name}，車號{plate}。",
        "行照遺失補發，櫃檯要求附切結書，但網站上的應備證件沒有這一項。",
        "車號{plate}的罰單已於超商繳清，仍收到催繳通知，請查明後回電{phone}。",
        "過戶時才知道有一筆燃料費未繳，希望預約時就能一次告知。",
        "委託家人辦理換照被退件，理由前後說法不一。陳情人：{name}，身分證字號{id}。",
        "高齡換照須附體檢表，診所卻不知道要用哪一版表格，建議在網站提供可編輯的 ODF 檔。",
        "代辦業者反映同一份委託書每個窗口都要影印一次，建議內部流通即可。",
    ),
    "服務態度": (
        "三號窗口人員講話不耐煩，問第二次就叫我自己看公告。",
        "服務台志工很熱心，主動幫忙看文件，特別來函感謝。",
        "電話轉接三次都沒有人接，最後被掛斷。請回電{phone}，聯絡人：{name}。",
        "承辦人員說明清楚又有耐心，一次就辦好，值得嘉許。",
        "詢問車號{plate}驗車逾期的罰則，對方只說依規定辦理就掛電話。",
        "櫃檯人員在處理我的案件時一直和同事聊天，感受不佳。",
    ),
    "線上系統": (
        "線上換發行照付款後畫面空白，不知道有沒有成功，車號{plate}，信箱{email}。",
        "預約考照系統半夜一直顯示忙線中，希望加開名額並公告釋出時間。",
        "手機版網頁的日期選單按不到，換成電腦才能完成預約。",
        "系統寄來的驗證信被歸為垃圾郵件，建議改用簡訊。我的信箱是{email}。",
        "線上繳納燃料費後仍顯示未繳，客服請我傳真收據，2026年了還要傳真？",
        "申辦進度查詢只寫「處理中」，看不出卡在哪一關。",
    ),
    "環境設施": (
        "機車停車場動線不良，出入口常與考驗車輛交會，很危險。",
        "二樓無障礙廁所門鎖故障已兩週，請儘速修繕。",
        "哺集乳室冷氣太冷而且無法調整溫度。",
        "停車場內我的車{plate}遭後車擦撞，請協助調閱監視器，電話{phone}。",
        "飲水機旁地面濕滑，希望鋪設止滑墊。",
        "候驗車道沒有遮雨棚，下雨天排隊很不方便。",
    ),
}


def files(random: Random) -> dict[str, bytes]:
    """The register as UTF-8 with a byte order mark, as spreadsheet programs save it."""
    days = list(office_days(FIRST, LAST))
    chosen = sorted(random.choices(days, [rush(day) for day in days], k=OPINIONS))
    rows = [_row(random, number, day) for number, day in enumerate(chosen, 1)]
    return {"complaints/complaints.csv": csv_bytes(HEADER, rows, "utf-8-sig")}


def _row(random: Random, number: int, day: date) -> list[Cell]:
    channel = people.pick(random, _CHANNELS)
    kind = people.pick(random, _KINDS)
    who = people.name(random)
    text = random.choice(_TEXTS[kind]).format(
        name=who,
        id=people.national_id(random, male=random.random() < 0.5),
        phone=people.phone(random),
        plate=people.plate(random, random.choice(("car", "motorcycle"))),
        email=people.email(random),
    )
    used = min(14, int(random.triangular(0, 15, 4)))
    answered = work_days_later(day, used)
    done = answered <= date(2026, 11, 19)
    return [
        f"M{day.year - 1911}{number:05d}",
        people.roc_date(day),
        "現場" if channel == "現場" else "非現場",
        "意見箱與櫃檯" if channel == "現場" else channel,
        kind,
        "" if random.random() < 0.18 else who,
        people.phone(random) if random.random() < 0.7 else "",
        people.email(random) if channel in ("網路", "電子郵件") else "",
        text,
        people.roc_date(answered) if done else "",
        used if done else "",
        random.choices(("滿意", "普通", "不滿意", "未填"), (38, 17, 9, 36))[0] if done else "",
    ]
