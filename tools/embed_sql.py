#!/usr/bin/env python3
"""Turns .sql files into C string constants.

    embed_sql.py queries MODULE OUT.h MODULE.sql
        -- name: fact_put        begins a statement: SQL_FACT_PUT
        -- sqlite: / -- postgres:  inside it begins the text for one driver only;
        without them one text serves both.  MODULE_QUERIES lists them all.

    embed_sql.py migrations OUT.h NNNN_what.sql ...
        MIGRATIONS in the order of their numbers, each with its text for either
        driver (parts between "-- sqlite:" or "-- postgres:" and "-- both:").
        One text usually serves both: columns are BIGINT, DOUBLE PRECISION, TEXT or BYTEA.
        SQLite gets INTEGER, REAL, BLOB and STRICT tables; PostgreSQL gets COLLATE "C" on
        each TEXT column, and no WITHOUT ROWID.
"""
import hashlib
import os
import re
import sys


# Modules whose statements leave the figures alone; others that change something say so in
# their first words, and the store's revision grows (QUERY_FIGURES in store.h).
BESIDES = {"account", "audit", "job", "store"}


def statement(module, text):
    text = no_comments(text)
    changes = module not in BESIDES and re.search(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", text, re.I)
    return c_string(("/* figures */\n" if changes else "") + text)


def c_string(text):
    lines = [line for line in text.strip("\n").split("\n")] or [""]
    escaped = [line.replace("\\", "\\\\").replace('"', '\\"') for line in lines]
    return "\n".join(f'    "{line}\\n"' for line in escaped)


def split_drivers(text):
    """The text that each driver sees; marker lines are dropped."""
    seen = {"sqlite": [], "postgres": []}
    for_drivers = ("sqlite", "postgres")
    for line in text.split("\n"):
        marker = re.match(r"--\s*(sqlite|postgres|both):\s*$", line)
        if marker:
            for_drivers = ("sqlite", "postgres") if marker[1] == "both" else (marker[1],)
            continue
        for driver in for_drivers:
            seen[driver].append(line)
    return {driver: "\n".join(lines).strip() for driver, lines in seen.items()}


def no_comments(text):
    return "\n".join(l for l in text.split("\n") if not l.lstrip().startswith("--"))


def for_sqlite(ddl):
    ddl = re.sub(r"\bBIGINT\b", "INTEGER", ddl)
    ddl = re.sub(r"\bDOUBLE PRECISION\b", "REAL", ddl)
    ddl = re.sub(r"\bBYTEA\b", "BLOB", ddl)
    ddl = re.sub(r"^\) WITHOUT ROWID;", ") STRICT, WITHOUT ROWID;", ddl, flags=re.M)
    return re.sub(r"^\);", ") STRICT;", ddl, flags=re.M)


def for_postgres(ddl):
    ddl = re.sub(r"^\) WITHOUT ROWID;", ");", ddl, flags=re.M)
    return re.sub(r'^(\s+(?:ADD COLUMN )?\w+\s+TEXT)\b(?! COLLATE)', r'\1 COLLATE "C"', ddl, flags=re.M)


def queries(module, out, path):
    text = open(path, encoding="utf-8").read()
    parts = re.split(r"^--\s*name:\s*(\w+)\s*$", text, flags=re.M)
    names = parts[1::2]
    if len(set(names)) != len(names):
        sys.exit(f"{path}: a name is used twice")
    with open(out, "w", encoding="utf-8") as f:
        f.write(f'/* from {os.path.basename(path)} */\n#pragma once\n#include "store/store.h"\n\n')
        for name, body in zip(names, parts[2::2]):
            by_driver = split_drivers(body)
            f.write(f"static const Query SQL_{name.upper()} __attribute__((unused)) = {{\n    \"{name}\",\n")
            f.write(f"{statement(module, by_driver['sqlite'])},\n{statement(module, by_driver['postgres'])}}};\n\n")
        f.write(f"#define {module.upper()}_QUERIES(X) " + " ".join(f"X(SQL_{n.upper()})" for n in names) + "\n")


def migrations(out, paths):
    paths = sorted(paths, key=lambda p: os.path.basename(p))
    numbers = [int(os.path.basename(p)[:4]) for p in paths]
    if len(set(numbers)) != len(numbers):
        sys.exit("two migrations have the same number")
    with open(out, "w", encoding="utf-8") as f:
        f.write('/* from the migrations of all modules */\n#pragma once\n#include "store/store.h"\n\n')
        f.write('#pragma GCC diagnostic ignored "-Woverlength-strings" /* a migration is one text */\n')
        f.write("static const Migration MIGRATIONS[] = {\n")
        for number, path in zip(numbers, paths):
            text = open(path, encoding="utf-8").read()
            by_driver = split_drivers(text)
            digest = hashlib.sha256(text.encode()).hexdigest()
            name = os.path.basename(path)[5:-4]
            f.write(f'    {{{number}, "{name}", "{digest}",\n{c_string(for_sqlite(by_driver["sqlite"]))},\n{c_string(for_postgres(by_driver["postgres"]))}}},\n')
        f.write("    {0}};\n")


if __name__ == "__main__":
    if sys.argv[1] == "queries":
        queries(*sys.argv[2:5])
    else:
        migrations(sys.argv[2], sys.argv[3:])
