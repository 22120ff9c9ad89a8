#!/usr/bin/env python3
"""The catalogue of user-visible texts: every Vietnamese text of src/ beside its English one.

    tools/catalogue.py           a table: file:line, Vietnamese, English
    tools/catalogue.py --check   fails where a pair lacks a language or is one text twice

The pairs stand where they are used (docs/adr/0002); this prints them as one list
for proof-reading.
"""
import pathlib
import re
import sys

CALLS = {"TEXT": 0, "TEXT_INIT": 0, "text_fmt": 1, "FAIL": 2, "FAIL_BECAUSE": 3, "check_say": 2, "check_advise": 2}
NAME = re.compile(r"\b(" + "|".join(CALLS) + r")\s*\(")
SAME = {"đồng"}  # one word in both languages
STRING = re.compile(r'\s*"((?:[^"\\]|\\.)*)"')


def arguments(text, at):
    """Arguments of a call whose '(' ends at `at`, as written."""
    depth, start, parts, quoted = 1, at, [], False
    i = at
    while i < len(text) and depth:
        c = text[i]
        if quoted:
            if c == "\\":
                i += 1
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                parts.append(text[start:i])
        elif c == "," and depth == 1:
            parts.append(text[start:i])
            start = i + 1
        i += 1
    return parts


def literal(argument):
    """The text of adjoining string literals, or None where the argument is something else."""
    pieces = STRING.findall(argument)
    rest = STRING.sub("", re.sub(r"/\*.*?\*/", "", argument, flags=re.S)).strip()
    return "".join(pieces).replace('\\"', '"').replace("\\n", "\n") if pieces and not rest else None


def pairs():
    for path in sorted(pathlib.Path(__file__).parent.parent.glob("src/*/*.c")):
        text = re.sub(r" *\\\n", "\n", path.read_text(encoding="utf-8"))  # a macro's lines join
        for call in NAME.finditer(text):
            parts = arguments(text, call.end())
            first = CALLS[call[1]]
            if len(parts) > first + 1:
                vi, en = literal(parts[first]), literal(parts[first + 1])
                if vi is not None or en is not None:
                    yield f"{path.parent.name}/{path.name}:{text.count(chr(10), 0, call.start()) + 1}", vi, en


faults = 0
for where, vi, en in pairs():
    if "--check" not in sys.argv:
        print("\t".join([where, (vi or "").replace("\n", " / "), (en or "").replace("\n", " / ")]))
    elif not (vi == en and vi in SAME | {""}) and (not vi or not en or (vi == en and re.search(r"[^\W\d_]{4,}", re.sub(r"%[-.*\dlz]*\w", "", vi)))):
        print(f"{where}: “{vi}” / “{en}”")
        faults += 1
sys.exit(1 if faults else 0)
