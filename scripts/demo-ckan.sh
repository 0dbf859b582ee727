#!/usr/bin/env bash
# The night of the demo, pushed to a real CKAN on loopback as well, and what happens in the nights after it: a dataset
# comes out of its embargo, another gets a second version, somebody edits a page on the portal, and files get lost.
# All of it in a copy of the sample agency, made anew each time. The CKAN stays up to be looked at;
# `tests/ckan/down.sh` ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
lab=${LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/publisher-tests/ckan/lab}
agency=$PWD/.publisher/demo-ckan
published=(station-places driving-exam courtesy-quarterly satisfaction-halfyear)

LAB=$lab tests/ckan/down.sh --remove
LAB=$lab PYTHON=$PWD/.venv/bin/python tests/ckan/up.sh fucheng-station 府城監理站（虛構機關）
site=http://127.0.0.1:${PORT:-5055}
rm -rf "$agency"
mkdir -p "$agency"
cp -r catalog.yaml allowlist.yaml datasets checks "$agency"
sed -i "s#http://127.0.0.1:5055#$site#" "$agency/catalog.yaml"
echo 'publish_on: 2026-11-21' >>"$agency/datasets/courtesy-quarterly/dataset.yaml"
export PUBLISHER_CKAN_TOKEN_FILE=$lab/editor.token AGENCY=$agency

say() { printf '\n=== %s\n\n' "$*"; }
night() { # DAY [options]: a night, and its code when it is none of a night's own verdicts
  local code=0
  NIGHT=$1 scripts/demo.sh --portal open-data --portal ckan "${@:2}" || code=$?
  [ $code -eq 0 ] || exit $code
}
act() { curl -sf -m 30 -H "Authorization: $(cat "$lab/admin.token")" -H 'Content-Type: application/json' -d "$2" "$site/api/3/action/$1"; }
lose() { # DATASET FILE: CKAN's disk loses a file
  local id
  id=$(act package_show "{\"id\": \"$1\"}" | .venv/bin/python -c '
import json, sys
print(next(item["id"] for item in json.load(sys.stdin)["result"]["resources"] if item["pub_path"] == sys.argv[1]))' "$2")
  rm "$lab/storage/resources/${id:0:3}/${id:3:3}/${id:6}"
}
only=(); for name in "${published[@]}"; do only+=(--only "$name"); done

say "First night. An embargo: courtesy-quarterly waits for its day. 首夜：courtesy-quarterly 尚未到發布日"
night 2026-11-20

act package_patch '{"id": "driving-exam", "title": "別人改的標題"}' >/dev/null
lose satisfaction-halfyear "$(basename "$(ls "$agency"/.publisher/portal/current/dataset/satisfaction-halfyear/*.csv)")"
rm "$agency"/.publisher/portal/current/dataset/driving-exam/*.csv
sed -i 's/週二、週四 09:00-16:00/週二、週四 09:00-17:00/' "$agency/datasets/station-places/places.csv"
say "Second night. Somebody edited the title of driving-exam on CKAN, CKAN lost a file of satisfaction-halfyear, the web
    folder lost one of driving-exam, a place of station-places has longer hours, and the embargo is over.
    第二夜：CKAN 上有人改了標題、遺失檔案；靜態入口網遺失檔案；據點服務時間更新；發布日已到"
night 2026-11-21 "${only[@]}"

sed -i '/^    type: ckan/a\    foreign_edits: overwrite' "$agency/catalog.yaml"
say "Third night. The agency says that what it published prevails (foreign_edits: overwrite).
    第三夜：機關宣告以本站發布版本為準，CKAN 上被改、遺失者全部復原"
night 2026-11-22 "${only[@]}"

printf '\nOpen / 請開啟：\n  %s\n  %s/dataset/driving-exam\n  %s\n' "$site/organization/fucheng-station" "$site" \
  "$agency/.publisher/portal/current/dataset/station-places/version/2/index.html"
printf '\nCKAN stays up; end it with / 結束 CKAN： LAB=%s tests/ckan/down.sh\n' "$lab"
