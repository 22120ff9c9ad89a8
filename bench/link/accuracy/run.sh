#!/bin/sh
# Our linkage and Splink on every truth set, in one run; prints the table of README.md.
#
#   sh bench/link/accuracy/run.sh BAOPHU PYTHON [SETS] [RESULTS]
#
# PYTHON: an interpreter with bench/link/requirements.txt, or "-" for ours alone.  SETS: folder of the truth sets.
set -eu
baophu=$(realpath "$1")
python=$2
here=$(cd "$(dirname "$0")" && pwd)
sets=${3:-$here/../../../../shared/data/linkage}
results=${4:-$here/results}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$results"
python3 "$here/truth.py" "$sets" "$work"

for profile in clean middle heavy; do
    "$baophu" generate people --province HY --persons 100000 --profile $profile --seed 7 \
        --registers population,participants --out "$work/$profile" >/dev/null 2>&1
    for register in population participants; do
        mv "$work/$profile/mo-phong-$register.csv" "$work/register-$profile-$register.csv"
    done
    mv "$work/$profile/mo-phong-truth-population-participants.csv" "$work/register-$profile.truth.csv"
done

ours() { # name, truth, words of the command
    name=$1 truth=$2
    shift 2
    /usr/bin/time -f '{"seconds": %e, "peak_kb": %M}' -o "$work/time.json" \
        "$baophu" link "$@" --out "$work/out.csv" --truth "$work/$truth.truth.csv" --json --lang en \
        >"$work/link.json" 2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
    python3 "$here/table.py" keep "$work/link.json" "$work/time.json" "$results/ours-$name.json"
}

for set in febrl1 febrl2 febrl3 fake_1000 historical_50k; do
    ours $set $set --dedupe "$work/$set.csv"
done
ours febrl4 febrl4 "$work/febrl4a.csv" "$work/febrl4b.csv"
for profile in clean middle heavy; do
    ours register-$profile register-$profile "$work/register-$profile-population.csv" \
        "$work/register-$profile-participants.csv"
done

if [ "$python" != - ]; then
    for run in $("$python" "$here/splink_runs.py" "$work" --list); do
        "$python" "$here/splink_runs.py" "$work" "$run" "$results/splink-$run.json" >"$work/errors" 2>&1 ||
            { cat "$work/errors" >&2; exit 1; }
    done
fi
python3 "$here/table.py" show "$results"
