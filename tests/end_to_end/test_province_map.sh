#!/usr/bin/env bash
# The ten everyday tasks in Chromium on the whole province, in both languages, on a desktop and on a phone, each result
# beside what the command line says. The whole province takes minutes to build, so it is asked for by VP_WHOLE=1, or
# DATASET=DIR names one that is built already. Usage: test_province_map.sh PROGRAM SHARED; variables: web_map.sh.
set -euo pipefail
skip() {
    echo "test_province_map: $1: skipped"
    exit 77
}
export DATA=$2/data/thai-nguyen PROVINCE=
if [ -z "${DATASET:-}" ]; then
    [ -d "$DATA" ] || skip "no $DATA"
    [ "${VP_WHOLE:-0}" = 1 ] || skip "neither VP_WHOLE=1 nor DATASET=DIR"
    PROVINCE=$(dirname "$0")/../../gis-data/thai-nguyen
fi
export VP_THOROUGH=1 files=everyday.mjs
source "$(dirname "$0")/web_map.sh"
