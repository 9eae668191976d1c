#!/usr/bin/env bash
# Vector tiles of the units beside PostGIS's ST_AsMVT, from the same outlines and with the same properties, at zooms 8 to 14,
# over all tiles of the province; how its manual does it: ST_TileEnvelope, ST_AsMVTGeom, an index of outlines.
#   tests/bench/postgis.sh DIR [SECONDS]     (script/bench serve runs it where PostGIS is installed: script/bootstrap clients)
# CSV: program,what,answers_per_cpu_s. The processor time of PostGIS is that of the database's processes; it works in memory.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$1 seconds=${2:-5}
program=$PWD/build/release/vungphu bench=$PWD/build/release/tests/bench/bench_tiles
bins=(/usr/lib/postgresql/*/bin)
bin=${bins[-1]}
for wanted in "$bin/initdb" "$bin/pgbench" "$(command -v ogr2ogr)"; do
    [ -x "$wanted" ] || { echo "missing: PostGIS and ogr2ogr (script/bootstrap clients)" >&2; exit 77; }
done
compgen -G '/usr/share/postgresql/*/extension/postgis.control' >/dev/null || { echo "missing: PostGIS (script/bootstrap clients)" >&2; exit 77; }
work=$(mktemp -d)
as=() # a database does not run as root
if [ "$(id -u)" = 0 ]; then
    as=(runuser -u postgres --)
    chown postgres "$work"
fi
stop() {
    "${as[@]}" "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT
"${as[@]}" "$bin/initdb" -D "$work/data" -A trust -U bench >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$work/data" -w -l "$work/log" \
    -o "-c listen_addresses='' -k $work -c fsync=off -c jit=off -c max_parallel_workers_per_gather=0" start >/dev/null
base=(-h "$work" -U bench)
sql() { "$bin/psql" "${base[@]}" -q -At -v ON_ERROR_STOP=1 -d postgres "$@"; }
"$program" export "$folder" "$work/all.gpkg" >/dev/null
# Today's communes: the set whose outlines tiles draw.
layer=$(ogrinfo -q "$work/all.gpkg" | awk '$2 ~ /^units_commune_/ { print $2 }' | sort | tail -1)
sql -c 'CREATE EXTENSION postgis'
ogr2ogr -q -f PostgreSQL "PG:host=$work user=bench dbname=postgres" "$work/all.gpkg" "$layer" -nln drawn -t_srs EPSG:3857 \
    -nlt PROMOTE_TO_MULTI -lco GEOMETRY_NAME=geom
sql -c 'VACUUM ANALYZE drawn'
level=${layer#units_} vintage=${layer##*_}
level=${level%_*}
bounds=$(sql -F ' ' -c 'SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom) e FROM drawn) t')
postmaster=$(head -1 "$work/data/postmaster.pid")
cpu() { awk -v tick="$(getconf CLK_TCK)" '{ print ($16 + $17) / tick }' "/proc/$postmaster/stat"; } # of sessions that ended
echo "program,what,answers_per_cpu_s"
for zoom in 8 10 12 14; do
    ours=$("$bench" "$folder" units "$zoom" | cut -d, -f5)
    echo "vungphu,units_z$zoom,$ours"
    read -r x0 x1 y0 y1 < <(awk -v z="$zoom" -v b="$bounds" 'BEGIN {
        split(b, e, " "); half = 20037508.342789244; side = 2 * half / 2 ^ z
        print int((e[1] + half) / side), int((e[3] + half) / side), int((half - e[4]) / side), int((half - e[2]) / side) }')
    cat >"$work/tile.sql" <<EOF
\\set x random($x0, $x1)
\\set y random($y0, $y1)
SELECT ST_AsMVT(t, 'units', 4096, 'geom') FROM (
  SELECT code, name, kind, '$level' AS level, '$vintage' AS vintage,
         ST_AsMVTGeom(geom, ST_TileEnvelope($zoom, :x, :y), 4096, 64, true) AS geom
  FROM drawn WHERE geom && ST_TileEnvelope($zoom, :x, :y)) t;
EOF
    before=$(cpu)
    answers=$("$bin/pgbench" "${base[@]}" -n -M prepared -T "$seconds" -c 1 -f "$work/tile.sql" postgres 2>/dev/null |
        sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p')
    after=$before
    until [ "$after" != "$before" ]; do # a session ends a moment after its client
        read -rt 0.05 <> <(:) || true
        after=$(cpu)
    done
    theirs=$(awk -v n="$answers" -v before="$before" -v after="$after" 'BEGIN { printf "%.0f", n / (after - before) }')
    echo "postgis,units_z$zoom,$theirs"
    echo "ratio,units_z$zoom,$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.1f", a / b }')"
done
