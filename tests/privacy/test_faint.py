"""What says nothing alone is somebody's beside a person: addresses of devices, coordinates, half a name."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan


def held(text: str) -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in scan(text) if hit.blocks]


@pytest.mark.parametrize(
    ("faint", "kind", "value"),
    [
        ("於9時以203.0.113.9送件", "ip_address", "203.0.113.9"),
        ("於9時以203.0.113[.]9送件", "ip_address", "203.0.113[.]9"),
        ("卡片00-00-5E-00-53-AF", "mac_address", "00-00-5E-00-53-AF"),
        ("最後見於23.00123, 120.21456", "coordinates", "23.00123, 120.21456"),
        ("最後見於23.00123°N 120.21456°E", "coordinates", "23.00123°N 120.21456°E"),
        ("北緯23.00123、東經120.21456", "coordinates", "北緯23.00123、東經120.21456"),
        ("GPSLatitude=23.00123 GPSLongitude=120.21456", "coordinates", "23.00123 GPSLongitude=120.21456"),
    ],
)
def test_beside_a_person_it_holds_and_alone_it_is_nothing(faint: str, kind: str, value: str) -> None:
    assert held(faint) == []
    assert all(hit.confidence != "faint" for hit in scan(faint))
    assert (kind, value) in held(f"民眾陳志明來電表示，{faint}")


def test_what_belongs_to_a_service_stays_what_it_is() -> None:
    assert held("承辦人陳志明表示，DNS伺服器203.0.113.9已修復") == [("name", "陳志明")]


def test_half_a_name_holds_beside_a_number_of_its_person() -> None:
    assert held("得獎人：王○明、李○華") == []
    assert ("name", "王○明") in held("王○明，電話0900-000-012")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("旅客名單 LIN/YUHSUAN MS", "name", "LIN/YUHSUAN MS"),
        ("入境旅客護照 PPT 300000001", "passport", "300000001"),
        ("護照號碼：300 000 001", "passport", "300 000 001"),
        ("境管資料，N1234567，越南籍", "passport", "N1234567"),
        ("名冊：甲，女，1949-01-27，腿傷", "birth_date", "1949-01-27"),
        ("DOB 03OCT1988", "birth_date", "03OCT1988"),
        ("請轉到永豐807 198-004-0037582-6", "bank_account", "807 198-004-0037582-6"),
        ("匯到(017)04510592763", "bank_account", "(017)04510592763"),
        ("金額請付 de89370400440532013000", "iban", "de89370400440532013000"),
        ("欄位 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        ("到了打07 3358 291", "landline", "07 3358 291"),
        ("我賴 lazycat.1997", "account", "lazycat.1997"),
        ("病歷號：12-60-93-7", "medical_record", "12-60-93-7"),
        ("鄉親代表古穆‧達道與會", "name", "古穆‧達道"),
        ("證人木下翔太具結", "name", "木下翔太"),
        ("原告黎氏碧桃，住臺南", "name", "黎氏碧桃"),
        ("里民邱陳月娥表示", "name", "邱陳月娥"),
        ("病歷號＝００７７１２３４", "medical_record", "００７７１２３４"),
        ("病歷編號No. 00771-23-4", "medical_record", "00771-23-4"),
        ("IC卡讀不到，卡號000012345678", "nhi_card", "000012345678"),
        ("個案護照遭扣留，號碼300000001", "passport", "300000001"),
        ("台胞證號 00000012", "passport", "00000012"),
        ("1 陳阿滿 42.07.11 037-000012", "birth_date", "42.07.11"),
        ("訪視個案（24.123456, 120.654321）", "coordinates", "24.123456, 120.654321"),
        ("住處在東經120.6543度、北緯24.1234度", "coordinates", "東經120.6543度、北緯24.1234度"),
        (
            "我家定位 https://maps.example.com/maps/search?q=24.1234,120.6543",
            "coordinates",
            "24.1234,120.6543",
        ),
        ("dhcpd: DHCPACK on 198.51.100.77 to 02:00:5e:10:00:01", "ip_address", "198.51.100.77"),
        ("dhcpd: DHCPACK on 198.51.100.77 to 02:00:5e:10:00:01", "mac_address", "02:00:5e:10:00:01"),
        ("受監護人裝置02:00:5E:10:00:01離線", "mac_address", "02:00:5E:10:00:01"),
        ("網友微信（wx_momo0330）", "account", "wx_momo0330"),
        ("對方臉書帳號 facebook.com/momo.lin.0330", "account", "facebook.com/momo.lin.0330"),
        ("中國信託 822-000000000012", "bank_account", "822-000000000012"),
        ("寄到光復路東二段12號3樓", "address", "光復路東二段12號3樓"),
        ("被告沙志遠否認犯行", "name", "沙志遠"),
        ("看護工SITI RAHAYU，居留", "name", "SITI RAHAYU"),
        ("越南籍漁工TRAN VAN DUC 失聯", "name", "TRAN VAN DUC"),
        ("We met with Oliver Brandt about it", "name", "Oliver Brandt"),
        ("第一名白芷萱、第二名林岳", "name", "白芷萱"),
        ("第一名白芷萱、第二名林岳", "name", "林岳"),
        ("撥給瓦旦·諾佳女士", "name", "瓦旦·諾佳"),
        ("陳氏秋莊（越南籍）離境", "name", "陳氏秋莊"),
        ("改寄石井まゆみ", "name", "石井まゆみ"),
        ("日籍旅客佐々木健太遺失", "name", "佐々木健太"),
        ("田大同,0900-000-012,006000000000012,1500", "bank_account", "006000000000012"),
        ("退匯明細|050-00000000012|存款不足", "bank_account", "050-00000000012"),
        ("帳號給妳喔 700 0000012 0000012", "bank_account", "700 0000012 0000012"),
        ("漁會存摺影本:0000012-22-000012-0", "bank_account", "0000012-22-000012-0"),
        ("網友(198.51.100.77)留言", "ip_address", "198.51.100.77"),
        ("X-Forwarded-For: 198.51.100.77", "ip_address", "198.51.100.77"),
        ("AP-2: STA 02:00:5e:10:00:01 associated", "mac_address", "02:00:5e:10:00:01"),
        ("lab: chart=00771234,LDL", "medical_record", "00771234"),
        ("把(00771234號病歷)弄錯", "medical_record", "00771234"),
        ("領藥 0000 1234 5678 慢箋", "nhi_card", "0000 1234 5678"),
        ("crew list: Ana Abella, P0000012A", "passport", "P0000012A"),
        ("保險名單: 池田陸斗 2014/8/20; 安某", "birth_date", "2014/8/20"),
        ("1\t拉娃·諾明\t58/02/17\t0900000012", "birth_date", "58/02/17"),
        ("#00000012 賀雅惠 M/1966-05-09 r/o", "birth_date", "1966-05-09"),
        ("發文帳號 @no_body.07 ", "account", "@no_body.07"),
        ("也可微信 wx_momo0330", "account", "wx_momo0330"),
        ("獨居長者 GPS→24.12345 , 120.65432", "coordinates", "24.12345 , 120.65432"),
        ('"latlng":[24.12345, 120.65432],"type":"獨居"', "coordinates", "24.12345, 120.65432"),
        ("杜立行您好,", "name", "杜立行"),
        ("<case><owner>官大為</owner></case>", "name", "官大為"),
    ],
)
def test_ways_of_writing_them(text: str, kind: str, value: str) -> None:
    assert (kind, value) in held(text)


@pytest.mark.parametrize(
    "text",
    [
        "經濟部水利署第三河川分署，地址：臺中市霧峰區吉峰里峰堤路191號",
        "國立博物院開放時間為上午九時，地址為臺北市士林區至善路二段221號",
        "本院掛號專線 04-2205-2121",
        "顏色樣本編號 RAL-7016、PMS-3005 由廠商提供",
        "東坡肉、左宗棠雞、麻婆豆腐",
        "董氏基金會歷年廣告",
        "王氏宗親會與陳氏古厝",
        "諮詢熱線1955，市話請撥02-20000012",
        "本案洽詢專線：（02）20000012轉12，承辦單位秘書處",
        "消防分隊：06-2000012",
        "+886-2-2000-0012（外交部總機）",
        "地政事務所位址：新北市板橋區府中路12號",
        "戶名「市庫存款戶」，帳號000000070012",
        "郵局劃撥，帳號00000012，戶名：動物保護處",
        "官方LINE帳號：@example",
        "粉絲專頁 facebook.com/example.office",
        "左宗棠雞、宋嫂魚羹",
        "杜鵑460盆、羅漢松12株",
        "漁船「金滿財12號」",
        "許願池、高爾夫球場、古蹟活化、紀念公園",
        "余清芳事件百年特展",
        "Yours faithfully,\nVisa Section",
        "SWIFT BKTWTWTP; A/C 045-000-00012-8 (Tuition Account, National University)",
        "捐款專戶 郵政劃撥 50000012",
        "HP LaserJet printer MAC 02-00-5E-10-00-01",
        '{"dept":"環境保護局","tel":"049-2200012"}',
        "林媽媽麻糬",
        "遊客米食節、旅客金門酒",
        "From Green Island by ferry",
        "This is Customs Quay",
        "Contact: Rapid Transit Extension",
    ],
)
def test_what_is_of_an_office_or_a_thing(text: str) -> None:
    assert held(text) == []


@pytest.mark.parametrize(
    ("text", "label", "kind"),
    [
        ("000012345678", "健保IC卡", "nhi_card"),
        ("TZ0000012", "旅行證件", "passport"),
        ("IG momo_.lin", "社群帳號", "account"),
    ],
)
def test_under_labels_of_others(text: str, label: str, kind: str) -> None:
    assert kind in {hit.kind for hit in scan(text, label=label) if hit.blocks}


@pytest.mark.parametrize(
    ("text", "label"),
    [("07-3300012轉2055", "服務專線"), ("當事人甲", "姓名"), ("Blue Magpie Trail", "name")],
)
def test_what_labels_of_others_do_not_hold(text: str, label: str) -> None:
    assert [hit for hit in scan(text, label=label) if hit.blocks] == []
