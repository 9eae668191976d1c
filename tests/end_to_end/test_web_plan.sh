#!/usr/bin/env bash
# Plans, comparisons, what is taken away and the everyday tasks of the web map in Chromium. Arguments and variables: web_map.sh.
set -euo pipefail
export files="plan.mjs plan_tools.mjs compare.mjs take_away.mjs touch.mjs everyday.mjs several.mjs token.mjs"
source "$(dirname "$0")/web_map.sh"
