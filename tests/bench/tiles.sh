#!/usr/bin/env bash
# Tiles drawn on one core: bench_tiles on the dataset VP_BENCH_DATASET, or on the sample, built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
dataset=${VP_BENCH_DATASET:-}
if [ -z "$dataset" ]; then
    dataset=$(mktemp -d)
    trap 'rm -rf "$dataset"' EXIT
    build/release/vungphu build gis-data/sample --output "$dataset" --quiet
fi
echo "what,layer,zoom,tiles,tiles_per_cpu_second,most_bytes"
build/release/tests/bench/bench_tiles "$dataset"
