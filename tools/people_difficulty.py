#!/usr/bin/env python3
"""How hard is it to link two generated registers? Shares of the true pairs, whatever the engine.

    tools/people_difficulty.py FOLDER [LEFT RIGHT]     (default: population participants)

A pair is settled by a number when a personal number, an old number, a social-insurance number or a telephone
is equal on both sides. Of the others it counts those that another person of the left register matches at least as well in
each of name, date of birth, sex and commune: no engine can tell such a pair by these fields.
"""
import csv
import re
import sys
import unicodedata
from collections import defaultdict

TITLES = {"ông", "bà", "anh", "chị", "em", "cháu"}


def folded(name):
    words = name.lower().split()
    if len(words) > 2 and words[0] in TITLES:
        words = words[1:]
    plain = unicodedata.normalize("NFD", " ".join(words).replace("đ", "d"))
    return tuple("".join(c for c in plain if not unicodedata.combining(c)).split())


def date(text):
    """(year, month, day), 0 where not given; None where there is no date."""
    parts = [int(p) for p in re.findall(r"\d+", text)]
    if len(parts) == 3:
        return tuple(parts) if parts[0] > 31 else tuple(reversed(parts))
    return (parts[0], 0, 0) if parts else None


def read(folder, register):
    rows = {}
    with open(f"{folder}/mo-phong-{register}.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            numbers = {r.get(c, "").lstrip("0") for c in ("personal_id", "old_id", "si_number", "phone")} - {""}
            rows[r["id"]] = (folded(r.get("full_name") or r.get("owner_name") or ""), date(r.get("birth_date", "")),
                             r.get("sex", ""), r.get("commune_code", ""), numbers)
    return rows


def agreement(a, b):
    """Levels of name, date, sex and commune; higher is more alike."""
    name = 3 if a[0] == b[0] else 2 if sorted(a[0]) == sorted(b[0]) else \
        (a[0][-1:] == b[0][-1:]) + (a[0][:1] == b[0][:1]) * 0.5
    if not a[1] or not b[1]:
        born = 0
    elif a[1] == b[1]:
        born = 3 if a[1][1] else 2
    else:
        partial = 0 in a[1] or 0 in b[1] or (1, 1) in (a[1][1:], b[1][1:])
        swapped = a[1] == (b[1][0], b[1][2], b[1][1])
        born = 2 if a[1][0] == b[1][0] and (partial or swapped) else 1 if a[1][0] == b[1][0] or a[1][1:] == b[1][1:] else 0
    return name, born, not a[2] or not b[2] or a[2] == b[2], bool(a[3]) and a[3] == b[3]


def main():
    folder = sys.argv[1]
    left_name, right_name = sys.argv[2:4] if len(sys.argv) > 3 else ("population", "participants")
    left, right = read(folder, left_name), read(folder, right_name)
    person = {}
    with open(f"{folder}/mo-phong-truth.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(f):
            person[r["row_id"]] = r["person"]
    by_name, by_date = defaultdict(list), defaultdict(list)
    for key, row in left.items():
        by_name[row[0]].append(key)
        by_date[row[1]].append(key)
    pairs = settled = alike = damaged = 0
    with open(f"{folder}/mo-phong-truth-{left_name}-{right_name}.csv", encoding="utf-8", newline="") as f:
        for a, b in list(csv.reader(f))[1:]:
            pairs += 1
            l, r = left[a], right[b]
            if l[4] & r[4]:
                settled += 1
                continue
            own = agreement(l, r)
            if own[0] < 3 and own[1] < 3:
                damaged += 1
            others = by_name.get(r[0], []) if own[0] == 3 else by_date.get(r[1], []) if own[1] == 3 else []
            alike += any(person[o] != person[a] and all(x >= y for x, y in zip(agreement(left[o], r), own))
                         for o in others)
    print(f"{pairs} true pairs; settled by a number {settled / pairs:.3%}; of the rest another person matches as well "
          f"{alike / pairs:.3%}, both name and date differ {damaged / pairs:.3%}")


main()
