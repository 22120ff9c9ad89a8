#!/usr/bin/env python3
"""Make the demonstration tables from two published provincial plans.

    tools/make_demo_plan.py [SRC_DIR [OUT_DIR]]

SRC_DIR holds seeds/ (the plan of Hưng Yên as text, 002*.txt) and
data/targets/ (careful transcriptions). The table of Hưng Yên is taken letter
for letter from the plan, slips included, with the lines of its text that state the goals,
and compared with the transcription; the path of Hải Phòng is taken from the transcription alone,
because its plan is a damaged scan.
"""
import csv
import re
import sys
import unicodedata
from pathlib import Path

HEADER = ["STT", "Tên xã/phường", "Chỉ tiêu chung",
          "Chỉ tiêu BHXH tự nguyện tối thiểu"]
ROWS = 104
DECLARED = ["Tổng:", "", "981.535", "106.055"]
SUMS = (981533, 106055)


def check(condition, message):
    if not condition:
        sys.exit(f"make_demo_plan: {message}")


def whole(text):
    """1.899 -> 1899"""
    check(re.fullmatch(r"\d{1,3}(\.\d{3})*", text), f"not a number: {text!r}")
    return int(text.replace(".", ""))


def read_plan(path):
    """The rows of the annex, and its declared total."""
    rows, total = [], None
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    for line in text.splitlines():
        cells = [c.strip() for c in line.split("\t")]
        if len(cells) == 4 and cells[0].isdigit():
            rows.append(cells)
        elif cells[0].startswith("Tổng:"):
            total = cells
    return rows, total


def read_words(path):
    """The lines above the table that a check needs: title, goals in percent and persons, reference."""
    wanted = re.compile(r"KẾ HOẠCH$|Triển khai Nghị quyết số 403/NQ-CP ngày 10/12/2025 của Chính phủ về phát triển"
                        r"|- Tỷ lệ lực lượng lao động|- Số người tham gia \d|\(Kèm theo Kế hoạch")
    text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
    lines = [line.strip() for line in text.splitlines() if wanted.match(line.strip())]
    check(len(lines) == 5, f"{len(lines)} lines of words found, 5 expected")
    return lines


def write(path, header, rows, words=()):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerows([line] for line in words)
        out.writerow(header)
        out.writerows(rows)
    print(f"{path}: {len(rows)} rows")


def read(path):
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def main():
    root = Path(__file__).resolve().parent.parent
    src = Path(sys.argv[1] if len(sys.argv) > 1 else root / "../shared")
    out = Path(sys.argv[2] if len(sys.argv) > 2 else root / "data/demo")
    plans = sorted((src / "seeds").glob("002*.txt"))
    check(len(plans) == 1, f"expected one plan 002*.txt under {src}")
    out.mkdir(parents=True, exist_ok=True)

    rows, total = read_plan(plans[0])
    check([int(r[0]) for r in rows] == list(range(1, ROWS + 1)),
          f"rows 1 to {ROWS} expected, {len(rows)} found")
    check(total == DECLARED, f"declared total is {total}")
    check((sum(whole(r[2]) for r in rows), sum(whole(r[3]) for r in rows))
          == SUMS, "the columns do not add up as known")
    known = read(src / "data/targets/hung-yen-targets-2030.csv")
    check(len(known) == ROWS, "the transcription has other rows")
    for r, k in zip(rows, known):
        check([r[0], r[1], whole(r[2]), whole(r[3])]
              == [k["no"], unicodedata.normalize("NFC", k["unit_name"]),
                  int(k["target_total_2030"]),
                  int(k["target_voluntary_min_2030"])],
              f"plan and transcription differ: {r} {k}")
    write(out / "hung-yen-plan-2030.csv", HEADER, rows + [total],
          read_words(plans[0]))

    path = read(src / "data/targets/hai-phong-annual-targets.csv")
    check([int(r["year"]) for r in path] == list(range(2026, 2031)),
          "the path of Hải Phòng is not 2026 to 2030")
    write(out / "hai-phong-path.csv",
          ["year", "target_total", "target_voluntary_min"],
          [[r["year"], r["target_total"], r["target_voluntary_min"]]
           for r in path])


if __name__ == "__main__":
    main()
