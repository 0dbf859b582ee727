"""SDMX-ML: generic and structure-specific messages of both versions give the same table."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher import source
from publisher.model.errors import SourceError
from publisher.model.sources import FileSource
from tests.source.building import dataset, rows_of, services

_V21 = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
GENERIC = f"""<?xml version="1.0" encoding="UTF-8"?>
<message:GenericData xmlns:message="{_V21}/message" xmlns:common="{_V21}/common" xmlns:generic="{_V21}/data/generic">
<message:Header><message:ID>x1</message:ID>
<message:Structure structureID="S1" dimensionAtObservation="TIME_PERIOD"><common:Structure><Ref id="FISH"/></common:Structure>
</message:Structure></message:Header>
<message:DataSet structureRef="S1" action="Replace">
<generic:Group type="Sibling"><generic:GroupKey><generic:Value id="PORT" value="KHH"/></generic:GroupKey>
<generic:Attributes><generic:Value id="TITLE" value="高雄"/></generic:Attributes></generic:Group>
<generic:Series><generic:SeriesKey><generic:Value id="FREQ" value="M"/><generic:Value id="PORT" value="KHH"/>
</generic:SeriesKey><generic:Attributes><generic:Value id="UNIT" value="T"/></generic:Attributes>
<generic:Obs><generic:ObsDimension value="2026-01"/><generic:ObsValue value="12.5"/><generic:Attributes>
<generic:Value id="OBS_STATUS" value="A"/></generic:Attributes></generic:Obs>
<generic:Obs><generic:ObsDimension value="2026-02"/><generic:ObsValue value="NaN"/></generic:Obs></generic:Series>
<generic:Series><generic:SeriesKey><generic:Value id="FREQ" value="M"/><generic:Value id="PORT" value="TXG"/>
</generic:SeriesKey><generic:Obs><generic:ObsDimension value="2026-01"/><generic:ObsValue value="7"/></generic:Obs>
</generic:Series></message:DataSet></message:GenericData>
"""
SPECIFIC = f"""<message:StructureSpecificData xmlns:message="{_V21}/message" xmlns:common="{_V21}/common"
 xmlns:ss="{_V21}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns1="urn:fish">
<message:Header><message:ID>x1</message:ID></message:Header>
<message:DataSet ss:structureRef="S1" xsi:type="ns1:DataSetType" action="Replace">
<common:Annotations><common:Annotation><common:AnnotationTitle>t</common:AnnotationTitle></common:Annotation>
</common:Annotations>
<Series FREQ="M" PORT="KHH" UNIT="T"><common:Annotations/><Obs TIME_PERIOD="2026-01" OBS_VALUE="12.5" OBS_STATUS="A"/>
<Obs TIME_PERIOD="2026-02" OBS_VALUE="NaN"/></Series>
<Series FREQ="M" PORT="TXG"><Obs TIME_PERIOD="2026-01" OBS_VALUE="7"/></Series>
<Group xsi:type="ns1:Sibling" PORT="KHH" TITLE="高雄"/>
</message:DataSet></message:StructureSpecificData>
"""
FLAT = f"""<message:GenericData xmlns:message="{_V21}/message" xmlns:g="{_V21}/data/generic"><message:Header>
<message:Structure dimensionAtObservation="AllDimensions"/></message:Header><message:DataSet>
<g:Obs><g:ObsKey><g:Value id="PORT" value="KHH"/><g:Value id="TIME_PERIOD" value="2026-01"/></g:ObsKey>
<g:ObsValue value="1"/></g:Obs></message:DataSet></message:GenericData>"""
_V20 = "http://www.SDMX.org/resources/SDMXML/schemas/v2_0"
OLD = f"""<message:GenericData xmlns:message="{_V20}/message" xmlns:g="{_V20}/generic"><message:DataSet>
<g:KeyFamilyRef>FISH</g:KeyFamilyRef><g:Series><g:SeriesKey><g:Value concept="PORT" value="KHH"/></g:SeriesKey>
<g:Obs><g:Time>2026-01</g:Time><g:ObsValue value="1"/></g:Obs></g:Series></message:DataSet></message:GenericData>"""
COMPACT = f"""<CompactData xmlns="{_V20}/message" xmlns:o="urn:fish"><DataSet xmlns="urn:fish" datasetID="9">
<o:SiblingGroup PORT="KHH" TITLE="高雄"/><o:Series PORT="KHH"><o:Obs TIME_PERIOD="2026-01" OBS_VALUE="1"/></o:Series>
</DataSet></CompactData>"""


def read(folder: Path, text: str) -> list[tuple[str | None, ...]]:
    (folder / "a.xml").write_text(text, encoding="utf-8")
    return rows_of(source.read(dataset(folder, FileSource("a.xml")), services(folder), {}).table)


def test_both_forms_give_the_same_observations(tmp_path: Path) -> None:
    generic, specific = read(tmp_path, GENERIC), read(tmp_path, SPECIFIC)
    assert generic == [
        ("FREQ", "PORT", "TIME_PERIOD", "OBS_VALUE", "UNIT", "OBS_STATUS", "TITLE"),
        ("M", "KHH", "2026-01", "12.5", "T", "A", "高雄"),
        ("M", "KHH", "2026-02", "NaN", "T", None, "高雄"),
        ("M", "TXG", "2026-01", "7", None, None, None),
    ]
    named = [[dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for rows in (generic, specific)]
    assert named[0] == named[1]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (FLAT, ("PORT", "TIME_PERIOD", "OBS_VALUE")),
        (OLD, ("PORT", "TIME_PERIOD", "OBS_VALUE")),
        (COMPACT, ("PORT", "TIME_PERIOD", "OBS_VALUE", "TITLE")),
    ],
)
def test_other_forms(tmp_path: Path, text: str, columns: tuple[str, ...]) -> None:
    assert read(tmp_path, text) == [columns, ("KHH", "2026-01", "1", *(["高雄"] if "TITLE" in columns else []))]


@pytest.mark.parametrize(
    "text",
    [
        GENERIC.replace("generic:Obs>", "generic:Other>"),
        SPECIFIC.replace('<Obs TIME_PERIOD="2026-02" OBS_VALUE="NaN"/>', '<Obs><Comp id="x">1</Comp></Obs>'),
        SPECIFIC.replace("</Series>", "", 1),
        SPECIFIC.replace("<message:Header>", "<!DOCTYPE x><message:Header>"),
    ],
)
def test_what_cannot_be_read_whole_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError):
        read(tmp_path, text)
