#!/usr/bin/env bash
# The nightly job on the sample agency, with the clock pinned so that its findings stay the same for years.
#   scripts/demo.sh [options of publisher run]
set -uo pipefail
cd "$(dirname "$0")/.."
publisher=.venv/bin/publisher
$publisher keys create >/dev/null || exit $?
$publisher run --now 2026-11-20T03:00:00+08:00 "$@"
code=$?
case $code in
  0) verdict="Everything was published and verified. 全部發布並驗證完成。" ;;
  1) verdict="Everything was published; the report lists findings. 全部已發布；報告列有待改善事項。" ;;
  4) verdict="The proven datasets are published and verified; what was not proven was held back (the sample agency has planted faults). 通過查核的資料集已發布並驗證；未通過者暫停發布（範例機關刻意埋有錯誤）。" ;;
  *) exit $code ;;
esac
printf '\n%s\n\nOpen / 請開啟：\n  %s\n  %s\n' "$verdict" \
  "$PWD/.publisher/portal/current/index.html" "$(readlink -f .publisher/reports/latest)/report.html"
