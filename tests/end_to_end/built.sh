#!/usr/bin/env bash
# Whether the program that scripts run has been built: built.sh PROGRAM BUILD TARGET.
set -euo pipefail
[ -x "$1" ] || {
    echo "$1 is not built, which the scripts run: cmake --build $2 --target $3" >&2
    exit 1
}
