#!/bin/sh
# The same file through this reader, Python's csv module and sqlite3's .import, in one run.
set -eu
bench=${1:-build/bench/csv/bench-csv}
file=$(mktemp --suffix=.csv)
trap 'rm -f "$file"' EXIT
"$bench" --make "$file"
for i in 1 2 3; do "$bench" "$file"; done
python3 - "$file" <<'P'
import csv, sys, time
t = time.perf_counter()
with open(sys.argv[1], newline='', encoding='utf-8-sig') as f:
    n = sum(1 for _ in csv.reader(f))
s = time.perf_counter() - t
print(f"python   {n:9d} rows {s:6.3f} s  {n / s / 1e6:6.2f} million rows/s")
P
if command -v sqlite3 >/dev/null; then
    start=$(date +%s.%N)
    sqlite3 :memory: -cmd '.mode csv' ".import '$file' t" 'select count(*) from t' >/dev/null
    awk -v a="$start" -v b="$(date +%s.%N)" 'BEGIN { printf "sqlite3  %9d rows %6.3f s  %6.2f million rows/s (into a table in memory)\n", 2000000, b - a, 2 / (b - a) }'
fi
