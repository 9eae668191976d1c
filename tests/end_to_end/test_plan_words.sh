#!/usr/bin/env bash
# Every quotation in the score board's `source` stands in the plan word for word, and docs/plan-54.md quotes all of its section II.
# Usage: test_plan_words.sh PROGRAM SHARED
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
plan=$2/plan/ke-hoach-54.txt
[ -f "$plan" ] || { echo "no $plan, the plan's own text: skipped"; exit 77; }
/usr/bin/python3 "$root/tests/end_to_end/quotes.py" "$plan" "$root"/gis-data/{thai-nguyen,sample}/indicators.csv
/usr/bin/python3 - "$plan" "$root/docs/plan-54.md" "$root/gis-data/thai-nguyen/indicators.csv" <<'PY'
import csv, re, sys
plan, table = (" ".join(open(path, encoding="utf-8").read().split()) for path in sys.argv[1:3])
section = plan[plan.index("II. MỤC TIÊU"):plan.index("III. NHIỆM VỤ")]
rows = [row.strip("| \n").split(" | ") for row in open(sys.argv[2], encoding="utf-8") if row.startswith("| ")][1:]
rows = [row for row in rows if not row[0].startswith("---")]
left = section
for quotation, how, ids in rows:
    assert quotation in section, f"section II does not say: {quotation}"
    assert re.match("measured|recorded|not measurable from data, because", how), how
    left = left.replace(quotation, " ", 1)
words = re.sub(r"II\. MỤC TIÊU|1\. Mục tiêu đến năm 2030|2\. Tầm nhìn đến năm 2045|[-;.,]", " ", left).split()
assert not words, f"no row of docs/plan-54.md has: {' '.join(words)}"
known = {row["id"] for row in csv.DictReader(open(sys.argv[3], encoding="utf-8-sig"))}
named = {i for row in rows for i in re.findall(r"`([A-Z]\w*)`", row[2])}
assert named <= known, f"not in indicators.csv: {named - known}"
PY
