"""File formats as addresses: the EU's table of file types, and IANA's media types where that table lacks one."""

from __future__ import annotations

from publisher.model.frequencies import EU
from publisher.model.release import Artifact

MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
FILE_TYPES = {
    "csv": "CSV",
    "docx": "DOCX",
    "geojson": "GEOJSON",
    "gml": "GML",
    "gpkg": "GPKG",
    "html": "HTML",
    "ics": "ICS",
    "jpeg": "JPEG",
    "jpg": "JPEG",
    "json": "JSON",
    "jsonld": "JSON_LD",
    "kml": "KML",
    "kmz": "KMZ",
    "odp": "ODP",
    "ods": "ODS",
    "odt": "ODT",
    "parquet": "PARQUET",
    "pdf": "PDF",
    "png": "PNG",
    "pptx": "PPTX",
    "shp": "SHP",
    "tsv": "TSV",
    "txt": "TXT",
    "xls": "XLS",
    "xlsx": "XLSX",
    "xml": "XML",
    "zip": "ZIP",
}
"""Codes of http://publications.europa.eu/resource/authority/file-type by our names of formats."""


def media_type(artifact: Artifact) -> str:
    """The address of a file's media type."""
    return f"{MEDIA_TYPES}/{artifact.media_type.split(';')[0]}"


def file_type(artifact: Artifact) -> str:
    """The address of a file's format."""
    known = FILE_TYPES.get(artifact.format.lower())
    return f"{EU}/file-type/{known}" if known else media_type(artifact)
