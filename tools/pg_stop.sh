#!/bin/sh
# Stops the PostgreSQL that tools/pg_start.sh started in DIR; with --remove its data go too.
#     tools/pg_stop.sh [--remove] DIR
set -eu

remove=no
if [ "${1:-}" = --remove ]; then
    remove=yes
    shift
fi
if [ $# -ne 1 ]; then
    echo "usage: $0 [--remove] DIR" >&2
    exit 64
fi
[ -d "$1/data" ] || exit 0
dir=$(cd "$1" && pwd)
bin=${BAOPHU_PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
as=""
if [ "$(id -u)" -eq 0 ]; then
    as="runuser -u $(stat -c %U "$dir/data") --"
fi
(cd / && $as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop) >/dev/null 2>&1 || true
if [ "$remove" = yes ]; then
    rm -rf "$dir/data" "$dir/initdb.log" "$dir/start.log"
    rmdir "$dir" 2>/dev/null || true
fi
