#!/usr/bin/env bash
# A nation's parts as jobs of a real Slurm of two nodes, one of which is killed while it works: its part is queued again,
# and the merged snapshot is what one build gives. Skipped where Slurm is not installed (script/bootstrap cluster).
# Usage: test_slurm.sh PROGRAM SHARED
set -euo pipefail
program=$1 cluster=$2/tools/slurm-two-nodes.sh
root=$(cd "$(dirname "$0")/../../.." && pwd)
command -v sbatch slurmctld munged >/dev/null || { echo "no Slurm (script/bootstrap cluster): skipped"; exit 77; }
[ -f "$cluster" ] || { echo "no $cluster: skipped"; exit 77; }
[ "$(id -u)" = 0 ] || { echo "a cluster on one machine needs root: skipped"; exit 77; }
/usr/bin/python3 -c 'import numpy; from osgeo import gdal' 2>/dev/null || { echo "no GDAL and numpy for /usr/bin/python3: skipped"; exit 77; }
source "$root/tests/end_to_end/datasets.sh"
take_map "$root/web/dist" || { echo "no web map to publish: skipped"; exit 77; }
work=$(mktemp -d)
trap 'bash "$cluster" "$work/cluster" stop || true; sleep 1; rm -rf "$work"' EXIT
bash "$cluster" "$work/cluster" start
export SLURM_CONF=$work/cluster/slurm.conf
/usr/bin/python3 "$root/tests/end_to_end/slurm.py" "$program" "$work" "$cluster"
