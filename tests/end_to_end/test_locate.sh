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

# z is fixed, but no demand has a cost to it: it is chosen, counted and paid for whatever the objective. Of a budget of
# 5 its price of 3 leaves 2: r (2) alone fits, l (5) never.
printf 'site,state,price\nz,fixed,3\nm,forbidden,0\nl,free,5\nr,free,2\n' >fixed.csv
printf 'site,state,price,capacity\nz,fixed,3,9\nm,forbidden,0,\nl,free,5,9\nr,free,2,9\n' >fixed_room.csv
for sites in fixed.csv fixed_room.csv; do
    coverage=("$program" locate --costs trap.csv --sites "$sites" --objective coverage --limit 3)
    median=("$program" locate --costs trap.csv --sites "$sites" --objective p-median --beyond 10)
    expect "$sites: reported" 0 "$sites row 2 column site value \"z\": .*is fixed, so it counts" "${coverage[@]}" --budget 5
    expect "$sites: the fixed site is chosen" 0 '^[12],z,0,' "${coverage[@]}" --budget 5 --format csv
    expect "$sites: a budget of 5 pays for z and r" 0 '"objective": 3\.0' "${coverage[@]}" --budget 5 --format json
    expect "$sites: a budget of 8 pays for z and l or r" 0 '"objective": 3\.0' "${coverage[@]}" --budget 8 --format json
    expect "$sites: a budget of 10 pays for all" 0 '"objective": 6\.0' "${coverage[@]}" --budget 10 --format json
    expect "$sites: it is one of the count" 0 '"objective": 0\.0' "${coverage[@]}" --count 1 --format json
    expect "$sites: and of two" 0 '"objective": 3\.0' "${coverage[@]}" --count 2 --format json
    expect "$sites: the budget is below its price" 1 'fixed sites cost 3, more than the budget of 2' "${coverage[@]}" --budget 2
    # l serves abc at 2, nobody serves def: 10 each; r the other way round at 3.
    expect "$sites: median" 0 '"objective": 39\.0' "${median[@]}" --budget 5 --format json
    expect "$sites: median, l" 0 '"objective": 36\.0' "${median[@]}" --budget 8 --format json
    expect "$sites: set cover" 0 '"objective": 10\.0' "$program" locate --costs trap.csv --sites $sites --objective set-cover --limit 3 --format json
done
expect "fixed without costs: p-center" 0 '"objective": 3\.0' "$program" locate --costs trap.csv --sites fixed.csv --objective p-center --count 3 --format json
expect "fixed without costs: p-center of two" 1 'gives every demand a path' "$program" locate --costs trap.csv --sites fixed.csv --objective p-center --count 2
expect "fixed without costs: p-center, budget" 0 '"objective": 3\.0' "$program" locate --costs trap.csv --sites fixed.csv --objective p-center --budget 10 --format json
expect "fixed without costs: p-center, short budget" 1 'gives every demand a path' "$program" locate --costs trap.csv --sites fixed.csv --objective p-center --budget 9
# The same of a fixed site whose every pair lies beyond the limit.
{ cat trap.csv && echo 'a,z,99'; } >far.csv
expect "fixed beyond the limit" 0 '"objective": 3\.0' "$program" locate --costs far.csv --sites fixed.csv --objective coverage --limit 3 --budget 5 --format json
# Free, kept and forbidden ones without costs are never chosen, however much may be spent.
printf 'site,state\nx,free\ny,kept\nw,forbidden\n' >idle.csv
expect "idle sites are reported" 0 'value "x": .*never chosen' "$program" locate --costs trap.csv --sites idle.csv --objective coverage --limit 3 --count 5
expect "idle sites are never chosen" 0 '"count": 3' "$program" locate --costs trap.csv --sites idle.csv --objective p-median --count 5 --format json
printf 'site,state\nx,free\nx,fixed\n' >again.csv
expect "a site without costs given twice" 1 'row 3 column site value "x": it was given in row 2' "$program" locate --costs trap.csv --sites again.csv --objective coverage --limit 3 --count 5
printf 'site,status\nm,fixed\n' >nothing.csv
expect "a table of sites that says nothing" 1 'none of the columns state' "$program" locate --costs trap.csv --sites nothing.csv --objective coverage --limit 3 --count 1
printf 'site,state\n' >bare.csv
expect "a table of sites without sites" 1 'bare.csv has no sites' "$program" locate --costs trap.csv --sites bare.csv --objective coverage --limit 3 --count 1
expect "a budget without prices" 1 'needs the prices' "$program" locate --costs trap.csv --sites idle.csv --objective coverage --limit 3 --budget 5
expect "a limit that is not read" 0 '\-\-limit changes nothing for p-median' "$program" locate --costs trap.csv --objective p-median --limit 2 --count 2
expect "a share that is not read" 0 '\-\-share changes nothing for coverage' "$program" locate --costs trap.csv --objective coverage --limit 3 --share 0.5 --count 2
expect "a cost beyond that is not read" 0 '\-\-beyond changes nothing for p-center' "$program" locate --costs trap.csv --objective p-center --beyond 9 --count 2
# Warnings never stop the reading: row 302 is fixed too, and the last demand weighs 7.
{ echo 'site,state' && seq -f 'q%g,free' 300 && echo 'z,fixed'; } >many.csv
expect "many idle sites: the last row counts" 0 '"objective": 0\.0' "$program" locate --costs trap.csv --sites many.csv --objective coverage --limit 3 --count 1 --format json
expect "many idle sites: the number is reported" 0 '101 more rows' "$program" locate --costs trap.csv --sites many.csv --objective coverage --limit 3 --count 1
{ echo 'demand,weight' && seq -f 'q%g,0' 300 && printf 'a,7\nb,1\nc,1\nd,1\ne,1\n'; } >many.csv
expect "many demands out of reach: a missing weight is reported" 1 'value "f": .*no weight' "$program" locate --costs trap.csv --demand many.csv --objective coverage --limit 3 --count 1

# Findings name file, row, column and value, all of them at once.
printf 'demand,site,cost\na,x,-1\na,y,1e999\n,z,1\nb,z,abc\nb,z\nc,z,4\nc,z,5\n' >bad.csv
for pattern in 'bad.csv row 2 column cost value "-1"' 'row 3 column cost value "1e999"' 'row 4 column demand' \
    'row 5 column cost value "abc"' 'row 6: the row has 2 cells' 'column site value "z": demand c' '6 findings'; do
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
printf 'site,state\nZ,fixed\n' >graph_sites.csv
expect "a site that is no node" 1 'value "Z": it is no node of the graph' "$program" locate --graph graph.csv --sites graph_sites.csv --objective p-median --count 1
expect "a graph as CSV" 0 '"site": "B"' "$program" locate --graph graph.csv --objective p-median --count 1 --format json

# Published instances: numbers alone, known by how many there are. Two capacitated p-medians of one file: 5 alone at x = 0, and 4, 2, 1 of
# x = 1, 2, 10 at 2 (1 + 8); two points √18 apart, cut to 4.
printf '2\n1 9\n4 2 7\n1 0 0 5\n2 1 0 4\n3 2 0 2\n4 10 0 1\n2 4\n2 1 10\n1 0 0 1\n2 3 3 1\n' >pmedcap.txt
expect "pmedcap: the first" 0 '^[0-9]+,[13],,9,[13],9,9,0,true' "$program" locate --instance pmedcap.txt --problem 1 --format csv
expect "pmedcap: the second" 0 '^1,[12],,4,2,4,4,0,true' "$program" locate --instance pmedcap.txt --problem 2 --format csv
expect "pmedcap: which" 1 'has 2 problems: say which' "$program" locate --instance pmedcap.txt
expect "pmedcap: no such" 1 'there is no number 3' "$program" locate --instance pmedcap.txt --problem 3
printf '4 2 7\n1 0 0 5\n2 1 0 4\n3 2 0 2\n4 10 0 1\n' | sed '1i 1 9' >alone.txt
expect "pmedcap: one block alone" 0 ',9,9,0,true' "$program" locate --instance alone.txt --format csv
printf '3 1\n0 0 10 1\n3 3 1 1\n0 1 10 1\n' >sjc.txt # at the third: 1 + √13
expect "capacities of their own" 0 '^1,3,,4\.60555[0-9]*,3,' "$program" locate --instance sjc.txt --format csv
printf '3 1\n0 5 9\n7 0 9\n4 9 0\n1 1 1\n3 1 2\n' >matrix.txt # only the first has room for all: 7 + 4
expect "a matrix" 0 '^1,1,,11,3,11,11,0,true' "$program" locate --instance matrix.txt --format csv
printf '3 4\n1 3 2 1\n2\n1 2\n2\n2 3\n2\n3 4\n' >scp.txt # columns 1 and 3
expect "set cover by rows" 0 '"objective": 3(\.0)?,' "$program" locate --instance scp.txt --format json
printf '3 4\n1 1 1\n3 2 1 2\n2 2 2 3\n1 1 3\n' >rail.txt # the same by columns
expect "set cover by columns" 0 '"objective": 3(\.0)?,' "$program" locate --instance rail.txt --format json
expect "p-median on a graph" 0 '"objective": 3(\.0)?,' "$program" locate --instance path.txt --count 2 --format json
printf '3 4\n1 1 1 1 1\n' >none.txt
expect "no instance" 1 'none.txt is no instance that is known: its 7 numbers' "$program" locate --instance none.txt
expect "words" 1 '"from,to,length" is no number' "$program" locate --instance graph.csv
expect "an instance and tables" 2 'no --demand' "$program" locate --instance scp.txt --demand people.csv

# The same seed gives the same bytes, but for the time taken.
same() { "$program" locate --graph path.txt --objective p-median --count 2 --seed 7 --format csv | cut -d, -f1-11; }
[ "$(same)" = "$(same)" ] || { echo "FAILED: the same seed gave two answers" >&2; failed=1; }
exit $failed
