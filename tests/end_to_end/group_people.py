"""A group whose people a grid counts: figures against sums over the surface's cells, combinations, official totals, a year, what is refused."""
import json
import pathlib
import sys

import numpy
from osgeo import gdal

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from small_province import COLUMNS, ROWS, WEST, Tables, raster, write_province  # noqa: E402

program, work = sys.argv[1], pathlib.Path(sys.argv[2])
NORTH = 2402000
tables = Tables(program, work)
folder, run, rows, put, build = tables.folder, tables.run, tables.rows, tables.put, tables.build

write_province(folder, NORTH, people=2)
young = numpy.zeros((ROWS, COLUMNS), numpy.float32)
young[:, :10], young[:, 20:] = 1, 0.5
raster(folder / 'young.tif', young, gdal.GDT_Float32, NORTH)
put('groups.csv', 'share_field\n', 'share_field\nyoung,Trẻ,Young,,\nfirst,Xã 1,First,area = 1,\nold,Già,Old,,old\n')
put('indicators.csv', 'Tỷ lệ.\n', 'Tỷ lệ.\nY,Trẻ gần,Young near,,reached_share,place,young,,,0.9,2030,more,,Trẻ.\n')
put('datasets.csv', 'facilities,', 'population,young.tif,,2020,,,group:=young,,CC0,,,\nrecords,records.csv,,2025,,,code=code,,CC0,,,\nfacilities,')
(folder / 'records.csv').write_text('code,area,old\n00001,1,0.5\n00002,2,0.25\n', encoding='utf-8')
(folder / 'growth.csv').write_text('level,vintage,code,group,year,rate,people,source\n,,,,,0.1,,x\n,,00002,young,,-0.5,,x\n'.replace(',,00002', 'commune,,00002'),
                                   encoding='utf-8')
made = build()
surface = gdal.Open(str(next((made / 'snapshot').rglob('place.tif')) if (made / 'snapshot').exists() else str(next(made.rglob('place.tif'))))).ReadAsArray()
near = surface[:ROWS, :COLUMNS] <= 30 * (1 + 2 ** -19)
assert 0 < near.sum() < near.size and near[:, 20:].any(), near.sum()
west = numpy.arange(COLUMNS)[None, :] < 20
everyone = numpy.full((ROWS, COLUMNS), 2.0)


def figure(code='*', **question):
    given = [part for name, value in question.items() for part in ('--' + name.replace('_', '-'), value)]
    return next(row for row in rows('indicators', made, '-i', 'P', *given) if row['code'] == code)


def check(row, numerator, denominator):
    assert abs(float(row['numerator']) - numerator) < 1e-4 and abs(float(row['denominator']) - denominator) < 1e-4, (row, numerator, denominator)


check(figure(group='young'), (young * near).sum(), young.sum())
check(figure(group='young', code='00002'), (young * near * ~west).sum(), (young * ~west).sum())
check(figure(group='first+young'), (young * near * west).sum(), (young * west).sum())
check(figure(group='-young'), ((everyone - young) * near).sum(), (everyone - young).sum())
check(figure(group='first|young'), (numpy.where(west, everyone, young) * near).sum(), numpy.where(west, everyone, young).sum())
low, high, value = 0, 0, figure(group='young+old')
share = {True: 0.5, False: 0.25}
ends = {}
for within in (True, False):
    least = most = 0
    for first in (True, False):
        here = (near == within) & (west == first)
        n, y, o = everyone[here].sum(), young[here].sum(), share[first] * everyone[here].sum()
        least, most = least + max(0, y + o - n), most + min(y, o)
    ends[within] = least, most
assert abs(float(value['low']) - ends[True][0] / (ends[True][0] + ends[False][1] or 1)) < 1e-6, (value, ends)
assert abs(float(value['high']) - ends[True][1] / (ends[True][1] + ends[False][0])) < 1e-6, (value, ends)
gaps = rows('gaps', made, '--service', 'place', '-g', 'young', '--people', 0)
assert abs(sum(float(row['people']) for row in gaps) - (young * ~near).sum()) < 0.01, gaps
board = {row['indicator']: row for row in rows('targets', made)}
assert 'counted from grid young.tif (young_2020)' in board['Y']['definition'] and board['Y']['data'] == 'young_2020', board['Y']
assert abs(float(board['Y']['value']) - (young * near).sum() / young.sum()) < 1e-6

# To come: the young of commune 1 grow as everyone does, those of commune 2 shrink by half.
later = {row['code']: row for row in rows('indicators', made, '-i', 'Y', '--year', 2027)}
check(later['00001'], 1.1 * (young * near * west).sum(), 1.1 * (young * west).sum())
check(later['00002'], 0.5 * (young * near * ~west).sum(), 0.5 * (young * ~west).sum())

# Official totals of the group: 300 in commune 1 instead of 200; the grid as it is gives the range.
(folder / 'records.csv').write_text('code,area,old,population_total_young\n00001,1,0.5,300\n00002,2,0.25,\n', encoding='utf-8')
made = build()
row = figure(group='young')
check(row, 1.5 * (young * near * west).sum() + (young * near * ~west).sum(), 300 + 200)
assert abs(min(float(row['low']), float(row['high'])) - float(row['low'])) == 0 and float(row['low']) != float(row['high']), row
check(figure(group='-old'), ((everyone * numpy.where(west, 0.5, 0.75)) * near).sum(), (everyone * numpy.where(west, 0.5, 0.75)).sum())

# Hamlets as an area and as a point: who lives inside the area is its own, stated or counted; a difficult one is a share of its people.
crs = {'type': 'name', 'properties': {'name': 'urn:ogc:def:crs:EPSG::32648'}}
box = [[WEST + 200, NORTH - 500], [WEST + 600, NORTH - 500], [WEST + 600, NORTH - 100], [WEST + 200, NORTH - 100], [WEST + 200, NORTH - 500]]
(folder / 'thon.geojson').write_text(json.dumps({'type': 'FeatureCollection', 'crs': crs, 'features': [
    {'type': 'Feature', 'properties': {'id': 'T1', 'name': 'Thôn Một', 'kk': 1}, 'geometry': {'type': 'Polygon', 'coordinates': [box]}},
    {'type': 'Feature', 'properties': {'id': 'T2', 'name': 'Thôn Hai', 'kk': 0}, 'geometry': {'type': 'Polygon', 'coordinates': [
        [[WEST + 1000, NORTH - 1900], [WEST + 1900, NORTH - 1900], [WEST + 1900, NORTH - 1000], [WEST + 1000, NORTH - 1900]]]}}]}), encoding='utf-8')
put('datasets.csv', 'facilities,', 'settlements,thon.geojson,,2025,,,id=id;name=name;difficult=kk,,CC0,,,\nfacilities,')
put('groups.csv', 'old,Già,', 'difficult,Thôn khó khăn,Difficult hamlets,,computed_difficult_share\nold,Già,')
made = build()
hamlets = {row['settlement']: row for row in rows('settlements', made, '--service', 'place', '--all')}
assert abs(float(hamlets['T1']['people']) - 4 * 4 * 2) < 1e-6, hamlets
assert 60 < float(hamlets['T2']['people']) < 110 and float(hamlets['T2']['people']) % 2 == 0, hamlets  # half of 9 by 9 cells
part = 32 / (32 + float(hamlets['T2']['people']))
assert abs(float(figure(group='difficult')['denominator']) - part * 800) < 0.01, (figure(group='difficult'), part)

# More of the group than there are people, and rows that cannot be meant, are reported with place and remedy.
young[3, 4], young[5, 6] = 2.5, 7
raster(folder / 'young.tif', young, gdal.GDT_Float32, NORTH)
said = run('check', folder)
said = said.stdout + said.stderr
assert 'in 2 cells of the grids it has more people of the group than people.tif has people at all, together 5.5 too many; most at 105.' in said, said
assert '(7.00 of 2.00)' in said, said
for name, old, new, words in (('groups.csv', 'young,Trẻ,Young,,', 'young,Trẻ,Young,,old', 'group young has a share_field in groups.csv and people of its own here'),
                              ('datasets.csv', 'group:=young', 'group:=nobody', 'groups.csv has no group nobody: give it a row with its titles'),
                              ('datasets.csv', 'group:=young', 'group=young', 'the people of a source are of one group: group:=young'),
                              ('datasets.csv', 'population,people.tif,,2020,,,,', 'population,people.tif,,2020,,,group:=first,', 'without population')):
    put(name, old, new)
    done = run('check', folder)
    assert done.returncode == 1 and words in done.stdout + done.stderr, (words, done.stdout, done.stderr)
    put(name, new, old)
print('people of groups: as their grid has them')
