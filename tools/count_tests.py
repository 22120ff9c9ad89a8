#!/usr/bin/env python3
"""One closing line over the JUnit files that Meson wrote, after the names of what failed; fails when nothing ran or something failed."""
import sys
import xml.etree.ElementTree as ET

passed = skipped = 0
failed = []
for path in sys.argv[1:]:
    for case in ET.parse(path).getroot().iter("testcase"):
        fault = case.find("failure")
        if fault is None:
            fault = case.find("error")
        if fault is not None:
            said = (fault.get("message") or fault.text or "").strip().splitlines()
            failed.append(f"{path}: {case.get('classname', '')} {case.get('name', '')}: {' | '.join(said)[:600]}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
for line in failed:
    print("failed:", line)
print(f"{passed} passed, {len(failed)} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
