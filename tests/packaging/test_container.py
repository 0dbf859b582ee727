"""The container file and its compose file name what is there: no engine builds them here."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).parents[2]
DEPLOY = REPOSITORY / "deploy"


def test_what_is_copied_is_what_is_made() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    (copied,) = re.findall(r"^COPY (.*) /tmp/publisher/$", text, re.MULTILINE)
    lock, wheel = copied.split()
    assert (REPOSITORY / lock).is_file()
    assert wheel.startswith("dist/publisher-")
    assert 'hatchling build -t wheel -d "$dist"' in (REPOSITORY / "scripts/wheel.sh").read_text(encoding="utf-8")
    assert "--require-hashes" in text
    assert "\nUSER publisher\n" in text


def test_services_are_started_with_options_that_their_programs_have() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    for name in ("scheduler", "worker"):
        words = [*services[name]["entrypoint"], *services[name]["command"]]
        assert words[:2] == ["dask", name]
        told = subprocess.run(
            [Path(sys.executable).with_name("dask"), name, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in (word for word in words if word.startswith("--")):
            assert re.search(rf"{option}(?![a-z-])", told), option
    for service in services.values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
