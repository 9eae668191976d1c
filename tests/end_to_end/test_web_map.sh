#!/usr/bin/env bash
# The web map in Chromium and the tiles in Mapbox's own reader: what the map shows of every question is the API's.
# Arguments and variables: web_map.sh.
set -euo pipefail
export files="unit/*.test.mjs tiles.mjs web_map.mjs one_question.mjs slider.mjs sight.mjs"
source "$(dirname "$0")/web_map.sh"
