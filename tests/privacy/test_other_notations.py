"""Numbers, names and addresses in less usual notations, and what looks like them; numbers are of no real person."""

from __future__ import annotations

import pytest

from publisher.privacy.recognisers import scan

HELD: list[tuple[str, str, str]] = [
    ("大陸親屬聯絡電話(86) 138 0013 8000，可代收", "foreign_phone", "(86) 138 0013 8000"),
    ("馬來西亞雇主電話(60)12-345 6789", "foreign_phone", "(60)12-345 6789"),
    ("cp# 0063-915-408-7712, Cebu", "foreign_phone", "0063-915-408-7712"),
    ("聯絡人Mr. Peter Novak 0048 512 440 187", "foreign_phone", "0048 512 440 187"),
    ("電話 (07)  3 9 1 - 6 2 0 4", "landline", "(07)  3 9 1 - 6 2 0 4"),
    ('信箱 "mei.lin"@hotmail.com 請回覆', "email", '"mei.lin"@hotmail.com'),
    ("請寄 wang . mei @ yahoo . com . tw 給我", "email", "wang . mei @ yahoo . com . tw"),
    ("借用人手機 MAC 3C:5A:B4:\n9F:01:7E", "mac_address", "3C:5A:B4:\n9F:01:7E"),
    ("10.20.30.44 at 3c5a.b49f.017e (周于庭-laptop)", "mac_address", "3c5a.b49f.017e"),
    ("10.20.30.44 at 3c5a.b49f.017e (周于庭-laptop)", "ip_address", "10.20.30.44"),
    ("民眾來電表示，帳號為(692)621962555587", "bank_account", "(692)621962555587"),
    ("款項存至合作金庫北投分行 006-0871-45210-7", "bank_account", "006-0871-45210-7"),
    ("退款匯入玉山銀行(808)0462-940-118205", "bank_account", "0462-940-118205"),
    ('"bank":"012","acctNo":"00123168207745"', "bank_account", "00123168207745"),
    ("兩造均住臺南市北區公園北路88巷3弄內", "address", "臺南市北區公園北路88巷3弄"),
    ("當時在中壢區中山東路45巷家裡", "address", "中壢區中山東路45巷"),
    (
        "I live at 5F., No. 3, Ln. 20, Zhongxiao 4th Rd., Xinxing Dist., Kaohsiung City",
        "address",
        "5F., No. 3, Ln. 20, Zhongxiao 4th Rd., Xinxing Dist., Kaohsiung City",
    ),
    ("住家座標 X=214532 Y=2650871", "coordinates", "214532 Y=2650871"),
    ("Sean O'Brien, b. 3 May 1979, Irish passport LB1234567", "birth_date", "3 May 1979"),
    ("Sean O'Brien, b. 3 May 1979, Irish passport LB1234567", "name", "Sean O'Brien"),
    ("Maria Keller, geb. 12.08.1991", "birth_date", "12.08.1991"),
    ("MRN0039127/CHEN, YU-TING/M/1962-04-09", "birth_date", "1962-04-09"),
    ("我的身分證是 A一二三四五六七八九", "national_id", "A一二三四五六七八九"),
    ("他唸 R-一九九八五三四一零 給我聽", "national_id", "R-一九九八五三四一零"),
    ("病歷四四零一九二七，右膝", "medical_record", "四四零一九二七"),
    ("病歷暫編 E20031771", "medical_record", "E20031771"),
    ("健保IC卡背面 0000 4471\n8823", "nhi_card", "0000 4471\n8823"),
    ("PatientName=LIU^MEI-LING", "name", "LIU^MEI-LING"),
    ("Q：你太太的名字？A：Siti Rahayu。", "name", "Siti Rahayu"),
    ("問：你叫什麼名字？答：粟以寧。", "name", "粟以寧"),
    ("受款人：Aino Laine FI21 1234 5600 0007 85", "name", "Aino Laine"),
    ("IG帳號 moon_cake.99(周于庭)、river.walk7(曾亦帆)", "account", "river.walk7"),
    ("我的車是 B K R 2 0 8 1 白色", "plate_car_new", "B K R 2 0 8 1"),
    ("《王美玲陳情書》已收件", "name", "王美玲"),
    ("《李文卿傳》 電話 0900-000-002", "name", "李文卿"),
    ("陳志明傳簡訊說要投訴", "name", "陳志明"),
]

NOT_HELD = [
    "補助款匯入12345678元，請改撥總機 02-2311-4567",
    "料件編號 0044 7700 900123",
    "他說「“free” @ 100 元」的活動，價格 20 . 5 @ 10 . 5 元",
    "service . desk @ moi . gov . tw",
    "多播位址 33:33:00:00:00:16 為 MLDv2，01-00-5E-7F-FF-FA 為 SSDP",
    "設備廣播 ffff.ffff.ffff，00:1A:2B:3C:4D:FB 為 VLAN",
    "10.20.30.44 at 3c5a.b49f.017e (core-switch)",
    "住戶反映中山路12巷積水、入住率最高的中山路12巷商圈",
    "活動在大同區迪化街72巷內舉辦",
    "測站座標 X:214532 Y:2650871",
    "para. b. 3 May 2020 amendments",
    "class A/M/2019-10-01",
    "第A一二三四五條、B一二樓、病歷一百份",
    "MSH|^~\\&|LAB|ADT^A01 GLU^Glucose LI^Lithium",
    "問：案件名稱？答：Taipei Metro。",
    "BIC DEUTDEFFXXX SWIFT COBADEFFXXX",
    "《李文卿的一生》紀錄片放映，《陳進興傳》特價",
    "「林鳳營鮮乳」為註冊商標",
    "《雷雨》王志遠演出、《長夜》陳美雲獨唱",
    "陳文龍畫展自 5 月起，陳文龍傳說導覽",
    "For information please dial our helpline on 02-2311-4567.",
    "For bookings call the museum switchboard at +886-6-299-1111 on weekdays",
]


@pytest.mark.parametrize(("text", "kind", "value"), HELD)
def test_it_is_held(text: str, kind: str, value: str) -> None:
    """What a person may be found by holds the text back, whole."""
    at = text.index(value)
    assert any(
        hit.kind == kind and hit.blocks and hit.start <= at and at + len(value) <= hit.end for hit in scan(text)
    ), scan(text)


@pytest.mark.parametrize("text", NOT_HELD)
def test_it_is_not_held(text: str) -> None:
    """Things, offices and works hold nothing back."""
    assert not [hit for hit in scan(text) if hit.blocks]
