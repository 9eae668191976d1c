#!/usr/bin/env bash
# People divided among full facilities, beside CBC's simplex on the same table.
set -euo pipefail
exec "$(dirname "$0")/../../build/release/tests/bench/bench_catchments"
