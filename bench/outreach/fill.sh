# Sourced by run.sh and slow.sh: a generated province in "$address", reconciled, with its collaborators; $build, $baophu,
# $bench, $address, $work, $persons and $phones are set.  A folder that was filled before is taken as it is.
if [ ! -f "$work/filled" ]; then
    month=$(date -d "$(date +%Y-%m-01) -1 day" +%Y-%m) last=$(date -d "$(date +%Y-%m-01) -1 day" +%F)
    {
        "$baophu" unit import
        "$baophu" generate people --province HY --registers all --persons "$persons" --month "$month" --seed 1 --out "$work/files"
        for source in population participants employers tax_income enterprises household_businesses affiliations beneficiaries departures; do
            "$baophu" register put "$source" "$work/files/mo-phong-$source.csv" --province HY --as-of "$last" --rejects "$work/rejects.csv" --lang en >"$work/put" || [ $? = 65 ]
            if grep -q ' held ' "$work/put"; then "$baophu" register release "$source" --province HY; fi
        done
        { echo 'commune,village'; awk -F, 'NR > 1 && $9 != "" { print $7 "," $9 }' "$work/files/mo-phong-population.csv" | sort -u; } >"$work/villages.csv"
        "$baophu" unit villages "$work/villages.csv" --province HY --rejects "$work/rejects.csv" || [ $? = 65 ]
        "$baophu" reconcile --province HY --as-of "$month"
    } >"$work/made" 2>&1 || { tail -5 "$work/made" >&2; exit 1; }
    "$bench" fill "$address" "$work/phones" "$phones" >"$work/filled.txt"
    touch "$work/filled"
fi
