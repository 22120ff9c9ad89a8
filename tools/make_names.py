#!/usr/bin/env python3
"""Make the name tables of the generator from counts of name parts by sex.

    tools/make_names.py SRC_DIR [OUT_DIR]

SRC_DIR holds family_names.csv, given_names.csv, middle_names.csv: counts only, taken from a
public list of 63,773 names; no name of a person is in them or in what is made here. Parts that
occur fewer than five times, or that are not written in Vietnamese letters, are left out.
The list under-weights Nguyễn (17 %; in the population it is about 31 %, and up to 40 % by
other counts): its count is raised until it has NGUYEN_PERCENT of each sex, which scales the
share of all others alike. "Thị" and "Văn" stay as counted: the generator gives them
more often to the old.
"""
import csv
import sys
import unicodedata
from pathlib import Path

LEAST = 5
NGUYEN_PERCENT = 31
TABLES = {"family": "family", "middle": "middle", "given": "given"}


def check(condition, message):
    if not condition:
        sys.exit(f"make_names: {message}")


def read(path, column):
    """(part, male, female) of the parts worth keeping."""
    kept = []
    with open(path, encoding="utf-8-sig", newline="") as f:
        for row in csv.DictReader(f):
            part = unicodedata.normalize("NFC", row[column]).strip()
            male, female = int(row["male"]), int(row["female"])
            if male + female >= LEAST and all(c.isalpha() or c == " " for c in part):
                kept.append((part, male, female))
    check(len({k[0] for k in kept}) == len(kept), f"{path}: a part occurs twice")
    return kept


def raise_nguyen(rows):
    """Its count such that it is NGUYEN_PERCENT of the sum with all others as they are."""
    others = [sum(r[sex] for r in rows if r[0] != "Nguyễn") for sex in (1, 2)]
    raised = [round(o * NGUYEN_PERCENT / (100 - NGUYEN_PERCENT)) for o in others]
    check(any(r[0] == "Nguyễn" for r in rows), "Nguyễn is missing")
    return [(r[0], *raised) if r[0] == "Nguyễn" else r for r in rows]


def main():
    check(len(sys.argv) in (2, 3), __doc__.split("\n\n")[1].strip())
    source = Path(sys.argv[1])
    target = Path(sys.argv[2] if len(sys.argv) == 3 else "data/name")
    target.mkdir(parents=True, exist_ok=True)
    for table, column in TABLES.items():
        rows = read(source / f"{table}_names.csv", column)
        if table == "family":
            rows = raise_nguyen(rows)
        rows.sort(key=lambda r: (-r[1] - r[2], r[0]))
        with open(target / f"{table}.csv", "w", encoding="utf-8", newline="") as f:
            out = csv.writer(f, lineterminator="\n")
            out.writerow([column, "male", "female"])
            out.writerows(rows)
        print(f"{target / table}.csv: {len(rows)} rows")


main()
