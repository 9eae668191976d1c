#!/bin/bash
# Broadcast over HTTP, on the sample province's signal services alone: the plan's board with its definitions, communes by
# scope, share and group recounted by hand, the transmitter heard at a point against vungphu signal, clutter and patterns.
#   test_broadcast_answers.sh VUNGPHU SHARED
set -euo pipefail
vungphu=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || { kill $pid && wait $pid; } 2>/dev/null; rm -rf "$folder"' EXIT
fail() { echo "test_broadcast_answers: $*" >&2; exit 1; }

# The tables cut down to signals, trees of 17 m, and a tilted beam for P01.
cp -r "$root/gis-data/sample" "$folder/province"
python3 - "$folder/province" <<'PY'
import csv, sys
f = sys.argv[1] + "/"
def edit(name, change):
    rows = list(csv.reader(open(f + name, encoding="utf-8", newline="")))
    csv.writer(open(f + name, "w", encoding="utf-8", newline="")).writerows(change(rows))
edit("services.csv", lambda r: [r[0]] + [x for x in r if x[r[0].index("reach")] == "signal"])
edit("indicators.csv", lambda r: [r[0]] + [x for x in r if x[0].startswith(("B1", "B2")) and "culture" not in x[r[0].index("service")]])
edit("datasets.csv", lambda r: [r[0]] + [x for x in r if x[0] in
     ("units", "crosswalk", "records", "population", "elevation", "land_cover", "transmitters")])
edit("datasets.csv", lambda r: [[c + ";vertical_pattern=beam" if x[0] == "transmitters" and i == r[0].index("fields") else c
                                 for i, c in enumerate(x)] for x in r])
edit("groups.csv", lambda r: [r[0]] + [x for x in r if not x[r[0].index("share_field")]])
edit("growth.csv", lambda r: [r[0]] + [x for x in r if not x[r[0].index("group")]])
edit("province.csv", lambda r: [x for x in r if not x[0].startswith("zone_")])
edit("clutter.csv", lambda r: [[x[0], "17" if x[0] == "10" else x[1]] + x[2:] for x in r])
edit("transmitters.csv", lambda r: [x + ["beam" if x is r[0] else "-5:-12;0:-1;1.5:0;8:-9" if x[0] == "P01" else ""] for x in r])
PY
"$vungphu" build "$folder/province" --output "$folder/data" --quiet 2>"$folder/log" || fail "build: $(cat "$folder/log")"
"$vungphu" serve "$folder/data" --listen 127.0.0.1:0 --quiet >"$folder/url" 2>"$folder/log" &
pid=$!
for _ in $(seq 200); do [ -s "$folder/url" ] && break; read -rt 0.1 <> <(:) || true; done
url=$(sed 's|/$||' "$folder/url")
[ -n "$url" ] || fail "the server does not start: $(cat "$folder/log")"

# ---- the board and the counts
python3 - "$url" <<'PY'
import json, sys, urllib.request
def get(path): return json.load(urllib.request.urlopen(sys.argv[1] + path))
board = {t["indicator"]: t for t in get("/targets")["targets"]}
for system in ("", "_dvb_t2"):
    for scope in ("", "_either"):
        for share, suffix in ((0.5, "_theta50"), (0.75, ""), (0.95, "_theta95")):
            id = "B2" + (system or ("_fm" if scope else "")) + scope + suffix
            t = board[id]
            assert t["threshold"] == share and t["value"] is not None, (id, t)
            assert f"{share:.0%}" in t["definition"] and "(EN: " in t["definition"], (id, t["definition"])
            assert ("HOẶC" in t["definition"]) == bool(scope), (id, t["definition"])
            assert ("650 MHz" in t["definition"]) == bool(system), (id, t["definition"])
            assert t["group"] == "mountain" and t["limit"] == (54.3 if system else 54)
groups = {g["id"] for g in get("/indicators")["groups"]}
assert {"remote", "mountain", "region_1", "region_2", "region_3"} <= groups, groups
counts = {}
for scope, people, communes in (("both", "B1_everyone", "B2"), ("either", "B1_fm_either", "B2_fm_either")):
    for group in ("mountain", "remote", "region_1", "region_2", "region_3"):
        shares = [v["value"] for v in get(f"/indicators/{people}?group={group}")["values"] if v["value"] is not None]
        for share in (0.5, 0.75, 0.95):
            reached = sum(s >= share for s in shares)
            answer = get(f"/indicators/{communes}/groups?threshold={share}")
            assert answer["question"]["threshold"] == share
            row = next(g for g in answer["groups"] if g["id"] == group)
            assert (row["numerator"], row["denominator"]) == (reached, len(shares)), (scope, group, share, row, reached, len(shares))
            assert row["definition"], row
            one = get(f"/indicators/{communes}?group={group}&threshold={share}")
            assert one["province"]["numerator"] == reached and one["question"]["threshold"] == share, (scope, group, one)
            counts[scope, group, share] = reached
# either is never less than both; the threshold and the scope matter somewhere
assert all(counts["either", g, s] >= n for (scope, g, s), n in counts.items() if scope == "both")
assert any(counts["either", g, s] > n for (scope, g, s), n in counts.items() if scope == "both")
assert counts["either", "mountain", 0.5] > counts["either", "mountain", 0.95], counts
trees = next(h for h in get("/indicators")["clutter_heights"] if h["class"] == 10)
assert trees["metres"] == 17 and "P.1812" in trees["source"], trees
masts = {f["properties"]["id"]: f["properties"] for f in get("/collections/transmitters/items?limit=100")["features"]}
assert masts["P01"]["vertical_pattern"] == "-5:-12;0:-1;1.5:0;8:-9" and masts["P02"]["vertical_pattern"] is None
assert masts["P04"]["pattern"] == "0:0;60:-3;120:-9;180:-12;240:-6;300:0" and masts["P05"]["polarisation"] == "V", masts["P05"]
PY

# ---- the transmitter heard at a point, as vungphu signal has it over the same terrain
if command -v gdallocationinfo >/dev/null; then
    sed 's/beam/vertical_pattern/; 1s/mast_height_m/mast_metres/; 1s/,service,/,system,/; 1s/azimuth_pattern/pattern/' \
        "$folder/province/transmitters.csv" >"$folder/masts.csv"
    "$vungphu" signal -q --transmitters "$folder/masts.csv" -e "$folder/province/elevation.tif" --clutter "$folder/province/land_cover.tif" \
        --clutter-heights "$folder/province/clutter.csv" --system fm --scope national -o "$folder/field.tif" \
        --best "$folder/best.tif" --format csv >"$folder/served.csv" 2>"$folder/log" || fail "signal: $(cat "$folder/log")"
    for place in "105.163 22.287" "105.05 22.25" "104.875 22.176" "104.85 22.21"; do
        set -- $place
        field=$(gdallocationinfo -valonly -wgs84 "$folder/field.tif" "$1" "$2")
        row=$(gdallocationinfo -valonly -wgs84 "$folder/best.tif" "$1" "$2")
        curl -sS "$url/reach?lon=$1&lat=$2" | python3 -c '
import csv, json, sys
field, row, masts = float(sys.argv[1]), int(sys.argv[2]), list(csv.DictReader(open(sys.argv[3], encoding="utf-8")))
fm = next(s for s in json.load(sys.stdin)["services"] if s["id"] == "fm_national")
assert fm["transmitter"] and fm["transmitter"]["id"] == masts[row]["id"], (fm, row)
assert fm["transmitter"]["site"] == masts[row]["site"] and fm["transmitter"]["scope"] == "national"
assert abs(fm["value"] - field) < 0.1, (fm, field)
assert fm["within_limit"] == (fm["value"] >= 54) and fm["nearest"] is None
print(masts[row]["id"])' "$field" "$row" "$folder/masts.csv" >>"$folder/heard" || fail "the point $place"
    done
    [ "$(sort -u "$folder/heard" | wc -l)" -ge 2 ] || fail "all places hear the same mast: $(cat "$folder/heard")"
fi
echo "all as expected"
