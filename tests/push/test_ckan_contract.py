"""CKAN answers to the portal contract, with the token of a plain editor and with a sysadmin's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ckan import CkanServer, ckan
from tests.push.ckan_lab import CkanLab
from tests.push.contract import PortalContract, PortalLab

__all__ = ["ckan"]
pytestmark = pytest.mark.ckan


class TestAsEditor(PortalContract):
    @pytest.fixture
    def lab(self, ckan: CkanServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PortalLab:
        return CkanLab(ckan, monkeypatch, tmp_path, ckan.editor, datastore=True)
