#!/usr/bin/env python3
"""DuckDB's read_csv on the same file with one thread, all columns parsed as text: csv_duckdb.py FILE

Two ways: the length of every cell summed up, so that no column is skipped, and a table made of it."""
import sys
import time

import duckdb


def timed(con, what, sql):
    start = time.monotonic()
    con.sql(sql).fetchall() if what == "summed" else con.sql(sql)
    seconds = time.monotonic() - start
    rows = con.sql("select count(*) from t").fetchall()[0][0] if what == "table" else None
    return seconds, rows


def main():
    con = duckdb.connect()
    con.sql("set threads = 1")
    source = f"read_csv('{sys.argv[1]}', all_varchar = true, header = true)"
    columns = [c[0] for c in con.sql(f"describe select * from {source}").fetchall()]
    made, rows = timed(con, "table", f"create table t as select * from {source}")
    sums = ", ".join(f'sum(strlen("{c}"))' for c in columns)
    summed, _ = timed(con, "summed", f"select {sums} from {source}")
    for what, seconds in (("summed", summed), ("table", made)):
        print(f"duckdb {rows:9d} rows {seconds:7.3f} s {rows / seconds / 1e6:6.2f} million rows/s ({what})")


if __name__ == "__main__":
    main()
