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

# The published example of PySAL's access: 1/minutes within 61, gridlock. D1 = 100 + 10/40, D2 = 50 + 10/40,
# D3 = 100/40 + 50/40 + 10.
printf 'demand,site,cost\n1,1,1\n2,2,1\n3,3,1\n1,3,40\n2,3,40\n3,1,40\n3,2,40\n1,2,80\n2,1,80\n' >tracts.csv
printf 'demand,weight\n1,100\n2,50\n3,10\n' >people.csv
printf 'site,supply\n1,15\n2,20\n3,100\n' >doctors.csv
tracts() { "$program" access --costs tracts.csv --demand people.csv --supply doctors.csv "$@" >out.csv; }
tracts --method 2sfca --decay gravity --limit 61
is 1 "$(awk 'BEGIN { printf "%.15g", 15 / 100.25 + 100 / 13.75 / 40 }')"
is 2 "$(awk 'BEGIN { printf "%.15g", 20 / 50.25 + 100 / 13.75 / 40 }')"
is 3 "$(awk 'BEGIN { printf "%.15g", 100 / 13.75 + 15 / 100.25 / 40 + 20 / 50.25 / 40 }')"
# Steps of one's own and a Gaussian that weigh the same at these costs: exp(-1/2) at 40, (nothing at 80).
half=$(awk 'BEGIN { printf "%.15g", exp(-0.5) }')
tracts --method 2sfca --steps "1:1,40:$half"
wanted=$(awk -v h="$half" 'BEGIN { printf "%.15g", 15 / (100 + 10 * h) + h * 100 / (150 * h + 10) }')
is 1 "$wanted"
sed -i 's/,1$/,0/' tracts.csv
tracts --method 2sfca --decay gaussian --sigma 40 --limit 61
is 1 "$wanted"
# Nobody lives where Y is reached from: no data, and reported; where nothing is in reach it is 0.
printf 'demand,weight\nA,100\nB,0\nC,50\n' >nobody.csv
"$program" access --costs costs.csv --demand nobody.csv --supply supply.csv --method 2sfca --limit 30 >out.csv 2>err.txt
grep -qE '^B,0,$' out.csv && grep -qE '^C,50,0(\.0*)?$' out.csv && grep -q 'no data for 1 of 3 places, B first' err.txt ||
    { echo "a catchment without people:" >&2; cat out.csv err.txt >&2; exit 1; }
"$program" access --costs costs.csv --demand nobody.csv --supply supply.csv --method 2sfca --limit 30 -f json 2>err.txt | tr -d ' \n' >out.json
grep -q '"access":null' out.json || { echo "no null:" >&2; cat out.json >&2; exit 1; }
# RAAM: crowding is of all supply, that of a site without a path too: rho = 450 / (40 + 60 + 100).
printf 'site,supply\nX,40\nY,60\nZ,100\n' >more.csv
printf 'demand,site,cost\nA,X,30\nB,X,1000\nB,Y,1000\nC,Y,1000\n' >apart.csv
"$program" access --costs apart.csv --demand demand.csv --supply more.csv --method raam --limit 60 >out.csv 2>err.txt
is A "$(awk 'BEGIN { printf "%.15g", 30 / 60 + 100 / (450 / 200 * 40) }')"

refused() { # STATUS WORDS ARGUMENTS...
    local status=$1 words=$2 got=0
    shift 2
    "$program" access "$@" >out.csv 2>err.txt || got=$?
    [ "$got" = "$status" ] && grep -q "$words" err.txt || { echo "status $got, not $status with \"$words\":" >&2; cat err.txt >&2; exit 1; }
}
tables=(--costs costs.csv --demand demand.csv)
refused 2 'needs a --limit' "${tables[@]}" --supply supply.csv
refused 2 'choose 2sfca' "${tables[@]}" --supply supply.csv --method 4sfca
refused 2 'raam has no --decay' "${tables[@]}" --supply supply.csv --method raam --decay gravity
refused 2 'go with --decay gravity' "${tables[@]}" --supply supply.csv --limit 30 --power 2
refused 2 'goes with --decay gaussian' "${tables[@]}" --supply supply.csv --limit 30 --sigma 2
refused 2 'choose steps, gravity' "${tables[@]}" --supply supply.csv --limit 30 --decay linear
refused 1 'write COST:WEIGHT' "${tables[@]}" --supply supply.csv --steps 20:1,40
refused 1 'one after the other' "${tables[@]}" --supply supply.csv --steps 20:1,10:0.5
refused 1 'weighs without end' --costs tracts.csv --demand people.csv --supply doctors.csv --decay gravity
printf 'site,supply\nX,40\nY,1\nZ,5\nZ,6\n' >twice.csv
refused 1 'site Z comes twice' "${tables[@]}" --supply twice.csv --limit 30
: >nothing.csv
refused 1 'nothing.csv: the table is empty' "${tables[@]}" --supply nothing.csv --limit 30
printf 'site,supply\nX,40\n' >short.csv
refused 1 'supply of site Y is missing' "${tables[@]}" --supply short.csv --limit 30
printf 'site,supply\nX,-1\nY,2\n' >bad.csv
refused 1 'row 2: the supply of X' "${tables[@]}" --supply bad.csv --limit 30
printf 'site,beds\nX,1\n' >bad.csv
refused 1 'must name the columns' "${tables[@]}" --supply bad.csv --limit 30
