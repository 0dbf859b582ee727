#!/usr/bin/env bash
# Builds dist/: the wheel, the list of what it stands on (CycloneDX 1.6, from the lock), and their SHA-256, signed when
# a key of OpenSSH is named. Fails when the list is not that of the lock, or the signature does not verify.
#   scripts/wheel.sh [KEY]   DIST: another folder than dist/
set -euo pipefail
cd "$(dirname "$0")/.."
key=${1:-} dist=${DIST:-dist} lock=requirements/run.txt
rm -rf "$dist"
.venv/bin/python -m hatchling build -t wheel -d "$dist" >/dev/null
if command -v .venv/bin/uv >/dev/null; then uv=.venv/bin/uv; else uv=uv; fi
$uv tool run --quiet --from cyclonedx-bom==7.5.0 cyclonedx-py requirements "$lock" --pyproject pyproject.toml \
  --output-reproducible --of JSON -o "$dist/publisher.cdx.json" 2>/dev/null
listed() { .venv/bin/python -c 'import json, sys
for item in json.load(open(sys.argv[1]))["components"]: print(item["name"] + "==" + item["version"])' "$1" | sort; }
diff <(listed "$dist/publisher.cdx.json") <(grep -oE '^[A-Za-z0-9._-]+==[^ ;]+' "$lock" | sort) >&2 || {
  echo "the SBOM is not that of the lock" >&2
  exit 1
}
cd "$dist"
sha256sum ./*.whl publisher.cdx.json >SHA256SUMS
if [ -n "$key" ]; then
  ssh-keygen -q -Y sign -f "$key" -n publisher SHA256SUMS
  ssh-keygen -q -Y check-novalidate -n publisher -s SHA256SUMS.sig <SHA256SUMS >/dev/null
fi
cat SHA256SUMS
