#!/usr/bin/env bash
# vungphu access on a case worked out by hand. Arguments: the program.
set -euo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A and B reach X; only B reaches Y; C reaches nothing within 30.
printf 'demand,site,cost\nA,X,5\nB,X,25\nB,Y,5\nC,Y,100\n' >costs.csv
printf 'demand,weight\nA,100\nB,300\nC,50\n' >demand.csv
printf 'site,supply\nX,40\nY,60\n' >supply.csv
is() { # ROW EXPECTED
    awk -F, -v row="$1" -v b="$2" '$1 == row { a = $3; found = 1 } END { exit !(found && a - b < 1e-9 && b - a < 1e-9) }' out.csv ||
        { echo "$1 is not $2 in:" >&2; cat out.csv >&2; exit 1; }
}
access() { "$program" access --costs costs.csv --demand demand.csv --supply supply.csv "$@" >out.csv; }

# 2SFCA: X 40 / 400 = 0.1, Y 60 / 300 = 0.2.
access --method 2sfca --limit 30
is A 0.1
is B 0.3
is C 0
# E2SFCA, thirds of 30 weighing 1, 0.68, 0.22: X 40 / (100 + 0.22 · 300), Y 60 / 300.
access --limit 30
is A "$(awk 'BEGIN { printf "%.15g", 40 / 166 }')"
is B "$(awk 'BEGIN { printf "%.15g", 0.22 * 40 / 166 + 0.2 }')"

refused() { # STATUS WORDS ARGUMENTS...
    local status=$1 words=$2 got=0
    shift 2
    "$program" access "$@" >out.csv 2>err.txt || got=$?
    [ "$got" = "$status" ] && grep -q "$words" err.txt || { echo "status $got, not $status with \"$words\":" >&2; cat err.txt >&2; exit 1; }
}
tables=(--costs costs.csv --demand demand.csv)
refused 2 'needs a --limit' "${tables[@]}" --supply supply.csv
refused 2 'choose 2sfca' "${tables[@]}" --supply supply.csv --method 4sfca
printf 'site,supply\nX,40\n' >short.csv
refused 1 'supply of site Y is missing' "${tables[@]}" --supply short.csv --limit 30
printf 'site,supply\nX,-1\nY,2\n' >bad.csv
refused 1 'row 2: the supply of X' "${tables[@]}" --supply bad.csv --limit 30
printf 'site,beds\nX,1\n' >bad.csv
refused 1 'must name the columns' "${tables[@]}" --supply bad.csv --limit 30
