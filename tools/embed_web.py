#!/usr/bin/env python3
"""Puts the built web application into the program.

    embed_web.py FOLDER OUT.S OUT.h OUT.d

Writes an assembler file that takes in the bytes of each file of FOLDER as they are, as gzip
and as zstd, and a table of them.  Names below assets/ hold a hash of their content.  A FOLDER
that is absent or empty gives a page that says so.
"""
import gzip
import mimetypes
import os
import subprocess
import sys

TYPES = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json",
    ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".png": "image/png",
    ".ico": "image/x-icon", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
}
NOTHING = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Bao Phủ</title></head><body><h1>Bao Phủ</h1>
<p>Máy chủ đang chạy, nhưng bản chương trình này được dựng không kèm ứng dụng web. Hãy dựng lại khi có thư mục web/dist.</p>
<p lang="en">The server is running, but this program was built without the web application. Build it again with web/dist in place.</p>
</body></html>
"""


def files_of(folder):
    found = []
    for at, _, names in os.walk(folder):
        for name in names:
            if not name.endswith((".gz", ".zst", ".map")):
                found.append(os.path.relpath(os.path.join(at, name), folder))
    return sorted(found)


def smaller(out_dir, number, kind, data, packed):
    """The path of the packed bytes where they are worth their name."""
    if len(packed) > len(data) * 9 // 10:
        return None
    path = os.path.join(out_dir, f"{number}.{kind}")
    with open(path, "wb") as f:
        f.write(packed)
    return path


def main(folder, out_s, out_h, out_d):
    out_dir = out_s + ".parts"
    os.makedirs(out_dir, exist_ok=True)
    names = files_of(folder)
    sources = [os.path.join(folder, n) for n in names]
    if "index.html" not in names:
        names, sources = ["index.html"], [os.path.join(out_dir, "nothing.html")]
        with open(sources[0], "w", encoding="utf-8") as f:
            f.write(NOTHING)
    rows, parts = [], []
    for number, (name, source) in enumerate(zip(names, sources)):
        data = open(source, "rb").read()
        paths = [os.path.abspath(source), None, None]
        if len(data) > 1024:
            packed = subprocess.run(["zstd", "-19", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout
            paths[1] = smaller(out_dir, number, "gz", data, gzip.compress(data, 9, mtime=0))
            paths[2] = smaller(out_dir, number, "zst", data, packed)
        cells = []
        for coding, path in enumerate(paths):
            if path is None:
                cells.append("{0, 0}")
                continue
            label = f"web_{number}_{coding}"
            parts.append(f'    .globl {label}\n{label}:\n    .incbin "{path}"\n    .globl {label}_end\n{label}_end:\n    .byte 0\n')
            cells.append(f"{{{label}, {label}_end}}")
        ending = os.path.splitext(name)[1]
        kind = TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        hashed = "true" if name.startswith("assets" + os.sep) else "false"
        rows.append((name.replace(os.sep, "/"), kind, hashed, cells))
    with open(out_s, "w", encoding="utf-8") as f:
        f.write('    .section .rodata\n' + "".join(parts) + '    .section .note.GNU-stack,"",@progbits\n')
    with open(out_h, "w", encoding="utf-8") as f:
        f.write("/* the files of the web application */\n#pragma once\n")
        for _, _, _, cells in rows:
            for cell in cells:
                if cell != "{0, 0}":
                    f.write(f"extern const char {cell[1:-1].replace(', ', '[], ')}[];\n")
        f.write("static const WebFile WEB_FILES[] = {\n")
        for name, kind, hashed, cells in rows:
            f.write(f'    {{"/{name}", "{kind}", {hashed}, {{{", ".join(cells)}}}}},\n')
        f.write("    {0},\n};\n")
    with open(out_d, "w", encoding="utf-8") as f:
        f.write(f"{out_s} {out_h}: " + " ".join(s.replace(" ", "\\ ") for s in sources) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:5])
