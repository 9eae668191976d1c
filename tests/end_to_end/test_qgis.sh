#!/usr/bin/env bash
# QGIS opens a published coverage.sqlite as it is: every vector layer valid, with its rows and CRS.
# Usage: test_qgis.sh PROGRAM SHARED. Skipped where QGIS is not installed (it is large).
set -euo pipefail
program=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v qgis_process >/dev/null && /usr/bin/python3 -c 'import qgis.core' 2>/dev/null || { echo "no QGIS: skipped"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source "$root/tests/end_to_end/datasets.sh"
borrow_dataset sample "$work/dataset" "$program" "$2"
QT_QPA_PLATFORM=offscreen /usr/bin/python3 - "$work/dataset/current/coverage.sqlite" "$root/examples/qgis/share_of_people.qml" <<'PY'
import os
import sys

from qgis.core import QgsApplication, QgsDataSourceUri, QgsVectorLayer

QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], False)
app.initQgis()
failures = 0
for name, least in (("units_commune_2025", 20), ("units_commune_2024", 50), ("facilities", 100), ("gaps", 1)):
    uri = QgsDataSourceUri()
    uri.setDatabase(sys.argv[1])
    uri.setDataSource("", name, "geom")
    layer = QgsVectorLayer(uri.uri(), name, "spatialite")
    good = layer.isValid() and layer.featureCount() >= least and layer.crs().authid() == "EPSG:32648"
    failures += not good
    print("ok  " if good else "FAIL", name, layer.isValid(), layer.featureCount(), layer.crs().authid(),
          "%d columns" % len(layer.fields()))
    if name == "units_commune_2025":  # the shipped style: its column is there, and each share has its colour
        loaded = layer.loadNamedStyle(sys.argv[2])[1] and layer.renderer().type() == "graduatedSymbol"
        column = layer.renderer().classAttribute() if loaded else ""
        coloured = loaded and column in layer.fields().names() and all(
            layer.renderer().rangeForValue(row[column]) for row in layer.getFeatures() if row[column] not in (None, "NULL") and str(row[column]) != "NULL")
        failures += not coloured
        print("ok  " if coloured else "FAIL", "style", loaded, column)
sys.stdout.flush()
os._exit(failures > 0)  # tearing QGIS down from Python crashes in some of its versions; nothing is left to save
PY
