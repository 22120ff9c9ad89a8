#!/usr/bin/env bash
# Loads the demonstration province into a database:  tools/demo.sh BAOPHU FOLDER [figures | work]
# With `figures` it ends there: no agency has delivered lists, nothing is reconciled.  With `work` two collaborators of a
# commune have leads of it in their hands and have told of the first of them.
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

# What nine sources hold of a small province, brought together: who should be covered and is not.  Of all communes they
# hold some people, of Mễ Sở everybody: there it is known which share is covered.
registers=$folder/mo-phong-dang-ky
"$baophu" generate people --province HY --registers all --persons 20000 --whole 12049 \
    --month 2026-10 --planted 0.03 --seed 1 --out "$registers"
for source in population participants employers tax_income enterprises household_businesses affiliations beneficiaries departures; do
    "$baophu" register put "$source" "$registers/mo-phong-$source.csv" --province HY --as-of 2026-10-31 \
        --rejects "$registers/dong-sai-$source.csv" >/dev/null || [ $? = 65 ] # 65: some rows are for the agency to repair
done
"$baophu" reconcile --province HY --as-of 2026-10
[ "${3:-}" = work ] || exit 0
! "$baophu" account list --json | grep -q '"ctv.lan"' || exit 0 # they are at work already

# Two collaborators of Mễ Sở: their villages, their tasks, and what the first of them told.
printf 'Xã/phường,Thôn/tổ dân phố,Dân số\nXã Mễ Sở,Thôn 1,2100\nXã Mễ Sở,Thôn 2,1900\n' >"$folder/thon-me-so.csv"
"$baophu" unit villages "$folder/thon-me-so.csv" --province HY
agent() { # login, name, number of the village, limit
    "$baophu" account create "$1" --name "$2" --role collaborator --unit "12049-00$3" >/dev/null
    "$baophu" work agent "$1" --province HY --unit 12049 --village "Thôn $3" --most "$4"
}
agent ctv.lan "Đỗ Thị Lan" 1 40
agent ctv.hai "Vũ Văn Hải" 2 40
"$baophu" work assign --province HY --unit 12049 --limit 30
"$baophu" work mine ctv.lan --province HY --json | python3 "$here/tools/contacts.py" >"$folder/tiep-xuc.json"
"$baophu" work take "$folder/tiep-xuc.json" --login ctv.lan --province HY
