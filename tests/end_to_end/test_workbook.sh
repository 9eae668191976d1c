#!/usr/bin/env bash
# The workbook of the sample province against its tables: every table and cell, titles in the reader's language above
# the technical names, days as days and shares in percent. Usage: test_workbook.sh PROGRAM SHARED
set -euo pipefail
program=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$here/datasets.sh"
borrow_dataset sample "$work/dataset" "$program" "$2"
"$program" export "$work/dataset" "$work/vi.xlsx"
"$program" export "$work/dataset" "$work/en.xlsx" --lang en
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here python3 - "$work/dataset/current/coverage.sqlite" "$work/vi.xlsx" "$work/en.xlsx" <<'PY'
import re, sqlite3, sys
from workbook import sheets

database = sqlite3.connect(sys.argv[1])
vi, en = sheets(sys.argv[2]), sheets(sys.argv[3])
tables = [r[0] for r in database.execute(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name IN (SELECT f_table_name FROM geometry_columns) OR name IN "
    "('indicators', 'indicator_values', 'targets', 'history', 'services', 'population_groups', 'sources'))")]
assert sorted(vi) == sorted(en) == sorted(tables), (sorted(vi), sorted(tables))
assert {"service_areas", "transmitters", "facilities", "gaps", "quality", "isochrones"} <= set(vi)
unit_of = dict(database.execute("SELECT id, unit FROM indicators"))
column_unit = dict(database.execute("SELECT column_name, unit FROM indicators"))
values = {"value", "low", "high", "target", "gap", "line_start_value", "line_expected"}
days = re.compile(r"\d{4}-\d\d-\d\d(T.*)?$")
seen = {"text": 0, "number": 0, "date": 0, "share": 0, None: 0}
for table in tables:
    cursor = database.execute(f'SELECT * FROM "{table}"')
    names = [d[0] for d in cursor.description if d[0] != "geom"]
    rows = [[v for d, v in zip(cursor.description, row) if d[0] != "geom"] for row in cursor]
    sheet = vi[table]
    titles, technical = [[c[1] for c in r] for r in sheet[:2]]
    assert technical == names == [c[1] for c in en[table][1]], table
    assert all(titles) and all(c[1] for c in en[table][0]) and titles[0] != en[table][0][0][1], table
    assert en[table][2:] == sheet[2:], f"{table} differs between the languages"
    assert len(sheet) == len(rows) + 2, f"{table}: {len(sheet)} rows"
    for at, (wanted, cells) in enumerate(zip(rows, sheet[2:])):
        cells += [(None, None)] * (len(names) - len(cells))
        indicator = wanted[names.index("indicator")] if "indicator" in names else wanted[1] if table == "indicators" else None
        for name, value, (kind, shown) in zip(names, wanted, cells):
            where = f"{table} row {at + 1} {name}: {value!r} is {kind} {shown!r}"
            seen[kind] += 1
            if value is None or value == "":
                assert kind is None, where
            elif isinstance(value, str):
                if kind == "date" or (days.match(value) and name != "note"):
                    assert kind == "date" and shown == value, where
                else:
                    assert kind == "text" and shown == value, where
            else:
                assert abs(shown - value) <= 1e-12 * abs(value), where
                unit = column_unit.get(name) if table.startswith("units") else unit_of.get(indicator) if name in values else None
                share = unit == "percent" or (table == "indicators" and name == "threshold") or name in ("people_known", "terrain_known")
                assert kind == ("share" if share else "number"), where
assert min(seen.values()) > 100, seen
by_name = dict(zip((c[1] for c in vi["units_commune_2025"][1]), (c[1] for c in vi["units_commune_2025"][0])))
assert by_name["people"] == "Số người" and by_name["valid_from"] == "Có hiệu lực từ"
title = dict(database.execute("SELECT column_name, title_vi FROM indicators"))
assert by_name["b1"] == title["b1"], by_name["b1"]
print("ok", seen)
PY
if "$program" export "$work/dataset" "$work/x.xlsx" --lang fr 2>"$work/err"; then echo "--lang fr is taken" >&2; exit 1; fi
grep -q 'lang is vi or en' "$work/err"
