#!/bin/sh
# From files to leads, and the month after, with what is right and what is not:
#   sh bench/reconcile/run.sh BUILD [PERSONS [ADDRESS]]
# BUILD is a release build with -Dbench=true.  ADDRESS: a database that may be filled, such as an empty one of
# PostgreSQL; without it a SQLite file in a temporary folder.  WORK=FOLDER keeps the files there.
set -eu
build=$1 persons=${2:-3600000} address=${3:-}
work=${WORK:-$(mktemp -d)}
[ -n "${WORK:-}" ] || trap 'rm -rf "$work"' EXIT
: "${address:=$work/baophu.db}"
baophu=$build/baophu
export BAOPHU_NOW=2027-01-15 BAOPHU_FOLDER="$work" LC_ALL=C.UTF-8
sources='population participants employers tax_income enterprises household_businesses affiliations beneficiaries departures'

timed() { # what it is, command …
    what=$1
    shift
    /usr/bin/time -o "$work/time" -f '%e %U %S %M' "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; exit 1; }
    awk -v what="$what" '{ printf "| %s | %.2f s | %.2f s | %d MB |\n", what, $1, $2 + $3, $4 / 1024 }' "$work/time"
}

taken() { # ticks that the host took from this machine since it started
    awk '$1 == "cpu" { print $9 }' /proc/stat
}

month() { # 2026-10, its last day
    "$baophu" generate people --registers all --persons "$persons" --month "$1" --seed 1 --out "$work/$1" >/dev/null 2>&1
    wc -l "$work/$1/mo-phong-"*.csv >"$work/lines"
    sync # agencies' files have lain there for days: what writes them belongs to no time below
    before=$(taken) start=$(date +%s.%N)
    for source in $sources; do
        rows=$(($(awk -v f="$work/$1/mo-phong-$source.csv" '$2 == f { print $1 }' "$work/lines") - 1))
        # A row that cannot be used goes to a file; what is held is released: nothing here is a mistake of an agency.
        timed "$1 put $source ($rows rows)" "$baophu" register put "$source" \
            "$work/$1/mo-phong-$source.csv" --province HY --as-of "$2" --db "$address" --rejects "$work/rejects.csv" --lang en
        grep -q ' held ' "$work/out" && "$baophu" register release "$source" --province HY --db "$address" >/dev/null
    done
    timed "$1 reconcile" "$baophu" reconcile --province HY --as-of "$1" --db "$address" --lang en --times
    cp "$work/out" "$work/reconcile-$1.txt"
    awk -v m="$1" -v a="$start" -v b="$(date +%s.%N)" -v ticks=$(($(taken) - before)) -v hz="$(getconf CLK_TCK)" 'BEGIN {
        printf "| **%s files → leads** | **%.1f s** | the host took %.1f s | |\n", m, b - a, ticks / hz }'
}

who() { # of 100,000 rows of the population, far from one another; the middle of five, answers to a file
    all=$work/$1/mo-phong-population.csv
    awk -v step=$(($(wc -l <"$all") / 100001)) 'NR == 1 || step < 2 || (NR - 2) % step == 0' "$all" |
        awk 'NR <= 100001' >"$work/ask.csv"
    for i in 1 2 3 4 5; do
        timed "who of $(($(wc -l <"$work/ask.csv") - 1))" "$baophu" reconcile who "$work/ask.csv" --province HY \
            --db "$address" --lang en --out "$work/answers.csv"
    done | sort -t'|' -k3 -n | sed -n 3p
}

mkdir -p "$work"
"$baophu" unit import --db "$address" >/dev/null 2>&1
echo "$persons persons, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%F)"
echo
echo '| step | wall | processor | memory |'
echo '|---|---|---|---|'
month 2026-10 2026-10-31
"$build/bench/reconcile/bench-reconcile-truth" "$address" 33 "$work/2026-10" >"$work/truth-2026-10.md"
month 2026-11 2026-11-30
timed 'reconcile again' "$baophu" reconcile --province HY --as-of 2026-11 --db "$address" --lang en --times
who 2026-11
"$build/bench/reconcile/bench-reconcile-truth" "$address" 33 "$work/2026-11" >"$work/truth-2026-11.md"
for m in 2026-10 2026-11; do
    printf '\n%s\n\n' "$m"
    cat "$work/truth-$m.md"
    printf '\n'
    head -n 2 "$work/reconcile-$m.txt"
done
