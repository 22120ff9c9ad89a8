#!/bin/sh
# Taking files in beside sqlite3's .import and psql's \copy of the same file, in one run, each the middle of three turns:
#   sh bench/register/run.sh BUILD [PERSONS [POSTGRES]]
# POSTGRES: the address of an empty database, such as postgresql:///bench?host=/tmp/pg&user=postgres.
set -eu
build=$1 persons=${2:-1000000} postgres=${3:-}
baophu=$build/baophu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export BAOPHU_NOW=2027-01-15 BAOPHU_FOLDER="$work" LC_ALL=C.UTF-8
"$baophu" generate people --registers all --persons "$persons" --month 2026-10 --seed 1 --out "$work/files" >/dev/null 2>&1
"$baophu" generate people --registers all --persons "$persons" --month 2026-11 --seed 1 --out "$work/after" >/dev/null 2>&1
"$baophu" unit import --db "$work/units.db" >/dev/null 2>&1
[ -z "$postgres" ] || "$baophu" unit import --db "$postgres" >/dev/null 2>&1

line() { # which, source, rows, what, bytes kept: the middle of the three turns that turn kept under this name
    awk '{ print $2 + $3, $0 }' "$work/turns-$1" | sort -n | sed -n 2p |
        awk -v s="$2" -v n="$3" -v what="$4" -v kept="$5" '{ printf "| %s | %d | %s | %.2f s | %.2f s | %.0f | %d MB | %s |\n",
            s, n, what, $2, $1, n / ($1 > 0 ? $1 : 0.01) / 1000, $5 / 1024, kept }'
    rm "$work/turns-$1"
}
turn() { # which, how, command …
    which=$1
    shift
    "$@"
    cat "$work/time" >>"$work/turns-$which"
}
timed() { # command …
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
}
served() { # command … the server's processor time, which it reckons when a session ends, is added
    server=$(psql -Atq "$postgres" -c 'show data_directory') && server=$(head -n 1 "$server/postmaster.pid")
    sleep 1
    before=$(awk '{ print $16 + $17 }' "/proc/$server/stat")
    timed "$@"
    sleep 1
    awk -v before="$before" '{ print $16 + $17 - before }' "/proc/$server/stat" >"$work/server"
    awk -v hz="$(getconf CLK_TCK)" 'NR == FNR { more = $1 / hz; next } { print $1, $2 + more, $3, $4 }' "$work/server" "$work/time" >"$work/both"
    mv "$work/both" "$work/time"
}
megabytes() { du -m "$1" | cut -f1; }

put() { # how, source, file, threads, address, as of
    how=$1
    shift
    $how "$baophu" register put "$1" "$2" --province HY --as-of "$5" --threads "$3" --db "$4" --rejects "$work/rejects.csv"
}
tables='register_delivery, register_block, register_line, register_difference'
sizes="pg_total_relation_size('register_block') + pg_total_relation_size('register_line') + pg_total_relation_size('register_difference')"

echo "$persons persons, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%F); processor time: client and server; each the middle of three"
echo
echo '| source | rows | by | wall | processor | thousand rows a second and core | memory | kept in |'
echo '|---|---|---|---|---|---|---|---|'
for source in population participants tax_income; do
    file=$work/files/mo-phong-$source.csv
    after=$work/after/mo-phong-$source.csv
    rows=$(($(wc -l <"$file") - 1)) rows_after=$(($(wc -l <"$after") - 1))
    for threads in 1 2; do
        for i in 1 2 3; do
            cp "$work/units.db" "$work/one.db"
            empty=$(stat -c %s "$work/one.db")
            turn first put timed "$source" "$file" $threads "$work/one.db" 2026-10-31
            kept=$(($(stat -c %s "$work/one.db") - empty))
            turn after put timed "$source" "$after" $threads "$work/one.db" 2026-11-30
            more=$(($(stat -c %s "$work/one.db") - empty - kept))
        done
        line first "$source" "$rows" "baophu, SQLite, $threads threads" "$((kept / 1000000)) MB"
        line after "$source" "$rows_after" "baophu, SQLite, $threads threads, the month after" "$((more / 1000000)) MB"
    done
    for i in 1 2 3; do
        rm -f "$work/plain.db"
        turn plain timed sqlite3 "$work/plain.db" -cmd '.mode csv' ".import '$file' t" 'select count(*) from t'
    done
    line plain "$source" "$rows" 'sqlite3 .import' "$(megabytes "$work/plain.db") MB"
    [ -n "$postgres" ] || continue
    for threads in 1 2; do
        for i in 1 2 3; do
            psql -q "$postgres" -c "truncate $tables" >/dev/null
            turn first put served "$source" "$file" $threads "$postgres" 2026-10-31
            kept=$(psql -Atq "$postgres" -c "select ($sizes) / 1000000")
            turn after put served "$source" "$after" $threads "$postgres" 2026-11-30
            more=$(psql -Atq "$postgres" -c "select ($sizes) / 1000000 - $kept")
        done
        line first "$source" "$rows" "baophu, PostgreSQL, $threads threads" "$kept MB"
        line after "$source" "$rows_after" "baophu, PostgreSQL, $threads threads, the month after" "$more MB"
    done
    columns=$(head -n 1 "$file" | sed 's/,/ text, /g')
    for i in 1 2 3; do
        psql -q "$postgres" -c 'drop table if exists plain' -c "create table plain ($columns text)" >/dev/null 2>&1
        turn plain served psql -q "$postgres" -c "\\copy plain from '$file' with (format csv, header)"
    done
    line plain "$source" "$rows" 'psql \copy' "$(psql -Atq "$postgres" -c "select pg_total_relation_size('plain') / 1000000") MB"
    psql -q "$postgres" -c 'drop table plain' >/dev/null
done
