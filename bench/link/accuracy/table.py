#!/usr/bin/env python3
"""Keeps what a run measured, and shows ours beside Splink's.

    table.py keep LINK.json TIME.json OUT.json    our run: the quality out of --json
    table.py show RESULTS                         the table, as Markdown
"""
import json
import sys
from pathlib import Path

SETS = ["febrl1", "febrl2", "febrl3", "febrl4", "fake_1000", "historical_50k", "register-clean", "register-middle",
        "register-heavy"]
OTHER = {"febrl4": ["febrl4-extended"], "fake_1000": ["fake_1000-tutorial"]}  # a set's further demos


def read(path):
    return json.loads(Path(path).read_text(encoding="utf-8")) if Path(path).exists() else None


def keep(link, time, out):
    run, spent = read(link), read(time)
    kept = {"threshold": run["threshold"], "prior": run["prior"], "pairs": run["truth"],
            "clusters": run.get("truth_by_clusters"), "candidates": run["stats"]["candidates"],
            "seconds": spent["seconds"], "peak_mb": round(spent["peak_kb"] / 1024)}
    Path(out).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def f1(run, *keys):
    found = [run[k]["f1"] for k in keys if run and run.get(k)]
    return max(found) if found else None


def cell(value):
    return "–" if value is None else f"{value:.4f}"


def row(results, name):
    ours = read(results / f"ours-{name}.json")
    peers = [p for p in (read(results / f"splink-{n}.json") for n in [name, *OTHER.get(name, [])]) if p]
    if not ours:
        return None
    best = lambda *keys: max((v for v in (f1(p, *keys) for p in peers) if v is not None), default=None)
    q = ours["clusters"] or ours["pairs"]
    cells = [name, f"{q['precision']:.5f}", f"{q['recall']:.5f}", cell(f1(ours, "pairs")), cell(f1(ours, "clusters")),
             cell(best("pairs")), cell(best("pairs_best")), cell(best("clusters")), cell(best("clusters_best")),
             f"{ours['seconds']:.1f}", f"{peers[0]['seconds']:.1f}" if peers else "–",
             f"{ours['peak_mb']}", f"{peers[0]['peak_mb']}" if peers else "–"]
    return "| " + " | ".join(cells) + " |"


def show(results):
    heads = ["set", "P", "R", "F1 pairs", "F1 clusters", "Splink pairs", "best threshold", "Splink clusters",
             "best threshold", "s", "Splink s", "MB", "Splink MB"]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    for line in filter(None, (row(Path(results), name) for name in SETS)):
        print(line)


def main():
    {"keep": keep, "show": show}[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
