#!/usr/bin/env python3
"""QGIS against a server, without a screen: qgis_server.py SERVER STYLE [PICTURE]

Opens each collection as OGC API – Features, and draws the tiles of a MapLibre style by it, with its sprite. Prints JSON: features by
collection, what the style's converter says, and how many pixels have each of the style's fills. PICTURE is kept where it is named."""
import json
import os
import sys
import urllib.request
from collections import Counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsMapBoxGlStyleConversionContext,
                       QgsMapBoxGlStyleConverter, QgsMapRendererParallelJob, QgsMapSettings, QgsProject, QgsRectangle,
                       QgsVectorLayer, QgsVectorTileLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QImage

server, style_id = sys.argv[1:3]


def ask(path):
    return urllib.request.urlopen(path if path.startswith("http") else f"{server}{path}").read()


QgsApplication.setPrefixPath("/usr", True)
app = QgsApplication([], True)
app.initQgis()
features = {}
for name in ("units", "indicators", "isochrones"):
    layer = QgsVectorLayer(f"url='{server}/' typename='{name}'", name, "OAPIF")
    features[name] = layer.featureCount() if layer.isValid() else None
style = json.loads(ask(f"/styles/{style_id}"))
tiles = QgsVectorTileLayer(f"type=xyz&url={style['sources']['map']['tiles'][0]}&zmin=0&zmax=14", "tiles")
context = QgsMapBoxGlStyleConversionContext()
if "sprite" in style:
    picture = QImage()
    picture.loadFromData(ask(style["sprite"] + ".png"))
    context.setSprites(picture, json.loads(ask(style["sprite"] + ".json")))
converter = QgsMapBoxGlStyleConverter()
converted = converter.convert(style, context) == QgsMapBoxGlStyleConverter.Success
tiles.setRenderer(converter.renderer())
tiles.setLabeling(converter.labeling())
settings = QgsMapSettings()
settings.setLayers([tiles])
settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
settings.setOutputSize(QSize(500, 500))
west, south, east, north = style["sources"]["map"]["bounds"]
settings.setExtent(QgsCoordinateTransform(QgsCoordinateReferenceSystem("EPSG:4326"), settings.destinationCrs(),
                                          QgsProject.instance()).transformBoundingBox(QgsRectangle(west, south, east, north)))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
if len(sys.argv) > 3:
    image.save(sys.argv[3])
seen = Counter(image.pixelColor(x, y).name() for x in range(0, 500, 2) for y in range(0, 500, 2))
fills = {layer["paint"]["fill-color"] for layer in style["layers"] if "fill-color" in layer.get("paint", {})}
print(json.dumps({"features": features, "converted": converted, "labels": len(converter.labeling().styles()),
                  "fills": {colour: seen[colour] for colour in fills}}))
sys.stdout.flush()
os._exit(0)  # tearing QGIS down from Python crashes in some of its versions; nothing is left to save
