#!/bin/sh
# One phone with two thousand persons over a slow line:
#   sh bench/outreach/slow.sh BUILD [BYTES_PER_SECOND [ROUND_TRIP_MS]]
# BUILD is a release build with -Dbench=true and the web application.  50,000 bytes and 300 ms where nothing is said.
# PERSONS (100000) and PHONES (20) by environment; WORK=FOLDER keeps the province for the next run, that of run.sh does,
# too; ROUNDS (5) is how often each is measured.  What came of it stands in bench/outreach/result-slow.md; RESULT names
# another file.
set -eu
here=$(realpath "$(dirname "$0")")
build=$(realpath "$1") rate=${2:-50000} round_trip=${3:-300}
persons=${PERSONS:-100000} phones=${PHONES:-20}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
server=''
ended() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap ended EXIT
trap 'exit 1' INT TERM
address=$work/baophu.db
baophu=$build/baophu bench=$build/bench/outreach/bench-outreach
export BAOPHU_DB="$address" BAOPHU_FOLDER="$work" LC_ALL=C.UTF-8
. "$here/fill.sh"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$baophu" serve --listen "127.0.0.1:$port" >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 100); do curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && break; sleep 0.1; done
ROUNDS=${ROUNDS:-5} node "$here/slow.mjs" "$baophu" "$port" "$rate" "$round_trip" >"$work/slow.md" || { cat "$work/slow.md"; exit 1; }
{
    echo "$persons persons simulated, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%F)"
    echo
    cat "$work/slow.md"
} | tee "${RESULT:-$here/result-slow.md}"
