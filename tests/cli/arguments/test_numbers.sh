#!/usr/bin/env bash
# Every option that takes a number refuses what is none, with the text in the message and exit status 2: two texts an
# option, others for each, all of them with VP_THOROUGH. Arguments: the program.
set -uo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
turn=0
said=$folder/said

refuse() { # VALUES COMMAND OPTION [ARGUMENTS...]
    local values=$1 command=$2 option=$3 value status
    shift 3
    read -ra values <<<"$values"
    turn=$((turn + 1))
    [ -n "${VP_THOROUGH:-}" ] || values=("${values[turn % ${#values[@]}]}" "${values[-1]}")
    for value in "${values[@]}"; do
        status=0
        "$program" "$command" "$folder" "$option" "$value" "$@" >/dev/null 2>"$said" </dev/null || status=$?
        [ "$status" = 2 ] && grep -qF -e "$value" "$said" && continue
        echo "FAILED: $command $option $value: status $status, $(head -c 200 "$said")" >&2
        failed=1
    done
}
words='abc 1x nan 0x 1,5 --'
whole="$words 2.5 -1 1e10"

refuse "$whole 257" build --threads
refuse "$whole 9 0" build --neighbours
refuse "$whole 9 0" travel-time --neighbours
refuse "$whole 257" travel-time --threads
for option in --limit --snap; do refuse "$words" travel-time "$option"; done
refuse 'abc 1x nan 0x 1,,5 -1' travel-time --limits
for option in --limit --people --count; do refuse "$words" gaps "$option"; done
for option in --at-least --count; do refuse "$whole" gaps "$option"; done
for option in --limit --threshold; do refuse "$words" indicators "$option"; done
for option in --count --seed; do refuse "$whole 0" sites "$option"; done
for option in --limit --spacing --separation --max-slope --budget --capacity --beyond --minimum-per-unit --share --time --gap; do
    refuse "$words -1 0" sites "$option"
done
refuse "$whole 0" referral --nearest
for option in --limit --snap; do refuse "$words -1 0" referral "$option"; done
for option in --limit --share --budget --beyond --time; do refuse "$words" locate "$option"; done
for option in --count --seed; do refuse "$whole" locate "$option"; done
for option in --frequency --mast --latitude --erp --receiver --time --locations --sigma --n0 --delta-n; do refuse "$words" signal "$option"; done
refuse "$words -1 0 3001" signal --radius
refuse "$whole 257" signal --threads
refuse "abc 1x nan 0x 0.5,,1 2 -1" zonal --quantiles
for option in --port --threads --cache-megabytes --workers --job-seconds; do
    [ "$option" = --port ] || { "$program" serve "$folder" "$option" abc >/dev/null 2>"$said"; [ $? != 0 ] && grep -q abc "$said" || { echo "FAILED: serve $option abc" >&2; failed=1; }; }
done

# A path that P.1812 is not made for is reported.
profile() { printf 'km,ground\n0,10\n%s,12\n%s,9\n' "$1" "$2" >"$folder/path.csv"; }
path() { "$program" signal --profile "$folder/path.csv" --frequency 600 --mast 50 --latitude 21 >/dev/null 2>"$said"; }
for lengths in '0.1 0.2' '1500 3100'; do
    profile $lengths
    path || { echo "FAILED: a path of $lengths km: $(cat "$said")" >&2; failed=1; }
    grep -q 'P.1812 is made for 0.25 to 3000 km' "$said" || { echo "FAILED: $lengths km is not reported: $(cat "$said")" >&2; failed=1; }
done
profile 10 30
path && ! grep -q 'P.1812 is made' "$said" || { echo "FAILED: 30 km is reported: $(cat "$said")" >&2; failed=1; }
exit $failed
