#!/bin/sh
# The service under load: what it answers, how fast, and in how much memory.
#
#   sh bench/http/run.sh BUILD            (SECONDS_EACH, MIXED_SECONDS, ROUNDS, WORK by environment)
#
# BUILD: a release build with -Dbench=true.  Needs wrk, nginx, curl and python3.  Builds a province of 104 communes,
# 96 months and 12 indicators and 2,000 people who are signed in, serves it, and prints a table.  The clients run on
# the same machine.  WORK: a folder for the database (removed after the run unless it was given).
set -eu
build=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
each=${SECONDS_EACH:-10}
mixed=${MIXED_SECONDS:-600}
rounds=${ROUNDS:-2}
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
db=$work/baophu.db
server='' nginx='' slow='' load=''
export TOKENS="$work/tokens"

ended() {
    for pid in $load $slow $server $nginx; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap ended EXIT
trap 'exit 1' INT TERM

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
mib() { awk -v what="$1:" '$1 == what { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

start_server() {
    port=$(free_port)
    BAOPHU_NOW='' "$build/baophu" serve --db "$db" --listen "127.0.0.1:$port" >"$work/out" 2>"$work/log" &
    server=$!
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$port/readyz" >/dev/null && return
        sleep 0.1
    done
    cat "$work/log" >&2
    exit 1
}

start_nginx() { # with the very bytes that the server answers, in both codings
    token=$(awk '$4 == "-" { print $1; exit }' "$TOKENS")
    mkdir -p "$work/www"
    url="http://127.0.0.1:$port/api/overview?province=33"
    curl -fs -H "Cookie: baophu=$token" "$url" >"$work/www/overview.json"
    curl -fs -H "Cookie: baophu=$token" -H 'Accept-Encoding: gzip' "$url" >"$work/www/overview.json.gz"
    file_port=$(free_port)
    cat >"$work/nginx.conf" <<N
daemon off; worker_processes auto; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 100000000; types { application/json json; }
    client_body_temp_path $work/nb; proxy_temp_path $work/np; fastcgi_temp_path $work/nf; uwsgi_temp_path $work/nu; scgi_temp_path $work/ns;
    server { listen 127.0.0.1:$file_port; root $work/www; }
}
N
    chmod 755 "$work" "$work/www" # its workers may be another user
    nginx -c "$work/nginx.conf" &
    nginx=$!
    for _ in $(seq 100); do
        curl -fs "http://127.0.0.1:$file_port/overview.json" >/dev/null && return
        sleep 0.1
    done
    cat "$work/nginx.log" >&2
    exit 1
}

row() { # label, script, port, seconds, processor time of this process ("" none)
    before=$([ -n "$5" ] && ticks "$5" || echo 0)
    wrk -t2 -c64 -d"$4" --timeout 10 -s "$here/$2" "http://127.0.0.1:$3" >"$work/wrk" 2>&1 ||
        { cat "$work/wrk" >&2; exit 1; }
    after=$([ -n "$5" ] && ticks "$5" || echo 0)
    awk -v label="$1" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
        $1 == "RESULT" {
            printf "%-44s %9.0f %9.2f %9.2f %7d", label, $2 / $3 * 1e6, $4 / 1000, $5 / 1000, $6
            if (ticks) printf " %9.0f", ticks / hz * 1e6 / $2
            print ""; seen = 1
        }
        END { exit !seen }' "$work/wrk" || { cat "$work/wrk" >&2; exit 1; }
}

heading() { printf '\n%-44s %9s %9s %9s %7s %9s\n' "$1" 'req/s' 'p50 ms' 'p99 ms' 'errors' 'µs CPU'; }

[ -f "$TOKENS" ] && rm -f "$TOKENS" "$db" "$db"-* "$db".*
"$build/bench/http/bench-http-province" "$db" "$TOKENS" "$work/indicator.csv"
start_server
start_nginx
printf 'overview: %d bytes, %d with gzip; memory after the start %s MiB\n' "$(wc -c <"$work/www/overview.json")" \
    "$(wc -c <"$work/www/overview.json.gz")" "$(mib VmRSS)"

heading '64 connections'
for round in $(seq "$rounds"); do
    CODING=gzip row "baophu, signed-in overview, gzip ($round)" overview.lua "$port" "$each" "$server"
    CODING=gzip row "nginx, a file of the same bytes, gzip ($round)" file.lua "$file_port" "$each" ''
    CODING=identity row "baophu, signed-in overview ($round)" overview.lua "$port" "$each" "$server"
    CODING=identity row "nginx, a file of the same bytes ($round)" file.lua "$file_port" "$each" ''
done
printf 'memory: peak %s MiB\n' "$(mib VmHWM)"

heading '64 connections beside 500 slow clients'
python3 "$here/slow.py" "$port" 500 "$token" >"$work/slow" 2>&1 &
slow=$!
sleep 5
for round in $(seq "$rounds"); do
    CODING=gzip row "baophu, signed-in overview, gzip ($round)" overview.lua "$port" "$each" "$server"
done
printf 'connections open: %s; ' "$(find "/proc/$server/fd" -lname 'socket:*' | wc -l)"
kill "$slow" && wait "$slow" || true
slow=''
cat "$work/slow"
printf 'memory: peak %s MiB\n' "$(mib VmHWM)"

heading "$mixed seconds of mixed traffic"
row 'baophu, all pages, exports, entries' mixed.lua "$port" "$mixed" "$server" >"$work/mixed" &
load=$!
passed=0 step=$((mixed / 20 > 0 ? mixed / 20 : 1))
while kill -0 "$load" 2>/dev/null && [ "$passed" -lt "$mixed" ]; do
    sleep "$step"
    passed=$((passed + step))
    printf '%s %s\n' "$passed" "$(mib VmRSS)" >>"$work/memory"
done
wait "$load" || { cat "$work/mixed"; exit 1; }
load=''
cat "$work/mixed"
awk '{ printf "%s%s s: %s MiB", (NR > 1 ? ", " : "memory after "), $1, $2 } END { print "" }' "$work/memory"
printf 'memory: peak %s MiB; at rest %s MiB\n' "$(mib VmHWM)" "$(mib VmRSS)"
kill "$server" && wait "$server"
server=''
