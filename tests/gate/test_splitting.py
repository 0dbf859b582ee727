"""What stands over several columns is seen as if it stood in one; what happens to meet is not."""

from __future__ import annotations

import polars as pl
import pytest

from publisher.gate.splitting import split_over_columns

NAMES = ("郭翰怡", "徐佩俊", "呂君承", "李詩承", "周妍傑", "蕭詩珊", "楊翰婷", "歐陽晴珊")
IDS = ("Y196018156", "R190166130", "R290913908", "L193082467", "S199482190", "S291819099")
WORK = ("過戶", "補照", "換照", "過戶", "補照", "換照", "過戶", "補照")


def _family(name: str) -> str:
    return name[: len(name) - 2]


def _seen(**columns: tuple[str, ...]) -> set[tuple[str, tuple[str, ...]]]:
    return {(item.kind, item.columns) for item in split_over_columns(pl.DataFrame(columns))}


@pytest.mark.parametrize(
    ("family", "given"), [("姓", "名"), ("申請人姓氏", "申請人名字"), ("A", "B"), ("surname", "given_name")]
)
def test_a_name_in_two_columns(family: str, given: str) -> None:
    columns = {family: tuple(map(_family, NAMES)), given: tuple(name[-2:] for name in NAMES), "業務": WORK}
    assert ("name", (family, given)) in _seen(**columns)


def test_a_name_in_latin_letters_in_any_order() -> None:
    columns = {
        "First name": ("Da-Ming", "Mei", "Chih-Hao"),
        "n": ("1", "2", "3"),
        "Last name": ("Wang", "Chen", "Lin"),
    }
    assert _seen(**columns) == {("name", ("Last name", "First name"))}


@pytest.mark.parametrize(
    "columns",
    [
        {"出生年": ("64", "68", "79"), "出生月": ("12", "6", "11"), "出生日": ("17", "5", "17")},
        {"出生年": ("1975", "1979", "1990"), "出生月日": ("1217", "0605", "1117")},
        {"出生年月": ("64/12", "68/06", "79/11"), "件數": ("1", "1", "2"), "出生日": ("17", "5", "17")},
        {"birth_year": ("1975", "1979", "1990"), "birth_month": ("12", "6", "11"), "birth_day": ("17", "5", "17")},
    ],
)
def test_a_date_of_birth_in_two_or_three_columns(columns: dict[str, tuple[str, ...]]) -> None:
    assert {kind for kind, _ in _seen(**columns)} == {"birth_date"}


@pytest.mark.parametrize(
    "parts",
    [
        lambda item: (item[:1], item[1:]),
        lambda item: (item[:5], item[5:]),
        lambda item: (item[4:], item[:4]),
        lambda item: (f"{item[:5]}*****", f"*****{item[5:]}"),
        lambda item: (f"{item[:3]}***{item[6:]}"[:10], f"***{item[3:7]}***"),
    ],
)
def test_an_id_in_two_columns(parts: object) -> None:
    one, other = zip(*(parts(item) for item in IDS), strict=True)  # type: ignore[operator]
    assert ("national_id", ("前", "後")) in _seen(前=one, 業務=WORK[:6], 後=other)


def test_a_phone_or_an_address_in_columns_that_touch() -> None:
    phones = {"門號前四碼": ("0900",) * 4, "門號後六碼": ("000012", "000033", "000045", "000067")}
    assert ("mobile", ("門號前四碼", "門號後六碼")) in _seen(**phones)
    homes = {
        "縣市": ("臺南市",) * 3,
        "區": ("東區",) * 3,
        "路": ("範例路", "測試街", "範例路"),
        "號": ("56號", "7號", "9號3樓"),
    }
    assert ("address", ("縣市", "區", "路", "號")) in _seen(**homes)


@pytest.mark.parametrize(
    "columns",
    [
        {"年": ("115", "115", "114"), "月": ("12", "6", "11"), "日": ("17", "5", "17"), "件數": ("3", "4", "5")},
        {
            "區": ("東區", "北區", "安平區", "中西區"),
            "里": ("大智里", "元寶里", "文平里", "永華里"),
            "件數": ("1", "2", "3", "4"),
        },
        {"時間": ("0900", "0930", "1000"), "件數": ("123456", "654321", "111111")},
        {"代碼": ("A", "B", "C", "D"), "數": ("196018150", "190166131", "290913902", "193082463")},
        {"出生年": ("64", "68", "79"), "死亡月": ("12", "6", "11"), "發照日": ("17", "5", "17")},
        {"業務": ("過戶", "補照", "換照"), "備註": ("一般", "急件", "一般")},
    ],
)
def test_what_happens_to_meet_is_no_finding(columns: dict[str, tuple[str, ...]]) -> None:
    assert _seen(**columns) == set()
