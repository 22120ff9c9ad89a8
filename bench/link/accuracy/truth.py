#!/usr/bin/env python3
"""Writes each truth set as the files that linkage takes: CSV, and the true pairs as left_id,right_id.

    truth.py FOLDER_OF_SETS OUT_FOLDER

FEBRL: rec-N-org and rec-N-dup-k are one person.  fake_1000, historical_50k: one `cluster` is one
person.  The column that tells the truth is left out of what is linked.  Dedupe pairs are
written once, the record that stands first in the file on the left.
"""
import csv
import gzip
import itertools
import sys
from pathlib import Path

DEDUPE = {  # name: file, id, column of the truth (None: in the id)
    "febrl1": ("febrl_dataset1.csv", "rec_id", None),
    "febrl2": ("febrl_dataset2.csv", "rec_id", None),
    "febrl3": ("febrl_dataset3.csv", "rec_id", None),
    "fake_1000": ("fake_1000.csv", "unique_id", "cluster"),
    "historical_50k": ("historical_50k.csv.gz", "unique_id", "cluster"),
}


def read(path):
    opened = gzip.open(path, "rt", encoding="utf-8", newline="") if path.suffix == ".gz" else open(
        path, encoding="utf-8", newline="")
    with opened as f:
        rows = [[cell.strip() for cell in row] for row in csv.reader(f) if row]
    return rows[0], rows[1:]


def person(ident):
    """rec-12-dup-0 -> 12"""
    return ident.split("-")[1]


def write(path, heading, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(heading)
        out.writerows(rows)


def pairs_within(owner_of_id):
    groups = {}
    for ident, owner in owner_of_id:
        groups.setdefault(owner, []).append(ident)
    for group in groups.values():
        yield from itertools.combinations(group, 2)


def dedupe(source, target, name, file, ident, truth):
    heading, rows = read(source / file)
    at = heading.index(ident)
    if truth is None:
        owners = [(row[at], person(row[at])) for row in rows]
        keep = list(range(len(heading)))
    else:
        owners = [(row[at], row[heading.index(truth)]) for row in rows]
        keep = [i for i, h in enumerate(heading) if h != truth]
    write(target / f"{name}.csv", [heading[i] for i in keep], [[row[i] for i in keep] for row in rows])
    write(target / f"{name}.truth.csv", ["left_id", "right_id"], pairs_within(owners))


def febrl4(source, target):
    ids = []
    for side in "ab":
        heading, rows = read(source / f"febrl_dataset4{side}.csv")
        write(target / f"febrl4{side}.csv", heading, rows)
        ids.append([row[heading.index("rec_id")] for row in rows])
    right = {person(i): i for i in ids[1]}
    write(target / "febrl4.truth.csv", ["left_id", "right_id"],
          [(i, right[person(i)]) for i in ids[0] if person(i) in right])


def main():
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for name, (file, ident, truth) in DEDUPE.items():
        dedupe(source, target, name, file, ident, truth)
    febrl4(source, target)


if __name__ == "__main__":
    main()
