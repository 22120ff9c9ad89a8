#!/usr/bin/env bash
# Every example of every command's help works on the demonstration province.
#   tests/cli/examples.sh BAOPHU SOURCE_ROOT
set -u
baophu=$1 root=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
ln -s "$baophu" "$work/bin/baophu"
ln -s "$root/data" "$work/data"
cd "$work" || exit 1
export PATH="$work/bin:$PATH" LANG=vi_VN.UTF-8
"$root/tools/demo.sh" baophu "$work" >demo.log 2>&1 || { echo "Bail out! demo failed"; cat demo.log; exit 1; }
export BAOPHU_DB=$work/baophu.db BAOPHU_NOW=2026-11-15 BAOPHU_DATA=$root/data
# What agencies send: one file is fine, two have their rows twice and so are held.
baophu generate people --persons 2000 --profile clean --out people >people.log 2>&1
cp people/mo-phong-population.csv dan-cu.csv
cat people/mo-phong-participants.csv <(tail -n +2 people/mo-phong-participants.csv) >tham-gia.csv
{ echo "Danh sách,Họ và tên"; for i in $(seq 40); do echo "sinh viên,Trần Thị Mai"; done; } >hoi-vien.csv
# One delivery has a row that could not be used.
printf 'Họ và tên,Ngày sinh,Sự kiện,Ngày xảy ra\nTrần Thị Mai,14/02/1936,chết,02/10/2026\nLê Lan,01/03/1941,chết,31/02/2026\n' >tu-vong.csv
BAOPHU_NOW=2026-11-15T08:00:00+07:00 baophu register put departures tu-vong.csv --province HY --as-of 2026-11-10 --rejects loi-tu-vong.csv >put.log 2>&1
# A signed file waits in an agency's folder.
mkdir hop-thu
openssl genpkey -algorithm ed25519 -out ca.pem 2>/dev/null
{ echo agency,public_key; echo "police,$(openssl pkey -in ca.pem -pubout -outform DER | tail -c 32 | base64)"; } >khoa.csv
cp dan-cu.csv hop-thu/population_2026-06-30.csv
sh "$root/packaging/baophu-sign" ca.pem hop-thu/population_2026-06-30.csv
cp mo-phong-dang-ky/mo-phong-affiliations.csv danh-sach.csv
# Two agents of a commune, tasks of one of them, and what he tells of some.
for login in an.nv.xa binh.tt; do baophu account create "$login" --role commune-officer --unit 12142 >/dev/null 2>&1; done
baophu work agent an.nv.xa --province HY --unit 12142 >/dev/null 2>&1
baophu work agent binh.tt --province HY --unit 12142 >/dev/null 2>&1
baophu work assign --province HY --unit 12142 --rule tax-uninsured >/dev/null 2>&1
baophu work mine an.nv.xa --province HY --json 2>/dev/null | python3 "$root/tools/contacts.py" >tiep-xuc.json
n=0 failed=0
while read -r command; do
    while read -r example; do
        n=$((n + 1))
        eval "$example" >example.log 2>&1 </dev/null
        status=$?
        if [ $status = 0 ] || [ $status = 1 ]; then # 1: done, and something in the data asks for a look
            echo "ok $n - $example"
        else
            failed=1
            echo "not ok $n - $example (status $status)"
            sed 's/^/# /' example.log | head -n 5
        fi
    done < <(baophu help $command | sed -n '/^Ví dụ:/,$p' | sed -n 's/^  \(baophu .*\)/\1/p')
done < <(baophu help | sed -n 's/^  \([a-z]*\( [a-z-]*\)\?\) .*/\1/p' | sed 's/ *$//')
echo "1..$n"
exit $failed
