#!/usr/bin/env bash
# systemd takes the unit without a remark, and what it leaves exposed is little. Arguments: the program.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze: skipped"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
cp "$program" "$folder/bin/vungphu"
sed -e "s|@CMAKE_INSTALL_FULL_BINDIR@|$folder/bin|; s|@CMAKE_INSTALL_FULL_DOCDIR@|$root|" \
    "$root/packaging/systemd/vungphu.service.in" >"$folder/vungphu.service"
grep -q '@CMAKE' "$folder/vungphu.service" && { echo "FAILED: a name is not filled in"; exit 1; }
# Of other units of this machine it complains too; the user is made by sysusers.d.
said=$(systemd-analyze verify --man=no "$folder/vungphu.service" 2>&1 | grep -F vungphu)
[ -z "$said" ] || { echo "FAILED: $said"; exit 1; }
rating=$(systemd-analyze security --no-pager --offline=true "$folder/vungphu.service" 2>/dev/null |
    sed -n 's/.*Overall exposure level for [^:]*: \([0-9.]*\).*/\1/p')
[ -n "$rating" ] || { echo "this systemd-analyze rates no file: only verified"; exit 0; }
echo "exposure $rating of 10"
awk -v rating="$rating" 'BEGIN { exit !(rating <= 2.0) }' || { echo "FAILED: more than 2.0"; exit 1; }
