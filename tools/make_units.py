#!/usr/bin/env python3
"""Make the tables of administrative units: data/unit/*.csv.

    tools/make_units.py [SRC_DIR [OUT_DIR]]

SRC_DIR holds provinces_34.csv, communes_3321.csv, old_to_new_units.csv and
spelling_variants_same_code.csv (see data/README.md for their origin).
The same source gives the same bytes. Anything unexpected stops the script.
"""
import csv
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

FIRST_DAY = "2025-07-01"        # 34 provinces, no district level
CHANGE_EVE = "2026-04-29"
CHANGE_DAY = "2026-04-30"       # Đồng Nai becomes a centrally-run city
CHANGE_DECISION = {
    "province": "Nghị quyết 30/2026/QH16",
    "commune": "Nghị quyết 237/NQ-UBTVQH16",
}
KIND = {"tỉnh": "tinh", "thành phố": "thanh_pho",
        "xã": "xa", "phường": "phuong", "đặc khu": "dac_khu"}
CITY_2025 = "thành phố trực thuộc trung ương"

# The 2025 list writes one name with another vowel than every other edition,
# its own later one included: a slip, not a change of name.
SLIPS = {"00745": ("Phó Bảng", "Phố Bảng")}
# The predecessor list gives Ba Chẽ (Quảng Ninh) another code.
CODE_ALIAS = {"06970": "06978"}

COUNT_2025 = {"phuong": 687, "xa": 2621, "dac_khu": 13}
COUNT_2026 = {"phuong": 697, "xa": 2611, "dac_khu": 13}
DONG_NAI_2026 = {"phuong": 33, "xa": 62}
COMMUNES_IN = {
    "01": 126, "04": 56, "08": 124, "11": 45, "12": 38, "14": 75, "15": 99,
    "19": 92, "20": 65, "22": 54, "24": 99, "25": 148, "31": 114, "33": 104,
    "37": 129, "38": 166, "40": 130, "42": 69, "44": 78, "46": 40, "48": 94,
    "51": 96, "52": 135, "56": 65, "66": 102, "68": 124, "75": 95, "79": 168,
    "80": 96, "82": 102, "86": 124, "91": 102, "92": 103, "96": 64,
}
DIVIDED_BEFORE = 471
PREDECESSORS = 10035


def check(condition, message):
    if not condition:
        sys.exit(f"make_units: {message}")


def clean(text):
    """One spelling: NFC, single spaces, one kind of apostrophe and dash."""
    text = text.replace("\\n", " ")
    text = re.sub("[’‘`´ʼ]", "'", text)
    text = re.sub("[–—]", "-", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


TONES = "\u0300\u0301\u0303\u0309\u0323"


def toneless_place(text):
    """A key equal for Hòa and Hoà: each word's tone moves to its end."""
    words = []
    for word in unicodedata.normalize("NFD", clean(text).lower()).split():
        words.append("".join(c for c in word if c not in TONES)
                     + "".join(c for c in word if c in TONES))
    return " ".join(words)


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)
    print(f"{path}: {len(rows)} rows")


def number(text):
    """3359.80 -> 3359.8, 102.00 -> 102; empty stays empty."""
    check(re.fullmatch(r"(\d+(\.\d+)?)?", text), f"not a number: {text!r}")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decree(text):
    m = re.fullmatch(r"Số: (\S+); Ngày: (\d\d/\d\d/\d{4})", clean(text))
    check(m, f"decree not understood: {text!r}")
    return f"Nghị quyết {m[1]} ngày {m[2]}"


def kind_of(full_name):
    for word, kind in KIND.items():
        if full_name.lower().startswith(word + " "):
            return kind, full_name[len(word) + 1:]
    sys.exit(f"make_units: no kind in {full_name!r}")


def namings(level, code, name, kind, kind_2026, decision):
    """Rows of naming.csv: one, or two when the kind changed in 2026."""
    words = {v: k.capitalize() for k, v in KIND.items()}
    first = [code, kind, f"{words[kind]} {name}", FIRST_DAY, "", decision]
    if kind == kind_2026:
        return [first]
    first[4] = CHANGE_EVE
    return [first, [code, kind_2026, f"{words[kind_2026]} {name}",
                    CHANGE_DAY, "", CHANGE_DECISION[level]]]


def make_provinces(rows):
    table, names = [], []
    for r in rows:
        code, name = r["code"], clean(r["name"])
        kind = "thanh_pho" if r["type_2025"].lower() == CITY_2025 else "tinh"
        check(kind_of(clean(r["full_name_2025"])) == (kind, name),
              f"province {code}: kind and name disagree")
        kind_2026, name_2026 = kind_of(clean(r["full_name_2026_04_30"]))
        check(toneless_place(name_2026) == toneless_place(name),
              f"province {code}: a new name, {name_2026}")
        merged = r["merged_from"] != "không sáp nhập"
        decision = ("Nghị quyết 202/2025/QH15 ngày 12/06/2025" if merged else
                    "Quyết định 19/2025/QĐ-TTg ngày 30/06/2025")
        table.append([code, name, clean(r["name_en"]), number(r["area_km2"]),
                      number(r["population"]), r["lon"], r["lat"]])
        names += namings("province", code, name, kind, kind_2026, decision)
    return table, names


def make_communes(rows, variants):
    table, names = [], []
    for r in rows:
        code, name = r["code"], clean(r["name"])
        kind, name_full = kind_of(clean(r["full_name"]))
        kind_2026, name_2026 = kind_of(clean(r["full_name_2026_04_30"]))
        check(name == name_full and kind == KIND[r["type"]],
              f"commune {code}: kind and name disagree")
        check(kind_2026 == KIND[r["type_2026_04_30"]],
              f"commune {code}: kind of 2026 disagrees")
        if code in SLIPS:
            wrong, name_right = SLIPS[code]
            check(name == wrong and code in variants,
                  f"commune {code}: the known slip is gone")
            name = name_right
        # Hòa and Hoà are one name in two editions, not a change.
        check(toneless_place(name_2026) == toneless_place(name),
              f"commune {code}: a new name, {name_2026}")
        check(re.fullmatch(r"\d{5}", code), f"commune code {code!r}")
        check(r["area_gis_km2"] and r["lon"] and r["lat"],
              f"commune {code}: no area or position")
        table.append([code, r["province_code"], name,
                      number(r["area_gis_km2"]), number(r["population"]),
                      r["quality"], r["lon"], r["lat"]])
        names += namings("commune", code, name, kind, kind_2026,
                         decree(r["decree"]))
    return table, names


def make_predecessors(rows):
    heirs = defaultdict(set)
    table = []
    for r in rows:
        new = CODE_ALIAS.get(r["new_code"], r["new_code"])
        heirs[r["old_code"]].add(new)
        table.append([r["old_code"], clean(r["old_ward"]),
                      clean(r["old_district"]), clean(r["old_province"]),
                      new, r["is_divided"]])
    divided = {c for c, h in heirs.items() if c and len(h) > 1}
    flagged = {r["old_code"] for r in rows if r["is_divided"] == "1"}
    check(divided == flagged, "division flags disagree with the rows")
    check(len(divided) == DIVIDED_BEFORE,
          f"{len(divided)} divided communes, expected {DIVIDED_BEFORE}")
    check(len(heirs) - ("" in heirs) == PREDECESSORS,
          f"{len(heirs)} old communes, expected {PREDECESSORS}")
    table.sort(key=lambda t: (t[0], t[4]))
    check(len({(t[0], t[4]) for t in table}) == len(table),
          "an old commune is listed twice for one new commune")
    return table


def check_counts(province, commune, naming, predecessor):
    in_province = Counter(c[1] for c in commune)
    check(len(province) == 34, f"{len(province)} provinces")
    check(len(commune) == 3321, f"{len(commune)} communes")
    check(in_province == COMMUNES_IN, "communes per province: "
          + str({k: (in_province[k], v) for k, v in COMMUNES_IN.items()
                 if in_province[k] != v}))
    check({p[0] for p in province} == set(COMMUNES_IN), "province codes")
    province_of = {c[0]: c[1] for c in commune}
    check(len(province_of) == 3321, "a commune code occurs twice")
    for day, expected in ((FIRST_DAY, COUNT_2025), (CHANGE_DAY, COUNT_2026)):
        valid = [n for n in naming
                 if n[3] <= day and (not n[4] or day <= n[4])]
        kinds = Counter(n[1] for n in valid if n[0] in province_of)
        check(kinds == expected, f"kinds on {day}: {dict(kinds)}")
        check(len({n[0] for n in valid}) == len(valid) == 34 + 3321,
              f"not exactly one name a unit on {day}")
    kinds = Counter(n[1] for n in naming
                    if province_of.get(n[0]) == "75" and not n[4])
    check(kinds == DONG_NAI_2026, f"Đồng Nai in 2026: {dict(kinds)}")
    cities = sum(n[1] == "thanh_pho" and not n[4] for n in naming)
    check(cities == 7, f"{cities} centrally-run cities in 2026")
    check({t[4] for t in predecessor} == set(province_of),
          "predecessors and communes do not cover each other: "
          + str(sorted({t[4] for t in predecessor} ^ set(province_of))))


def main():
    root = Path(__file__).resolve().parent.parent
    src = Path(sys.argv[1] if len(sys.argv) > 1
               else root / "../shared/data/admin")
    out = Path(sys.argv[2] if len(sys.argv) > 2 else root / "data/unit")
    check(src.is_dir(), f"no source folder {src}")
    out.mkdir(parents=True, exist_ok=True)

    variants = {r["code"] for r in read(src / "spelling_variants_same_code.csv")}
    province, province_names = make_provinces(read(src / "provinces_34.csv"))
    commune, commune_names = make_communes(read(src / "communes_3321.csv"),
                                           variants)
    predecessor = make_predecessors(read(src / "old_to_new_units.csv"))
    naming = province_names + commune_names
    province.sort()
    commune.sort()
    naming.sort(key=lambda n: (len(n[0]), n[0], n[3]))
    check_counts(province, commune, naming, predecessor)

    write(out / "province.csv",
          "code name name_en area_km2 population lon lat".split(), province)
    write(out / "commune.csv",
          "code province_code name area_km2 population population_quality"
          " lon lat".split(), commune)
    write(out / "naming.csv",
          "code kind full_name valid_from valid_to decision".split(), naming)
    write(out / "predecessor.csv",
          "old_code old_name old_district old_province new_code"
          " divided".split(), predecessor)


if __name__ == "__main__":
    main()
