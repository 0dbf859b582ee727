#!/usr/bin/env bash
# The tests. Where a few fail, these are run once more, one after the other: servers, browsers and kills share two cores
# with all the rest. A test that passes only then is named as UNSTABLE, and to be mended; it turns no change away.
#   scripts/test.sh [options of pytest]   WORKERS: processes (default: 4, also on two cores: half of a run is waiting for others)
set -uo pipefail
cd "$(dirname "$0")/.."
few=5
known=.pytest_cache/v/cache/lastfailed
names() { .venv/bin/python -c "import json; print(*json.load(open('$known')), sep='\n')"; }

rm -f $known
.venv/bin/python -m pytest -n "${WORKERS:-4}" --dist loadgroup "$@"
code=$?
[ $code -eq 1 ] && failed=$(names) && [ "$(wc -l <<<"$failed")" -le $few ] || exit $code

printf '\nOnce more, alone:\n%s\n' "$failed"
.venv/bin/python -m pytest --last-failed "$@" || exit $?
printf '\nUNSTABLE: failed beside others and passed alone. Find out why:\n%s\n' "$failed"
