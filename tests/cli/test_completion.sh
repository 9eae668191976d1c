#!/usr/bin/env bash
# Manual pages and bash completion, both made from what the program says of itself. Arguments: the program, shared data.
set -euo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
bash "$root/packaging/man/make" "$program" "$work/man"
mapfile -t commands < <("$program" --help | sed -n 's/^  \([a-z-]*\)  *[^ ].*/\1/p')
[ "${#commands[@]}" -gt 15 ] || fail "${#commands[@]} commands"
for command in "${commands[@]}"; do
    page=$work/man/vungphu-$command.1
    [ -s "$page" ] || fail "no page of $command"
    for option in $("$program" "$command" --help | sed -n 's/^ .*\(--[a-z][a-z0-9-]*\).*/\1/p'); do
        grep -qF -e "${option//-/\\-}" "$page" || fail "$page lacks $option"
    done
    grep -Eq 'Examples?:' "$page" || fail "$page has no example"
    grep -qE "\`(vungphu )?$command\b" "$root/README.md" || fail "README.md does not name vungphu $command"
done
if command -v groff >/dev/null; then
    for page in "$work"/man/*; do
        groff -k -man -ww -Tutf8 "$page" >/dev/null 2>"$work/said" || fail "$page"
        [ ! -s "$work/said" ] || fail "$page: $(cat "$work/said")"
    done
fi
complete_line() { # WORDS…: what bash offers for the last
    PATH=$(dirname "$program"):$PATH bash -c 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vungphu; printf "%s\n" "${COMPREPLY[@]}"' \
        _ "$root/packaging/completion/vungphu.bash" "$@"
}
[ "$(complete_line vungphu indi)" = indicators ] || fail "indi: $(complete_line vungphu indi)"
[ "$(complete_line vungphu build --neigh)" = --neighbours ] || fail "build --neigh: $(complete_line vungphu build --neigh)"
[ "$(complete_line vungphu '' | wc -l)" = $((${#commands[@]} + 2)) ] || fail "all commands: $(complete_line vungphu '')"
echo "${#commands[@]} pages"
