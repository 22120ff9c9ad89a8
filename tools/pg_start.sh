#!/bin/sh
# Starts a PostgreSQL of its own in a folder, reachable only by a socket in it, and
# prints its address for BAOPHU_TEST_PG.  A server that already runs there is used again.
#     BAOPHU_TEST_PG=$(tools/pg_start.sh DIR)
# Data are kept safe as in earnest (fsync stays on), so that what is measured there is true.  Text is
# ordered as in Vietnamese, so that a statement which leans on bytes without saying so fails.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: $0 DIR" >&2
    exit 64
fi
mkdir -p "$1"
dir=$(cd "$1" && pwd)
bin=${BAOPHU_PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
if [ -z "$bin" ] || [ ! -x "$bin/initdb" ]; then
    echo "$0: PostgreSQL is not installed; install the package postgresql" >&2
    exit 69
fi
if [ ${#dir} -gt 85 ]; then # a socket's path has at most 107 bytes
    echo "$0: the path $dir is too long for a socket" >&2
    exit 65
fi

# PostgreSQL refuses to run as root.
as=""
user=$(id -un)
if [ "$(id -u)" -eq 0 ]; then
    user=postgres
    id postgres >/dev/null 2>&1 || user=nobody
    as="runuser -u $user --"
    chown "$user" "$dir"
fi

if [ ! -f "$dir/data/PG_VERSION" ]; then
    (cd / && $as "$bin/initdb" -D "$dir/data" -U "$user" -A trust -E UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=vi --no-sync) >"$dir/initdb.log" 2>&1 || {
        cat "$dir/initdb.log" >&2
        exit 70
    }
    cat >>"$dir/data/postgresql.conf" <<EOF
listen_addresses = ''
unix_socket_directories = '$dir'
unix_socket_permissions = 0777
max_connections = 60
shared_buffers = 64MB
max_wal_size = 256MB
autovacuum_naptime = 300
logging_collector = off
EOF
fi
if ! (cd / && $as "$bin/pg_ctl" -D "$dir/data" status) >/dev/null 2>&1; then
    log=$dir/data/server.log
    (cd / && $as "$bin/pg_ctl" -D "$dir/data" -l "$log" -w -t 60 start) >"$dir/start.log" 2>&1 || {
        cat "$dir/start.log" "$log" >&2
        exit 70
    }
fi
echo "postgresql:///postgres?host=$dir&user=$user"
