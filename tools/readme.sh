#!/usr/bin/env bash
# The output that README.md, docs/lien-ket.md, docs/doi-soat.md and docs/van-dong.md show, made by the program itself:
#
#   tools/readme.sh BAOPHU            writes it into them
#   tools/readme.sh BAOPHU --check    fails where they show something else
set -euo pipefail
baophu=$(realpath "$1")
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /tmp/baophu-readme-XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$here"
export LC_ALL=C.UTF-8 LANG=vi_VN.UTF-8 BAOPHU_DB=$work/baophu.db BAOPHU_NOW=2026-11-15 BAOPHU_DATA=$here/data
tools/demo.sh "$baophu" "$work" >/dev/null 2>&1

some() { # the first N lines, cut to what a page shows
    sed -n "1,$1p" | python3 -c 'import sys
for line in sys.stdin:
    line = line.rstrip()
    print(line if len(line) <= 132 else line[:131] + "…")'
}
show() { printf '$ baophu %s\n' "$*"; }
block() {
    echo '```'
    show plan check data/demo/hung-yen-plan-2030.csv
    { "$baophu" plan check data/demo/hung-yen-plan-2030.csv || true; } | grep -E '^\[LỖI|^\[CẦN|^\[ĐÚNG' | some 5
    echo '…'
    show plan allocate --province HY --years 2027-2030
    "$baophu" plan allocate --province HY --years 2027-2030 2>/dev/null | grep -vE "^(Căn cứ|Hiện trạng|Chưa có|  \(|3 đơn vị|Mục tiêu)" | some 6
    echo '…'
    show progress --province HY --period 2026-10
    "$baophu" progress --province HY --period 2026-10 2>/dev/null | some 6
    echo '…'
    echo '```'
}
# What is said and what is shown, one after the other: on a terminal they come in turns.  How much is compared is the
# engine's own affair.
both() { "$baophu" "$@" 2>&1 >"$work/shown"; grep -v 'lượt so sánh$' "$work/shown"; }
people=(mo-phong/mo-phong-population.csv mo-phong/mo-phong-participants.csv)
link_block() {
    cd "$work"
    "$baophu" generate people --province HY --persons 20000 --out mo-phong 2>/dev/null
    echo '```'
    show link "${people[*]}" --out lien-ket.csv
    both link "${people[@]}" --out lien-ket.csv | some 20
    show link --dedupe "${people[1]}" --pairs cap.csv --out nhom.csv
    both link --dedupe "${people[1]}" --pairs cap.csv --out nhom.csv | some 20
    echo '$ grep -m 1 link lien-ket.csv; grep review lien-ket.csv cap.csv'
    sed -n '2p' lien-ket.csv
    grep review lien-ket.csv cap.csv
    echo '```'
    cd "$here"
}
reconcile_block() {
    echo '```'
    show reconcile runs --province HY --run 1
    "$baophu" reconcile runs --province HY --run 1 2>/dev/null | some 34
    show reconcile explain 1 --province HY
    "$baophu" reconcile explain 1 --province HY 2>/dev/null | some 20
    show reconcile leads --province HY --rule tax-uninsured --rows 3
    "$baophu" reconcile leads --province HY --rule tax-uninsured --rows 3 2>/dev/null | some 6
    echo '```'
}
# Two agents of one commune: the one for all of it, the other for a village.  What they tell is made of what they have.
work_block() {
    export BAOPHU_NOW=2026-11-15
    for login in an.nv.xa binh.tt; do
        "$baophu" account create "$login" --role commune-officer --unit 12142 >/dev/null 2>&1
    done
    echo '```'
    show work agent an.nv.xa --province HY --unit 12142 --most 12
    "$baophu" work agent an.nv.xa --province HY --unit 12142 --most 12 >/dev/null 2>&1
    show work agent binh.tt --province HY --unit 12142 --village '"Thôn 1"' --most 40
    "$baophu" work agent binh.tt --province HY --unit 12142 --village "Thôn 1" --most 40 2>/dev/null | some 8
    show work assign --province HY --unit 12142 --limit 20
    "$baophu" work assign --province HY --unit 12142 --limit 20 2>/dev/null | some 8
    show work mine binh.tt --province HY
    "$baophu" work mine binh.tt --province HY 2>/dev/null | some 6
    echo '…'
    "$baophu" work mine binh.tt --province HY --json 2>/dev/null | python3 "$here/tools/contacts.py" >"$work/tiep-xuc.json"
    show work take tiep-xuc.json --login binh.tt --province HY
    "$baophu" work take "$work/tiep-xuc.json" --login binh.tt --province HY 2>/dev/null | some 8
    show work results --province HY --by agent
    "$baophu" work results --province HY --by agent 2>/dev/null | some 8
    echo '```'
}
block >"$work/README.md"
reconcile_block >"$work/doi-soat.md"
link_block >"$work/lien-ket.md"
work_block >"$work/van-dong.md"
python3 - "$work" "${2:-}" <<'PY'
import os, sys
for path in "README.md", "docs/lien-ket.md", "docs/doi-soat.md", "docs/van-dong.md":
    block = open(os.path.join(sys.argv[1], os.path.basename(path)), encoding="utf-8").read()
    text = open(path, encoding="utf-8").read()
    head, rest = text.split("<!-- output -->\n")
    _, tail = rest.split("<!-- /output -->\n")
    new = head + "<!-- output -->\n" + block + "<!-- /output -->\n" + tail
    if sys.argv[2] == "--check":
        if new != text:
            sys.exit(f"{path} shows another output than the program gives; run tools/readme.sh BAOPHU")
    else:
        open(path, "w", encoding="utf-8").write(new)
PY
