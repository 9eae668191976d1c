"""A merged snapshot beside the one of a single build: every number of every table of coverage.sqlite to 1e-9, and
surfaces cell by cell."""
import os
import sqlite3

from osgeo import gdal

gdal.UseExceptions()
PARTICULAR = {"snapshot", "sources", "history"}  # ids and times
NEAR = 1e-9


def near(a, b):
    if isinstance(a, float) and isinstance(b, float):
        return abs(a - b) <= NEAR * max(1, abs(a), abs(b))
    return a == b


class Merged:
    def __init__(self, directory):
        self.folder = os.path.realpath(os.path.join(directory, "current"))

    def tables(self):
        with sqlite3.connect(f"file:{self.folder}/coverage.sqlite?immutable=1", uri=True) as database:
            names = [name for name, in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE"
                " 'idx\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")]
            # SpatiaLite's own end at the first of ours.
            for name in names:
                if name not in PARTICULAR and not name.startswith(("spatial", "geometry_col", "views_", "virts_", "vector_",
                                                                   "data_lic", "sql_state", "raster_", "ElementaryG")):
                    rows = database.execute(f'SELECT * FROM "{name}"')
                    yield name, [column[0] for column in rows.description], rows.fetchall()

    def tables_differ(self, other, skip=(), all_rows=False):
        """What differs, as sentences; skip: pairs of table and column that are not looked at."""
        ours, theirs = list(self.tables()), list(other.tables())
        if [name for name, _, _ in ours] != [name for name, _, _ in theirs]:
            yield "there are other tables"
            return
        for (name, columns, left), (_, _, right) in zip(ours, theirs):
            if len(left) != len(right):
                yield f"{name}: {len(left)} rows and {len(right)}"
            for a, b in zip(left, right):
                found = [f"{c}: {x!r} and {y!r}" for c, x, y in zip(columns, a, b) if (name, c) not in skip and not near(x, y)]
                if found:
                    yield f"{name}: {a[:5]}: " + "; ".join(found[:3])
                    if not all_rows:
                        break

    def surface(self, service, window=None):
        """window: west, north, rows, columns."""
        file = gdal.Open(f"{self.folder}/surfaces/{service}.tif")
        if not window:
            return file.ReadAsArray()
        left, cell, _, top, _, _ = file.GetGeoTransform()
        return file.ReadAsArray(round((window[0] - left) / cell), round((top - window[1]) / cell), window[3], window[2])
