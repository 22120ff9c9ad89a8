#!/bin/sh
# Registers that would bring a thousand thousand million pairs: do they end, and in what time and memory?
#
#   sh bench/link/hard/run.sh BAOPHU [ROWS]      (default 1000000 rows; WORK: a folder for the files, 200 MB)
#
# same-date   all born on 01/01/1980, numbers and names of their own
# one-name    every second row bears one name
# identical   all rows the same but for their id, columns named by hand (else they are refused)
# missing     40 % of all cells empty
set -eu
baophu=$1
rows=${2:-1000000}
work=${WORK:-$(mktemp -d)}
export LC_ALL=C

make() { # name, what is odd
    awk -v rows="$rows" -v odd="$1" 'BEGIN {
        srand(7)
        families = split("Nguyễn Nguyễn Nguyễn Nguyễn Trần Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý", family, " ")
        middles = split("Văn Văn Văn Thị Thị Thị Minh Quốc Thanh Ngọc Hữu Đức Kim Thùy Xuân Gia Bảo Hải Đình Công", middle, " ")
        givens = split("An Anh Ánh Bình Châu Chi Cường Cúc Dung Dũng Duyên Đạt Điệp Giang Hà Hải Hạnh Hiền Hiếu Hoa Hòa Huệ Hùng Huy " \
            "Hương Khánh Khoa Kiên Lan Liên Linh Loan Long Lộc Mai Minh My Nam Nga Ngân Nghĩa Nhung Oanh Phong Phúc Phương Quân " \
            "Quý Quỳnh Sơn Tâm Thảo Thắng Thu Thủy Tiến Trang Trung Tú Tuấn Tuyết Vân Việt Vinh Yến", given, " ")
        provinces = split("001 031 033 034 036 037 038 040 042 079", province, " ")
        print "id,full_name,birth_date,personal_id"
        for (i = 0; i < rows; i++) {
            year = odd == "same-date" ? 1980 : 1950 + int(56 * rand())
            name = family[1 + int(families * rand())] " " middle[1 + int(middles * rand())] " " given[1 + int(givens * rand())]
            if (rand() < 0.5) name = name " " given[1 + int(givens * rand())]
            date = sprintf("%02d/%02d/%d", 1 + int(28 * rand()), 1 + int(12 * rand()), year)
            number = sprintf("%s%d%02d%06d", province[1 + int(provinces * rand())], (year >= 2000) * 2, year % 100, int(1e6 * rand()))
            if (odd == "same-date") date = "01/01/1980"
            if (odd == "one-name" && i % 2) name = "Nguyễn Văn An"
            if (odd == "identical") { name = "Nguyễn Văn An"; date = "01/02/1990"; number = "033090000001" }
            if (odd == "missing") {
                if (rand() < 0.4) name = ""
                if (rand() < 0.4) date = ""
                if (rand() < 0.4) number = ""
            }
            print i "," name "," date "," number
        }
    }' >"$work/$1.csv"
}

for odd in same-date one-name identical missing; do
    make "$odd"
    told=
    [ "$odd" != identical ] || told="--compare full_name:name --compare birth_date:date --compare personal_id:personal"
    # shellcheck disable=SC2086
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$baophu" link --dedupe "$work/$odd.csv" $told --out "$work/clusters.csv" --json --lang en \
        >"$work/said" 2>"$work/errors" || { tail -n 3 "$work/errors"; exit 1; }
    python3 - "$odd" "$rows" "$work/said" "$work/time" <<'P'
import json, sys
run, (wall, user, system, kilobytes) = json.load(open(sys.argv[3])), open(sys.argv[4]).read().split()
print(f"{sys.argv[1]:10} {int(sys.argv[2]):>9,} rows {float(wall):7.1f} s wall {float(user) + float(system):7.1f} s processor "
      f"{int(kilobytes) / 1024:6.0f} MB  "
      f"{run['stats']['compared']:>13,} pairs compared, {run['links']:,} links, {run['clusters']:,} clusters")
P
done
