#!/usr/bin/env bash
# A site of files: published to a folder and to a store of objects, only what changed each time; from nginx, without a server
# behind it, Chromium shows the figures that it shows of the server, and draws the same units.
# Usage: test_site.sh VUNGPHU SHARED
# The browser's part is left out, with the reason, without Node.js, the npm packages, Chromium or nginx; in CI that is a failure.
set -euo pipefail
program=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
delivered=${VP_DELIVERED:-$program} # repeats what the sanitized program has done once
work=$(mktemp -d)
server='' store=''
finish() {
    [ ! -s "$work/nginx.pid" ] || kill "$(cat "$work/nginx.pid")" 2>/dev/null || true
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$store" ] || kill "$store" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
source "$root/tests/end_to_end/datasets.sh"
fail() {
    echo "FAILED: $*" >&2
    exit 1
}
absent() {
    echo "test_site: $1: the browser's part is left out" >&2
    [ -z "${CI:-}" ] || exit 1
    exit 77
}

# Few indicators: what is asked for each is the same. The province is the sample's, on coarse cells.
copy_tables coarse "$work/province"
python3 - "$work/province" <<'END'
import csv, sys
with open(f"{sys.argv[1]}/services.csv", encoding="utf-8-sig") as file:
    timed_services = {row["id"] for row in csv.DictReader(file) if row["reach"] == "travel_time" and not row["group"]}
with open(f"{sys.argv[1]}/indicators.csv", encoding="utf-8-sig") as file:
    head, *rows = csv.reader(file)
seen, kept = {}, []
for row in rows:
    measure = row[head.index("measure")]
    seen[measure] = seen.get(measure, 0) + 1
    timed = measure == "reached_share" and row[head.index("service")] in timed_services and not row[head.index("group")]
    timed = timed and not row[head.index("other_limit")]
    seen["timed"] = seen.get("timed", 0) + timed
    if seen[measure] == 1 or (timed and seen["timed"] == 1):
        kept.append(row)
with open(f"{sys.argv[1]}/indicators.csv", "w", encoding="utf-8", newline="") as file:
    csv.writer(file).writerows([head, *kept])
END
"$program" build "$work/province" --output "$work/dataset" --quiet 2>"$work/log" || fail "$(cat "$work/log")"

# A map of two files stands for the web map where it is not built.
web=$root/web/dist
[ -d "$root/web/node_modules/playwright-core" ] && command -v node >/dev/null &&
    take_map "$web" || {
    web=$work/map
    mkdir -p "$web/api"
    echo '<!doctype html>' >"$web/index.html"
    echo 'export const site = null;' >"$web/api/book.js"
}

# ------------------------------------------------------------ to a folder
"$program" publish "$work/dataset" "$work/www" --web "$web" --groups >"$work/said" || fail "publish"
[ -L "$work/www/current" ] || fail "no link current"
first=$(readlink "$work/www/current")
[ -s "$work/www/current/data/site.json" ] && grep -q '^export const site = {' "$work/www/current/api/book.js" || fail "no list of answers"
[ "$(gdalinfo "$(ls "$work/www/current/data/surfaces/"*.tif | head -1)" 2>/dev/null | grep -c 'LAYOUT=COG')" = 1 ] || ! command -v gdalinfo >/dev/null || fail "a surface is no COG"
! grep -rlE '"links"|http://(localhost|127)' "$work/www/current/data" --include='*.json' || fail "links to a server"
# Made of the same: nothing is made. Anew, nothing is copied: the new version shares all bytes with the last.
"$program" publish "$work/dataset" "$work/www" --web "$web" --groups >"$work/said"
grep -q 'nothing has changed since' "$work/said" && [ "$(readlink "$work/www/current")" = "$first" ] || fail "made again: $(cat "$work/said")"
"$delivered" publish "$work/dataset" "$work/www" --web "$web" --groups --anew >"$work/said"
grep -q ': 0 written (0.0 MB)' "$work/said" || fail "the same again: $(cat "$work/said")"
second=$(readlink "$work/www/current")
[ "$second" != "$first" ] && [ -d "$work/www/$first" ] || fail "the last version is gone, or the link did not move"
[ "$(stat -c %i "$work/www/$first/index.html")" = "$(stat -c %i "$work/www/$second/index.html")" ] || fail "a file that is the same was copied"
# A third: the first goes. Who publishes at the same time is refused.
(
    flock 9
    ! "$program" publish "$work/dataset" "$work/www" --web "$web" 2>"$work/log" || fail "two at once"
    grep -q 'another is publishing' "$work/log" || fail "$(cat "$work/log")"
) 9>"$work/www/.lock"
# What fails leaves the link where it was, and nothing half done.
! "$program" publish "$work/dataset" "$work/www" --web "$work/nowhere" 2>/dev/null || fail "without a map"
[ "$(readlink "$work/www/current")" = "$second" ] && [ "$(ls -A "$work/www/versions" | wc -l)" = 2 ] || fail "left: $(ls -A "$work/www/versions")"
# Killed while it makes a version, it leaves the last one; the next takes away what it left.
"$delivered" publish "$work/dataset" "$work/www" --web "$web" --groups --anew --quiet &
publisher=$!
while [ "$(ls -A "$work/www/versions" | wc -l)" = 2 ]; do kill -0 "$publisher" || fail "nothing to kill"; done
kill -9 "$publisher"
wait "$publisher" 2>/dev/null || true
[ "$(readlink "$work/www/current")" = "$second" ] && [ -s "$work/www/current/data/site.json" ] || fail "killed: half a version"
"$delivered" publish "$work/dataset" "$work/www" --web "$web" --groups --anew --quiet || fail "after one that was killed"
[ "$(readlink "$work/www/current")" != "$second" ] && diff -r "$work/www/current/" "$work/www/$second" >/dev/null &&
    [ "$(ls -A "$work/www/versions" | wc -l)" = 2 ] || fail "after one that was killed: $(ls -A "$work/www/versions")"

# In sheets, as a nation lies there.
"$program" publish "$work/dataset" "$work/sheets" --web "$web" --sheets 11 --quiet || fail "in sheets"
# One mast less: what does not depend on it is left as it is, and the whole is what a first publication would be.
sed -i '$d' "$work/province/mobile_towers.csv"
"$program" build "$work/province" --output "$work/dataset" --quiet 2>"$work/log" || fail "$(cat "$work/log")"
third=$(readlink "$work/www/current")
"$program" publish "$work/dataset" "$work/www" --web "$web" --groups >"$work/said" || fail "publish an edit"
"$delivered" publish "$work/dataset" "$work/anew" --web "$web" --groups --quiet || fail "publish from nothing"
diff -r -x files.json "$work/www/current/" "$work/anew/current/" >"$work/differ" || fail "not as from nothing: $(head "$work/differ")"
python3 - "$work"/{www,anew}/current/files.json <<'END' || fail "not listed as from nothing"
import json, sys
edited, anew = (json.load(open(name)) for name in sys.argv[1:])
for one in (edited, anew):
    one["made_of"].pop("program") # not the one that made the other
sys.exit(edited != anew)
END
written=$(sed -n 's/.*: \([0-9]*\) written.*/\1/p' "$work/said")
moved=$(cd "$work/www/current" && find . -type f ! -samefile files.json -links 1 | sort)
[ "$(wc -l <<<"$moved")" = "$written" ] || fail "$(cat "$work/said"), and new bytes: $moved"
[ "$written" -lt "$(($(find "$work/www/current/" -type f | wc -l) / 4))" ] || fail "too much was written: $(cat "$work/said")"
! grep -E '/(tiles|surfaces)/' <<<"$moved" | grep -vE 'mobile|tiles/facilities' || fail "what depends on no mast was written: $moved"
grep -q 'surfaces/mobile.*tif' <<<"$moved" || fail "the masts' surface is the old one: $moved"
for name in index.html data/surfaces/hospital.tif; do
    [ "$(stat -c '%i %Y' "$work/www/current/$name")" = "$(stat -c '%i %Y' "$work/www/$third/$name")" ] || fail "$name is the same, and was copied"
done

# Of sheets those alone that have or see the mast; together they are the whole.
"$delivered" publish "$work/dataset" "$work/sheets" --web "$web" --sheets 11 >"$work/said" || fail "an edit in sheets"
for kind in tiles/facilities tiles/reach_mobile_tower_5km surfaces/mobile_tower_5km; do
    all=$(find "$work/sheets/current/data/$kind" -type f | wc -l) new=$(find "$work/sheets/current/data/$kind" -type f -links 1 | wc -l)
    [ "$new" -gt 0 ] && [ "$new" -lt "$all" ] || fail "$kind: $new of $all sheets were written"
done
[ "$(find "$work/sheets/current/data/tiles/units" "$work/sheets/current/data/tiles/roads" "$work/sheets/current/data/surfaces/hospital" -type f -links 1 2>/dev/null | wc -l)" = 0 ] || fail "sheets of what is the same were written"
if /usr/bin/python3 -c 'from osgeo import gdal' 2>/dev/null; then
    /usr/bin/python3 - "$work/www/current/data/surfaces" "$work/sheets/current/data/surfaces" <<'END' || fail "windows are not the surface"
import pathlib, sys
import numpy
from osgeo import gdal
whole, parts = map(pathlib.Path, sys.argv[1:])
gdal.UseExceptions()
for name in whole.glob("*.tif"):
    one = gdal.Open(str(name))
    mosaic = gdal.BuildVRT("", [str(part) for part in (parts / name.stem).glob("*.tif")])
    same = one.GetGeoTransform() == mosaic.GetGeoTransform() and one.RasterCount == mosaic.RasterCount
    if not same or not numpy.array_equal(one.ReadAsArray(), mosaic.ReadAsArray(), equal_nan=True):
        sys.exit(f"{name.name}: {one.GetGeoTransform()}, {mosaic.GetGeoTransform()}")
END
fi

# ------------------------------------------------------------ as a folder of one's own
mkdir "$work/mine" && touch "$work/mine/other"
! "$program" export "$work/dataset" "$work/mine/" --web "$web" --no-surfaces 2>/dev/null || fail "another folder was replaced"
[ -f "$work/mine/other" ] || fail "another folder was emptied"

# ------------------------------------------------------------ to a store of objects
mkfifo "$work/port"
mkdir "$work/objects"
python3 "$root/tests/publish/object_store.py" "$work/objects" "$work/changes" >"$work/port" 2>"$work/store.log" &
store=$!
exec 8<"$work/port"
read -r port <&8
export AWS_S3_ENDPOINT=127.0.0.1:$port AWS_HTTPS=NO AWS_VIRTUAL_HOSTING=FALSE AWS_ACCESS_KEY_ID=visitor AWS_SECRET_ACCESS_KEY=secret AWS_REGION=here
"$delivered" publish "$work/dataset" s3://maps/province --web "$web" --no-surfaces --quiet || fail "to the store"
diff -rq -x files.json -x surfaces -x site.json -x book.js "$work/objects/maps/province" "$work/www/current" >"$work/differ" || true
! grep -vE '^Only in [^ ]*/www/[^ ]*data(/indicators)?: ' "$work/differ" || fail "the store's objects differ"
grep -q 'PUT /maps/province/index.html text/html' "$work/changes" || fail "no type: $(grep index "$work/changes")"
[ "$(tail -2 "$work/changes" | head -1 | cut -d' ' -f2)" = /maps/province/index.html ] || fail "the page came before its answers: $(tail -3 "$work/changes")"
# Something changed, something went.
echo '{}' >"$work/objects/maps/province/data/gone.json"
# Killed in the middle, it has said of which objects what lies there is uncertain: none is taken for the one it was.
cp "$work/objects/maps/province/files.json" "$work/whole.json"
sed -i 's/"files":/"was":/' "$work/objects/maps/province/files.json"
lines=$(wc -l <"$work/changes")
"$delivered" publish "$work/dataset" s3://maps/province --web "$web" --no-surfaces --quiet --anew &
publisher=$!
while [ "$(wc -l <"$work/changes")" -lt "$((lines + 3))" ]; do kill -0 "$publisher" || fail "nothing to kill"; done
kill -9 "$publisher"
wait "$publisher" 2>/dev/null || true
python3 - "$work/objects/maps/province/files.json" "$work/whole.json" <<'END' || fail "a store that was left half done says it is whole"
import json, sys
half, whole = (json.load(open(name)) for name in sys.argv[1:])
sys.exit(half["made_of"] is not None or set(half["files"].values()) != {""} or half["files"].keys() != whole["files"].keys())
END
"$delivered" publish "$work/dataset" s3://maps/province --web "$web" --no-surfaces >"$work/said" || fail "after one that was killed"
grep -q ' 0 left as they were' "$work/said" && cmp -s "$work/objects/maps/province/files.json" "$work/whole.json" || fail "after one that was killed: $(cat "$work/said")"
lines=$(wc -l <"$work/changes")
python3 - "$work/objects/maps/province/files.json" <<'END'
import json, sys
with open(sys.argv[1]) as file:
    list_ = json.load(file)
list_["made_of"]["snapshot"] = "another"
list_["files"]["data/gone.json"] = "0"
list_["files"]["data/targets.json"] = "0"
with open(sys.argv[1], "w") as file:
    json.dump(list_, file)
END
"$program" publish "$work/dataset" /vsis3/maps/province --web "$web" --no-surfaces >"$work/said"
tail -n "+$((lines + 1))" "$work/changes" | cut -d' ' -f1,2 >"$work/now"
printf 'PUT /maps/province/files.json\nPUT /maps/province/data/targets.json\nDELETE /maps/province/data/gone.json\nPUT /maps/province/files.json\n' | diff - "$work/now" || fail "other objects were changed"
lines=$(wc -l <"$work/changes")
"$program" publish "$work/dataset" s3://maps/province --web "$web" --no-surfaces >"$work/said"
[ "$(wc -l <"$work/changes")" = "$lines" ] && grep -q 'nothing has changed since' "$work/said" || fail "the same was put again: $(cat "$work/said")"
grep -q 'PUT /maps/province/.*png image/png' "$work/changes" || [ "$web" != "$root/web/dist" ] || fail "no type of a picture"
! AWS_ACCESS_KEY_ID=stranger "$program" publish "$work/dataset" s3://maps/elsewhere --web "$web" --no-surfaces 2>"$work/log" || fail "a stranger may write"
grep -q 's3/maps/elsewhere' "$work/log" || fail "$(cat "$work/log")"

# ------------------------------------------------------------ in a browser
nginx=$(command -v nginx || echo /usr/sbin/nginx)
[ -x "$nginx" ] || absent "no nginx"
[ "$web" = "$root/web/dist" ] || absent "no Node.js, or web/node_modules is not installed (npm ci in web/)"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || absent "no Chromium"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
{
    [ "$(id -u)" != 0 ] || echo "user root;"
    echo "pid $work/nginx.pid; error_log $work/error.log; worker_processes 1; events {}"
    echo "http { include /etc/nginx/mime.types; types { text/javascript mjs; } access_log off; client_body_temp_path $work/t1; proxy_temp_path $work/t2; fastcgi_temp_path $work/t3; uwsgi_temp_path $work/t4; scgi_temp_path $work/t5;"
    echo "server { listen 127.0.0.1:$port; location /maps/ { alias $work/www/current/; index index.html; } location /sheets/ { alias $work/sheets/current/; index index.html; } } }"
} >"$work/nginx.conf"
"$nginx" -c "$work/nginx.conf" 2>"$work/said" || fail "nginx: $(cat "$work/said")"
mkfifo "$work/address"
"$program" serve "$work/dataset" --listen 127.0.0.1:0 --web "$web" --quiet >"$work/address" 2>"$work/log" &
server=$!
read -r VUNGPHU <"$work/address" || fail "serve: $(cat "$work/log")"
cd "$root/web"
VUNGPHU=$VUNGPHU SITE=http://127.0.0.1:$port/maps/ SHEETS=http://127.0.0.1:$port/sheets/ node --test --test-reporter=spec tests/site.mjs
