#!/usr/bin/env bash
# Small provinces that users of other tools reported as read wrongly, each with what is right: the table is cases.py.
# Arguments: program, shared data; then perhaps names of the cases to run.
set -uo pipefail
program=$1 cases=$2/cases
shift 2
[ -d "$cases" ] || { echo "no $cases: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
VUNGPHU=$program python3 "$(dirname "$0")/cases.py" "$cases" "$work" "$@"
