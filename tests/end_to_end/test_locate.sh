#!/usr/bin/env bash
# vungphu locate on tables whose answers can be checked by eye. Arguments: program, shared data.
set -uo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failed=0

# expect NAME STATUS PATTERN COMMAND…: exit status and an extended pattern in stdout or stderr.
expect() {
    local name=$1 status=$2 pattern=$3 got text
    shift 3
    text=$("$@" 2>&1)
    got=$?
    if [ $got != "$status" ] || ! grep -qE "$pattern" <<<"$text"; then
        echo "FAILED: $name: status $got (wanted $status), pattern $pattern, output:" >&2
        echo "$text" >&2
        failed=1
    fi
}

# Greedy takes m (4 demands) and then needs two more; l and r cover all six.
cat >trap.csv <<'END'
demand,site,cost
b,m,1
c,m,1
d,m,1
e,m,1
a,l,2
b,l,2
c,l,2
d,r,3
e,r,3
f,r,3
END
expect "greedy trap" 0 '"objective": 6\.0' "$program" locate --costs trap.csv --objective coverage --limit 3 --count 2 --format json
expect "greedy trap is proven" 0 '"proven": true' "$program" locate --costs trap.csv --objective coverage --limit 3 --count 2 --format json
expect "a limit leaves r out" 0 '^2,l,1,5,1,5,5,0,true' "$program" locate --costs trap.csv --objective coverage --limit 2 --count 2 --format csv
expect "p-median" 0 '"objective": 15\.0' "$program" locate --costs trap.csv --objective p-median --count 2 --format json
expect "p-center" 0 '"objective": 3\.0' "$program" locate --costs trap.csv --objective p-center --count 2 --format json
expect "set cover" 0 '"count": 2' "$program" locate --costs trap.csv --objective set-cover --limit 3 --format json
expect "set cover of a share" 0 '"count": 1' "$program" locate --costs trap.csv --objective set-cover --limit 3 --share 0.6 --format json
expect "a share out of reach" 1 'less than the share' "$program" locate --costs trap.csv --objective set-cover --limit 2 --share 1
expect "one site cannot serve all" 1 'no choice was found' "$program" locate --costs trap.csv --objective p-median --count 1
expect "beyond" 0 '"objective": 24\.0' "$program" locate --costs trap.csv --objective p-median --count 1 --beyond 10 --format json

printf 'demand;weight\r\na;10,5\r\nb;1\r\nc;1\r\nd;1\r\ne;1\r\nf;0\r\n' >people.csv
expect "semicolons, decimal commas, CRLF" 0 '"objective": 12\.5' \
    "$program" locate --costs trap.csv --demand people.csv --objective coverage --limit 3 --count 1 --format json
printf '\xEF\xBB\xBFsite,state,price\nm,forbidden,1\nl,free,5\nr,kept,0\n' >sites.csv
expect "kept and forbidden sites" 0 '"site": "l"' \
    "$program" locate --costs trap.csv --sites sites.csv --objective p-median --budget 5 --format json
expect "a budget too small" 0 '"count": 0' \
    "$program" locate --costs trap.csv --sites sites.csv --objective coverage --limit 3 --budget 4 --format json

# Capacities: every pair of sites by hand. Demands weigh 1; m reaches bcde, l reaches abc, r reaches def.
# m takes 2, l 3, r 1: l and m carry 3 + 2 = 5 (l abc, m de), l and r 3 + 1, m and r 2 + 1.
printf 'site,capacity\nm,2\nl,\nr,1\n' >room.csv
expect "capacity: l and m" 0 '"objective": 5\.0' "$program" locate --costs trap.csv --sites room.csv --objective coverage --limit 3 --count 2 --format json
expect "capacity is proven" 0 '"proven": true' "$program" locate --costs trap.csv --sites room.csv --objective coverage --limit 3 --count 2 --format json
expect "capacity: one site" 0 '"site": "l"' "$program" locate --costs trap.csv --sites room.csv --objective coverage --limit 3 --count 1 --format json
# p-median, 10 for whom there is no room: l and m serve abc at 2 and two of de at 1, and f counts 10.
expect "capacity: p-median" 0 '"objective": 18\.0' "$program" locate --costs trap.csv --sites room.csv --objective p-median --beyond 10 --count 2 --format json
expect "capacity: too little for all" 1 'no allowed choice' "$program" locate --costs trap.csv --sites room.csv --objective p-median --count 2
printf 'site,capacity\nm,-2\n' >room_bad.csv
expect "capacity below 0" 1 'room_bad.csv row 2 column capacity value "-2"' "$program" locate --costs trap.csv --sites room_bad.csv --objective p-median --count 1

# Findings name file, row, column and value, all of them at once.
printf 'demand,site,cost\na,x,-1\na,y,1e999\n,z,1\nb,z,abc\nb,z\nc,z,4\nc,z,5\n' >bad.csv
for pattern in 'bad.csv row 2 column cost value "-1"' 'row 3 column cost value "1e999"' 'row 4 column demand' \
    'row 5 column cost value "abc"' 'row 6 column cost' 'column site value "z": demand c' '6 findings'; do
    expect "bad rows: $pattern" 1 "$pattern" "$program" locate --costs bad.csv --objective p-median --count 1
done
printf 'demand,weight\na,1\na,2\nb,1\n' >twice.csv
expect "a weight given twice" 1 'row 3 column demand value "a": it was given in row 2' \
    "$program" locate --costs trap.csv --demand twice.csv --objective p-median --count 2
printf 'demand,weight\na,1\n' >few.csv
expect "a weight not given" 1 'value "f": it is in the table of costs, but has no weight' \
    "$program" locate --costs trap.csv --demand few.csv --objective p-median --count 2
expect "no file" 1 'cannot be opened' "$program" locate --costs none.csv --objective p-median --count 1
: >empty.csv
expect "an empty file" 1 'is empty' "$program" locate --costs empty.csv --objective p-median --count 1
expect "no limit" 2 'needs a --limit' "$program" locate --costs trap.csv --objective coverage --count 1
expect "no count" 1 'how many sites' "$program" locate --costs trap.csv --objective p-median
expect "help" 0 'Example: vungphu locate' "$program" locate --help

# A path 1-2-3-4-5 of OR-Library's form; the edge 2-3 comes twice, the later one counts.
printf ' 5 5 1\n 1 2 1\n 2 3 50\n 3 4 1\n 4 5 1\n 2 3 1\n' >path.txt
expect "OR-Library: the middle" 0 '"site": "3"' "$program" locate --graph path.txt --objective p-median --format json
expect "OR-Library: 1-median" 0 '"objective": 6\.0' "$program" locate --graph path.txt --objective p-median --format json
expect "OR-Library: 2-center" 0 '"objective": 1\.0' "$program" locate --graph path.txt --objective p-center --count 2 --format json
printf ' 5 6 1\n 1 2 1\n' >short.txt
expect "OR-Library: edges missing" 1 'declares 6 edges and has 1' "$program" locate --graph short.txt --objective p-median
printf 'from,to,length\nA,B,1\nB,C,1\n' >graph.csv
expect "a graph as CSV" 0 '"site": "B"' "$program" locate --graph graph.csv --objective p-median --count 1 --format json

# The same seed gives the same bytes, but for the time taken.
same() { "$program" locate --graph path.txt --objective p-median --count 2 --seed 7 --format csv | cut -d, -f1-11; }
[ "$(same)" = "$(same)" ] || { echo "FAILED: the same seed gave two answers" >&2; failed=1; }
exit $failed
