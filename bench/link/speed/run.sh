#!/bin/sh
# Linkage from CSV to CSV: whole processes, wall time and peak memory by time(1).
#
#   sh bench/link/speed/run.sh BUILD WHAT… (PYTHON, WORK, RUNS, PEER_ROWS, SCALE, DEDUPE_ROWS, SPILL_ROWS and RESULTS by environment)
#
# BUILD: a release build with -Dbench=true.  WHAT: csv peer wide scale dedupe spill, or all.  Each is measured RUNS times (3;
# the peer of `wide`, dedupe and 10 M once); what was measured goes to RESULTS (results/ here), and from there tables.py
# writes the tables of README.md.  On a machine that does nothing else.
# PYTHON: an interpreter with bench/link/requirements.txt.  WORK: a folder for the generated files (10 GB for all).
set -eu
build=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
work=${WORK:-$(mktemp -d)}
baophu=$build/baophu
results=${RESULTS:-$here/results}
runs=${RUNS:-3}
mkdir -p "$results"

pair() { # rows: a left and a right register of so many persons, four fifths of them in both
    [ -f "$work/pair$1/mo-phong-right.csv" ] ||
        "$baophu" generate people --pair "$1" --overlap $(($1 / 5 * 4)) --profile middle --seed 7 \
            --out "$work/pair$1" >/dev/null 2>&1
}

measure() { # name of the result, label, command…: $runs times
    name=$1 label=$2
    shift 2
    rm -f "$work/times" "$work/said" "$work/quality"
    for run in $(seq "$runs"); do
        /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/said" 2>"$work/errors" ||
            { grep -v '"progress"' "$work/errors" | tail -3 >&2; echo "$label: failed or stopped"; exit 1; }
        awk -v label="$label" '{ printf "%-28s %8.2f s wall  %8.2f s user  %6.2f s system  %7.0f MB\n", label, $1, $2, $3, $4 / 1024 }' \
            "$work/time"
        cat "$work/time" >>"$work/times"
    done
}

keep() { # what the last measure found, with what our run said of itself and how good the links are
    python3 "$here/tables.py" keep "$results/$name.json" "$label" "$work/times" "$work/said" "$work/quality"
}

ours() { # name of the result, label, rows, words…
    result=$1 title=$2 folder=$work/pair$3
    shift 3
    measure "$result" "$title" "$baophu" link "$folder/mo-phong-left.csv" "$folder/mo-phong-right.csv" --out "$work/links.csv" \
        --json --lang en "$@"
    quality "$work/links.csv" "$folder/mo-phong-truth-left-right.csv"
    keep
}

quality() { # links, truth: outside the time measured
    python3 - "$1" "$2" >"$work/quality" <<'P'
import csv, sys
with open(sys.argv[2], newline="") as f:
    truth = {(r["left_id"], r["right_id"]) for r in csv.DictReader(f)}
with open(sys.argv[1], newline="") as f:
    links = {(r["left_id"], r["right_id"]) for r in csv.DictReader(f) if r["decision"] == "link"}
true = len(truth & links)
print(true, len(links) - true, len(truth) - true)
P
}

run_csv() {
    pair 1000000
    {
        for i in 1 2 3; do taskset -c 0 "$build/bench/link/speed/bench-link-csv" "$work/pair1000000/mo-phong-left.csv"; done
        taskset -c 0 "$python" "$here/csv_duckdb.py" "$work/pair1000000/mo-phong-left.csv"
    } | tee "$results/csv.txt"
}

run_peer() { beside register; }

run_wide() { beside dedupe; } # every two persons born on one day are a candidate pair

beside() { # rules
    rows=${PEER_ROWS:-1000000} all=$runs
    pair "$rows"
    cp "$here/$1.json" "$work/model.json"
    ours "$1-ours" "ours $rows x $rows" "$rows" --model "$work/model.json"
    [ "$1" = dedupe ] && runs=1
    measure "$1-splink" "Splink $rows x $rows" timeout 3000 "$python" "$here/splink_speed.py" "$work/pair$rows/mo-phong-left.csv" \
        "$work/pair$rows/mo-phong-right.csv" "$work/splink.csv" "$here/$1.json"
    grep -E '^read' "$work/said" | sed 's/^/    /'
    quality "$work/splink.csv" "$work/pair$rows/mo-phong-truth-left-right.csv"
    keep
    runs=$all
}

run_scale() {
    all=$runs
    for rows in ${SCALE:-100000 300000 1000000 3000000 10000000}; do
        pair "$rows"
        cp "$here/register.json" "$work/model.json"
        [ "$rows" -gt 3000000 ] && runs=1
        ours "scale-$rows" "$rows x $rows" "$rows" --model "$work/model.json"
    done
    runs=$all
}

run_dedupe() {
    rows=${DEDUPE_ROWS:-7000000} all=$runs runs=1
    [ -f "$work/list$rows/mo-phong-list.csv" ] ||
        "$baophu" generate people --list "$rows" --duplicates $((rows / 10)) --profile middle --seed 7 \
            --out "$work/list$rows" >/dev/null 2>&1
    cp "$here/dedupe.json" "$work/model.json"
    measure "dedupe" "dedupe $rows" "$baophu" link --dedupe "$work/list$rows/mo-phong-list.csv" --out "$work/clusters.csv" \
        --truth "$work/list$rows/mo-phong-truth-list.csv" --json --lang en --model "$work/model.json"
    keep
    runs=$all
}

run_spill() { # in memory and beyond it, the same links
    rows=${SPILL_ROWS:-10000000} all=$runs
    spill 1000000 450M
    [ "$rows" -gt 3000000 ] && runs=1
    spill "$rows" 1G
    runs=$all
}

spill() { # rows, memory
    pair "$1"
    for memory in 0 "$2"; do
        cp "$here/register.json" "$work/model.json"
        if [ "$memory" = 0 ]; then ours "spill-$1-0" "$1 x $1 in memory" "$1" --model "$work/model.json"
        else ours "spill-$1-$2" "$1 x $1 --memory $2" "$1" --model "$work/model.json" --memory "$2"; fi
        md5sum <"$work/links.csv" | cut -d ' ' -f 1 >"$work/md5-$memory"
    done
    cmp "$work/md5-0" "$work/md5-$2" && echo "    the same links, byte for byte"
}

[ "$*" = all ] && set -- csv peer wide scale dedupe spill
for what in "$@"; do
    echo "== $what"
    "run_$what"
done
python3 "$here/tables.py" write "$results" "$here/README.md"
