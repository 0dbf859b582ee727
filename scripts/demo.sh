#!/usr/bin/env bash
# The nightly job on the sample agency, with the clock pinned so that its findings stay the same for years.
# The agency's website is served on loopback for as long as the night lasts.
#   scripts/demo.sh [options of publisher run]
#   AGENCY  folder of the workspace (default: this repository); NIGHT  its day (default: 2026-11-20)
set -uo pipefail
cd "$(dirname "$0")/.."
publisher=$PWD/.venv/bin/publisher agency=${AGENCY:-$PWD} night=${NIGHT:-2026-11-20}
$publisher keys create >/dev/null || exit $?

.venv/bin/python -m samples.website --serve 8765 >/dev/null &
website=$!
trap 'kill $website 2>/dev/null' EXIT
for _ in $(seq 100); do
  (exec 3<>/dev/tcp/127.0.0.1/8765) 2>/dev/null && break
  kill -0 $website 2>/dev/null || { echo "The sample website cannot be served: is port 8765 in use?" >&2; exit 2; }
  sleep 0.1
done

$publisher run --workspace "$agency" --now "${night}T03:00:00+08:00" "$@"
code=$?
case $code in
  0) verdict="Everything was published and verified. 全部發布並驗證完成。" ;;
  1) verdict="Everything was published; the report lists findings. 全部已發布；報告列有待改善事項。" ;;
  4) verdict="The proven datasets are published and verified; what was not proven was held back, and the website was checked (the sample agency has planted faults). 通過查核的資料集已發布並驗證，未通過者暫停發布，網站亦已檢核（範例機關刻意埋有錯誤）。" ;;
  *) exit $code ;;
esac
printf '\n%s\n\nOpen / 請開啟：\n  %s\n  %s\n' "$verdict" \
  "$agency/.publisher/portal/current/index.html" "$(readlink -f "$agency/.publisher/reports/latest")/report.html"
