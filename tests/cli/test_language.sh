#!/usr/bin/env bash
# The command line's language: by --language and by the environment; numbers do not change with it. Misspelt options.
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
# Errors and findings of several rooms, options, settings: in Vietnamese, and in English as they were.
work=$(mktemp -d)
mkdir "$work/empty" "$work/place"
cp "$root"/gis-data/sample/*.csv "$work/place"
both() { # ENGLISH VIETNAMESE WORD…
    local english=$1 vietnamese=$2
    shift 2
    says "$english" "$@"
    says "$vietnamese" "$@" --language vi
}
both 'no service area of it is imported' 'chưa nhập vùng phục vụ nào của nó' "$program" check "$work/place"
both 'there is no such file' 'không có tệp này trong' "$program" check "$work/place"
both 'nothing is published here yet; run vungphu build' 'ở đây chưa công bố gì; hãy chạy vungphu build' "$program" quality "$work/empty"
both 'many is not a number' 'many không phải là số' "$program" gaps "$work/empty" --count many
both 'there is no option --xyzzy' 'không có tùy chọn --xyzzy' "$program" gaps "$work/empty" --xyzzy=1
both 'is it --service, --services?' 'có phải --service, --services?' "$program" gaps "$work/empty" --servixe x
both 'is it --listen?' 'có phải --listen?' "$program" serve "$work/empty" --port 8081
both 'where to listen; port 0 takes a free one (default 127.0.0.1:8080)' 'cổng 0 lấy một cổng trống (mặc định 127.0.0.1:8080)' "$program" serve --help
printf 'demand,site,cost\na,x,10\na,x\n' >"$work/costs.csv"
both 'the row has 2 cells and the heading 3' 'dòng có 2 ô' "$program" locate --costs "$work/costs.csv" --objective p-median --count 1
sed -i '$d' "$work/costs.csv"
both 'method: greedy, exchange' 'phương pháp: tham lam, đổi chỗ' "$program" locate --costs "$work/costs.csv" --objective p-median --count 1
{ "$program" check "$work/place" --format json --language vi 2>/dev/null || true; } | grep -q '"reason": "không có tệp này trong' || fail 'check --format json'
{ "$program" check "$work/place" --format json 2>/dev/null || true; } | grep -q '"reason": "there is no such file' || fail 'check --format json in English'
rm -rf "$work"
# A number has its point, whatever the language.
printf 'demand,site,cost\na,x,10\n' >"${TMPDIR:-/tmp}/$$.costs.csv"
printf 'demand,weight\na,3\n' >"${TMPDIR:-/tmp}/$$.demand.csv"
printf 'site,supply\nx,1\n' >"${TMPDIR:-/tmp}/$$.supply.csv"
trap 'rm -f "${TMPDIR:-/tmp}/$$".*.csv' EXIT
says '0.333' env LANG=vi_VN.UTF-8 "$program" access --costs "${TMPDIR:-/tmp}/$$.costs.csv" --demand "${TMPDIR:-/tmp}/$$.demand.csv" --supply "${TMPDIR:-/tmp}/$$.supply.csv" --method 2sfca --limit 60
