#!/usr/bin/env bash
# Two builds of 2024-12-31 and 2026-12-31 from the same records, across a merger of units, show no trend on the plan's territory; records
# of a year that truly differ do, and milestones, strict targets and other territories stand as the tables say.
# Usage: test_trend.sh PROGRAM SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 "$root/tests/end_to_end/trend.py" "$program" "$work"
