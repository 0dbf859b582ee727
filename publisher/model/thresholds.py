"""Thresholds for small groups that others have set, to be named in a policy and printed with their source.

No Taiwanese norm sets a number for k or for the smallest cell (none was found in any source we could reach), so
each is a precedent and the choice is the agency's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from publisher.model.text import LocalText, Scalar

ProfileName = Literal["low", "usual", "public-records", "strict"]


@dataclass(frozen=True, slots=True)
class Profile:
    """A threshold (smallest class, or smallest count that is not zero) and where it comes from."""

    threshold: int
    title: LocalText
    source: LocalText


PROFILES: Mapping[ProfileName, Profile] = MappingProxyType(
    {
        "low": Profile(
            3,
            LocalText("低", "low"),
            LocalText(
                "El Emam 彙整之小格值先例：部分資料保管機關採 3（風險 0.33）",
                "El Emam, cell size precedents: 3 with some custodians (risk 0.33)",
            ),
        ),
        "usual": Profile(
            6,
            LocalText("一般", "usual"),
            LocalText(
                "英國 ICO 匿名化實務守則（2012）附錄 2：1 至 5 之格值風險較高",
                "ICO (UK), Anonymisation code of practice (2012), appendix 2: cells of 1 to 5 carry greater risk",
            ),
        ),
        "public-records": Profile(
            11,
            LocalText("公開紀錄", "public records"),
            LocalText(
                "美國 CMS（ResDAC 2024-01-26）：不得公開 1 至 10 之格值；El Emam：美國公開釋出採 11",
                "CMS (US), ResDAC 2024-01-26: no cell of 1 to 10; El Emam: 11 for public release in the US",
            ),
        ),
        "strict": Profile(
            20,
            LocalText("嚴格", "strict"),
            LocalText(
                "El Emam 彙整之小格值先例：美國及加拿大公開病人資料採 20；加拿大 CIHI 公用檔採 20 至 25",
                "El Emam, cell size precedents: 20 for public US and Canadian patient data; CIHI: 20 to 25",
            ),
        ),
    }
)


def of_profile(name: ProfileName | None) -> dict[str, Scalar]:
    """What a measure says of the profile its threshold comes from; nothing of an agency's own number."""
    if name is None:
        return {}
    source = PROFILES[name].source
    return {"profile": name, "source": source.en, "source_zh": source.zh}
