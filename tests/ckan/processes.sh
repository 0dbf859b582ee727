# Sourced by up.sh and down.sh, with $lab and $pg set: the servers of one lab as processes.

# A process counts as ours when its id is noted and it is still the program that was started then: after a crash
# or a restart of the machine the id may belong to a stranger.
alive() {
  local pid mark
  [ -s "$lab/run/$1.pid" ] || return 1
  read -r pid mark <"$lab/run/$1.pid" || true
  [ -n "$mark" ] && [ "$(started "$pid")" = "$mark" ]
}

# Clock ticks from the machine's start to the process's, with the machine's boot id.
started() {
  local stat; stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  set -- ${stat##*) }
  [ "$1" = Z ] || echo "${20}@$(cat /proc/sys/kernel/random/boot_id)"
}

# start NAME FOLDER PROGRAM…: in a session of its own, without the locks of this script
start() {
  local name=$1 folder=$2; shift 2
  stop "$name"
  (cd "$folder" && exec setsid "$@" >"$lab/log/$name.log" 2>&1 </dev/null 8>&- 9>&-) &
  local pid=$!
  echo "$pid $(started "$pid")" >"$lab/run/$name.pid"
  disown "$pid"
}

# stop NAME: politely, then not; workers that a killed server left behind go too. Their group bears the number of
# the server, and the kernel gives that number to nobody as long as one of them lives.
stop() {
  local pid mark _
  [ -s "$lab/run/$1.pid" ] || return 0
  read -r pid mark <"$lab/run/$1.pid" || true
  if alive "$1"; then
    kill "$pid"
    for _ in $(seq 80); do alive "$1" || break; sleep 0.1; done
  fi
  if [ "${mark#*@}" = "$(cat /proc/sys/kernel/random/boot_id)" ] && { alive "$1" || [ ! -e "/proc/$pid" ]; }; then
    kill -9 -- "-$pid" 2>/dev/null || true
  fi
  rm -f "$lab/run/$1.pid"
}

# wait_for WHAT URL NAME: until it answers; a process that died is not waited for
wait_for() {
  local _
  for _ in $(seq 600); do
    curl -sf -m 10 "$2" >/dev/null 2>&1 && return
    alive "$3" || break
    sleep 0.2
  done
  echo "CKAN of the tests: $1 did not come up, see $lab/log/$3.log" >&2
  exit 1
}

pg_home() { readlink -f "$lab/pg"; }
pg_data() { echo "$(pg_home)/data"; }
as_pg() { if [ "$(id -u)" = 0 ]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi; }

# PostgreSQL believes its own note even when the process is a zombie or a stranger.
pg_alive() {
  local pid
  pid=$(head -1 "$(pg_data)/postmaster.pid" 2>/dev/null) || return 1
  [ -n "$(started "$pid")" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = postgres ]
}
