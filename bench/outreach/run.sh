#!/bin/sh
# Two thousand phones of collaborators against one service:
#   sh bench/outreach/run.sh BUILD [SECONDS [ADDRESS]]
# BUILD is a release build with -Dbench=true.  SECONDS: the time within which all of them sync twice and tell of their
# visits (600); 0: as fast as two cores go, 16 at once.  ADDRESS: an empty database of PostgreSQL, else SQLite.
# PERSONS (300000) and PHONES (2000) by environment; WORK=FOLDER keeps the province for the next run.  What came of a run
# of that size also stands in bench/outreach/result-SECONDS.md (…-postgres.md); RESULT names another file.
set -eu
build=$(realpath "$1") seconds=${2:-600} address=${3:-}
persons=${PERSONS:-300000} phones=${PHONES:-2000}
result=${RESULT:-}
[ -n "$result" ] || [ "$persons $phones" != '300000 2000' ] || result=$(dirname "$0")/result-$seconds${address:+-postgres}.md
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
rm -f "$work/result"
server=''
ended() {
    if [ -f "$work/result" ]; then cat "$work/result" >&3; fi
    [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null || true; }
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap ended EXIT
trap 'exit 1' INT TERM
: "${address:=$work/baophu.db}"
baophu=$build/baophu bench=$build/bench/outreach/bench-outreach
export BAOPHU_DB="$address" BAOPHU_FOLDER="$work" LC_ALL=C.UTF-8

. "$(dirname "$0")/fill.sh"
exec 3>&1 >"$work/result"
echo "$persons persons simulated, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%F), seconds: $seconds"
echo
sed 's|^|- |' "$work/filled.txt"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$baophu" serve --listen "127.0.0.1:$port" >"$work/out" 2>"$work/log" &
server=$!
for _ in $(seq 100); do curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && break; sleep 0.1; done
threads=$([ "$seconds" = 0 ] && echo 16 || echo 64)
"$bench" sign-in "$address" "$work/phones" "$work/sessions"
"$bench" drive "http://127.0.0.1:$port" "$work/sessions" "$work/keys" "$seconds" "$threads"
awk -v hz="$(getconf CLK_TCK)" '{ printf "\nThe service took %.1f s of processor time", ($14 + $15) / hz }' "/proc/$server/stat"
awk '$1 == "VmHWM:" { printf ", at most %.0f MB\n\n", $2 / 1024 }' "/proc/$server/status"
kill "$server"; wait "$server" || true; server=''
"$bench" check "$address" "$work/keys"
[ -z "$result" ] || cp "$work/result" "$result"
