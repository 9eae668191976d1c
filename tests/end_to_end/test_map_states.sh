#!/usr/bin/env bash
# The web map in Chromium on provinces of 5,000 facilities, of none, without a target, without an indicator.
# Argument: the vungphu binary. Skipped (77) without Node.js, the npm packages, Chromium or GDAL for Python.
set -euo pipefail
vungphu=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
web=$root/web
absent() {
    echo "test_map_states: $1: skipped"
    exit 77
}
command -v node >/dev/null || absent "no Node.js"
[ -d "$web/node_modules/playwright-core" ] || absent "web/node_modules is not installed (npm ci in web/)"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || absent "no Chromium"
python=/usr/bin/python3
"$python" -c 'from osgeo import gdal; import numpy' 2>/dev/null || absent "no GDAL and numpy for $python"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
take_map "$web/dist" || absent "web/dist is not built"
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$root/tests/end_to_end "$python" "$root/tests/end_to_end/map_provinces.py" "$vungphu" "$work"
cd "$web"
PROGRAM=$vungphu PROVINCES=$work node --test --test-reporter=spec tests/states.mjs
