#!/usr/bin/env bash
# The command line's language: by --language and by the environment; numbers do not change with it.
# Usage: test_language.sh VUNGPHU SHARED
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
[ -f "$(dirname "$program")/locale/vi/LC_MESSAGES/vungphu.mo" ] || { echo "built without msgfmt: skipped"; exit 77; }
unset LANGUAGE LC_ALL LC_MESSAGES LANG
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
says() { # PATTERN WORD…: stdout and stderr together
    local pattern=$1
    shift
    { "$@" 2>&1 || true; } </dev/null | tr -s ' \n' ' ' | grep -qF -e "$pattern" || fail "$*: not $pattern"
}
says 'validates a province' "$program" --help
says 'kiểm tra các bảng và nguồn' "$program" --help --language vi
says 'kiểm tra các bảng và nguồn' "$program" --language=vi --help
for name in LANGUAGE LC_ALL LC_MESSAGES LANG; do says 'kiểm tra các bảng' env "$name=vi_VN.UTF-8" "$program" --help; done
says 'validates a province' env LANG=vi_VN.UTF-8 "$program" --help --language en
says 'validates a province' env LANG=vie_XX "$program" --help
says 'validates a province' env LANG=C LC_ALL=de_DE.UTF-8 "$program" --help
says 'có phải check không? Có: demo init' "$program" chek --language vi
says '--language is vi or en, not fr' "$program" --help --language fr
# Every command, whole: what stands before its options, and its example.
while read -r command; do
    says "Ví dụ" "$program" "$command" --help --language vi
done < <("$program" --help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
says 'phát hiện: 0 lỗi,' "$program" check "$root/gis-data/sample" --language vi
# A number has its point, whatever the language.
printf 'demand,site,cost\na,x,10\n' >"${TMPDIR:-/tmp}/$$.costs.csv"
printf 'demand,weight\na,3\n' >"${TMPDIR:-/tmp}/$$.demand.csv"
printf 'site,supply\nx,1\n' >"${TMPDIR:-/tmp}/$$.supply.csv"
trap 'rm -f "${TMPDIR:-/tmp}/$$".*.csv' EXIT
says '0.333' env LANG=vi_VN.UTF-8 "$program" access --costs "${TMPDIR:-/tmp}/$$.costs.csv" --demand "${TMPDIR:-/tmp}/$$.demand.csv" --supply "${TMPDIR:-/tmp}/$$.supply.csv" --method 2sfca --limit 60
