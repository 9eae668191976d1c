#!/usr/bin/env bash
# Two seconds of mixed load (20 when VP_THOROUGH=1): no request fails but by 503 or 429, memory stays below its ceiling,
# descriptors are closed, the server ends in 10 s. How long /healthz takes is printed and, since other tests run
# beside, not judged: script/soak does that. Arguments: the program, shared data.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/tests/end_to_end/datasets.sh"
load=${VP_HTTP_LOAD:?"the program http_load"}
command -v curl >/dev/null || { echo "no curl: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy_dataset sample "$work/dataset" "$1" "$2"
seconds=2
[ "${VP_THOROUGH:-0}" = 1 ] && seconds=20
bash "$root/tests/bench/soak.sh" "$1" "$load" "$work/dataset" "$seconds" 0 "${VP_SOAK_MB:-1024}"
