#!/usr/bin/env bash
# The speeds that are shipped: every highway=* of OpenStreetMap's car, motorbike, bicycle and foot networks, each row with
# its source, and a province whose roads are of all of them. Arguments: the program.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
python3 - "$root" <<'END'
import csv, sys
roads = "trunk primary secondary tertiary".split()
both = roads + [c + "_link" for c in roads] + "unclassified residential living_street service road track".split()
needed = {"car": both + ["motorway", "motorway_link"], "ambulance": both + ["motorway", "motorway_link"], "motorbike": both + ["path"],
          "bicycle": both + "cycleway path bridleway footway pedestrian".split(),
          "walk": both + "pedestrian footway path bridleway cycleway steps".split()}
failed = False
for folder in ("sample", "thai-nguyen"):
    rows = list(csv.DictReader(open(f"{sys.argv[1]}/gis-data/{folder}/speeds.csv", encoding="utf-8")))
    known = {(r["mode"], r["class"]) for r in rows if r["surface"] == "road"}
    missing = [(m, c) for m, classes in needed.items() for c in classes if (m, c) not in known]
    bare = [r for r in rows if not r["source"].strip()]
    classes = {c for _, c in known}
    link = [r for r in rows if r["class"].endswith("_link") and r["mode"] in ("car", "ambulance", "motorbike")]
    slower = [r for r in link if not float(r["km_per_h"]) == 0.5 * next(
        float(o["km_per_h"]) for o in rows if o["mode"] == r["mode"] and o["class"] == r["class"][:-5] and not o["season"])]
    for what, wrong in (("without a speed", missing), ("without a source", bare), ("not half of its road", slower)):
        if wrong:
            failed = True
            print(f"FAILED: {folder}: {what}: {wrong[:5]}", file=sys.stderr)
    if len(classes) > 32:
        failed = True
        print(f"FAILED: {folder}: {len(classes)} classes, 32 is the most of one dataset", file=sys.stderr)
sys.exit(failed)
END
