#!/usr/bin/env bash
# LibreOffice in Vietnamese opens what we give: in CSV with decimal commas and in the workbook every number is that of
# the API, codes keep their zeros, days are days. Skipped without LibreOffice (script/bootstrap clients).
# Usage: test_spreadsheets.sh PROGRAM SHARED
set -euo pipefail
program=$1
here=$(cd "$(dirname "$0")" && pwd)
command -v soffice >/dev/null || { echo "no LibreOffice (script/bootstrap clients): skipped"; exit 77; }
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill $pid 2>/dev/null; rm -rf "$work"' EXIT
source "$here/datasets.sh"
borrow_dataset sample "$work/dataset" "$program" "$2"
"$program" serve "$work/dataset" --listen 127.0.0.1:0 --quiet >"$work/url" 2>"$work/log" &
pid=$!
for _ in $(seq 200); do [ -s "$work/url" ] && break; read -rt 0.1 <> <(:) || true; done
url=$(sed 's|/$||' "$work/url")
get() { curl -sSf --max-time 60 "$url/$1" -o "$work/$2"; }

get 'gaps?service=health_station_walk&limit_count=10000&f=json' gaps.json
get 'gaps?service=health_station_walk&limit_count=10000&f=csv&decimal=comma' gaps.csv
get 'indicators/H10?f=json' values.json
get 'indicators/H10?f=csv&decimal=comma' values.csv
get 'collections/facilities/items?limit=10000&f=json' facilities.json
get 'collections/facilities/items?limit=10000&f=csv&decimal=comma' facilities.csv
get 'export/units.csv?decimal=comma' units.csv
get 'export/all.xlsx' all.xlsx
"$program" gaps "$work/dataset" --service health_station_walk --format csv --decimal comma >"$work/command.csv"
"$program" gaps "$work/dataset" --service health_station_walk --format csv >"$work/plain.csv"
printf 'demand,site,cost\n00001,X,5\n00002,X,25\n1/2,X,5\n' >"$work/costs.txt"
printf 'demand,weight\n00001,100\n00002,300\n1/2,50\n' >"$work/demand.txt"
printf 'site,supply\nX,41\n' >"$work/supply.txt"
"$program" access --costs "$work/costs.txt" --demand "$work/demand.txt" --supply "$work/supply.txt" --limit 30 --decimal comma >"$work/codes.csv"
for wrong in 'decimal=comma&f=json' 'decimal=point&f=csv'; do
    status=$(curl -sS -o /dev/null -w '%{http_code}' "$url/gaps?service=health_station_walk&$wrong")
    [ "$status" = 400 ] || { echo "$wrong is answered with $status" >&2; exit 1; }
done

mkdir -p "$work/profile/user"
cat >"$work/profile/user/registrymodifications.xcu" <<'XCU'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item>
</oor:items>
XCU
# The import dialog's answers: semicolon, quote, UTF-8, first line, no column formats, Vietnamese; all else as it comes.
office() { soffice "-env:UserInstallation=file://$work/profile" --headless "$@" --outdir "$work" >>"$work/office.log" 2>&1; }
(cd "$work" && office --infilter='CSV:59,34,76,1,,1066' --convert-to fods gaps.csv values.csv facilities.csv units.csv command.csv codes.csv &&
    office --convert-to fods all.xlsx) || { cat "$work/office.log" >&2; exit 1; }
python3 - "$work" <<'PY'
import csv, json, sys
from xml.etree import ElementTree

work = sys.argv[1]
TABLE, OFFICE, TEXT = ("{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % n for n in ("table", "office", "text"))


def tables(name):
    """{sheet: rows}; a row is a list of texts, numbers, ('date', day), ('share', number) or None."""
    found = {}
    for table in ElementTree.parse(f"{work}/{name}.fods").iter(TABLE + "table"):
        rows = []
        for row in table.iter(TABLE + "table-row"):
            cells = []
            for cell in row:
                kind, value = cell.get(OFFICE + "value-type"), None
                if kind in ("float", "percentage", "currency"):
                    value = float(cell.get(OFFICE + "value"))
                    if kind != "float":
                        value = ("share", value)
                elif kind == "date":
                    value = ("date", cell.get(OFFICE + "date-value")[:10])
                elif kind == "string":
                    value = cell.get(OFFICE + "string-value") or "".join("".join(p.itertext()) for p in cell.iter(TEXT + "p"))
                elif kind is not None:
                    value = ("kind", kind)
                cells += [value] * min(int(cell.get(TABLE + "number-columns-repeated", 1)), 300)
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                rows.append(cells)
        found[table.get(TABLE + "name")] = rows
    return found


def one(name, header=0):
    (rows,) = tables(name).values() if header == 0 else [tables("all")[name]]
    names = rows[header]
    return [dict(zip(names, row + [None] * (len(names) - len(row)))) for row in rows[header + 1:]]


def same(name, rows, column, wanted):
    shown = [r[column][1] if isinstance(r[column], tuple) else r[column] for r in rows]
    assert len(shown) == len(wanted), f"{name} {column}: {len(shown)} rows instead of {len(wanted)}"
    for a, b in zip(shown, wanted):
        assert (a is None) == (b is None), f"{name} {column}: {a!r} instead of {b!r}"
        if b is not None:
            assert not isinstance(a, str) and abs(a - b) <= 1e-10 * (1 + abs(b)), f"{name} {column}: {a!r} instead of {b!r}"
    total = sum(b for b in wanted if b is not None)
    assert abs(sum(a for a in shown if a is not None) - total) <= 1e-9 * (1 + abs(total)), f"{name} {column}: the sum"
    print(f"{name}.{column}: sum {total:.6g} of {len(wanted)}")


gaps = json.load(open(f"{work}/gaps.json"))["gaps"]
for name in ("gaps", "command"):
    rows = one(name)
    if name == "command":
        plain = list(csv.DictReader(open(f"{work}/plain.csv", encoding="utf-8")))
        for column in ("people", "mean", "lon", "lat"):
            if column in plain[0]:
                same(name, rows, column, [float(r[column]) if r[column] else None for r in plain])
        continue
    for column in ("people", "mean", "lon", "lat"):
        same(name, rows, column, [g.get(column) for g in gaps])
    assert all(isinstance(r["unit_code"], str) for r in rows if r["unit_code"] is not None), "codes are no texts"
answer = json.load(open(f"{work}/values.json"))
rows = one("values")
same("values", rows, "value", [u["value"] for u in answer["values"]] + [answer["province"]["value"]])
same("values", rows, "numerator", [u["numerator"] for u in answer["values"]] + [answer["province"]["numerator"]])
assert [r["code"] for r in rows[:-1]] == [u["code"] for u in answer["values"]], "codes are no texts"
features = json.load(open(f"{work}/facilities.json"))["features"]
rows = one("facilities")
lon = [f["geometry"]["coordinates"][0] for f in features]
assert all(abs(r["lon"] - x) <= 1e-7 for r, x in zip(rows, lon, strict=True)), "GeoJSON rounds to a centimetre"
assert [r["unit_code"] for r in rows] == [f["properties"]["unit_code"] or None for f in features]
assert {r["open_from"][0] for r in rows if r.get("open_from")} == {"date"}, "days are no days"
codes = one("codes")
assert [r["demand"] for r in codes] == ["00001", "00002", "1/2"], codes
assert all(isinstance(v, float) for r in codes for k, v in r.items() if k not in ("demand",) and v is not None), codes
units, book = one("units"), one("units_commune_2025", 1)
same("workbook units", book, "people", [r["people"] for r in units])
same("workbook units", book, "h10", [r["h10"] for r in units])
assert all(isinstance(r["code"], str) for r in units + book)
assert all(r["valid_from"][0] == "date" for r in units + book if r["valid_from"])
assert all(r["h10"][0] == "share" for r in book if r["h10"] is not None), "shares are not shown in percent"
assert {"transmitters", "service_areas"} <= set(tables("all"))
PY
