#!/usr/bin/env python3
"""Figures of a running server (vungphu serve) through its API, with nothing but Python's own library: the five units with the least
share of people reached, and the places left out as a GeoJSON file.

    python3 coverage.py http://127.0.0.1:8080 H5_walk_60 health_station_walk

With pandas and geopandas the same is one line each:
    pandas.read_csv("http://127.0.0.1:8080/indicators/H5_walk_60?f=csv")
    geopandas.read_file("http://127.0.0.1:8080/collections/gaps/items?service=health_station_walk&limit=1000")
"""

import csv
import io
import json
import sys
import urllib.parse
import urllib.request


def get(address):
    with urllib.request.urlopen(address, timeout=60) as answer:
        return answer.read().decode("utf-8-sig")


def main():
    server, indicator, service = sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3]
    rows = list(csv.DictReader(io.StringIO(get(f"{server}/indicators/{urllib.parse.quote(indicator)}?f=csv"))))
    known = [row for row in rows if row["value"] and row["code"]]  # an empty value is no data, never 0; no code: the whole
    for row in sorted(known, key=lambda row: float(row["value"]))[:5]:
        print(f"{float(row['value']):6.1%}  {row['name']}")

    query = urllib.parse.urlencode({"service": service, "limit": 1000})
    gaps = json.loads(get(f"{server}/collections/gaps/items?{query}"))
    people = sum(feature["properties"]["people"] for feature in gaps["features"])
    with open("gaps.geojson", "w", encoding="utf-8") as out:
        json.dump(gaps, out, ensure_ascii=False)
    print(f"{len(gaps['features'])} places with {people:,.0f} people left out: gaps.geojson")


main()
