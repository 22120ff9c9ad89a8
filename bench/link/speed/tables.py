#!/usr/bin/env python3
"""Keeps what runs took, and writes the tables of README.md from that.

    tables.py keep OUT.json LABEL TIMES SAID QUALITY   TIMES: a line "wall user system KB" for each run
    tables.py write RESULTS README.md                  between <!-- NAME --> and <!-- /NAME -->, where NAME was measured

The run with the least wall time is shown; where there were several, what the others took stands behind it.
"""
import json
import re
import sys
from pathlib import Path


def keep(out, label, times, said, quality):
    runs = [[float(x) for x in line.split()] for line in Path(times).read_text().splitlines()]
    kept = {"label": label, "runs": [{"wall": w, "user": u, "system": s, "peak_mb": round(kb / 1024)} for w, u, s, kb in runs]}
    text = Path(said).read_text(encoding="utf-8")
    if text.startswith("{"):
        run = json.loads(text)
        kept["stats"] = run["stats"]
        kept["clusters"] = run.get("truth_by_clusters")
    if Path(quality).exists():
        kept["right"], kept["false"], kept["missed"] = (int(x) for x in Path(quality).read_text().split())
    Path(out).write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


class Results:
    def __init__(self, folder):
        self.folder = Path(folder)

    def __getitem__(self, name):
        path = self.folder / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def names(self, prefix):
        found = [p.stem for p in self.folder.glob(f"{prefix}*.json")]
        return sorted(found, key=lambda n: (int(n.split("-")[1]), n))


def best(result):
    return min(result["runs"], key=lambda r: r["wall"])


def processor(run):
    return run["user"] + run["system"]


def seconds(x):
    return f"{x:.2f} s" if x < 10 else f"{x:.1f} s"


def walls(result):
    others = sorted(r["wall"] for r in result["runs"])[1:]
    return seconds(best(result)["wall"]) + (f" ({', '.join(f'{w:.2f}' for w in others)})" if others else "")


def million(pairs):
    return f"{pairs / 1e6:.1f} million"


def size(label):
    rows = int(label.split()[0])
    name = f"{rows // 1000000} M" if rows >= 1000000 else f"{rows // 1000} k"
    rest = " ".join(label.split()[3:])
    return f"{name} × {name} {f'`{rest}`' if rest.startswith('-') else rest}".strip()


def beside(results, rules, title):
    ours, peer = results[f"{rules}-ours"], results[f"{rules}-splink"]
    if not ours or not peer:
        return None
    a, b = best(ours), best(peer)
    line = lambda who, r, pairs: (f"| `{title}`, {who} | {pairs} | {walls(r)} | {seconds(processor(best(r)))} | {best(r)['peak_mb']:,} MB | "
                                  f"{r['right']:,} / {r['false']:,} / {r['missed']:,} |")
    return [line("ours", ours, million(ours["stats"]["candidates"])), line("Splink", peer, ""),
            f"| ratio | | **{b['wall'] / a['wall']:.1f}** | {processor(b) / processor(a):.1f} | {b['peak_mb'] / a['peak_mb']:.1f} | |"]


def peer(results):
    lines = ["| | candidate pairs | wall | processor | peak memory | right / false / missed |", "|---|---|---|---|---|---|"]
    found = [beside(results, "register", "peer"), beside(results, "dedupe", "wide")]
    return [*lines, *sum(found, [])] if all(found) else None


def scale(results):
    lines = ["| records | wall | processor | peak memory | candidate pairs | pairs/s over all |", "|---|---|---|---|---|---|"]
    for name in results.names("scale-"):
        r, run = results[name], best(results[name])
        pairs = r["stats"]["candidates"]
        lines.append(f"| {size(r['label'])} | {walls(r)} | {seconds(processor(run))} | {run['peak_mb']:,} MB | {pairs:,} | "
                     f"{pairs / run['wall'] / 1e6:.2f} M |")
    return lines if len(lines) > 2 else None


def dedupe(results):
    r = results["dedupe"]
    if not r:
        return None
    run, pairs, q = best(r), r["stats"]["candidates"], r["clusters"]
    return [f"{pairs:,} candidate pairs, {r['stats']['compared']:,} of them compared: **{seconds(run['wall'])} wall**, "
            f"{seconds(processor(run))} processor, {run['peak_mb']:,} MB; {processor(run) / pairs * 1e6:.2f} µs of processor time a pair.",
            f"By clusters {q['true_links']:,} right, {q['false_links']:,} false, {q['missed']:,} missed."]


def spill(results):
    lines = ["| | wall | processor | peak memory | spilled | against memory, wall | processor |", "|---|---|---|---|---|---|---|"]
    for name in results.names("spill-"):
        r, run, base = results[name], best(results[name]), results[re.sub(r"-[^-]*$", "-0", name)]
        against = ["", ""] if name.endswith("-0") else [f"{run['wall'] / best(base)['wall']:.2f}", f"{processor(run) / processor(best(base)):.2f}"]
        lines.append(f"| {size(r['label'])} | {walls(r)} | {seconds(processor(run))} | {run['peak_mb']:,} MB | "
                     f"{r['stats']['spilled_bytes'] / 1e9:.1f} GB | {against[0]} | {against[1]} |")
    return lines if len(lines) > 2 else None


def csv(results):
    path = results.folder / "csv.txt"
    if not path.exists():
        return None
    text = path.read_text()
    of = lambda what: float(re.search(rf"duckdb.* ([0-9.]+) million rows/s \({what}\)", text)[1])
    ours = max(float(rate) for rate in re.findall(r"ours .* ([0-9.]+) million rows/s", text))
    return ["| reader | million rows/s | |", "|---|---|---|", f"| ours (`bench-link-csv`), best of three | {ours:.1f} | |",
            f"| DuckDB `read_csv`, lengths of all cells summed, threads = 1 | {of('summed'):.2f} | ours {ours / of('summed'):.1f} times |",
            f"| DuckDB `read_csv` into a table, threads = 1 | {of('table'):.2f} | ours {ours / of('table'):.1f} times |"]


def write(folder, readme):
    results, path = Results(folder), Path(readme)
    text = path.read_text(encoding="utf-8")
    for table in (peer, scale, dedupe, spill, csv):
        lines = table(results)
        if not lines:
            continue
        name = table.__name__
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", lambda m: m[1] + "\n".join(lines) + "\n" + m[2], text, flags=re.S)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    {"keep": keep, "write": write}[sys.argv[1]](*sys.argv[2:])
