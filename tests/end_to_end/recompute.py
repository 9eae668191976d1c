"""The indicators of a province computed again, from the raw layers of its folder, with GDAL and numpy alone, and
compared with what the program published. Nothing of the program is used: groups are evaluated by Python's
sqlite3, cell shares are sampled 10 x 10 within a cell, distances are Vincenty's on the ellipsoid.

Usage: recompute.py PROGRAM DATASET FOLDER DATA

Recorded measures must agree to 1e-9, spatial ones to 0.01 percentage points. Straight lines and areas are made
from the raw layers; minutes and field strengths are read from the surfaces that the snapshot publishes (their making has
tests of its own) and summed here. Not recomputed: floating catchments, which need minutes to every facility.
Mountainous, remote and health zones are computed here again, too, and so are values carried from the old units to
those that the crosswalk made of whole ones. Units: the current set."""
import csv
import json
import math
import pathlib
import re
import sqlite3
import subprocess
import sys

import numpy
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
ogr.UseExceptions()
FINE = 10  # samples across a cell; a border cell's share is known to about 1 / FINE^2
POINTS = 1e-4  # 0.01 percentage points
failures = 0
counted = {}


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
        """Cells of the province's grid: whole numbers of the first population grid's cells or of parts of
        them, so that people are shared by area exactly."""
        row = self.of_role("population")[0]
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
        self.west, self.north, self.cell = west + (k - skip_x) % k * part, north - (k - skip_y) % k * part, cell
        rows, columns = fine.shape[0] // k, fine.shape[1] // k
        blocks = fine[:rows * k, :columns * k].reshape(rows, k, columns, k)
        known = ~numpy.isnan(blocks).all(axis=(1, 3))
        self.people = numpy.where(known, numpy.nansum(blocks, axis=(1, 3)), 0)
        self.shares_of_units()

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

    def people_of(self, reached=None):
        """People per unit, all or those on cells by the share reached."""
        unit, row, column, share = self.weights
        amount = self.people[row, column] * share
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


# ------------------------------------------------------------ the measures

surfaces = {}


def joint_people(p, indicator):
    """(all people, people whom enough of the services reach) per unit, from the surfaces, cell by cell."""
    key = indicator["service"], indicator.get("at_least")
    if key in surfaces:
        return surfaces[key]
    parts, known = [], True
    for part in indicator["service"].split("+"):
        either = 0
        for name, _, limit in (one.partition("=") for one in part.split("|")):
            service, values = p.services[name], p.published(name)
            if values is None:
                return {}, {}
            limit = float(limit or service["default_limit"])
            signal = service["reach"] == "signal"
            known = known & ~numpy.isnan(values)
            reached = numpy.isfinite(values) & (values >= limit - 1e-6) if signal else values <= limit
            either = either | reached
        parts.append(either)
    enough = sum(part.astype(int) for part in parts) >= int(indicator.get("at_least") or len(parts))
    surfaces[key] = p.people_of(known.astype(float)), p.people_of((known & enough).astype(float))
    return surfaces[key]


def reached_of(p, indicator):
    """(all people, people reached) per unit."""
    if indicator["measure"].startswith("joint"):
        return joint_people(p, indicator)
    service = p.services[indicator["service"]]
    limit = float(indicator["limit"] or service["default_limit"])
    found = people_reached(p, service, limit)
    if not indicator.get("other_limit") or indicator["measure"] == "reach_ratio":
        return found
    other, members = people_reached(p, service, float(indicator["other_limit"])), p.members[indicator["other_group"]]
    return found[0], {code: (other if code in members else found)[1][code] for code in found[1]}


def people_reached(p, service, limit):
    key = service["id"], limit
    if key in surfaces:
        return surfaces[key]
    if service["reach"] in ("distance", "area"):
        if not (p.areas if service["reach"] == "area" else p.places)[service["id"]]:
            return {}, {}
        reached = p.served(service["id"]) if service["reach"] == "area" else p.near(service["id"], limit)
        surfaces[key] = p.people_of(), p.people_of(reached)
    else:
        values = p.published(service["id"])
        if values is None:
            return {}, {}
        signal = service["reach"] == "signal"
        known = ~numpy.isnan(values)
        reached = known & (numpy.isfinite(values) & (values >= limit - 1e-6) if signal else values <= limit)
        # where the surface has no data nobody is counted
        surfaces[key] = p.people_of(known.astype(float)), p.people_of(reached.astype(float))
    return surfaces[key]


def reached_share(p, indicator, group):
    found = reached_of(p, indicator)
    part = whole = 0.0
    for code, share in p.members[group].items():
        if share is not None and code in found[0]:
            part, whole = part + share * found[1][code], whole + share * found[0][code]
    return part / whole if whole > 0 else None


def reached_units(p, indicator):
    found = reached_of(p, indicator)
    codes = [code for code in p.members[indicator["group"]] if found[0].get(code)]
    good = [code for code in codes if found[1][code] / found[0][code] >= float(indicator["threshold"])]
    return len(good) / len(codes) if codes else None


def recorded_less_reached(p, indicator):
    found = reached_of(p, indicator)
    part = whole = reached = people = 0.0
    for code, share in p.members[indicator["group"]].items():
        pair = [p.record(code, indicator[name]) for name in ("numerator", "denominator")]
        if share is None or code not in found[0] or None in pair:
            continue
        part, whole = part + pair[0], whole + pair[1]
        reached, people = reached + share * found[1][code], people + share * found[0][code]
    return part / whole - reached / people if whole > 0 and people > 0 else None


def measure(p, indicator):
    """The value for the province, None for no data, "elsewhere" when it is not recomputed here."""
    kind, group = indicator["measure"], indicator["group"]
    members = p.members[group]
    if kind in ("reached_share", "joint_share"):
        return reached_share(p, indicator, group)
    if kind in ("reached_units", "joint_units"):
        return reached_units(p, indicator)
    if kind == "reach_ratio":
        upper, lower = reached_share(p, indicator, group), reached_share(p, indicator, indicator["other_group"])
        if "elsewhere" in (upper, lower):
            return "elsewhere"
        return upper / lower if upper is not None and lower else None
    if kind == "recorded_less_reached":
        return recorded_less_reached(p, indicator)
    if kind == "recorded_share":
        pairs = [(p.record(code, indicator["numerator"]), p.record(code, indicator["denominator"])) for code in members]
        pairs = [pair for pair in pairs if None not in pair]
        whole = sum(pair[1] for pair in pairs)
        return sum(pair[0] for pair in pairs) / whole if whole > 0 else None
    if kind == "recorded_sum":
        values = [p.record(code, indicator["numerator"]) for code in members]
        values = [value for value in values if value is not None]
        return sum(values) if values else None
    if kind in ("per_10000", "facilities_with"):
        amounts = [float(f[indicator["numerator"]]) for x, y, f in p.places[indicator["service"]]
                   if p.unit_of[x, y] in members and f.get(indicator["numerator"])]
        if kind == "facilities_with":
            return sum(amount > 0 for amount in amounts) / len(amounts) if amounts else None
        people = p.people_of()
        whole = sum(share * people[code] for code, share in members.items())
        return 1e4 * sum(amounts) / whole if whole > 0 else None
    return "elsewhere"


def run(program, *arguments):
    done = subprocess.run([program, *arguments, "--format", "json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def compare_classes(p, program, dataset):
    """Which units the program takes for mountainous, remote, zone 1, 2, 3: by the people of the groups."""
    global failures
    people = p.people_of()
    rows = run(program, "indicators", dataset, "--indicator", "H10_any_5km", "--by", "group")
    found = {row["group"]: row["denominator"] for row in rows}
    for group in ("computed_mountainous", "computed_plain", "computed_remote", "health_zone_1", "health_zone_2", "health_zone_3"):
        wanted = sum(people[code] for code, share in p.members[group].items() if share is not None)
        doubt = sum(people[code] for code in p.doubtful_relief)  # two thirds to within the sampling of shares
        same = abs((found[group] or 0) - wanted) <= doubt + 1e-4 * max(wanted, 1)
        failures += not same
        counted["classes"] = counted.get("classes", 0) + 1
        print("%s %s: people published %s, recomputed %.1f" % ("ok  " if same else "FAIL", group, found[group], wanted))


def compare_vintages(p, program, dataset):
    """Counts of the old units on the new ones: sums of the old records by code where the crosswalk is exact."""
    global failures
    passages = run(program, "crosswalk", dataset)
    split = {row["new_code"] for row in passages if row["exact"] != "yes"}
    if not passages or p.vintage != "2025":
        return
    old = {}
    for row in p.of_role("records"):
        for fields, _ in p.features(row):
            if fields.get("vintage", row["vintage"]) == "2024":
                old.setdefault(fields["code"], {}).update(fields)
    if not old:
        return
    for indicator in (row for row in p.indicators if row["measure"] == "recorded_share" and not row["group"]):
        part, whole = indicator["numerator"], indicator["denominator"]
        if any(name not in next(iter(old.values())) for name in (part, whole)):
            continue
        rows = run(program, "indicators", dataset, "--indicator", indicator["id"], "--vintage", "2025", "--carried-from", "2024")
        for row in rows:
            if row["code"] == "*" or row["code"] in split:
                continue
            codes = [w["old_code"] for w in passages if w["new_code"] == row["code"]]
            wanted = sum(float(old[code][part]) for code in codes if old.get(code, {}).get(part))
            same = abs((row["numerator"] or 0) - wanted) <= 1e-9 * max(1, wanted) and row["low"] == row["high"] == row["value"]
            failures += not same
            counted["carried"] = counted.get("carried", 0) + 1
            if not same:
                print("FAIL %s carried to %s: %s, sum of %s is %s" % (indicator["id"], row["code"], row["numerator"], codes, wanted))


def compare(p, program, dataset):
    global failures
    done = subprocess.run([program, "indicators", dataset, "--format", "json"], capture_output=True, text=True, check=True)
    published = {row["indicator"]: row["value"] for row in json.loads(done.stdout) if row["code"] == "*"}
    assert set(published) == {row["id"] for row in p.indicators}, "a row of indicators.csv is missing"
    for indicator in p.indicators:
        wanted, found, kind = measure(p, indicator), published[indicator["id"]], indicator["measure"]
        if wanted == "elsewhere":
            counted["elsewhere"] = counted.get("elsewhere", 0) + 1
            continue
        exact = kind in ("recorded_share", "recorded_sum", "facilities_with")
        # the people of the whole province are known to 1e-6 here, those of a group to the sampling
        tolerance = 1e-9 * max(1, abs(wanted or 0)) if exact else 1e-4 * abs(wanted or 0) if kind == "per_10000" else POINTS
        same = wanted is None and found is None or (None not in (wanted, found) and abs(wanted - found) <= tolerance)
        counted[kind] = counted.get(kind, 0) + 1
        failures += not same
        print("%s %s: published %s, recomputed %s" % ("ok  " if same else "FAIL", indicator["id"], found, wanted))


def main():
    program, dataset, folder, data = sys.argv[1:]
    p = Province(pathlib.Path(folder), pathlib.Path(data), pathlib.Path(dataset))
    compare_classes(p, program, dataset)
    compare(p, program, dataset)
    compare_vintages(p, program, dataset)
    print("compared: " + ", ".join("%s %d" % item for item in sorted(counted.items())))
    sys.exit(failures > 0 or sum(counted.values()) == counted.get("elsewhere", 0))


main()
