#!/usr/bin/env bash
# vungphu fetch against a server of this machine: an empty folder filled from a mirror builds to the same figures as one
# whose files were cut out by hand; and servers that behave badly.
# Usage: test_fetch.sh VUNGPHU SHARED
set -euo pipefail
vungphu=$1
here=$(realpath "$(dirname "$0")")
/usr/bin/python3 -c 'from osgeo import ogr; import numpy' 2>/dev/null || { echo "no GDAL or numpy for /usr/bin/python3: skipped"; exit 77; }
command -v gdal_translate >/dev/null || { echo "no gdal_translate: skipped"; exit 77; }
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
fail() {
    echo "FAILED: $*" >&2
    exit 1
}

/usr/bin/python3 "$here/fetch_mirror.py" "$work/mirror" "$work/hand" 2>/dev/null
/usr/bin/python3 "$here/fetch_server.py" "$work/mirror" >"$work/port" 2>"$work/errors" &
server=$!
for _ in $(seq 500); do [ -s "$work/port" ] && break; sleep 0.01; done
mirror=http://127.0.0.1:$(cat "$work/port")

# ------------------------------------------------------------ open data of a country
status=0
"$vungphu" fetch "$work/got" --country TST --admin dong --mirror "$mirror" >"$work/log" 2>&1 || status=$?
[ $status = 1 ] || fail "a layer that is not there is no failure: $(cat "$work/log")"
grep -q '^not brought: osm_education_facilities.fgb: .* no such file (404)' "$work/log" || fail "what is missing: $(cat "$work/log")"
grep -q '^copernicus_glo30.tif: .*read in parts.*; 1 tiles are not there' "$work/log" || fail "relief: $(cat "$work/log")"
grep -q '^worldpop_people_2020.tif: .*read in parts (' "$work/log" || fail "people: $(cat "$work/log")"
grep -q '^next: vungphu build' "$work/log" || fail "no tables: $(cat "$work/log")"
[ ! -e "$work/got/.fetch" ] || fail "left: $(ls "$work/got/.fetch")"
grep -q '^population,worldpop_people_2020.tif,.*,CC-BY-4.0,WorldPop (www.worldpop.org),https://data.worldpop.org/' "$work/got/datasets.csv" ||
    fail "licence and address are not in datasets.csv: $(cat "$work/got/datasets.csv")"
sum=$(sha256sum "$work/got/osm_roads.fgb" | cut -d' ' -f1)
grep -q "^osm_roads.fgb,https://s3.*,$sum,whole,ODbL-1.0," "$work/got/fetched.csv" || fail "the record: $(cat "$work/got/fetched.csv")"
whole=$(stat -c %s "$work"/mirror/data.worldpop.org/GIS/Population/*/2020/BSGM/TST/*.tif)
asked=$(sed -n 's/^worldpop.*in parts (\([0-9]*\) kB in.*/\1/p' "$work/log")
[ "$((asked * 1000))" -lt "$((whole / 2))" ] || fail "of $whole bytes $asked kB were asked for"

"$vungphu" init "$work/by_hand" --yes --no-check --name dong --quiet "$work"/hand/*.tif "$work"/hand/*.fgb >"$work/log" 2>&1 || fail "init by hand: $(cat "$work/log")"
for place in got by_hand; do
    sed -i 's/^cell_metres,.*/cell_metres,200,/' "$work/$place/province.csv"
    "${VP_DELIVERED:-$vungphu}" build "$work/$place" --quiet >"$work/log" 2>&1 || fail "build of $place: $(cat "$work/log")"
    "${VP_DELIVERED:-$vungphu}" indicators "$work/$place/dataset" --format csv >"$work/$place.csv"
done
[ "$(wc -l <"$work/got.csv")" -gt 5 ] || fail "no figures: $(cat "$work/got.csv")"
# The cells are the same to the bit; the figures to rounding.
/usr/bin/python3 - "$work/got" "$work/hand" "$work/got.csv" "$work/by_hand.csv" <<'END' 2>"$work/log" || fail "$(cat "$work/log")"
import csv, sys
import numpy
from osgeo import gdal
gdal.UseExceptions()
for name in ("worldpop_people_2020", "copernicus_glo30", "esa_worldcover_2021"):
    got, hand = (gdal.Open(f"{folder}/{name}.tif") for folder in sys.argv[1:3])
    a, b = got.GetGeoTransform(), hand.GetGeoTransform()
    column, row = round((a[0] - b[0]) / a[1]), round((a[3] - b[3]) / a[5])
    cells, whole = got.ReadAsArray(), hand.ReadAsArray()
    assert column > 0 and row > 0 and cells.dtype == whole.dtype, name
    assert numpy.array_equal(cells, whole[row:row + cells.shape[0], column:column + cells.shape[1]]), name
    assert got.GetRasterBand(1).GetNoDataValue() == hand.GetRasterBand(1).GetNoDataValue(), name
rows = [list(csv.DictReader(open(path, encoding="utf-8-sig"))) for path in sys.argv[3:5]]
assert len(rows[0]) == len(rows[1])
for got, hand in zip(*rows):
    assert (got["indicator"], got["code"]) == (hand["indicator"], hand["code"])
    assert abs(float(got["value"]) - float(hand["value"])) <= 1e-9, (got, hand)
END

# Over the 180th meridian: both sides, side by side, under longitudes that go on beyond 180.
"$vungphu" fetch "$work/islands" --country TSX --layers boundaries,people,relief --mirror "$mirror" >"$work/log" 2>&1 || fail "islands: $(cat "$work/log")"
/usr/bin/python3 - "$work/islands" <<'END' 2>"$work/log" || fail "islands: $(cat "$work/log")"
import sys
from osgeo import gdal
gdal.UseExceptions()
for name, left, right in (("worldpop_people_2020", 3, 2), ("copernicus_glo30", 10, 20)):
    cut = gdal.Open(f"{sys.argv[1]}/{name}.tif")
    t, cells = cut.GetGeoTransform(), cut.ReadAsArray()
    middle = round((180 - t[0]) / t[1])
    assert 178 < t[0] < 179.9 and 180.1 < t[0] + t[1] * cut.RasterXSize < 182, (name, t, cut.RasterXSize)
    assert (cells[:, :middle] == left).all() and (cells[:, middle:] == right).all(), name
END
grep -q '^units,geoboundaries_2023.fgb' "$work/islands/datasets.csv" || fail "no tables: $(cat "$work/log")"

# What is there is not asked for again; a file that is removed comes back by its url alone, cut to the units.
rm "$work/got/copernicus_glo30.tif"
: >"$work/mirror.log"
"$vungphu" fetch "$work/got" --mirror "$mirror" >"$work/log" 2>&1 || fail "fetch by url: $(cat "$work/log")"
grep -q '^copernicus_glo30.tif: .*read in parts' "$work/log" || fail "relief by url: $(cat "$work/log")"
! grep -v Copernicus "$work/mirror.log" || fail "more than what is missing was asked for"
"$vungphu" fetch "$work/got" --mirror "$mirror" >"$work/log" 2>&1 || fail "nothing to bring: $(cat "$work/log")"
grep -q '^nothing to bring' "$work/log" || fail "nothing to bring: $(cat "$work/log")"

# Names that are wrong.
refuse() { # PATTERN OPTION...
    local pattern=$1
    shift
    ! "$vungphu" fetch "$@" --mirror "$mirror" >"$work/log" 2>&1 || fail "taken: $*"
    grep -q -- "$pattern" "$work/log" || fail "$*: $(cat "$work/log")"
}
refuse 'there is no unit Nam; there are: Tây (TS-01), Đông (TS-02)' "$work/none" --country TST --admin Nam
refuse 'there is no layer relieff; there are: boundaries people' "$work/none" --country TST --layers relieff
refuse 'no such file (404)' "$work/none" --country XXX
refuse 'three letters' "$work/none" --country Vietnam

# ------------------------------------------------------------ servers that behave badly
mkdir "$work/mirror/x.test" "$work/bad"
cp "$work/hand/worldpop_people_2020.tif" "$work/mirror/x.test/people.tif"
cp "$work/hand/osm_roads.fgb" "$work/mirror/x.test/roads.fgb"
head -c 300000 /dev/urandom >"$work/mirror/x.test/big.csv"
cp "$work/got"/{province,services,speeds,groups,indicators}.csv "$work/got/geoboundaries_2023.fgb" "$work/bad/"
units=$(grep '^units,' "$work/got/datasets.csv")
sums=$(sha256sum "$work/mirror/x.test/big.csv" | cut -d' ' -f1)
bring() { # ROLE PATH URL [SHA256]
    rm -f "$work/bad/$2"
    printf 'role,path,vintage,fields,url,sha256\n%s,geoboundaries_2023.fgb,2023,code=shapeID;name=shapeName;level:=unit,,\n%s,%s,,,%s,%s\n' "${units%%,*}" "$1" "$2" "$3" "${4:-}" >"$work/bad/datasets.csv"
    "$vungphu" fetch "$work/bad" --mirror "$mirror" --patience 1 "${@:5}" >"$work/log" 2>&1
}
good() { bring "$@" || fail "$3: $(cat "$work/log")"; }
bad() { # PATTERN ROLE PATH URL...
    local pattern=$1
    shift
    ! bring "$@" || fail "taken: $3"
    grep -q -- "$pattern" "$work/log" || fail "$3: not \"$pattern\": $(cat "$work/log")"
    [ ! -e "$work/bad/$2" ] || fail "$3: kept"
}
good records big.csv http://x.test/big.csv "$sums"
cmp "$work/bad/big.csv" "$work/mirror/x.test/big.csv"
good records big.csv http://x.test/plain/big.csv "$sums"
good population people.tif http://x.test/people.tif
cp "$work/bad/people.tif" "$work/in_parts.tif"
good population people.tif http://x.test/plain/people.tif # no parts: whole, then cut to the same
grep -q 'brought whole' "$work/log" && cmp "$work/bad/people.tif" "$work/in_parts.tif"
good roads roads.fgb http://x.test/roads.fgb
grep -q 'read in parts' "$work/log" || fail "FlatGeobuf: $(cat "$work/log")"
# Cut off, once: gone on with from where it was.
: >"$work/mirror.log"
good records big.csv http://x.test/once/big.csv "$sums"
grep -q 'big.csv 100000-299999 206' "$work/mirror.log" || fail "not gone on with: $(cat "$work/mirror.log")"
# Cut off by the end of the program: the next one goes on.
mkdir "$work/bad/.fetch"
head -c 120000 "$work/mirror/x.test/big.csv" >"$work/bad/.fetch/big.csv.0.csv"
printf '"300000-0"\n300000\n' >"$work/bad/.fetch/big.csv.0.csv.about"
: >"$work/mirror.log"
good records big.csv http://x.test/big.csv "$sums"
grep -q 'big.csv 120000-299999 206' "$work/mirror.log" || fail "not gone on with: $(cat "$work/mirror.log")"
[ ! -e "$work/bad/.fetch" ] || fail "left: $(ls "$work/bad/.fetch")"
# Of another file: from its beginning.
mkdir "$work/bad/.fetch"
echo other >"$work/bad/.fetch/big.csv.0.csv"
printf '"300000-7"\n300000\n' >"$work/bad/.fetch/big.csv.0.csv.about"
good records big.csv http://x.test/big.csv "$sums"

bad 'has the SHA-256 .* it is not kept' records big.csv http://x.test/big.csv "${sums/[0-9]/a}"
bad 'no such file (404)' records big.csv http://x.test/nothing.csv
bad 'a web page' records big.csv http://x.test/page/big.csv
bad 'nothing came for 1 seconds' population people.tif http://x.test/silent/people.tif
bad 'more than was asked for\|changed while' population people.tif http://x.test/long/people.tif
bad 'changed while it was read' population people.tif http://x.test/changing/people.tif
bad 'a redirect to this machine or its network (127.0.0.1) is not followed' population people.tif http://x.test/to-loopback
bad 'a redirect to this machine or its network (localhost) is not followed' records big.csv http://x.test/to-self/big.csv
bad 'a redirect to this machine or its network (10.1.2.3) is not followed' records big.csv http://x.test/to-lan
bad "address of this machine's own services" records big.csv http://x.test/to-metadata
bad 'a redirect to file:///etc/passwd is not followed' records big.csv http://x.test/to-file
bad 'only http and https are fetched, not file' records big.csv file:///etc/passwd
bad 'user or password' records big.csv http://me:secret@x.test/big.csv
# A condition that is none on the units of which the place is.
printf 'role,path,vintage,fields,filter,url\nunits,geoboundaries_2023.fgb,2023,code=shapeID;name=shapeName;level:=unit,shapeID like like,\npopulation,people.tif,,,,http://x.test/people.tif\n' >"$work/bad/datasets.csv"
! "$vungphu" fetch "$work/bad" --mirror "$mirror" --patience 1 >"$work/log" 2>&1 || fail "a filter that is none was taken"
grep -q 'filter shapeID like like: ' "$work/log" || fail "a filter that is none: $(cat "$work/log")"
# The reader of sources cannot reach the network: what looks like an address is refused before anything is asked.
: >"$work/mirror.log"
printf 'role,path\nunits,%s/x.test/roads.fgb\n' "$mirror" >"$work/bad/datasets.csv"
! "$vungphu" check "$work/bad" >"$work/log" 2>&1 || fail "an address as a path"
[ ! -s "$work/mirror.log" ] || fail "check asked the network: $(cat "$work/mirror.log")"
