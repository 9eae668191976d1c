#!/usr/bin/env bash
# docs/reference.md and docs/reference.vi.md are what the program says of itself. Argument: the program.
set -euo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
"$root/script/reference" "$program" "$work"
for name in reference.md reference.vi.md; do
    # word by word: where lines break is the C library's
    diff -u <(tr -s '[:space:]' '\n' <"$root/docs/$name") <(tr -s '[:space:]' '\n' <"$work/$name") >"$work/diff" || fail "$(head -n 40 "$work/diff"): renew it: script/reference PROGRAM docs"
done
grep -q '^| .cell_metres. | yes | number, 1 … 10000 |' "$work/reference.md" || fail "no cell_metres"
if grep -q 'Project-Id-Version' "$work/reference.vi.md"; then fail "the catalogue's heading is printed: gettext of an empty text"; fi
grep -q '^| .reached_share. |.*số người của nhóm' "$work/reference.vi.md" || fail "the formula is not Vietnamese"
grep -q '^| .facilities. | Cơ sở dịch vụ | .*`open`: ' "$work/reference.vi.md" || fail "no tile layer facilities"
grep -q '^| .GET /gaps. |' "$work/reference.md" || fail "no /gaps"
grep -q '^| .threads. | .0. | 0 … 256 |' "$work/reference.md" || fail "no threads"
if "$program" reference nothing >/dev/null 2>"$work/said"; then fail "a part that is none"; else [ $? = 2 ] || fail "wrong usage is status 2"; fi
