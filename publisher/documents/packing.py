"""Packs OpenDocument texts: the same bytes for the same parts, with the versions that odfpy forgets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

_EPOCH = (2000, 1, 1, 0, 0, 0)
_VERSION = b"1.3"
_XML = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_WRITTEN_VERSION = re.compile(rb'(office:version|manifest:version)="[0-9.]+"')
_MANIFEST_ROOT = re.compile(rb"<manifest:manifest (?![^>]*manifest:version=)")


def repacked(package: bytes) -> bytes:
    """The package with fixed times, the mimetype first and plain, and its version where odfpy forgets it."""
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return packed({name: old.read(name) for name in old.namelist() if not name.endswith("/")})


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as new:
        for name in ["mimetype", *sorted(parts.keys() - {"mimetype"})]:
            content = parts[name]
            if name.endswith(".xml"):
                content = _WRITTEN_VERSION.sub(rb'\1="' + _VERSION + b'"', content)
            if name == "META-INF/manifest.xml":
                content = _MANIFEST_ROOT.sub(
                    b'<manifest:manifest manifest:version="' + _VERSION + b'" ', content, count=1
                )
            if name.endswith(".xml"):
                # odfpy declares namespaces in an order that changes from call to call
                content = _XML + ET.canonicalize(content.decode()).encode()
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return made.getvalue()
