"""zstd and Brotli, wherever this Python has them."""

import importlib.util
from typing import Any

import pytest

_NAME = "compression.zstd" if importlib.util.find_spec("compression") else "backports.zstd"

zstd: Any = pytest.importorskip(_NAME)
brotli: Any = pytest.importorskip("brotli")
