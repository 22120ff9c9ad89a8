#!/usr/bin/env bash
# The output that README.md shows, made by the program itself:
#
#   tools/readme.sh BAOPHU            writes it into README.md
#   tools/readme.sh BAOPHU --check    fails where README.md shows something else
set -euo pipefail
baophu=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d /tmp/baophu-readme-XXXXXX)
trap 'rm -rf "$work"' EXIT
cd "$here"
export LC_ALL=C.UTF-8 LANG=vi_VN.UTF-8 BAOPHU_DB=$work/baophu.db BAOPHU_NOW=2026-11-15 BAOPHU_DATA=$here/data
tools/demo.sh "$baophu" "$work" >/dev/null 2>&1

some() { # the first N lines, cut to what a page shows
    sed -n "1,$1p" | python3 -c 'import sys
for line in sys.stdin:
    line = line.rstrip("\n")
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
block >"$work/block"
python3 - "$work/block" "${2:-}" <<'PY'
import sys
block = open(sys.argv[1], encoding="utf-8").read()
text = open("README.md", encoding="utf-8").read()
head, rest = text.split("<!-- output -->\n")
_, tail = rest.split("<!-- /output -->\n")
new = head + "<!-- output -->\n" + block + "<!-- /output -->\n" + tail
if sys.argv[2] == "--check":
    if new != text:
        sys.exit("README.md shows another output than the program gives; run tools/readme.sh BAOPHU")
else:
    open("README.md", "w", encoding="utf-8").write(new)
PY
