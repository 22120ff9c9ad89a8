#!/usr/bin/env python3
"""Check the tables of law and of indicators: data/law/*.csv, data/indicator.csv.

    tools/check_law.py [DATA_DIR]

Says what is wrong and exits 1, or prints how much was checked. Checked: dates,
numbers and words of each row; intervals of one (name, key) neither overlap nor
leave a gap; every name and key has a title and every note stands in both
languages; rates add up to 32 percent on every day; the retirement table by
month of birth is what the yearly roadmap gives; targets name known units.
"""
import csv
import re
import sys
import unicodedata
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

HEADER = ["name", "key", "value", "unit", "effective_from", "effective_to",
          "article", "certainty", "note_vi", "note_en"]
AGE_HEADER = ["name", "key", "birth_from", "birth_to", "value", "unit",
              "article", "certainty", "note_vi", "note_en"]
TITLE_HEADER = ["name", "key", "name_vi", "name_en"]
CERTAINTY = {"high", "medium", "low", "unsure"}
UNITS = {"dong", "percent", "times", "person", "count", "level", "flag",
         "year", "month", "day", "working_day", "hour", "minute", "character",
         "month_of_year", "day_of_month",
         "by_mmdd", "before_mmdd", "before_yyyymmdd"}
TOTAL_RATE = 32
ROADMAP_STARTS = 2021
BIRTHS = range(1940, 1991)

faults = []


def fault(where, message):
    faults.append(f"{where}: {message}")


def read(path, header):
    raw = path.read_bytes()
    text = raw.decode("utf-8")
    if b"\r" in raw or unicodedata.normalize("NFC", text) != text:
        fault(path.name, "not NFC with LF line ends")
    rows = list(csv.reader(text.splitlines()))
    if rows[0] != header:
        fault(path.name, f"header {rows[0]}")
    for n, row in enumerate(rows[1:], 2):
        if len(row) != len(header):
            fault(f"{path.name}:{n}", f"{len(row)} columns")
            continue
        yield f"{path.name}:{n}", dict(zip(header, row))


def day(where, text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault(where, f"not a date: {text!r}")
        return date.min


def month(where, text):
    """1969-05 -> months since year 0."""
    m = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
    if not m:
        fault(where, f"not a month: {text!r}")
        return 0
    return int(m[1]) * 12 + int(m[2]) - 1


def check_words(where, r):
    if not re.fullmatch(r"[a-z][a-z0-9_]*", r["name"]):
        fault(where, f"name {r['name']!r}")
    if not re.fullmatch(r"([A-Za-z0-9_]+([./][A-Za-z0-9_]+)*)?", r["key"]):
        fault(where, f"key {r['key']!r}")
    if not re.fullmatch(r"\d+(\.\d+)?", r["value"]):
        fault(where, f"value {r['value']!r}")
    if r["unit"] not in UNITS:
        fault(where, f"unit {r['unit']!r}")
    if r["certainty"] not in CERTAINTY:
        fault(where, f"certainty {r['certainty']!r}")
    if not r["article"]:
        fault(where, "no article")
    if re.search(r"\b(Art|Law|Code|plan|letter)\b", r["article"]):
        fault(where, f"article not in Vietnamese form: {r['article']!r}")
    if bool(r["note_vi"]) != bool(r["note_en"]):
        fault(where, "note in one language only")
    if r["unit"] in ("by_mmdd", "before_mmdd"):
        day(where, f"2024-{int(r['value']) // 100:02}-{int(r['value']) % 100:02}")
    if r["unit"] == "before_yyyymmdd":
        v = r["value"]
        day(where, f"{v[:4]}-{v[4:6]}-{v[6:]}")


def check_intervals(spells, after):
    """spells[(name, key)] = [(from, to or None, where)]; to is inclusive."""
    for of, list_ in spells.items():
        list_.sort(key=lambda s: s[0])
        for (_, end, where), (start, _, next_where) in zip(list_, list_[1:]):
            if end is None or start <= end:
                fault(next_where, f"{of} overlaps {where}")
            elif start != after(end):
                fault(next_where, f"{of} leaves a gap after {where}")


def check_titles(path, rows):
    """Every name and key has one title, every title a name or key."""
    names = {r["name"] for _, r in rows}
    pairs = {(r["name"], r["key"]) for _, r in rows if r["key"]}
    keys = {key for _, key in pairs}
    titles = {}
    for where, r in read(path, TITLE_HEADER):
        of = r["name"], r["key"]
        if not r["name_vi"] or not r["name_en"]:
            fault(where, "title in one language only")
        if of in titles:
            fault(where, f"{of} has two titles")
        titles[of] = r["name_vi"]
        known = (of in pairs if all(of)
                 else r["name"] in names if r["name"] else r["key"] in keys)
        if not known:
            fault(where, f"no parameter {of}")
    for name in sorted(names):
        if (name, "") not in titles:
            fault(path.name, f"{name} has no title")
    for name, key in sorted(pairs):
        if (name, key) not in titles and ("", key) not in titles:
            fault(path.name, f"{name}, key {key} has no title")
    of_names = [t for (_, key), t in titles.items() if not key]
    for title in {t for t in of_names if of_names.count(t) > 1}:
        fault(path.name, f"two parameters are titled {title!r}")
    return len(titles)


def check_rates(rows):
    """Rates of an ordinary employee add up to 32 percent on every day."""
    rates = [r for _, r in rows if r["name"] == "contribution_rate"]
    keys = {r["key"] for r in rates}
    days = sorted({r["effective_from"] for r in rates})
    for d in days:
        valid = [r for r in rates if r["effective_from"] <= d
                 and (not r["effective_to"] or d <= r["effective_to"])]
        total = sum(round(float(r["value"]) * 1000) for r in valid)
        if total != TOTAL_RATE * 1000 or {r["key"] for r in valid} != keys:
            fault("contribution.csv", f"rates on {d} add up to {total / 1000}")
    return len(days)


def roadmap_age(birth, ages):
    """Retirement age in months of one born in this month.

    ages[year] is the age for those who reach it in that year. Years are tried
    in order; the first in which birth + age falls in the year itself counts.
    """
    old = ages[ROADMAP_STARTS - 1]
    if birth + old < ROADMAP_STARTS * 12:
        return old
    for year in range(ROADMAP_STARTS, 2100):
        age = ages[min(year, max(ages))]
        if (birth + age) // 12 == year:
            return age
    return None


def check_retirement(rows, table):
    ages = defaultdict(dict)
    for where, r in rows:
        if r["name"] == "retirement_age_of_year":
            first = int(r["effective_from"][:4])
            last = int(r["effective_to"][:4]) if r["effective_to"] else first
            for year in range(first, last + 1):
                ages[r["key"]][year] = int(r["value"])
    compared = 0
    for sex in ("male", "female"):
        for birth in range(BIRTHS.start * 12, BIRTHS.stop * 12):
            told = [v for s, lo, hi, v in table if s == sex
                    and (lo is None or lo <= birth)
                    and (hi is None or birth <= hi)]
            due = roadmap_age(birth, ages[sex])
            compared += 1
            if told != [due]:
                fault("retirement_age.csv", f"{sex} born {birth // 12}-"
                      f"{birth % 12 + 1:02}: table {told}, roadmap {due}")
    return compared


def check_targets(rows, units):
    total, voluntary = {}, {}
    for where, r in rows:
        if r["name"].startswith("target_"):
            unit, _, year = r["key"].partition("/")
            if unit not in units | {"VN"} or not re.fullmatch(r"20\d\d", year):
                fault(where, f"target of {r['key']!r}")
        if r["name"].startswith(("local_", "deadline_", "campaign_")):
            unit = r["key"].split("/")[0]
            if unit not in units | {"VN", "H1", "H2"}:
                fault(where, f"unit of {r['key']!r}")
        if r["name"] == "target_participants_total":
            total[r["key"]] = int(r["value"])
        if r["name"] == "target_participants_voluntary_min":
            voluntary[r["key"]] = int(r["value"])
    if total.keys() != voluntary.keys():
        fault("target.csv", "totals and voluntary floors of different years")
    for key in total.keys() & voluntary.keys():
        if voluntary[key] > total[key]:
            fault("target.csv", f"{key}: voluntary above total")


def check_indicators(path):
    with open(path, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    codes = {r["code"] for r in rows}
    if len(codes) != len(rows):
        fault(path.name, "a code occurs twice")
    for r in rows:
        rate = r["kind"] == "rate"
        if (r["kind"] not in ("count", "rate")
                or r["unit"] not in ("person", "dong", "percent")
                or rate != (r["unit"] == "percent")
                or rate != bool(r["numerator"]) or rate != bool(r["denominator"])
                or r["better"] not in ("higher", "lower", "none")
                or not r["definition_vi"] or not r["definition_en"]):
            fault(path.name, f"row {r['code']}")
        for column in ("part_of", "numerator", "denominator"):
            if r[column] and r[column] not in codes:
                fault(path.name, f"{r['code']}: unknown {r[column]}")
    return len(rows)


def report():
    for f in faults:
        print(f, file=sys.stderr)
    if faults:
        sys.exit(1)


def main():
    root = Path(__file__).resolve().parent.parent
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "data"
    law = data / "law"
    rows, spells = [], defaultdict(list)
    for path in sorted(law.glob("*.csv")):
        if path.name not in ("retirement_age.csv", "name.csv"):
            rows += read(path, HEADER)
    for where, r in rows:
        check_words(where, r)
        start = day(where, r["effective_from"])
        end = day(where, r["effective_to"]) if r["effective_to"] else None
        if end and end < start:
            fault(where, "ends before it starts")
        spells[r["name"], r["key"]].append((start, end, where))
    check_intervals(spells, lambda d: d + timedelta(days=1))

    unsure = (law / "UNSURE.md").read_text(encoding="utf-8")
    for where, r in rows:
        if r["certainty"] == "unsure" and f"`{r['name']}`" not in unsure:
            fault(where, f"{r['name']} is not explained in UNSURE.md")

    age_rows = list(read(law / "retirement_age.csv", AGE_HEADER))
    for where, r in age_rows:
        check_words(where, r)
    titles = check_titles(law / "name.csv", rows + age_rows)
    report()                    # from here on values are numbers

    table, births = [], defaultdict(list)
    for where, r in age_rows:
        lo = month(where, r["birth_from"]) if r["birth_from"] else None
        hi = month(where, r["birth_to"]) if r["birth_to"] else None
        table.append((r["key"], lo, hi, int(r["value"])))
        births[r["name"], r["key"]].append((lo or 0, hi, where))
    check_intervals(births, lambda m: m + 1)
    compared = check_retirement(rows, table)

    with open(data / "unit/province.csv", encoding="utf-8", newline="") as f:
        units = {r["code"] for r in csv.DictReader(f)}
    check_targets(rows, units)
    days = check_rates(rows)
    indicators = check_indicators(data / "indicator.csv")

    report()
    print(f"{len(rows) + len(table)} rows of law, {len(spells)} parameters, {titles} titles, "
          f"{compared} months of birth, rates on {days} days, "
          f"{indicators} indicators: sound")


if __name__ == "__main__":
    main()
