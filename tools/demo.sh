#!/usr/bin/env bash
# Loads the demonstration province into a database:  tools/demo.sh BAOPHU FOLDER [figures]
# With `figures` it ends there: no agency has delivered lists, nothing is reconciled.
#
# Reference data, the plan of Hưng Yên and the path of Hải Phòng are real; the monthly
# results are generated and labelled "dữ liệu mô phỏng" wherever they appear.
set -euo pipefail
baophu=$1 folder=$2
here=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$folder"
export BAOPHU_DB=${BAOPHU_DB:-$folder/baophu.db} BAOPHU_DATA=$here/data BAOPHU_NOW=${BAOPHU_NOW:-2026-11-15}
"$baophu" unit import
"$baophu" indicator import
"$baophu" plan import "$here/data/demo/hung-yen-plan-2030.csv" --accept --year 2030
"$baophu" plan import "$here/data/demo/hai-phong-path.csv" --province "Hải Phòng"
"$baophu" generate --province HY --from 2023-01 --to 2026-10 --seed 1 --load
"$baophu" generate people --province HY --persons 5000 --seed 1 --out "$folder/mo-phong"
[ "${3:-}" != figures ] || exit 0

# What nine sources hold of a small province, brought together: who should be covered and is not.
registers=$folder/mo-phong-dang-ky
"$baophu" generate people --province HY --registers all --persons 20000 --month 2026-10 --planted 0.03 --seed 1 --out "$registers"
for source in population participants employers tax_income enterprises household_businesses affiliations beneficiaries departures; do
    "$baophu" register put "$source" "$registers/mo-phong-$source.csv" --province HY --as-of 2026-10-31 \
        --rejects "$registers/dong-sai-$source.csv" >/dev/null || [ $? = 65 ] # 65: some rows are for the agency to repair
done
"$baophu" reconcile --province HY --as-of 2026-10
