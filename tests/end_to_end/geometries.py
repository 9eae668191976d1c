"""What programs complain of in geometries: in GeoJSON and in vector tiles. Each function gives sentences; none: all is well."""
import sqlite3
import zlib


def faults_of_features(name, features):
    """One type a layer; rings closed, of four positions and more, none twice in a row."""
    geometries = [f["geometry"] for f in features if f["geometry"]]
    types = {g["type"] for g in geometries}
    if len(types) > 1 or not types <= {"Point", "MultiPolygon"}:
        yield f"{name}: types {sorted(types)}"
    for geometry in geometries:
        for ring in (ring for polygon in geometry["coordinates"] for ring in polygon) if geometry["type"] == "MultiPolygon" else ():
            if len(ring) < 4 or ring[0] != ring[-1]:
                yield f"{name}: a ring of {len(ring)} positions that is short or open"
            if any(a == b for a, b in zip(ring, ring[1:])):
                yield f"{name}: a position twice in a row: {next(a for a, b in zip(ring, ring[1:]) if a == b)}"


def whole(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def members(data):
    """Numbers and values of a protobuf message."""
    at = 0
    while at < len(data):
        tag, at = whole(data, at)
        if tag & 7 == 0:
            value, at = whole(data, at)
        else:
            length, at = whole(data, at) if tag & 7 == 2 else (8 if tag & 7 == 1 else 4, at)
            value = data[at:at + length]
            at += length
        yield tag >> 3, value


def paths(data):
    """The paths of a tile's geometry: their points, and whether they close."""
    numbers, at = [], 0
    while at < len(data):
        number, at = whole(data, at)
        numbers.append(number)
    x = y = at = 0
    path, found = [], []
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            found.append((path, True))
            path = []
            continue
        if command == 1 and path:
            found.append((path, False))
            path = []
        for _ in range(count):
            x, y = x + ((numbers[at] >> 1) ^ -(numbers[at] & 1)), y + ((numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1))
            path.append((x, y))
            at += 2
    return found + ([(path, False)] if path else [])


def faults_of_path(kind, path, closes):
    if kind != 1 and any(a == b for a, b in zip(path, path[1:])):
        yield "a point twice in a row"
    if kind == 2 and len(path) < 2:
        yield "a line of one point"
    if kind == 3 and (not closes or len(path) < 3 or path[0] == path[-1]):
        yield "a ring that is short or open"
    if kind == 3 and sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(path, path[1:] + path[:1])) == 0:
        yield "a ring without an area"


def faults_of_tiles(archive):
    """Of all tiles of an MBTiles file; also that something was looked at."""
    looked_at = 0
    for zoom, column, row, data in sqlite3.connect(archive).execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"):
        for layer in (value for number, value in members(zlib.decompress(data, 31)) if number == 3):
            name = next(value for number, value in members(layer) if number == 1).decode()
            for feature in (dict(members(value)) for number, value in members(layer) if number == 2):
                looked_at += 1
                for path, closes in paths(feature.get(4, b"")):
                    for fault in faults_of_path(feature.get(3), path, closes):
                        yield f"{name} {zoom}/{column}/{row}: {fault}"
    if not looked_at:
        yield f"{archive}: no feature"
