#!/bin/sh
# Linkage from CSV to CSV: whole processes, wall time and peak memory by time(1).
#
#   sh bench/link/speed/run.sh BUILD WHAT… (PYTHON, WORK, PEER_ROWS, SCALE, DEDUPE_ROWS and SPILL_ROWS by environment)
#
# BUILD: a release build with -Dbench=true.  WHAT: csv peer wide scale dedupe spill.
# PYTHON: an interpreter with bench/link/requirements.txt.  WORK: a folder for the generated files (10 GB for all).
set -eu
build=$(realpath "$1")
shift
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
work=${WORK:-$(mktemp -d)}
baophu=$build/baophu

pair() { # rows: a left and a right register of so many persons, four fifths of them in both
    [ -f "$work/pair$1/mo-phong-right.csv" ] ||
        "$baophu" generate people --pair "$1" --overlap $(($1 / 5 * 4)) --profile middle --seed 7 \
            --out "$work/pair$1" >/dev/null 2>&1
}

measure() { # label, command…
    label=$1
    shift
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/said" 2>"$work/errors" ||
        { grep -v '"progress"' "$work/errors" | tail -3 >&2; echo "$label: failed or stopped"; exit 1; }
    awk -v label="$label" '{ printf "%-28s %8.2f s wall  %8.2f s user  %6.2f s system  %7.0f MB\n", label, $1, $2, $3, $4 / 1024 }' \
        "$work/time"
}

detail() { # what our run said of itself
    python3 - "$work/said" "$work/time" <<'P'
import json, sys
run = json.load(open(sys.argv[1]))
s, wall = run["stats"], float(open(sys.argv[2]).read().split()[0])
line = (f"    {s['candidates']:,} candidate pairs, {s['candidates'] / wall / 1e6:.2f} million pairs/s over all, "
        f"{s['compared'] / max(s['score_s'], 0.001) / 1e6:.2f} while comparing; read {s['read_s']:.1f} train {s['train_s']:.1f} "
        f"score {s['score_s']:.1f} decide {s['decide_s']:.1f} s; spilled {s['spilled_bytes'] / 1e6:.0f} MB")
for what in ("truth", "truth_by_clusters"):
    q = run.get(what)
    if q:
        line += f"\n    {what}: true {q['true_links']} false {q['false_links']} missed {q['missed']}"
print(line)
P
}

ours() { # label, rows, words…
    label=$1 folder=$work/pair$2
    shift 2
    measure "$label" "$baophu" link "$folder/mo-phong-left.csv" "$folder/mo-phong-right.csv" --out "$work/links.csv" \
        --json --lang en "$@"
    detail
    quality "$work/links.csv" "$folder/mo-phong-truth-left-right.csv"
}

quality() { # links, truth: outside the time measured
    python3 - "$1" "$2" <<'P'
import csv, sys
with open(sys.argv[2], newline="") as f:
    truth = {(r["left_id"], r["right_id"]) for r in csv.DictReader(f)}
with open(sys.argv[1], newline="") as f:
    links = {(r["left_id"], r["right_id"]) for r in csv.DictReader(f) if r["decision"] == "link"}
true = len(truth & links)
print(f"    true {true} false {len(links) - true} missed {len(truth) - true}")
P
}

run_csv() {
    pair 1000000
    for i in 1 2 3; do taskset -c 0 "$build/bench/link/speed/bench-link-csv" "$work/pair1000000/mo-phong-left.csv"; done
    taskset -c 0 "$python" "$here/csv_duckdb.py" "$work/pair1000000/mo-phong-left.csv"
}

run_peer() { beside register; }

run_wide() { beside dedupe; } # every two persons born on one day are a candidate pair

beside() { # rules
    rows=${PEER_ROWS:-1000000}
    pair "$rows"
    cp "$here/$1.json" "$work/model.json"
    ours "ours $rows x $rows" "$rows" --model "$work/model.json"
    measure "Splink $rows x $rows" timeout 3000 "$python" "$here/splink_speed.py" "$work/pair$rows/mo-phong-left.csv" \
        "$work/pair$rows/mo-phong-right.csv" "$work/splink.csv" "$here/$1.json"
    grep -E '^read' "$work/said" | sed 's/^/    /'
    quality "$work/splink.csv" "$work/pair$rows/mo-phong-truth-left-right.csv"
}

run_scale() {
    for rows in ${SCALE:-100000 300000 1000000 3000000 10000000}; do
        pair "$rows"
        cp "$here/register.json" "$work/model.json"
        ours "$rows x $rows" "$rows" --model "$work/model.json"
    done
}

run_dedupe() {
    rows=${DEDUPE_ROWS:-7000000}
    [ -f "$work/list$rows/mo-phong-list.csv" ] ||
        "$baophu" generate people --list "$rows" --duplicates $((rows / 10)) --profile middle --seed 7 \
            --out "$work/list$rows" >/dev/null 2>&1
    cp "$here/dedupe.json" "$work/model.json"
    measure "dedupe $rows" "$baophu" link --dedupe "$work/list$rows/mo-phong-list.csv" --out "$work/clusters.csv" \
        --truth "$work/list$rows/mo-phong-truth-list.csv" --json --lang en --model "$work/model.json"
    detail
}

run_spill() {
    rows=${SPILL_ROWS:-10000000}
    pair "$rows"
    for memory in 0 1G; do
        cp "$here/register.json" "$work/model.json"
        if [ "$memory" = 0 ]; then ours "$rows x $rows in memory" "$rows" --model "$work/model.json"
        else ours "$rows x $rows --memory $memory" "$rows" --model "$work/model.json" --memory "$memory"; fi
    done
}

for what in "$@"; do
    echo "== $what"
    "run_$what"
done
