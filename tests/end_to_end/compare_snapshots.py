#!/usr/bin/env python3
"""Whether two programs give the same figures, to the bit.

compare_snapshots.py PROGRAM_A DIRECTORY_A PROGRAM_B DIRECTORY_B

Each directory is a dataset that its program built from the same province folder. Compared are every file of the
current snapshots (facts, surfaces, tables of coverage.sqlite, snapshot.json), and what each program answers over
HTTP on its own dataset: every indicator at several limits and for every group, gaps, units, features page by page,
reach, isochrones, vector and raster tiles of every layer down to zoom 12. The names and times of the snapshots are
taken out first. Prints each difference; exit status 1 when there is one.
"""
import concurrent.futures
import hashlib
import json
import math
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request


class Side:
    def __init__(self, program, directory):
        self.program, self.directory = program, directory
        self.id = os.path.basename(os.path.realpath(os.path.join(directory, "current")))
        self.folder = os.path.join(directory, "published", self.id)
        manifest = json.load(open(os.path.join(self.folder, "snapshot.json"), encoding="utf-8"))
        times = {manifest["made_at"], manifest["settings"].get("made_at", "")}
        times |= {source.get("imported_at") or "" for source in manifest["sources"]}
        self.particular = sorted({self.id, *times} - {""}, key=len, reverse=True)
        self.days = {text[:10] for text in times if text}

    def plain(self, data):
        """Bytes without what is particular to this snapshot: its name, its times, its port."""
        for text in self.particular:
            data = data.replace(text.encode(), b"*" * len(text))
        return data

    def serve(self):
        self.process = subprocess.Popen([self.program, "serve", self.directory, "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = re.match(r"http://127\.0\.0\.1:\d+", self.process.stdout.readline())
        if not found:
            sys.exit(f"{self.program} did not say where it listens")
        self.base = found.group(0)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    def get(self, path):
        request = urllib.request.Request(self.base + path, headers={"Accept-Encoding": "identity"})
        try:
            with urllib.request.urlopen(request, timeout=120) as reply:
                status, body = reply.status, reply.read()
        except urllib.error.HTTPError as refusal:
            status, body = refusal.code, refusal.read()
        body = self.plain(body.replace(self.base.encode(), b"http://HOST"))
        return status, re.sub(rb'"timeStamp": ?"[^"]*"', b'"timeStamp":"*"', body)


def files_of(side):
    return sorted(os.path.relpath(os.path.join(folder, name), side.folder)
                  for folder, _, names in os.walk(side.folder) for name in names)


def dump(side):
    with sqlite3.connect(f"file:{side.folder}/coverage.sqlite?immutable=1", uri=True) as database:
        database.text_factory = bytes
        tables = [name.decode() for name, in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            " AND name NOT LIKE 'idx_%' AND name NOT LIKE 'spatialite_history%' ORDER BY name")]
        for table in tables:
            rows = [side.plain(repr(row).encode()) for row in database.execute(f'SELECT * FROM "{table}"')]
            yield table, hashlib.sha256(b"\n".join(rows)).hexdigest(), len(rows)


def manifest(side):
    """snapshot.json without its files' sums, which hold the times."""
    whole = json.loads(side.plain(open(os.path.join(side.folder, "snapshot.json"), "rb").read()))
    whole.pop("files", None)
    whole.pop("dataset", None)
    return whole


def compare_files(a, b, differ):
    names_a, names_b = files_of(a), files_of(b)
    for name in sorted(set(names_a) ^ set(names_b)):
        differ(f"file {name} is in one snapshot alone")
    same = 0
    for name in sorted(set(names_a) & set(names_b)):
        # Compared by content: the tables and snapshot.json below, history (compressed, with times) by /targets?history=1.
        if name in ("coverage.sqlite", "snapshot.json", "snapshot.json.sha256", os.path.join("facts", "history.bin")):
            continue
        data = [side.plain(open(os.path.join(side.folder, name), "rb").read()) for side in (a, b)]
        if data[0] == data[1]:
            same += 1
        else:
            differ(f"file {name} differs")
    tables_a, tables_b = list(dump(a)), list(dump(b))
    for (table, left, rows), (_, right, _) in zip(tables_a, tables_b):
        if left != right and not table.startswith(("sqlite_", "geometry_columns_")):
            differ(f"table {table} of coverage.sqlite differs ({rows} rows)")
    if [t for t, _, _ in tables_a] != [t for t, _, _ in tables_b]:
        differ("coverage.sqlite has other tables")
    if manifest(a) != manifest(b):
        differ("snapshot.json differs beside the sums of files")
    print(f"{same} files and {len(tables_a)} tables are the same")


def tile(lon, lat, zoom):
    n = 1 << zoom
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(y * n)


def addresses(side):
    yield from ("/", "/api", "/conformance", "/collections", "/indicators", "/targets", "/targets?history=1&f=json",
                "/targets?f=csv", "/quality", "/crosswalk", "/gaps", "/gaps?level=commune", "/tiles", "/processes")
    catalogue = json.loads(side.get("/indicators")[1])
    groups = [group["id"] for group in catalogue["groups"]]
    services = catalogue["services"]
    for indicator in catalogue["indicators"]:
        path = f"/indicators/{indicator['id']}"
        yield from (path, path + "?f=csv", path + "?level=district", path + "/groups")
        yield from (f"{path}?group={group}" for group in groups)
        yield from (f"{path}?limit={limit}" for limit in (7, 15, 31.5, 60, 240))
    for service in services:
        for limit in (None, 20, 45):
            more = "" if limit is None else f"&limit={limit}"
            yield f"/gaps?service={service['id']}{more}"
        yield f"/isochrones/{service['id']}"
        yield f"/tiles/reach_{service['id']}.json"
    first = [service["id"] for service in services[:4]]
    yield f"/gaps?services={','.join(first)}&least=2"
    box = None
    for collection in json.loads(side.get("/collections")[1])["collections"]:
        path = f"/collections/{collection['id']}"
        yield from (path, path + "/queryables", path + "/items?limit=10000", path + "/items?limit=7&offset=11&f=csv")
        box = box or collection["extent"]["spatial"]["bbox"][0]
    west, south, east, north = box
    for i in range(6):
        for j in range(6):
            lon, lat = west + (east - west) * (i + 0.5) / 6, south + (north - south) * (j + 0.5) / 6
            yield f"/reach?lon={lon:.5f}&lat={lat:.5f}"
    layers = ["units", "facilities", "gaps", "quality", "transmitters"]
    for zoom in range(5, 13):
        x, y = tile((west + east) / 2, (south + north) / 2, zoom)
        for layer in layers:
            yield f"/tiles/{layer}/{zoom}/{x}/{y}.mvt"
        for service in services:
            yield f"/tiles/reach_{service['id']}/{zoom}/{x}/{y}.png"
    units = json.loads(side.get("/collections/units/items?limit=400")[1])["features"]
    for feature in units:
        yield f"/units/{feature['properties'].get('code', feature.get('id'))}"


def compare_answers(a, b, differ):
    a.serve()
    b.serve()
    try:
        paths = list(dict.fromkeys(addresses(a)))

        def one(path):
            left, right = a.get(path), b.get(path)
            return path, left[0], left == right, left, right

        counted = {}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for path, status, same, left, right in pool.map(one, paths):
                counted[status] = counted.get(status, 0) + 1
                if not same:
                    at = next((i for i, (x, y) in enumerate(zip(left[1], right[1])) if x != y), 0)
                    differ(f"{path}: {left[0]} {left[1][max(0, at - 60):at + 60]!r}"
                           f" against {right[0]} {right[1][max(0, at - 60):at + 60]!r}")
        print(f"{len(paths)} addresses asked of both; answers by status: {counted}")
    finally:
        a.stop()
        b.stop()


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    a, b = Side(*sys.argv[1:3]), Side(*sys.argv[3:5])
    differences = []

    def differ(text):
        differences.append(text)
        if len(differences) <= 50:
            print(text[:600])

    compare_files(a, b, differ)
    compare_answers(a, b, differ)
    print(f"{len(differences)} differences")
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
