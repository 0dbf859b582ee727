"""A certificate with everything in it."""

from __future__ import annotations

from publisher.gate.certificate import NOT_CLAIMED
from publisher.model.certificate import (
    Certificate,
    Compared,
    FieldMapping,
    FieldTreatment,
    Generalisation,
    MappedValue,
    PrivacyMeasure,
    RiskSummary,
)
from publisher.model.text import LocalText

TITLE = LocalText("申辦案件登記", "Case log")
AGENCY = LocalText("府城監理站（虛構機關）", "Fucheng station (fictitious)")
CERTIFICATE = Certificate(
    dataset="case-log",
    legal_ground=LocalText("個人資料保護法第16條 <但書>", "PDPA, Art. 16 <proviso>"),
    treatments=(
        FieldTreatment("姓名", None, "direct-identifier", "drop", {}, 6400, information_loss=1.0),
        FieldTreatment(
            "出生日期", "年齡層", "quasi-identifier", "age-band",
            {"at": "收件時間", "width": 10, "bottom": 20, "top": 80, "levels": "5, 10, 20"}, 6400, 1, 4, 0.234, 0.71,
        ),
        FieldTreatment("業務項目", "業務項目", "sensitive", "keep", {}, 0, information_loss=0.03),
    ),
    measures=(
        PrivacyMeasure("k-anonymity", {"k": 11}, met=True, observed=12.0, violating_records=0, rests_on=LocalText("美國 CMS：不得公開 1 至 10", "CMS (US): no cell of 1 to 10")),
        PrivacyMeasure("distinct-l-diversity", {"l": 3, "sensitive": "業務項目"}, met=False, observed=2.0, violating_records=14),
    ),
    before=RiskSummary(6400, 6400, 1, 1.0, 1.0, 1.0, 1.0, 1 / 11, 1.0),
    after=RiskSummary(6177, 215, 12, 1 / 12, 0.0348, 0.0, 1 / 12, 1 / 11, 0.0),
    records_in=6400,
    records_suppressed=223,
    suppression_limit=0.05,
    scanned=("case-log.csv", "certificate.json"),
    versions={"publisher": "0.2.0", "polars": "2.1.0"},
    generalisation=Generalisation("full-domain", {"年齡層": 1}, 0.31, 0.3, kept=False, checked=12, nodes=64),
    levels_before={"年齡層": 2},
    mappings=(
        FieldMapping("出生日期", "年齡層", (MappedValue("20-29", LocalText("滿 20 歲至 29 歲", "completed ages 20 to 29")),), 3),
    ),
    compared=Compared("hold", 11, "cases", ("case-time-monthly", "online-quarterly")),
    not_claimed=NOT_CLAIMED,
)  # fmt: skip
