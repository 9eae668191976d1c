#!/usr/bin/env bash
# A letter means the same in every command, and what it meant before still works, with a note.
# Usage: test_spellings.sh PROGRAM SHARED
set -euo pipefail
program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "$*" >&2; exit 1; }

declare -A means=([h]=help [l]=limit [m]=mode [c]=count [s]=service [f]=format [o]=output [q]=quiet)
commands=$("$program" --help | awk '/^  [a-z]/ {print $1}')
[ "$(wc -w <<<"$commands")" -ge 17 ] || fail "only these commands: $commands"
for command in $commands; do
    "$program" "$command" -h >help.txt 2>err.txt || fail "$command -h ends with $?"
    cmp -s help.txt <("$program" "$command" --help) || fail "$command -h is not $command --help"
    usage=$(sed -n '1s/.*] *//p' help.txt)
    [ "$(tr ' ' '\n' <<<"$usage" | sort | uniq -d)" = "" ] || fail "$command is used with $usage"
    for letter in l m c s f o q; do
        long=$(sed -nE "s/^ +-$letter, --([a-z-]+).*/\1/p" help.txt)
        [ -z "$long" ] || [ "$long" = "${means[$letter]}" ] || fail "$command -$letter is --$long, not --${means[$letter]}"
    done
    sed -nE "s/^ +-([A-Za-z]), --([a-z-]+).*/\1 \2 $command/p" help.txt >>letters.txt
    mv help.txt "$command.txt"
done
# Any other letter, too, has one long name in all commands.
[ "$(wc -l <letters.txt)" -ge 60 ] || fail "only $(wc -l <letters.txt) letters were found in the helps"
sort -k1,1 -k2,2 -u letters.txt | awk '$1 == last { print "-" $1 " is --" name " in " command ", --" $2 " in " $3; bad = 1 }
    { last = $1; name = $2; command = $3 } END { exit bad }' || fail "a letter with two meanings"

# Demands a, b; sites x, y: x serves both within 5, y serves b alone.
printf 'demand,site,cost\na,x,4\nb,x,5\nb,y,1\n' >costs.csv
printf 'demand,weight\na,10\nb,3\n' >demand.csv
today=(locate --costs costs.csv --demand demand.csv --objective coverage --count 1 --limit 5 --format csv --quiet)
without_seconds() { cut -d, -f1-4 "$1"; } # the search time differs from run to run
"$program" "${today[@]}" >today.csv 2>today.err
[ ! -s today.err ] || fail "today's spelling gets a note: $(cat today.err)"
grep -q '^1,x,' today.csv || grep -q 'x' today.csv || fail "x serves 13 of 13: $(cat today.csv)"
"$program" locate -c costs.csv -d demand.csv -o coverage -p 1 -l 5 -f csv -q >old.csv 2>old.err
cmp <(without_seconds today.csv) <(without_seconds old.csv) || fail "the old spelling answers otherwise"
for pair in "-c --costs" "-o --objective" "-p --count"; do
    grep -q -- "write ${pair#* } for ${pair% *}:" old.err || fail "no note for ${pair% *}: $(cat old.err)"
done
"$program" locate -ccosts.csv -ddemand.csv -ocoverage -p1 -l5 -fcsv -q >joined.csv 2>/dev/null
cmp <(without_seconds today.csv) <(without_seconds joined.csv) || fail "a value right behind its letter is lost"
# -c with a number is a count today, with anything else the costs of before.
"$program" locate -c costs.csv -d demand.csv --objective coverage -c 1 -l 5 -f csv -q 2>/dev/null >again.csv
cmp <(without_seconds today.csv) <(without_seconds again.csv) || fail "-c with a number is not a count"
# After -- nothing is an option.
status=0
"$program" locate -- -p 2>err.txt || status=$?
[ "$status" = 2 ] || fail "-- -p: status $status"
if grep -q 'old spelling' err.txt; then fail "-- -p is read as an option"; fi
# In zonal, sites and indicators the value decides what is meant.
for line in "zonal -q 0.5,0.9 quantiles" "sites DIR -h 0.9 share" "indicators DIR -l district level" "referral DIR -f health_station from" \
    "access -d d.csv demand" "crosswalk DIR -d divided" "locate -g g.txt graph" "locate -t 5 time" "quality DIR -k gap kind" \
    "ranking DIR -w 1,2 weights" "referral DIR -k 2 nearest" "referral DIR -t x to" "scenario DIR -a x:1,2 add" "scenario DIR -r x remove" \
    "signal -p p.csv profile" "signal -t t.csv transmitters" "sites DIR -d 500 spacing" "sites DIR -e 0.1 gap" "sites DIR -t 5 time" \
    "zonal -v v.tif values" "zonal -w w.tif weights"; do
    # shellcheck disable=SC2086 # words of a command line
    "$program" ${line% *} >/dev/null 2>err.txt || true
    grep -q -- "write --${line##* } for -[a-zA-Z]: the old spelling goes" err.txt || fail "no note for: $line"
    grep -qE -- "^ +--${line##* }" "${line%% *}.txt" || fail "${line%% *} has no --${line##* } without a letter"
done
for line in "sites DIR -c 5" "build DIR -w" "settlements DIR -a" "gaps DIR -p 3" "fetch DIR -d x" "indicators DIR -l 30" "referral DIR -f csv" "sites DIR -o sites.geojson"; do
    # shellcheck disable=SC2086
    "$program" $line >/dev/null 2>err.txt || true
    if grep -q 'the old spelling goes' err.txt; then fail "a note for today's spelling: $line"; fi
done
