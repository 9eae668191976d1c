#!/usr/bin/env bash
# Facilities on water: reported with the distance to terrain that can be crossed, moved only when province.csv asks for it.
# A health station of the sample province is put onto a lake. Arguments: program, shared data.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
fail() {
    echo "FAILED: $*" >&2
    failed=1
}
build() {
    "$program" build "$folder/province" --output "$folder/$1" --quiet >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    publish "$1"
}
publish() {
    "$program" quality "$folder/$1" --format csv >"$folder/$1.csv" || fail "quality of $1"
    "$program" export "$folder/$1" "$folder/$1.gpkg" || fail "export of $1"
}

source "$root/tests/end_to_end/datasets.sh"
copy_tables coarse "$folder/province"
borrow_dataset coarse "$folder/as_it_is" "$program" "$2"
publish as_it_is
sed -i '/^snap_metres,/d' "$folder/province/province.csv"
echo 'snap_metres,1' >>"$folder/province/province.csv"
build too_near
sed -i 's/^snap_metres,.*/snap_metres,2000/' "$folder/province/province.csv"
build moved
python3 - "$folder" <<'END' || failed=1
import csv, re, sys
folder = sys.argv[1]
def findings(name):
    return [row for row in csv.DictReader(open(f"{folder}/{name}.csv", encoding="utf-8")) if row["kind"] == "ground"]
failed = False
def check(right, what):
    global failed
    if not right:
        failed = True
        print("FAILED:", what, file=sys.stderr)
reported = findings("as_it_is")
check(reported, "the sample province has facilities on water, but none is reported")
away = {row["value"]: float(re.search(r"is (\d+) m away", row["reason"]).group(1)) for row in reported}
check(all("reaches nobody in" in row["reason"] for row in reported), "what is wrong is not said")
check([row["reason"] for row in findings("too_near")] == [row["reason"] for row in reported], "1 m is not far enough for any")
moved = {row["value"]: float(re.search(r"have it (\d+) m away", row["reason"]).group(1)) for row in findings("moved")}
check(set(moved) == set(away), f"moved {moved}, reported {away}")
check(all(abs(moved[key] - away[key]) <= 1 for key in away), f"moved {moved}, reported {away}")
check(not any("stands on" in row["reason"] and "reaches nobody" in row["reason"] for row in findings("moved")), "one is left where it was")
sys.exit(failed)
END
# Whoever is moved reaches somebody: people near are not further from the service than before.
"$program" indicators "$folder/as_it_is" --format csv >"$folder/before" && "$program" indicators "$folder/moved" --format csv >"$folder/after" || fail "indicators"
cmp -s "$folder/before" "$folder/after" && fail "moving a facility off the water changes no figure"
exit $failed
