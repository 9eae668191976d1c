#!/usr/bin/env bash
# Travel-time jobs at once in one process: CSV of the medians over alternated runs.
#   tests/bench/pool.sh [PAIRS [OTHER [COLUMNS ROWS SOLVES]]]     5 runs of this build alone
# OTHER: bench_pool of another build, such as that of an earlier commit; it and this one then run in turn, and the ratio
# (this to other) is the median of the pairs' ratios. Built by script/bench (build/release).
set -euo pipefail
cd "$(dirname "$0")/../.."
pairs=${1:-5} other=${2:-} this=build/release/tests/bench/bench_pool
runs=$(mktemp)
trap 'rm -f "$runs"' EXIT
for ((pair = 1; pair <= pairs; pair++)); do
    [ -z "$other" ] || "$other" "${@:3}" | sed "s/^/$pair,other,/" >>"$runs"
    "$this" "${@:3}" | sed "s/^/$pair,this,/" >>"$runs"
done
python3 - "$runs" <<'PY'
import csv, statistics, sys
runs, order, digests = {}, [], set()
for pair, program, case, jobs, threads, wall, cpu, digest in csv.reader(open(sys.argv[1])):
    if case == "case": continue
    if case not in order: order.append(case)
    runs.setdefault((case, program), []).append((float(wall), float(cpu)))
    digests.add(digest)
print("case,program,runs,wall_ms,cpu_ms,wall_ratio,cpu_ratio")
for case in order:
    for program in "other", "this":
        mine, theirs = runs.get((case, program)), runs.get((case, "other"))
        if not mine: continue
        ratios = [f"{statistics.median(a[i] / b[i] for a, b in zip(mine, theirs)):.3f}" if theirs and program == "this" else "" for i in (0, 1)]
        print(case, program, len(mine), *(f"{statistics.median(run[i] for run in mine):.1f}" for i in (0, 1)), *ratios, sep=",")
if len(digests) > 1: sys.exit("the minutes differ: " + " ".join(sorted(digests)))
PY
