#!/usr/bin/env bash
# The sample's score board lists every row of indicators.csv and of the plan's table, its history grows with a second
# build of a later day, the report asks nobody for anything, and LibreOffice reads the workbook's numbers as numbers.
# Usage: test_board.sh PROGRAM SHARED
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() { echo "FAILED: $*" >&2; exit 1; }

copy_tables coarse "$work/folder"
copy_dataset coarse "$work/dataset" "$program" "$shared"
"$program" targets "$work/dataset" --format csv >"$work/targets.csv"
/usr/bin/python3 - "$work/targets.csv" "$work/folder/indicators.csv" "$root/gis-data/thai-nguyen/indicators.csv" \
    "$shared/design/indicators.csv" <<'PY'
import csv, pathlib, sys
shown = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
table = list(csv.DictReader(open(sys.argv[2], encoding="utf-8-sig")))
assert [r["indicator"] for r in shown] == [r["id"] for r in table], "rows of the table are missing"
known = {"met", "on_track", "behind", "unmet", "no_data", "not_defined"}
assert all(r["status"] in known for r in shown)
for r in shown:
    assert (r["status"] == "no_data") == (r["value"] == ""), r["indicator"]
    assert r["status"] != "not_defined" or r["target"] == "", r["indicator"]
    assert r["data_date"] == "2026-12-31"
if pathlib.Path(sys.argv[4]).exists():
    plan = {r["id"] for r in csv.DictReader(open(sys.argv[4], encoding="utf-8"), delimiter=";")}
    ours = {r["id"] for r in csv.DictReader(open(sys.argv[3], encoding="utf-8-sig"))}
    # A row without a number of its own (X: the other figures of the plan) stands for X1, X2 …
    missing = {p for p in plan if p not in ours and not (p.isalpha() and any(o[:-1].startswith(p) and o[len(p):].isdigit() for o in ours))}
    assert not missing, f"the plan's rows {missing} are missing"
PY

[ -f "$shared/design/indicators.csv" ] || echo "left out: the plan's rows against $shared/design/indicators.csv, which is not there"

"$program" export "$work/dataset" "$work/report.html"
grep -q '<html lang="vi">' "$work/report.html" || fail "no report"
if grep -Eq '(src|href)=|@import|url\((https?:|//)|<script' "$work/report.html"; then fail "the report asks for other files"; fi
/usr/bin/python3 - "$work/report.html" <<'PY'
import html.parser, sys
class Check(html.parser.HTMLParser):
    open = []
    def handle_starttag(self, tag, attributes):
        if tag not in ("meta", "br", "wbr"): self.open.append(tag)
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
check = Check()
check.feed(open(sys.argv[1], encoding="utf-8").read())
assert not check.open
PY

sed -i 's/^as_of,.*/as_of,2027-12-31/' "$work/folder/province.csv"
"$program" build "$work/folder" --output "$work/dataset" --quiet 2>/dev/null
[ "$("$program" targets "$work/dataset" --history --format csv | grep -c '^B1,')" = 2 ] || fail "no history of two days"
"$program" targets "$work/dataset" --format csv | grep '^B1,' | grep -q '2026-12-31' || fail "the line has no start"

command -v soffice >/dev/null || { echo "left out: the workbook was not opened, no soffice"; exit 0; }
"$program" export "$work/dataset" "$work/all.xlsx"
(cd "$work" && HOME=$work soffice --headless --convert-to ods all.xlsx >/dev/null 2>&1) || fail "LibreOffice does not open it"
/usr/bin/python3 - "$work/all.ods" <<'PY'
import re, sys, zipfile
text = zipfile.ZipFile(sys.argv[1]).read("content.xml").decode()
sheet = re.search(r'<table:table table:name="targets".*?</table:table>', text, re.S)
assert sheet, "no sheet of targets"
assert re.search(r'office:value-type="float"', sheet.group(0)) and "table:formula" not in text
assert re.search(r'<table:table table:name="indicators"', text)
PY
