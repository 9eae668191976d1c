#!/usr/bin/env python3
"""Whether archives hold the tiles that a server answers: archive_tiles.py SERVER LAYER FILE.pmtiles FILE.mbtiles

Every tile of both archives is the same; some dozens spread over all zooms are asked of the server.
"""
import gzip
import json
import sqlite3
import sys
import urllib.request


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def directory(data):
    count, at = varint(data, 0)
    columns = []
    for _ in range(4):
        column = []
        for _ in range(count):
            value, at = varint(data, at)
            column.append(value)
        columns.append(column)
    numbers, runs, lengths, offsets = columns
    for i in range(1, count):
        numbers[i] += numbers[i - 1]
    for i in range(count):
        offsets[i] = offsets[i] - 1 if offsets[i] else offsets[i - 1] + lengths[i - 1]
    return zip(numbers, runs, lengths, offsets)


def place(number):
    """z, x, y of a number: the curve walked back (Wikipedia, "Hilbert curve", d2xy)."""
    zoom = first = 0
    while number >= first + 4**zoom:
        first += 4**zoom
        zoom += 1
    left, x, y, side = number - first, 0, 0, 1
    while side < 2**zoom:
        right = 1 & (left // 2)
        below = 1 & (left ^ right)
        if below == 0:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y, left, side = x + side * right, y + side * below, left // 4, side * 2
    return zoom, x, y


def pmtiles(path):
    data = open(path, "rb").read()
    whole = lambda at: int.from_bytes(data[at:at + 8], "little")
    assert data[:8] == b"PMTiles\x03"
    found, lists = {}, [data[whole(8):whole(8) + whole(16)]]
    while lists:
        for number, run, length, offset in directory(gzip.decompress(lists.pop())):
            if run == 0:
                lists.append(data[whole(40) + offset:whole(40) + offset + length])
            for step in range(run):
                found[place(number + step)] = data[whole(56) + offset:whole(56) + offset + length]
    assert len(found) == whole(72), (len(found), whole(72))
    return found


def attribution(path):
    data = open(path, "rb").read()
    first, length = (int.from_bytes(data[at:at + 8], "little") for at in (24, 32))
    return json.loads(gzip.decompress(data[first:first + length]))["attribution"]


def mbtiles(path):
    rows = sqlite3.connect(path).execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
    return {(z, x, 2**z - 1 - y): bytes(data) for z, x, y, data in rows}


server, layer, first, second = sys.argv[1:]
tiles = pmtiles(first)
assert tiles == mbtiles(second), "the archives differ"
vector = not layer.startswith("reach_")
asked = sorted(tiles)[::max(1, len(tiles) // 40)]
for z, x, y in asked:
    answer = urllib.request.urlopen(f"{server}/tiles/{layer}/{z}/{x}/{y}.{'mvt' if vector else 'png'}").read()
    held = tiles[z, x, y]
    assert answer == (gzip.decompress(held) if vector else held), (layer, z, x, y)
described = json.load(urllib.request.urlopen(f"{server}/tiles/{layer}.json"))["attribution"]
assert described and attribution(first) == described, (attribution(first), described)
print(f"{layer}: {len(tiles)} tiles, zoom {min(tiles)[0]} to {max(tiles)[0]}, {len(asked)} asked")
