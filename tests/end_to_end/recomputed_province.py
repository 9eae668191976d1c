"""A province read from the raw layers of its folder with GDAL and numpy alone: units, records, groups, places, people by
cell. Groups are evaluated by Python's sqlite3, cell shares are sampled 10 x 10 within a cell, distances are Vincenty's
on the ellipsoid. For recompute.py."""
import csv
import math
import re
import sqlite3

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
FINE = 10  # samples across a cell; a border cell's share is known to about 1 / FINE^2


def rows_of(folder, name):
    text = (folder / (name + ".csv")).read_text(encoding="utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > text.split("\n", 1)[0].count(",") else ","
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


def crs_of(text):
    crs = osr.SpatialReference()
    crs.SetFromUserInput(text)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return crs


class Province:
    def __init__(self, folder, data, dataset):
        self.folder, self.data, self.dataset = folder, data, dataset
        self.settings = {row["key"]: row["value"] for row in rows_of(folder, "province")}
        self.datasets = rows_of(folder, "datasets")
        self.services = {row["id"]: row for row in rows_of(folder, "services")}
        self.groups = {row["id"]: row for row in rows_of(folder, "groups")}
        self.indicators = rows_of(folder, "indicators")
        self.crs = crs_of(self.settings["crs"])
        self.as_of = self.settings["as_of"]
        self.read_units()
        self.read_records()
        self.read_grid()
        self.read_places()
        self.compute_records()
        self.count_groups()

    def of_role(self, role):
        return [row for row in self.datasets if row["role"] == role]

    def features(self, row):
        """(project fields, geometry in the province's CRS) of a source."""
        source = ogr.Open(str(self.data / row["path"]))
        layer = source.GetLayerByName(row["layer"]) if row["layer"] else source.GetLayer(0)
        if row["filter"]:
            layer.SetAttributeFilter(row["filter"])
        fields, constants = {}, {}
        for part in filter(None, row["fields"].split(";")):
            name, value = part.split("=", 1)
            if name.endswith(":"):
                constants[name[:-1].strip()] = value
            else:
                fields[name.strip()] = value.strip()
        crs = crs_of(row["crs"]) if row["crs"] else layer.GetSpatialRef()
        if crs:
            crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        change = osr.CoordinateTransformation(crs, self.crs) if crs else None
        for feature in layer:
            found = dict(constants)
            for name, column in fields.items():
                index = feature.GetFieldIndex(column)
                found[name] = feature.GetFieldAsString(index) if feature.IsFieldSetAndNotNull(index) else None
                if name in ("open_from", "open_to") and found[name]:
                    found[name] = found[name].replace("/", "-")[:10]
            if row["role"] == "records":  # every other column is a record
                for i in range(feature.GetFieldCount()):
                    found.setdefault(feature.GetFieldDefnRef(i).GetName(), feature.GetFieldAsString(i) or None)
            shape = feature.GetGeometryRef()
            shape = shape.Clone() if shape else None
            if shape is None and found.get("lon") and found.get("lat"):
                shape = ogr.Geometry(ogr.wkbPoint)
                shape.AddPoint_2D(float(found["lon"]), float(found["lat"]))
            if shape and change:
                shape.Transform(change)
            yield found, shape

    # ------------------------------------------------------------ units and records

    def read_units(self):
        self.codes, self.shapes, self.vintage = [], [], None
        for row in self.of_role("units"):
            for fields, shape in self.features(row):
                current = ((fields.get("valid_from") or "") <= self.as_of and
                           self.as_of <= (fields.get("valid_to") or "9999"))
                if fields.get("level") != self.settings["unit_level"] or not current:
                    continue
                self.vintage = row["vintage"]
                self.codes.append(fields["code"])
                self.shapes.append(shape if shape.IsValid() else shape.MakeValid())

    def read_records(self):
        self.records = {code: {} for code in self.codes}
        for row in self.of_role("records"):
            for fields, _ in self.features(row):
                if fields.get("vintage", row["vintage"]) == self.vintage and fields["code"] in self.records:
                    self.records[fields["code"]].update(fields)

    # ------------------------------------------------------------ records that are computed

    def condition(self, expression):
        """{code: 1, 0 or None} of a condition on the records."""
        return dict(self.table().execute("SELECT code, %s FROM unit" % expression))

    def compute_records(self):
        relief = self.relief()
        for code, (high, steep) in relief.items():
            self.records[code]["computed_mountainous"] = float(max(high, steep) >= 2 / 3 - 1e-9)
            self.doubtful_relief |= {code} if min(abs(high - 2 / 3), abs(steep - 2 / 3)) < 0.003 else set()
        rules = {key: self.condition(self.settings[key]) if self.settings.get(key) else dict.fromkeys(self.codes)
                 for key in ("remote_where", "zone_mountain_where", "zone_difficult_where")}
        stations = self.hospital_km()
        for code in self.codes:
            remote, mountain = rules["remote_where"][code], rules["zone_mountain_where"][code]
            self.records[code]["computed_remote"] = remote
            either = 1 if remote or mountain else None if None in (remote, mountain) else 0
            found = {zone for km in stations.get(code, []) for zone in zones(either, rules["zone_difficult_where"][code], km)}
            self.records[code]["computed_health_zone"] = found.pop() if len(found) == 1 else None

    def relief(self):
        """{code: (share of the area at 200 m, share with a slope of 15 %)}."""
        source = gdal.Open(str(self.data / self.of_role("elevation")[0]["path"]))
        west, cell, _, north, _, _ = source.GetGeoTransform()
        band = source.GetRasterBand(1)
        z = band.ReadAsArray().astype(float)
        z[z == band.GetNoDataValue()] = numpy.nan
        p = numpy.pad(z, 1, constant_values=numpy.nan)
        cut = lambda dy, dx: p[1 + dy:p.shape[0] - 1 + dy, 1 + dx:p.shape[1] - 1 + dx]
        east = cut(-1, 1) + 2 * cut(0, 1) + cut(1, 1) - cut(-1, -1) - 2 * cut(0, -1) - cut(1, -1)
        south = cut(1, -1) + 2 * cut(1, 0) + cut(1, 1) - cut(-1, -1) - 2 * cut(-1, 0) - cut(-1, 1)
        slope = 100 * numpy.hypot(east, south) / (8 * cell)
        unit, row, column, share = self.weights
        row, column = row + int(round((north - self.north) / cell)), column + int(round((self.west - west) / cell))
        area = numpy.bincount(unit, share, len(self.codes))
        assert not numpy.isnan(slope[row, column]).any(), "relief with holes is not compared here"
        high = numpy.bincount(unit, share * (z[row, column] >= 200), len(self.codes)) / area
        steep = numpy.bincount(unit, share * (slope[row, column] >= 15 - 1e-6), len(self.codes)) / area
        self.doubtful_relief = set()
        return {code: (high[i], steep[i]) for i, code in enumerate(self.codes)}

    def hospital_km(self):
        """{code: km from each open station to the nearest hospital}."""
        lonlat = osr.CoordinateTransformation(self.crs, crs_of("EPSG:4326"))
        stations = self.places.get(self.settings.get("zone_station_service"), [])
        hospitals = self.places.get(self.settings.get("zone_hospital_service"), [])
        if not hospitals:
            return {}
        there = numpy.array([lonlat.TransformPoint(x, y)[:2] for x, y, _ in hospitals])
        found = {}
        for x, y, _ in stations:
            here = lonlat.TransformPoint(x, y)
            km = vincenty(here[0], here[1], there[:, 0], there[:, 1]).min() / 1000
            found.setdefault(self.unit_of[x, y], []).append(km)
        return found

    # ------------------------------------------------------------ groups

    def table(self):
        names = {name for record in self.records.values() for name in record} | {"code"}
        for group in self.groups.values():  # what no source records is NULL
            names |= set(re.findall(r"[a-z]\w*", group["share_field"] or ""))
        names = sorted(names)
        db = sqlite3.connect(":memory:")
        db.execute("CREATE TABLE unit (%s)" % ", ".join('"%s" %s' % (n, "TEXT" if n == "code" else "REAL") for n in names))
        for code, record in self.records.items():
            db.execute("INSERT INTO unit VALUES (%s)" % ", ".join("?" * len(names)),
                       [code if n == "code" else record.get(n) for n in names])
        return db

    def count_groups(self):
        db = self.table()
        self.members = {"": {code: 1.0 for code in self.codes}}
        for group in self.groups.values():
            share, where = group["share_field"] or "1", group["units_where"] or "1"
            # whose membership is not known has no share
            self.members[group["id"]] = dict(db.execute(
                "SELECT code, CASE WHEN (%s) IS NULL THEN NULL ELSE 1.0 * (%s) END FROM unit WHERE (%s) OR (%s) IS NULL"
                % (where, share, where, where)))

    def record(self, code, names):
        values = [self.records[code].get(name) for name in names.split("+")]
        try:
            return sum(float(value) for value in values)
        except (TypeError, ValueError):
            return None

    # ------------------------------------------------------------ people on cells

    def read_grid(self):
        self.people, self.west, self.north, self.cell = self.people_on_cells(self.of_role("population")[0])
        self.shares_of_units()

    def people_on_cells(self, row):
        """People, west, north and metres of the province's cells: whole numbers of a population grid's cells or of parts
        of them, so that people are shared by area exactly."""
        source = gdal.Open(str(self.data / row["path"]))
        west, step, _, north, _, _ = source.GetGeoTransform()
        band = source.GetRasterBand(1)
        people = band.ReadAsArray().astype(float)
        people = numpy.where(people == band.GetNoDataValue(), numpy.nan, people)
        cell = float(self.settings["cell_metres"])
        part = float(math.gcd(int(step), int(cell)))
        fine = numpy.repeat(numpy.repeat(people, int(step / part), 0), int(step / part), 1) * (part / step) ** 2
        k = int(cell / part)
        # the grid follows the elevation's corner
        e_west, e_cell, _, e_north, _, _ = gdal.Open(str(self.data / self.of_role("elevation")[0]["path"])).GetGeoTransform()
        assert e_cell == cell, "the elevation is not on the province's cells"
        skip_x, skip_y = int(round((west - e_west) % cell / part)), int(round((e_north - north) % cell / part))
        fine = fine[(k - skip_y) % k:, (k - skip_x) % k:]
        rows, columns = fine.shape[0] // k, fine.shape[1] // k
        blocks = fine[:rows * k, :columns * k].reshape(rows, k, columns, k)
        known = ~numpy.isnan(blocks).all(axis=(1, 3))
        people = numpy.where(known, numpy.nansum(blocks, axis=(1, 3)), 0)
        return people, west + (k - skip_x) % k * part, north - (k - skip_y) % k * part, cell

    def burn(self, shapes, top, rows):
        """Which sample points of some rows of cells lie in which shape (number + 1, 0 none)."""
        target = gdal.GetDriverByName("MEM").Create("", self.people.shape[1] * FINE, rows * FINE, 1, gdal.GDT_UInt16)
        target.SetGeoTransform((self.west, self.cell / FINE, 0, self.north - top * self.cell, 0, -self.cell / FINE))
        target.SetProjection(self.crs.ExportToWkt())
        source = ogr.GetDriverByName("Memory").CreateDataSource("")
        layer = source.CreateLayer("units", self.crs, ogr.wkbUnknown)
        layer.CreateField(ogr.FieldDefn("n", ogr.OFTInteger))
        box = (self.north - (top + rows) * self.cell, self.north - top * self.cell)
        for n, shape in enumerate(shapes):
            _, _, south, north = shape.GetEnvelope()
            if north < box[0] or south > box[1]:
                continue
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField("n", n + 1)
            feature.SetGeometry(shape)
            layer.CreateFeature(feature)
        gdal.RasterizeLayer(target, [1], layer, options=["ATTRIBUTE=n"])
        return target.ReadAsArray()

    def shares_of_units(self):
        """self.weights: (unit, cell row, cell column, share) as four arrays."""
        units, rows, columns, shares = [], [], [], []
        width, strip = self.people.shape[1], 64
        for top in range(0, self.people.shape[0], strip):
            count = min(strip, self.people.shape[0] - top)
            samples = self.burn(self.shapes, top, count)
            if not samples.any():
                continue
            cells = (numpy.arange(count * FINE) // FINE)[:, None] * width + (numpy.arange(width * FINE) // FINE)[None, :]
            inside = samples > 0
            keys, numbers = numpy.unique(cells[inside] * 1000 + samples[inside] - 1, return_counts=True)
            units.append(keys % 1000)
            rows.append(keys // 1000 // width + top)
            columns.append(keys // 1000 % width)
            shares.append(numbers / FINE ** 2)
        self.weights = [numpy.concatenate(part) for part in (units, rows, columns, shares)]

    def group_grids(self):
        """{group: its people on the cells} of the population grids that count a group."""
        found = {}
        for row in self.of_role("population"):
            group = re.search(r"group:=(\w+)", row["fields"] or "")
            if group:
                found[group[1]], west, north, _ = self.people_on_cells(row)
                assert (west, north) == (self.west, self.north), "grids of groups on other corners are not compared here"
        return found

    def people_of(self, reached=None, people=None):
        """People per unit, all (of everyone or of another grid) or those on cells by the share reached."""
        unit, row, column, share = self.weights
        amount = (self.people if people is None else people)[row, column] * share
        if reached is not None:
            amount = amount * reached[row, column]
        return dict(zip(self.codes, numpy.bincount(unit, amount, len(self.codes))))

    # ------------------------------------------------------------ places

    def read_crosswalk(self):
        """{old code: new code} where an old unit went whole."""
        news = {}
        for row in self.of_role("crosswalk"):
            for fields, _ in self.features(row):
                news.setdefault(fields["old_code"], set()).add(fields["new_code"])
        return {old: min(new) for old, new in news.items() if len(new) == 1}

    def unit_at(self, point, stated, passages):
        """The unit that holds the point; outside all of them, the one that is stated, by its code of now or of before."""
        held = next((code for code, shape in zip(self.codes, self.shapes) if within(shape, point)), None)
        return held or (stated if stated in self.codes else passages.get(stated))

    def read_places(self):
        self.places = {service: [] for service in self.services}
        for row in self.of_role("facilities"):
            for fields, shape in self.features(row):
                opened, closed = fields.get("open_from") or "", fields.get("open_to") or "9999"
                if not (opened <= self.as_of <= closed):
                    continue
                for service in fields["service"].split("|"):
                    self.places[service].append((shape.GetX(), shape.GetY(), fields))
        self.areas = {service: [] for service in self.services}
        for row in self.of_role("service_areas"):
            for fields, shape in self.features(row):
                self.areas[fields["service"]].append(shape if shape.IsValid() else shape.MakeValid())
        hold = ogr.Geometry(ogr.wkbPoint)
        passages = self.read_crosswalk()
        self.unit_of = {}
        for service in self.places.values():
            for x, y, fields in service:
                hold.SetPoint_2D(0, x, y)
                self.unit_of[x, y] = self.unit_at(hold, fields.get("unit_code"), passages)

    def near(self, service, limit):
        """1 where a place of the service lies within the limit of a cell's centre, straight over the ellipsoid."""
        out = numpy.zeros(self.people.shape)
        lonlat = osr.CoordinateTransformation(self.crs, crs_of("EPSG:4326"))
        reach = int(limit * 1.002 / self.cell) + 2
        for x, y, _ in self.places[service]:
            row, column = int((self.north - y) // self.cell), int((x - self.west) // self.cell)
            top, left = max(0, row - reach), max(0, column - reach)
            bottom, right = min(out.shape[0], row + reach + 1), min(out.shape[1], column + reach + 1)
            if bottom <= top or right <= left:
                continue
            gy, gx = numpy.mgrid[top:bottom, left:right]
            cx, cy = self.west + (gx + 0.5) * self.cell, self.north - (gy + 0.5) * self.cell
            flat = numpy.hypot(cx - x, cy - y)
            window = out[top:bottom, left:right]
            window[flat < limit * 0.998] = 1
            doubtful = (flat >= limit * 0.998) & (flat <= limit * 1.002) & (window == 0)
            if doubtful.any():  # the scale of the map is within 0.2 % of 1
                there = numpy.array(lonlat.TransformPoints(numpy.column_stack([cx[doubtful], cy[doubtful]]).tolist()))
                here = lonlat.TransformPoint(x, y)
                window[doubtful] = vincenty(here[0], here[1], there[:, 0], there[:, 1]) <= limit
        return out

    def published(self, service):
        """The surface of a service on the cells of self.people: infinite where there is no path, NaN no data."""
        path = self.dataset / "current" / "surfaces" / (service + ".tif")
        if not path.exists():
            return None
        source = gdal.Open(str(path))
        west, cell, _, north, _, _ = source.GetGeoTransform()
        band = source.GetRasterBand(1)
        read = band.ReadAsArray().astype(float)
        read[read == band.GetNoDataValue()] = numpy.nan
        out = numpy.full(self.people.shape, numpy.nan)
        dy, dx = int(round((self.north - north) / cell)), int(round((west - self.west) / cell))
        top, left = max(0, dy), max(0, dx)
        bottom, right = min(out.shape[0], dy + read.shape[0]), min(out.shape[1], dx + read.shape[1])
        out[top:bottom, left:right] = read[top - dy:bottom - dy, left - dx:right - dx]
        return out

    def served(self, service):
        """Share of each cell inside the areas of the service."""
        together = ogr.Geometry(ogr.wkbMultiPolygon)
        for shape in self.areas[service]:
            for i in range(shape.GetGeometryCount() if shape.GetGeometryName() != "POLYGON" else 1):
                together.AddGeometry(shape.GetGeometryRef(i) if shape.GetGeometryName() != "POLYGON" else shape)
        joined, out, strip = together.UnionCascaded(), numpy.zeros(self.people.shape), 64
        for top in range(0, out.shape[0], strip):
            count = min(strip, out.shape[0] - top)
            samples = self.burn([joined], top, count)
            out[top:top + count] = (samples > 0).reshape(count, FINE, out.shape[1], FINE).mean(axis=(1, 3))
        return out


def zones(mountainous, difficult, km):
    """The zones of Decision 1300/QĐ-BYT that the facts allow; None: not known."""
    found = set()
    for m in (0, 1) if mountainous is None else (mountainous,):
        for d in (0, 1) if difficult is None else (difficult,):
            found.add((3 if km >= (3 if d else 5) else 2) if m else 3 if km >= 15 else 2 if km >= 3 else 1)
    return found


def within(shape, point):
    west, east, south, north = shape.GetEnvelope()
    return west <= point.GetX() <= east and south <= point.GetY() <= north and shape.Contains(point)


def vincenty(lon_a, lat_a, lon_b, lat_b):
    """Vincenty 1975, the inverse problem, on WGS 84; metres."""
    a, f = 6378137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1 = math.atan((1 - f) * math.tan(math.radians(lat_a)))
    u2 = numpy.arctan((1 - f) * numpy.tan(numpy.radians(lat_b)))
    change = lam = numpy.radians(lon_b - lon_a)
    for _ in range(12):
        sin_sigma = numpy.hypot(numpy.cos(u2) * numpy.sin(lam),
                                math.cos(u1) * numpy.sin(u2) - math.sin(u1) * numpy.cos(u2) * numpy.cos(lam))
        cos_sigma = math.sin(u1) * numpy.sin(u2) + math.cos(u1) * numpy.cos(u2) * numpy.cos(lam)
        sigma = numpy.arctan2(sin_sigma, cos_sigma)
        sin_alpha = math.cos(u1) * numpy.cos(u2) * numpy.sin(lam) / numpy.maximum(sin_sigma, 1e-300)
        square = 1 - sin_alpha ** 2
        middle = cos_sigma - 2 * math.sin(u1) * numpy.sin(u2) / square
        c = f / 16 * square * (4 + f * (4 - 3 * square))
        lam = change + (1 - c) * f * sin_alpha * (sigma + c * sin_sigma * (middle + c * cos_sigma * (2 * middle ** 2 - 1)))
    k = square * (a * a - b * b) / (b * b)
    big_a = 1 + k / 16384 * (4096 + k * (-768 + k * (320 - 175 * k)))
    big_b = k / 1024 * (256 + k * (-128 + k * (74 - 47 * k)))
    delta = big_b * sin_sigma * (middle + big_b / 4 * (cos_sigma * (2 * middle ** 2 - 1) -
                                                       big_b / 6 * middle * (4 * sin_sigma ** 2 - 3) * (4 * middle ** 2 - 3)))
    return b * big_a * (sigma - delta)
