#!/bin/sh
# Includes point downwards only (src/README.md). Usage: check_layers.sh SOURCE_DIR
cd "$1" || exit 2
failed=0
# forbid ROOMS PATTERN: no file of these rooms includes a header that matches.
forbid() {
    for room in $1; do
        if grep -rnE "#include *[<\"](\.\./)*($2)" "src/$room" 2>/dev/null; then
            echo "room $room includes what lies above or beside it" >&2
            failed=1
        fi
    done
}
outside='gdal|ogr|cpl_|proj\.h|geos_c|sqlite3|spatialite|microhttpd|jansson|libdeflate|spng|utf8proc|csv\.h|Cbc_'
forbid base "vungphu/(grid|region|analysis)|analysis/|snapshot/|store/|tiles/|server/|app/|$outside"
forbid analysis "snapshot/|store/|tiles/|server/|app/|$outside"
if grep -rnE "#include *[<\"]($outside)" include; then failed=1; fi
forbid snapshot "store/|tiles/|server/|app/|$outside"
only_in() { # PATTERN FILES: only these files may include it
    if grep -rlE "#include *[<\"]($1)" src | grep -vE "$2"; then
        echo "only $2 may include $1" >&2
        failed=1
    fi
}
for pair in "tiles:store/|server/|app/|gdal|ogr|cpl_|sqlite3|spatialite|microhttpd" \
            "server:store/|app/|gdal|ogr|cpl_|sqlite3|spatialite|proj\.h|geos_c" \
            "store:solver/|tiles/|server/|app/|microhttpd" \
            "solver:analysis/|snapshot/|store/|tiles/|server/|app/"; do
    room=${pair%%:*}
    if grep -rnE "#include *[<\"](\.\./)*(${pair#*:})" "src/$room"; then
        echo "room $room includes what lies above or beside it" >&2
        failed=1
    fi
done
only_in 'microhttpd' '^src/server/http\.c$'
only_in 'Cbc_' '^src/solver/'
only_in 'gdal|ogr|cpl_|sqlite3|spatialite' '^src/store/'
exit $failed
