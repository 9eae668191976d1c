#!/usr/bin/env bash
# What cmake --install puts, used as a stranger would, outside the source tree and at another place than it was
# configured for: headers, examples through pkg-config and CMake, and the program with its map on the installed sample.
# Usage: test_install.sh VUNGPHU SHARED, VUNGPHU being that of the build to install.
set -euo pipefail
build=$(dirname "$(realpath "$1")")
root=$(realpath "$(dirname "$0")/../..")

absent() {
    echo "test_install: $1" >&2
    [ -n "${CI:-}" ] && exit 1
    exit 77
}
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
same() { # WHAT EXPECTED FOUND
    [ "$2" = "$3" ] || fail "$1
$(diff <(echo "$2") <(echo "$3"))"
}
setting() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }

command -v pkg-config >/dev/null && command -v curl >/dev/null || absent "no pkg-config or curl"
source "$root/tests/end_to_end/datasets.sh"
take_map "$root/web/dist" ||
    absent "web/dist is not built, and web/node_modules not installed (npm ci in web/)"
cc=$(setting CMAKE_C_COMPILER)
cxx=$(sed 's/clang\(-[0-9]*\)\?$/clang++\1/; t; s/gcc\(-[0-9]*\)\?$/g++\1/; t; s/cc$/c++/' <<<"$cc")
command -v "$cxx" >/dev/null || absent "no $cxx"
sanitize=$(setting VP_SANITIZE)
flags="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror ${sanitize:+-fsanitize=$sanitize}"

work=$(mktemp -d)
server=
finish() {
    [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT

DESTDIR=$work/stage cmake --install "$build" >"$work/log" 2>&1 || fail "cmake --install: $(tail -n 5 "$work/log")"
tree=$work/tree
mv "$work/stage$(setting CMAKE_INSTALL_PREFIX)" "$tree"
pc=$(find "$tree" -name vungphu.pc)
libraries=$(dirname "$(dirname "$pc")")
cd "$work"

# Each header alone, in both languages.
for header in "$tree"/include/vungphu/*.h; do
    name=vungphu/$(basename "$header")
    printf '#include <%s>\nint main(void) { return 0; }\n' "$name" >header.c
    # shellcheck disable=SC2086 # flags are words
    "$cc" -std=c17 $flags -I"$tree/include" -fsyntax-only header.c || fail "<$name> does not compile alone as C17"
    # shellcheck disable=SC2086
    "$cxx" -std=c++17 $flags -I"$tree/include" -fsyntax-only -x c++ header.c || fail "<$name> does not compile alone as C++17"
done

# What the shared library shows is what the headers declare, no less and no more.
python3 - "$tree/include/vungphu" >declared <<'END'
import glob, re, sys
for path in glob.glob(f"{sys.argv[1]}/*.h"):
    text = re.sub(r"/\*.*?\*/|^#(?:[^\n]*\\\n)*[^\n]*", "", open(path, encoding="utf-8").read(), flags=re.S | re.M)
    text = re.sub(r"\bVP_(API|BEGIN_DECLS|END_DECLS)\b", "", text)
    while re.search(r"\{[^{}]*\}", text):
        text = re.sub(r"\bstatic inline\b[^;{}]*\{[^{}]*\}", "", text)  # the header's own, not the library's
        text = re.sub(r"\{[^{}]*\}", "", text)
    for statement in text.split(";"):
        name = re.match(r"(?!\s*typedef\b)[\w\s*]*?\b(vp_\w+)\s*\(", statement) or \
            re.match(r"\s*extern\b[^()]*?\b(vp_\w+)\s*(?:\[[^]]*\])*\s*$", statement)
        if name:
            print(name[1])
END
nm -D --defined-only "$libraries/libvungphu.so" | awk '$3 !~ /^_/ {sub("@.*", "", $3); print $3}' >shown
[ "$(wc -l <shown)" -gt 100 ] || fail "the shared library shows $(wc -l <shown) symbols"
same "declared in headers (<), shown by libvungphu.so (>)" "$(sort -u declared)" "$(sort -u shown)"

# The drawn map of examples/travel_time.c: 10 minutes a straight step, 10 √2 a diagonal one; round the river three
# diagonals and one step, 30 √2 + 10 = 52.4. West of the border live 100 + 50 + 40 + 60 + 30 + 20 and half of 10 + 10 + 40,
# all but the boats' 5 + 5 within 30 minutes; east the other halves and 80 + 20 + 60, of them 20 within.
version=$(setting CMAKE_PROJECT_VERSION)
minutes="libvungphu $version
   0.0  10.0     -  52.4
  10.0  14.1     -  42.4
  20.0  24.1  28.3  38.3
west: 330 people, 320 within 30 minutes
east: 190 people, 20 within 30 minutes"
# Clinics of examples/sites.cpp: the bridge has 100 + 50 within 25 minutes, the school 30 + 80, the market 100. Minutes of
# all: market 50·30 + 30·40 + 80·60 = 7500, bridge 100·20 + 30·60 + 80·30 = 6200, school 100·60 + 50·60 + 30·10 = 9300.
places="most people within 25 minutes, one clinic: bridge, 150, proven
most people within 25 minutes, two clinics: bridge school, 260, proven
fewest minutes of all, one clinic: bridge, 6200, proven
refused: cost 3 is of demand 0, site 1: there are 4 and 1"

export PKG_CONFIG_PATH=$libraries/pkgconfig
pkg() { pkg-config "$@" vungphu; }
[ "$(pkg --modversion)" = "$version" ] || fail "vungphu.pc is of version $(pkg --modversion)"
# shellcheck disable=SC2046,SC2086
"$cc" -std=c17 $flags "$root/examples/travel_time.c" $(pkg --cflags --libs) -o by_pkg_config
same "travel_time, shared" "$minutes" "$(LD_LIBRARY_PATH=$libraries ./by_pkg_config)"
# shellcheck disable=SC2046,SC2086
"$cc" -std=c17 $flags "$root/examples/travel_time.c" $(pkg --cflags) "$libraries/libvungphu.a" -lm -pthread -o in_one
same "travel_time, static" "$minutes" "$(./in_one)"
# shellcheck disable=SC2046,SC2086
"$cxx" -std=c++17 $flags "$root/examples/sites.cpp" $(pkg --cflags --libs) -o in_cxx
same "sites, shared" "$places" "$(LD_LIBRARY_PATH=$libraries ./in_cxx)"

cp -r "$root/examples" examples
{ cmake -S examples -B made -DCMAKE_PREFIX_PATH="$tree" -DCMAKE_C_COMPILER="$cc" -DCMAKE_CXX_COMPILER="$cxx" \
    -DCMAKE_C_FLAGS="$flags" -DCMAKE_CXX_FLAGS="$flags" && cmake --build made; } >log 2>&1 || fail "examples: $(tail -n 20 log)"
same "travel_time by CMake" "$minutes" "$(made/travel_time)"
same "sites by CMake" "$places" "$(made/sites)"

# The installed program on the installed sample; its map is the installed one, not that of the sources.
vungphu=$tree/bin/vungphu
data=$tree/share/vungphu
[ "$("$vungphu" --version)" = "vungphu $version" ] || fail "--version says $("$vungphu" --version)"
echo "<!-- as installed -->" >>"$data/web/index.html"
diff -r "$root/gis-data/sample" "$data/sample" -x dataset -x generate.py -x generator -x __pycache__ >log || fail "the installed sample is another: $(cat log)"
if [ "${VP_THOROUGH:-0}" = 1 ]; then
    "$vungphu" build "$data/sample" --output "$work/data" --quiet || fail "build of the installed sample"
else
    "$vungphu" check "$data/sample" >log 2>&1 || fail "check of the installed sample: $(cat log)"
    borrow_dataset sample "$work/data" "$vungphu" "$2"
fi
mkfifo address
"$vungphu" serve "$work/data" --listen 127.0.0.1:0 --quiet >address 2>log &
server=$!
read -r url <address || fail "serve: $(cat log)"
get() { curl -sSf --compressed -H "Accept: $2" "$url$1" || fail "GET /$1"; }
get "" text/html >page
cmp page "$data/web/index.html" || fail "/ is not the installed map"
scripts=$(grep -o 'src="[^"]*\.m\?js"' page | cut -d'"' -f2)
[ -n "$scripts" ] || fail "the map names no script"
for script in $scripts; do
    get "${script#./}" '*/*' | cmp - "$data/web/${script#./}" || fail "$script is not the installed one"
done
get readyz application/json | grep -q '"snapshot"' || fail "no snapshot is served"

for file in share/doc/vungphu/LICENSE share/doc/vungphu/README.md share/vungphu/thai-nguyen/province.csv share/vungphu/README.md; do
    [ -s "$tree/$file" ] || fail "$file is not installed"
done
[ ! -e "$data/sample/dataset" ] || fail "the build wrote beside the installed sample"
echo "installed, used and served"
