#!/usr/bin/env bash
# The web map's first view beside a blank page of MapLibre, in one browser: time until its figure is shown and until
# everything is drawn. Of the dataset VP_BENCH_DATASET (a copy: it is served), or of the sample, built here.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
server=
finish() {
    [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
    rm -rf "$work"
}
trap finish EXIT
dataset=${VP_BENCH_DATASET:-}
if [ -z "$dataset" ]; then
    dataset=$work/dataset
    build/release/vungphu build gis-data/sample --output "$dataset" --quiet
fi
(cd web && node build.mjs)
web=${VP_BENCH_WEB:-web/dist}
cp -r "$web" "$work/web"
cat >"$work/web/blank.html" <<'PAGE'
<!doctype html>
<html><head><link rel="stylesheet" href="style/page.css"><link rel="modulepreload" href="maplibre/maplibre-gl.mjs"><script type="module" src="blank.js"></script></head>
<body><main><section id="panel"></section><section id="map-area"><div id="map"></div></section></main></body></html>
PAGE
cat >"$work/web/blank.js" <<'SCRIPT'
import {Map as MapLibre} from './maplibre/maplibre-gl.mjs';
const map = new MapLibre({container: 'map', style: {version: 8, sources: {}, layers: []}, center: [105.8, 21.9], zoom: 8.5});
globalThis.blankMap = new Promise((done) => { map.once('idle', done); });
SCRIPT
mkfifo "$work/address"
build/release/vungphu serve "$dataset" --listen 127.0.0.1:0 --web "$work/web" --quiet >"$work/address" 2>"$work/log" &
server=$!
read -r VUNGPHU <"$work/address" || { cat "$work/log" >&2; exit 1; }
export VUNGPHU
node web/tests/loading.mjs
