#!/usr/bin/env python3
"""Contacts as a phone would tell them, of the first tasks that `baophu work mine LOGIN --json` shows on stdin; for
documents and tests."""
import json, sys

OUTCOMES = [("visit", "registered", ""), ("call", "thinking", ""), ("visit", "refused", "chưa có tiền"), ("visit", "not_met", "")]
tasks = json.load(sys.stdin)["rows"]
actions = []
for task, (channel, outcome, reason) in zip(tasks, OUTCOMES):
    action = {"key": f"may-1-{task['lead']:05}", "lead": task["lead"], "day": "2026-11-15", "channel": channel,
              "outcome": outcome, "seen": task["seen"]}
    if channel == "call":
        action["basis"] = "họ gọi đến"
    if reason:
        action["reason"] = reason
    actions.append(action)
json.dump({"actions": actions}, sys.stdout, ensure_ascii=False, indent=1)
