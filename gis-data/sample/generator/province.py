"""The sample province step by step."""
import os
import numpy as np
from osgeo import gdal, ogr
import figures
import names
import people
import places
import relief
import roads
import topology
import units
import water
import write
from chance import fractal, speckle

COLUMNS, ROWS, CELL = 620, 540, 100.0
WEST, NORTH = 472000.0, 2492000.0  # EPSG:32648
OLD_COMMUNES, NEW_COMMUNES = 60, 24


class World:
    pass


def shape_the_land(w):
    w.height = relief.make_relief(COLUMNS, ROWS)
    w.filled, w.target, w.area = water.network(w.height)
    w.river = water.barrier_cells(w.target, w.area)
    w.inside_heart = units.heart(w.height.shape)
    wet, w.lake_level = water.best_reservoir(w.filled, w.target, w.area, w.inside_heart)
    w.lake = water.flood(w.filled, wet, w.lake_level)
    w.height = w.filled.copy()
    w.height[w.lake] = w.lake_level
    w.slope = people.slope_degrees(w.height)
    w.above = water.height_above_river(w.filled, w.target, w.area)


def settle(w):
    w.suited = people.suitability(w.height, w.above, w.slope, w.area, w.lake)
    broad = relief.blur(w.suited, 8)
    centre = broad.copy()
    rows, columns = np.mgrid[0:ROWS, 0:COLUMNS]
    centre[np.hypot(rows - 290, columns - 330) > 130] = 0
    w.town = people.seats(centre, 1, 10)[0]
    fine = relief.blur(w.suited, 3)
    second = fine.copy()
    away = np.hypot(rows - w.town[0], columns - w.town[1])
    second[(away < 22) | (away > 34)] = 0
    w.second_ward = people.seats(second, 1, 10)[0]
    district = np.where(w.inside_heart, broad, 0)
    w.district_towns = people.seats(district, 4, 125, [w.town])
    fixed = [w.town, w.second_ward] + w.district_towns
    everywhere = fine + 0.004 * fine.max()
    everywhere[w.lake] = 0
    w.seeds = fixed + people.seats(everywhere, 150, 38, fixed)


def divide(w):
    """Communes of both vintages as rasters: w.old and w.new, -1 outside."""
    cost = units.border_cost(w.height, w.above, w.slope, w.area)
    w.inside_heart[:60] = w.inside_heart[-60:] = False
    w.inside_heart[:, :60] = w.inside_heart[:, -60:] = False
    mine = [i for i, (r, c) in enumerate(w.seeds) if i < 6 or w.inside_heart[r, c]]
    nearest = units.grow(cost, w.seeds)
    renumber = np.full(len(w.seeds) + 1, -1)
    renumber[mine] = np.arange(len(mine))
    w.old = topology.no_corners(renumber[nearest])
    w.inside = w.old >= 0
    w.old_seats = [w.seeds[i] for i in mine]
    w.new_seats = w.old_seats[:6] + spread(w.old_seats[6:], NEW_COMMUNES - 6, w.old_seats[:6])
    grown = units.grow(cost, w.new_seats, w.inside)
    most, second, share = units.majority(w.old, w.inside, grown, len(mine))
    for k, seat in enumerate(w.new_seats):
        most[w.old_seats.index(seat)] = k
    w.new_of_old = most
    w.new = np.where(w.inside, np.array(most + [-1])[w.old], -1)
    rest = [k for k in range(6, len(mine)) if w.old_seats[k] not in w.new_seats]
    w.divided = max(rest, key=lambda k: share[k] if share[k] < 0.5 else 0)
    w.divided_to = (most[w.divided], second[w.divided])
    parts = (w.old == w.divided) & (grown == second[w.divided])
    parts = water.largest(parts)
    w.new[parts] = second[w.divided]
    w.district_of_old = district_of(w, cost, len(mine))


def spread(places, count, chosen):
    """As many of the places as wanted, each as far as can be from those before."""
    chosen, found = list(chosen), []
    while len(found) < count:
        far = max((p for p in places if p not in found), key=lambda p: min((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 for q in chosen))
        found.append(far)
        chosen.append(far)
    return found


def district_of(w, cost, count):
    grown = units.grow(cost, [w.town] + w.district_towns, w.inside)
    most, _, _ = units.majority(w.old, w.inside, grown, count)
    away = [np.hypot(r - w.town[0], c - w.town[1]) for r, c in w.old_seats]
    return [0 if k < 2 or (m == 0 and away[k] < 60) else (m if m else 1 + int(np.argmin(
        [np.hypot(w.old_seats[k][0] - r, w.old_seats[k][1] - c) for r, c in w.district_towns]))) for k, m in enumerate(most)]


def populate(w):
    w.villages = people.villages(w.suited, 1500, 4)
    towns = [(w.town[0], w.town[1], 9, 27000), (w.second_ward[0], w.second_ward[1], 6, 11000)]
    towns += [(r, c, 4.5, 5600) for r, c in w.district_towns]
    towns += [(r, c, 2.6, 1300) for r, c in w.new_seats[6:]]
    w.people = people.people_grid(w.suited, w.slope, w.lake, w.area, w.villages, towns, w.inside)


def connect(w):
    exits = []
    for r, c in ((int(0.86 * ROWS), COLUMNS - 3), (int(0.24 * ROWS), 2), (2, int(0.7 * COLUMNS)), (ROWS - 3, int(0.30 * COLUMNS))):
        exits.append(lowest_near(w, r, c))
    near = [p for p in w.villages if w.inside[p[0], p[1]]]
    w.roads = roads.network(w.height, w.river, w.area, w.lake, exits, [w.town, w.second_ward] + w.district_towns,
                            w.new_seats[6:], w.old_seats[6:], near)
    w.road_lines = roads.lines(w.roads)


def lowest_near(w, r, c, reach=40):
    rows = slice(max(2, r - reach), min(ROWS - 2, r + reach)) if c in (2, COLUMNS - 3) else slice(r, r + 1)
    columns = slice(max(2, c - reach), min(COLUMNS - 2, c + reach)) if r in (2, ROWS - 3) else slice(c, c + 1)
    part = np.where(w.area[rows, columns] > 100, 9999, w.height[rows, columns])
    k = divmod(int(np.argmin(part)), part.shape[1])
    return rows.start + k[0], columns.start + k[1]


def name_units(w):
    """w.units: the communes of the older vintage; w.communes: the present ones."""
    count = len(w.old_seats)
    sizes = np.bincount(w.old[w.inside], minlength=count)
    mean = np.bincount(w.old[w.inside], w.height[w.inside], count) / sizes
    living = np.bincount(w.old[w.inside], w.people[w.inside], count)
    away = np.array([np.hypot(r - w.town[0], c - w.town[1]) for r, c in w.old_seats])
    hard = 0.45 * np.clip(mean / 800, 0, 1) + 0.35 * np.clip(away / 320, 0, 1) + 0.2 * np.exp(-living / sizes / 0.9)
    hard = np.clip((hard - np.sort(hard)[2]) / (np.sort(hard)[-3] - np.sort(hard)[2]), 0, 1)
    order = np.argsort(np.argsort(hard, kind='stable'), kind='stable') / count
    upland = sorted(range(len(w.new_seats))[2:], key=lambda k: w.height[w.new_seats[k]])
    present = dict(zip(upland, names.LOWLAND + names.UPLAND))
    present[0], present[1] = names.TOWN_WARDS
    older = iter(names.OLDER)
    w.units = []
    for k in range(count):
        u = places.Unit()
        u.index, u.seat, u.people = k, w.old_seats[k], living[k]
        u.keeps_name = u.seat in w.new_seats
        u.new = w.new_of_old[k]
        u.difficulty, u.remote = float(hard[k]), bool(order[k] > 0.68 and k >= 6)
        u.urban = k < 6
        u.region = 'none' if order[k] < 0.16 or k < 2 else 'I' if order[k] < 0.36 else 'II' if order[k] < 0.68 else 'III'
        w.units.append(u)
    for u in sorted(w.units, key=lambda u: (not u.keeps_name, w.height[u.seat])):
        u.name = present[w.new_seats.index(u.seat)] if u.keeps_name else next(older)
    for number, u in enumerate(sorted(w.units, key=lambda u: (w.district_of_old[u.index], u.seat))):
        u.code = f'{90001 + 3 * number}'
        u.district = f'{901 + w.district_of_old[u.index]}'
    for u in w.units:
        u.kind = 'Phường' if u.index < 2 else 'Thị trấn' if u.index < 6 else 'Xã'
        u.full_name = f'{u.kind} {u.name}'
        u.villages = [p for p in w.villages if w.old[p] == u.index]
    w.communes = []
    for k, seat in enumerate(w.new_seats):
        old = next(u for u in w.units if u.seat == seat)
        kind = 'Phường' if k < 2 else 'Xã'
        w.communes.append(dict(code=old.code, name=old.name, name_en=names.plain(old.name), full_name=f'{kind} {old.name}', kind=kind))


def cover_the_land(w):
    """Codes of ESA WorldCover."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS] / 10.0
    patch, leaf = fractal(x / 2, y / 2, 'cover', 4), speckle(w.height.shape, 'leaf')
    code = np.full(w.height.shape, 10, np.uint8)
    used = np.clip(relief.blur(w.people, 5), 0, 3)
    code[(patch + 0.25 * leaf > 0.35) | ((used > 0.25) & (w.slope > 9) & (leaf < 0.5))] = 20
    code[(patch < -0.55) & (w.slope > 6)] = 30
    code[(w.slope < 7 + 3 * patch) & (w.above < 45) & (used > 0.12)] = 40
    code[(w.slope < 3.5) & (w.above < 14)] = 40
    code[(w.slope > 30) & (leaf > 0.93)] = 60
    code[w.people > 9] = 50
    code[w.lake | (w.area > 700)] = 80
    return code


def to_metres(points):
    return [(WEST + c * CELL, NORTH - r * CELL) for r, c in points]


def write_units(w, package, folder):
    pieces = np.where(w.inside, w.old, -1)
    split = (w.old == w.divided) & (w.new == w.divided_to[1])
    pieces[split] = len(w.units)
    arcs = topology.smooth_arcs(topology.arcs_of(pieces), 0.4)
    old_of = lambda p: None if p < 0 else (w.divided if p == len(w.units) else p)
    new_of = lambda p: None if p < 0 else (w.divided_to[1] if p == len(w.units) else w.new_of_old[p])
    shapes = {key: write.polygons([to_metres(r) for r in rings]) for key, rings in topology.rings_of(arcs, new_of).items()}
    write.layer(package, 'communes_2025', ogr.wkbMultiPolygon, [(c, shapes[k]) for k, c in enumerate(w.communes)])
    shapes = {key: write.polygons([to_metres(r) for r in rings]) for key, rings in topology.rings_of(arcs, old_of).items()}
    write.layer(package, 'communes_2024', ogr.wkbMultiPolygon,
                [(dict(code=u.code, name=u.name, full_name=u.full_name, kind=u.kind, district_code=u.district), shapes[u.index]) for u in w.units])
    district = lambda p: None if p < 0 else w.district_of_old[old_of(p)]
    shapes = {key: write.polygons([to_metres(r) for r in rings]) for key, rings in topology.rings_of(arcs, district).items()}
    write.layer(package, 'districts_2024', ogr.wkbMultiPolygon,
                [(dict(code=f'{901 + d}', name=name, province_code='99'), shapes[d]) for d, name in enumerate(names.DISTRICTS)])
    write_figures(w, folder, split)


def write_figures(w, folder, split):
    moved = float(w.people[split].sum())
    pieces, crosswalk = [], []
    for u in sorted(w.units, key=lambda u: u.code):
        if u.index == w.divided:
            share = round(moved / u.people, 4)
            for k, (to, part) in enumerate(((w.divided_to[0], 1 - share), (w.divided_to[1], share))):
                pieces.append((u, to, figures.draw(u, u.people - moved if k == 0 else moved, k)))
                crosswalk.append([u.code, u.full_name, w.communes[to]['code'], w.communes[to]['full_name'], f'{part:.4f}', 1])
        else:
            pieces.append((u, u.new, figures.draw(u, u.people, 0)))
            crosswalk.append([u.code, u.full_name, w.communes[u.new]['code'], w.communes[u.new]['full_name'], '1', 0])
    write.table(folder, 'crosswalk.csv', ['old_code', 'old_name', 'new_code', 'new_name', 'share', 'divided'], crosswalk)
    rows = []
    for k, c in sorted(enumerate(w.communes), key=lambda item: item[1]['code']):
        rows.append(record('2025', c['code'], c['full_name'], figures.add_up([(u, f) for u, to, f in pieces if to == k])))
    for u in sorted(w.units, key=lambda u: u.code):
        rows.append(record('2024', u.code, u.full_name, figures.add_up([(v, f) for v, _, f in pieces if v is u])))
    # a report that did not come in: missing is not nought
    rows[7][RECORD_COLUMNS.index('households_latrine')] = rows[11][RECORD_COLUMNS.index('immunised')] = ''
    write.table(folder, 'records.csv', RECORD_COLUMNS, rows)


RECORD_COLUMNS = ['code', 'name', 'vintage', 'population', 'urban', 'minority_share', 'region', 'remote', 'literacy_level_2_units', 'literacy_units'] + figures.COUNTS


def record(vintage, code, name, f):
    level_2 = int(f['region'] in ('none', 'I') or (f['region'] == 'II' and int(code) % 2))
    return [code, name, vintage, f"{f['people']:.3f}", f['urban'], f['minority_share'], f['region'], f['remote'], level_2, 1] + [f[n] for n in figures.COUNTS]


def write_lines(w, package):
    rows = []
    for k, (points, rank, bridge, surface) in enumerate(w.road_lines):
        ref = {'trunk': 'QL.M1', 'primary': 'QL.M2'}.get(rank)
        rows.append((dict(id=k + 1, highway=rank, ref=ref, bridge='yes' if bridge else 'no', surface=surface), write.line(to_metres(points))))
    write.layer(package, 'roads', ogr.wkbLineString, rows)
    rows = []
    for k, (cells, km2) in enumerate(water.rivers(w.target, w.area)):
        order = water.order_of(km2)
        wet = bool(w.lake.ravel()[cells[len(cells) // 2]])
        centres = [(r + 0.5, c + 0.5) for r, c in (divmod(cell, COLUMNS) for cell in cells)]
        points = topology.thin(topology.smooth(centres, False, 1), 0.1)
        rows.append((dict(id=k + 1, name='Sông Mẫu' if order == 4 else None, order=order, catchment_km2=round(float(km2), 2),
                          barrier=int(order >= 3), in_lake=int(wet)), write.line(to_metres(points))))
    write.layer(package, 'rivers', ogr.wkbLineString, rows)


def write_lake(w, folder):
    arcs = topology.smooth_arcs(topology.arcs_of(topology.no_corners(np.where(w.lake, 0, -1))), 0.25)
    rings = topology.rings_of(arcs, lambda p: None if p < 0 else p)[0]
    shape = write.polygons([to_metres(r) for r in rings])
    shape.Transform(write.TO_LONLAT)
    ds = ogr.GetDriverByName('GeoJSON').CreateDataSource(write.fresh(folder, 'lakes.geojson'))
    write.layer(ds, 'lakes', ogr.wkbMultiPolygon, [(dict(name='Hồ Mẫu', level_m=round(float(w.lake_level), 1)), shape)], write.LONLAT, ['COORDINATE_PRECISION=6'])


def write_places(w, package, folder):
    w.cell, w.west, w.north = CELL, WEST, NORTH

    def points(rows):
        return [({k: v for k, v in row.items() if k != 'point'}, write.point(*row['point'])) for row in rows]

    info, culture, social, work, towers = places.others(w)
    for name, rows in (('health_stations', places.health_stations(w)), ('hospitals', places.hospitals(w)), ('schools', places.schools(w)),
                       ('culture_houses', culture), ('social_centres', social), ('employment_centres', work)):
        write.layer(package, name, ogr.wkbPoint, points(rows))
    schemes = places.water_schemes(w)
    write.layer(package, 'water_schemes', ogr.wkbPoint, points([row for row, _ in schemes]))
    write.layer(package, 'water_areas', ogr.wkbMultiPolygon,
                [(dict(scheme_id=row['id'], commune_code=row['commune_code'], households_connected=row['households_connected'], tested_ok=row['tested_ok']),
                  write.polygons([ring + ring[:1]])) for row, ring in schemes])
    for ending in ('shp', 'shx', 'dbf', 'prj', 'cpg'):
        write.fresh(folder, 'info_points.' + ending)
    ds = ogr.GetDriverByName('ESRI Shapefile').CreateDataSource(os.path.join(folder, 'info_points.shp'))
    write.layer(ds, 'info_points', ogr.wkbPoint, points(info), options=['ENCODING=UTF-8', 'DBF_DATE_LAST_UPDATE=2026-12-31'])
    write.table(folder, 'mobile_towers.csv', ['id', 'name', 'lon', 'lat'], [[t['id'], t['name'], *write.lonlat(*t['lonlat_of'])] for t in towers])
    write.table(folder, 'settlements.csv', ['id', 'name', 'kind', 'people', 'households', 'difficult', 'lon', 'lat'],
                [[*row[:6], *write.lonlat(*row[6:])] for row in places.settlements(w)])
    header = ['id', 'site', 'mast_height_m', 'frequency_mhz', 'erp_kw', 'polarisation', 'service', 'programme', 'scope', 'azimuth_pattern', 'lon', 'lat']
    write.table(folder, 'transmitters.csv', header,
                [row + list(write.lonlat(WEST + (c + 0.5) * CELL, NORTH - (r + 0.5) * CELL)) for (r, c), row in places.transmitters(w)])


def write_grids(w, folder):
    write.raster(folder, 'elevation.tif', np.rint(w.height).astype(np.int16), gdal.GDT_Int16, -32768, WEST, NORTH, CELL, unit='m')
    write.colours(write.raster(folder, 'land_cover.tif', cover_the_land(w), gdal.GDT_Byte, 0, WEST, NORTH, CELL))
    near = relief.blur(w.inside.astype(float), 8) > 0.002  # about two kilometres around
    people_here = np.where(near, w.people, -1)
    write.raster(folder, 'people_100m.tif', people_here.astype(np.float32), gdal.GDT_Float32, -1, WEST, NORTH, CELL, unit='persons')
    children = np.where(near, people.children_grid(np.maximum(people_here, 0)), -1)
    write.raster(folder, 'children_100m.tif', children.astype(np.float32), gdal.GDT_Float32, -1, WEST, NORTH, CELL, unit='persons')
    grid, left, top, step = write.coarse_people(w.people, near, WEST, NORTH, CELL)
    doubt = 1 + 0.24 * (speckle(grid.shape, 'doubt') - 0.45)
    write.raster(folder, 'people_1km.tif', (np.rint(grid * doubt * 16) / 16).astype(np.float32), gdal.GDT_Float32, -99999, left, top, step, write.LONLAT)


def make(folder):
    w = World()
    for step in (shape_the_land, settle, divide, populate, connect, name_units):
        print(step.__name__.replace('_', ' '), flush=True)
        step(w)
    write_grids(w, folder)
    write_lake(w, folder)
    package = ogr.GetDriverByName('GPKG').CreateDataSource(write.fresh(folder, 'sample.gpkg'))
    write_units(w, package, folder)
    write_lines(w, package)
    write_places(w, package, folder)
    package.FlushCache()
    del package
    print('written to', folder)
    return w
