"""Coordinates of any declared system as those of WGS 84, as GeoJSON (RFC 7946) wants them; by PROJ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from publisher.model.text import msg
from publisher.source.formats.opened import SourceFile

Point = Sequence[float]
Mover = Callable[[Any], Any]

_WGS84 = 4326
_PLACES = 7
"""Figures of a degree that are kept of what was computed: a centimetre."""
_BEYOND = 5
"""Degrees beyond the area that a system is made for, from which on coordinates are others than declared."""
_MODERN = frozenset({"GRS 1980", "WGS 84", "GRS80"})
"""Ellipsoids whose systems agree with WGS 84 within a metre or two; others need a known shift."""


def mover(file: SourceFile, declared: str) -> tuple[Mover | None, str]:
    """What brings GeoJSON coordinates of the declared system (WKT, `EPSG:3826`, a number) to WGS 84, and its name.

    None where they are those of WGS 84 already. SourceError for a system that is not known, or that nobody can
    bring there without being hundreds of metres off (TWD67).
    """
    found = _transformer(declared)
    if found is None:
        raise file.fault(
            msg("The coordinate system of the file is not known"),
            msg("export it in WGS 84 (EPSG:4326) or TWD97 (EPSG:3826), or declare crs of the source"),
        )
    transform, name, exact = found
    if not exact:
        raise file.fault(
            msg("Coordinates in {system} cannot be brought to WGS 84 within a few metres", system=name),
            msg("have them converted to TWD97 by the surveyors, and publish those"),
        )
    return transform, name


@cache
def _transformer(declared: str) -> tuple[Mover | None, str, bool] | None:
    from pyproj import CRS, Transformer  # large, and few sources have coordinates
    from pyproj.exceptions import CRSError, ProjError

    try:
        system = CRS.from_user_input(int(declared) if declared.strip().isdigit() else declared.strip())
        known = system.to_epsg(min_confidence=60)
        if system.is_bound:
            system = system.source_crs or system
        precise = CRS.from_epsg(known) if known else system
        if known == _WGS84 or (precise.is_geographic and precise.name in ("WGS 84", "WGS_1984", "GCS_WGS_1984")):
            return None, "WGS 84", True
        transformer = Transformer.from_crs(precise, _WGS84, always_xy=True)
        area = precise.area_of_use
        ellipsoid = precise.ellipsoid.name if precise.ellipsoid else ""
    except (CRSError, ProjError):
        return None

    def moved(coordinates: Any) -> Any:
        if coordinates and not isinstance(coordinates[0], list):
            x, y = transformer.transform(float(coordinates[0]), float(coordinates[1]), errcheck=True)
            if area and not (
                area.west - _BEYOND <= x <= area.east + _BEYOND
                and area.south - _BEYOND <= y <= area.north + _BEYOND
            ):
                raise ValueError  # degrees that were declared as metres, or another zone
            return [round(x, _PLACES), round(y, _PLACES), *coordinates[2:]]
        return [moved(part) for part in coordinates]

    return moved, precise.name, transformer.accuracy > 0 or ellipsoid in _MODERN


def placed(file: SourceFile, geometry: Any, move: Mover | None) -> Any:
    """A GeoJSON geometry with coordinates of WGS 84; SourceError for what lies on no place of the earth."""
    from pyproj.exceptions import ProjError

    if geometry is None:
        return None
    try:
        if "geometries" in geometry:
            return {**geometry, "geometries": [placed(file, part, move) for part in geometry["geometries"]]}
        coordinates = geometry["coordinates"]
        moved = coordinates if move is None else move(coordinates)
        first = moved
        while first and isinstance(first[0], list):
            first = first[0]
        if first and not (-180 <= float(first[0]) <= 180 and -90 <= float(first[1]) <= 90):
            raise ValueError
        return {"type": geometry["type"], "coordinates": moved}
    except (ProjError, KeyError, IndexError, TypeError, ValueError):
        raise file.fault(
            msg("A geometry of the file lies on no place of the earth"),
            msg("the coordinate system is probably another one than the file says; export it again in EPSG:4326"),
        ) from None
