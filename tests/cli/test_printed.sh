#!/usr/bin/env bash
# What the commands print of a snapshot: the same rows and figures as text, CSV, CSV with decimal commas and JSON, and
# figures that agree with one another. Arguments: the program, shared data.
set -euo pipefail
program=$1 shared=$2
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
borrow_dataset coarse "$work/dataset" "$program" "$shared"

python3 - "$program" "$work/dataset" <<'PY'
import collections, csv, io, json, math, subprocess, sys

program, dataset = sys.argv[1:]
failed = []


def check(holds, what):
    if not holds:
        failed.append(what)


def printed(*words):
    done = subprocess.run([program, words[0], dataset, *words[1:]], capture_output=True, text=True)
    check(done.returncode == 0 and not done.stderr, f"{words}: {done.returncode} {done.stderr[:200]}")
    return done.stdout


def is_number(text, sign, value):
    """CSV has all digits, with decimal commas twelve of them."""
    try:
        shown = float(text.replace(sign, "."))
    except ValueError:
        return False
    return shown == value if sign == "." else "." not in text and math.isclose(shown, value, rel_tol=1e-11)


def unguarded(text):
    return text[1:] if text[:1] == "'" else text


def rows_of(*words):
    """The rows as JSON has them, after the other forms were held against them."""
    rows = json.loads(printed(*words, "--format", "json"))
    name = " ".join(words)
    check(rows, f"{name}: no rows")
    for form, options, delimiter, sign in (("csv", [], ",", "."), ("decimal", ["--decimal", "comma"], ";", ",")):
        text = printed(*words, "--format", "csv", *options).lstrip("\ufeff")
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        check(table[0] == list(rows[0]), f"{name}: columns of {form} {table[0]}, of json {list(rows[0])}")
        check(len(table) == len(rows) + 1, f"{name}: {len(table) - 1} rows of {form}, {len(rows)} of json")
        for line, row in zip(table[1:], rows):
            for column, shown in zip(table[0], line):
                value = row[column]
                same = shown == "" if value is None else (
                    unguarded(shown) == value or shown == f'="{value}"' if isinstance(value, str) else is_number(shown, sign, value))
                check(same or value == "" == shown, f"{name}: {column} is {shown!r} in {form}, {value!r} in json")
    lines = printed(*words).split("\n\n")[-1].splitlines()  # after what they stand on
    titles = lines[0].split()
    check(len(lines) >= len(rows) + 1 and all(t in rows[0] for t in titles), f"{name}: text of {len(lines)} lines, {titles}")
    return rows


def close(a, b):
    return a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


# People of divided units: estimated by the share, bounded by nobody and everybody.
passages = rows_of("crosswalk")
shares, people = collections.Counter(), {}
for p in passages:
    shares[p["old_code"]] += p["share"]
    if p["people"] is None:
        continue
    whole = p["share"] == 1
    check((p["people_low"], p["people_high"]) == (p["people"], p["people"]) if whole else
          p["people_low"] == 0 and close(p["people"], p["share"] * p["people_high"]), f"bounds of {p}")
    check(people.setdefault(p["old_code"], p["people_high"]) == p["people_high"], f"two figures of {p['old_code']}")
check(all(close(s, 1) for s in shares.values()), f"shares of an old unit do not sum to 1: {shares}")
check([p for p in passages if p["exact"] == "no"] == json.loads(printed("crosswalk", "--divided", "-f", "json")), "--divided")

# The board is what the indicators are for the whole province, and a gap is target less value.
targets = rows_of("targets")
for t in targets:
    if t["value"] is None:
        check(t["status"] == "no_data", f"no value but {t['status']}: {t}")
    elif t["target"] is None:
        check(t["status"] == "not_defined", f"no target but {t['status']}: {t}")
    elif t["status"] == "met":
        check(not t["gap"], f"met with a gap: {t}")
    else:
        check(close(t["gap"], abs(t["target"] - t["value"])), f"gap of {t}")
history = rows_of("targets", "--history")
now = {h["indicator"]: h["value"] for h in history}
check(all(t["value"] == now.get(t["indicator"]) for t in targets), "the history ends with other values than the board")

# Places left out: most people first, no fewer than asked for, each with some part that has no path or none.
gaps = rows_of("gaps")
check([g["people"] for g in gaps] == sorted((g["people"] for g in gaps), reverse=True), "gaps: not most people first")
few = json.loads(printed("gaps", "--count", "3", "-f", "json"))
check(few == gaps[:3], "gaps --count 3 is not the first three")

# Of the rows of one kind, what all rows of that kind are.
doubts = rows_of("quality")
for kind in sorted({d["kind"] for d in doubts})[:2]:
    check(json.loads(printed("quality", "--kind", kind, "-f", "json")) == [d for d in doubts if d["kind"] == kind], f"quality --kind {kind}")

# One indicator of every unit: the parts make the value.
one = next(t["indicator"] for t in targets if t["value"] is not None)
units = rows_of("indicators", "--indicator", one)
check({u["indicator"] for u in units} == {one}, f"indicators --indicator {one}")
for line in failed[:20]:
    print("FAILED:", line, file=sys.stderr)
sys.exit(bool(failed))
PY
