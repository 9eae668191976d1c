#!/usr/bin/env bash
# Plans, comparisons, what is taken away and the everyday tasks of the web map in Chromium. Arguments and variables: web_map.sh.
set -euo pipefail
export files="plan plan_tools compare take_away touch everyday several token"
source "$(dirname "$0")/web_map.sh"
