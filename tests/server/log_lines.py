#!/usr/bin/env python3
"""Whether each line of a log is JSON, and that of a request has what it must: log_lines.py LOG DASHBOARD METRICS

Every metric that the dashboard names must be one of METRICS, as a server answers them.
"""
import json
import re
import sys

log, dashboard, metrics = sys.argv[1:]
lines = [json.loads(line) for line in open(log, encoding="utf-8")]
assert all({"time", "level", "message"} <= set(line) for line in lines), lines
asked = [line for line in lines if line.get("target") == "/healthz?trace"]
assert len(asked) == 1, asked
line = asked[0]
assert line["method"] == "GET" and line["status"] in (200, 400) and line["client"] == "127.0.0.1", line
assert line["agent"] == 'probe "1"' and line["bytes"] > 0 and 0 < line["seconds"] < 60 and line["whole"] == "yes", line
assert line["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736" and line["parent_id"] == "00f067aa0ba902b7", line
others = [line for line in lines if line.get("target") == "/healthz?bad"]
assert len(others) == 1 and "trace_id" not in others[0], others

known = set(re.findall(r"^# TYPE (\S+)", open(metrics, encoding="utf-8").read(), re.M))
named = set(re.findall(r"vungphu_[a-z_]+", " ".join(t["expr"] for p in json.load(open(dashboard, encoding="utf-8"))["panels"]
                                                    for t in p["targets"])))
missing = {name for name in named if name not in known and re.sub(r"_(bucket|sum|count)$", "", name) not in known}
assert named and not missing, missing
print(f"{len(lines)} lines of log, {len(named)} metrics on the dashboard")
