"""Reading a Taiwanese address: its city or county, its district or township, its village.

Cities and counties are a closed list (Local Government Act, and the counties merged on 25 December 2010 and, for
Taoyuan, 2014). Districts are read by grammar, so that a new or a fictitious one is read as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.privacy.recognisers.normalise import normalise

CITIES = ("臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹市", "嘉義市")
"""Municipalities and cities: their parts are districts (區)."""
COUNTIES = (
    *("新竹縣", "苗栗縣", "彰化縣", "南投縣", "雲林縣", "嘉義縣", "屏東縣"),
    *("宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣"),
)
"""Counties: their parts are townships and cities (鄉鎮市)."""
MERGED = {"臺北縣": "新北市", "桃園縣": "桃園市", "臺中縣": "臺中市", "臺南縣": "臺南市", "高雄縣": "高雄市"}
"""Former counties, today's municipality; each former township is a district of the same name."""

CITY_PATTERN = "(?:" + "|".join(name.replace("臺", "[臺台]") for name in (*CITIES, *COUNTIES, *MERGED)) + ")"

_CITY = re.compile(rf"^(?:[0-9]{{3,6}} ?)?(?:臺灣省|台灣省|福建省)?(?P<city>{CITY_PATTERN}) ?")
_DISTRICT = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,3}?)區 ?")
_TOWNSHIP = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,4}?)(?P<kind>[鄉鎮市]) ?")
# Townships of the merged counties whose name holds the character of another kind.
_FORMER = re.compile(r"(?P<name>新市|左鎮|平鎮)(?P<kind>[鄉鎮市]) ?")
_VILLAGE = re.compile(r"(?P<name>[\u4e00-\u9fff]{1,5}?[村里])(?![路街巷段弄道])")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """The parts of an address in the official spelling (臺, not 台); None where the address does not say."""

    city: str
    district: str | None = None
    village: str | None = None


def parse_address(text: str) -> AddressParts | None:
    """The administrative parts of an address, None when it does not begin with a city or county.

    Former counties become today's municipality, and their townships its districts.
    """
    plain = normalise(text).text.strip()
    match = _CITY.match(plain)
    if match is None:
        return None
    written = match["city"].replace("台", "臺")
    city = MERGED.get(written, written)
    rest = plain[match.end() :]
    if written in MERGED:
        part = _FORMER.match(rest) or _DISTRICT.match(rest) or _TOWNSHIP.match(rest)
        district = f"{part['name']}區" if part else None
    elif city in CITIES:
        part = _DISTRICT.match(rest)
        district = f"{part['name']}區" if part else None
    else:
        part = _TOWNSHIP.match(rest)
        district = f"{part['name']}{part['kind']}" if part else None
    if part is None:
        return AddressParts(city)
    village = _VILLAGE.match(rest, part.end())
    return AddressParts(city, district, village["name"] if village else None)
