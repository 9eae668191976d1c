#!/usr/bin/env bash
# Makes web/dist, once for all tests that take the web map (a fixture in ../CMakeLists.txt; see take_map in datasets.sh).
# Skipped (77) without Node.js or the npm packages; in CI their absence is a failure.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../web" && pwd)
if ! command -v node >/dev/null || [ ! -d "$web/node_modules/maplibre-gl" ]; then
    echo "web_dist: no Node.js, or web/node_modules is not installed (npm ci in web/)" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 77
fi
node "$web/build.mjs"
