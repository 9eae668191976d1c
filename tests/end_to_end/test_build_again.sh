#!/usr/bin/env bash
# A build after an edit takes over what the edit cannot have changed, and gives what a build from nothing gives, to the bit.
# Usage: test_build_again.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
source "$root/tests/end_to_end/datasets.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy_tables coarse "$work/province"
python3 "$root/tests/end_to_end/build_again.py" "$program" "$work"
