#!/bin/bash
# Ends what up.sh started in LAB and waits until it has ended. With --remove the lab's data go too (downloads stay).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${PUBLISHER_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/publisher-tests/ckan}
lab=${LAB:-$cache/lab}
[ -d "$lab" ] || exit 0
lab=$(cd "$lab" && pwd)
pg=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1) || true
exec 8>"$lab/lock"; flock 8
. "$here/processes.sh"
for name in ckan solr redis; do stop $name; done
if [ -n "$(pg_home)" ] && [ -d "$(pg_data)" ]; then
  as_pg "$pg/pg_ctl" -D "$(pg_data)" -m immediate -w stop >/dev/null 2>&1 || true
fi
if [ "${1:-}" = --remove ]; then
  if [ -L "$lab/pg" ]; then rm -rf -- "$(pg_home)"; fi
  rm -rf -- "$lab"
fi
