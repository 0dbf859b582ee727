#!/usr/bin/env bash
# The night of the demo, pushed to a real CKAN on loopback as well. The CKAN stays up to be looked at;
# `tests/ckan/down.sh` ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
lab=${LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/publisher-tests/ckan/lab}
LAB=$lab PYTHON=$PWD/.venv/bin/python tests/ckan/up.sh fucheng-station 府城監理站（虛構機關）
PUBLISHER_CKAN_TOKEN_FILE=$lab/editor.token scripts/demo.sh --portal open-data --portal ckan
printf '  http://127.0.0.1:%s/organization/fucheng-station\n\nCKAN stays up; end it with / 結束 CKAN： LAB=%s tests/ckan/down.sh\n' \
  "${PORT:-5055}" "$lab"
