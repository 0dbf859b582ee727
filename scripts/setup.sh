#!/usr/bin/env bash
# Sets up what the program (run), its tests (test) or the CKAN of the demo (ckan) need; quick and silent when nothing
# is missing, and then needs no network.
#   scripts/setup.sh run|test|ckan
set -euo pipefail
cd "$(dirname "$0")/.."
purpose=${1:?run, test or ckan}

say() { printf '%s\n' "$*" >&2; }

patiently() { # a command that takes minutes and says nothing, with a sign of life every 15 seconds
  local ticker code=0
  (n=0; while sleep 15 <&- >&- 2>&-; do n=$((n + 15)); say "  … $n s"; done) &
  ticker=$!
  trap 'kill $ticker 2>/dev/null || true' EXIT
  "$@" || code=$?
  kill "$ticker" 2>/dev/null || true
  trap - EXIT
  return "$code"
}

# --- Debian packages ---------------------------------------------------------------------------------------------
installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

missing_packages() { # files of package names -> names to install
  local line package found
  grep -hvE '^[[:space:]]*(#|$)' "$@" | while read -r line; do
    found=
    for package in ${line//|/ }; do installed "$package" && found=yes && break; done
    [ -n "$found" ] || printf '%s ' "${line%%|*}"
  done
}

install_packages() {
  local root=()
  [ $# -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "Please install with this system's package manager: $*"; exit 2
  elif [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then root=(sudo)
    else say "Please let an administrator run: apt-get install -y $*"; exit 2; fi
  fi
  say "installing Debian packages: $*"
  patiently "${root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq
  patiently "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    install -y -qq --no-install-recommends "$@" >/dev/null
}

if command -v dpkg-query >/dev/null; then
  lists=(packages/run.txt)
  [ "$purpose" = run ] || lists+=(tests/ckan/packages.txt)
  [ "$purpose" != test ] || lists+=(packages/test.txt)
  read -ra packages <<<"$(missing_packages "${lists[@]}")" || true
  install_packages "${packages[@]}"
fi

# --- Python: at least 3.11, by its version and not its name --------------------------------------------------------
usable() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3.14 python3 "$HOME"/.pyenv/versions/3.1[1-9]*/bin/python3; do
    candidate=$(command -v "$candidate") && usable "$candidate" && printf '%s' "$candidate" && return
  done
  return 1
}

locks=requirements/run.txt; [ "$purpose" = run ] || locks=requirements/dev.txt
stamp=.venv/.set-up
wanted=$(cat "$locks" pyproject.toml | sha256sum | cut -d' ' -f1)
if [ -x .venv/bin/python ] && grep -qsx "$wanted" "$stamp"; then exec scripts/fetch-axe.sh; fi

if [ ! -x .venv/bin/python ] || ! usable .venv/bin/python; then
  python=$(find_python) || {
    install_packages python3 python3-venv
    python=$(find_python) || { say "Python 3.11 or newer is needed, with its venv module."; exit 2; }
  }
  rm -rf .venv
  "$python" -m venv .venv
fi
say "installing Python packages from $locks (hashes checked)"
# Two old packages have no pyproject.toml; pip says so at length
patiently .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$locks" 2> >(grep -v DEPRECATION >&2)
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
printf '%s\n' "$wanted" >>"$stamp"
exec scripts/fetch-axe.sh
