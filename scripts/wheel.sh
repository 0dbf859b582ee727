#!/usr/bin/env bash
# Builds dist/: the wheel, the list of what it stands on (CycloneDX 1.6, from the lock), and their SHA-256, signed when
# a key of OpenSSH is named.
#   scripts/wheel.sh [KEY]
set -euo pipefail
cd "$(dirname "$0")/.."
key=${1:-}
rm -rf dist
.venv/bin/python -m hatchling build -t wheel -d dist >/dev/null
if command -v .venv/bin/uv >/dev/null; then uv=.venv/bin/uv; else uv=uv; fi
$uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements/run.txt --pyproject pyproject.toml \
  --output-reproducible --of JSON -o dist/publisher.cdx.json 2>/dev/null
cd dist
sha256sum ./*.whl publisher.cdx.json >SHA256SUMS
[ -z "$key" ] || ssh-keygen -q -Y sign -f "$key" -n publisher SHA256SUMS
cat SHA256SUMS
