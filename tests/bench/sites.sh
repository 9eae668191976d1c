#!/usr/bin/env bash
# Sites: CSV of time, objective, bound and gap. sites.sh [covering|p_median|p_center|shares|all [SECONDS]]
# Built by script/bench (build/release). SECONDS is the limit for each instance.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec build/release/tests/bench/bench_sites "${1:-all}" "${2:-60}"
