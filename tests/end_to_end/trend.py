"""Builds a province of four old communes (two old provinces) that became two, at different days, and reads its score board."""
import csv
import io
import json
import pathlib
import subprocess
import sys

program, work = sys.argv[1], pathlib.Path(sys.argv[2])
folder = work / 'tables'


def square(code, name, column, extra):
    west, south = 105.80 + 0.01 * column, 21.50
    ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south + 0.01], [west, south]]
    return {'type': 'Feature', 'properties': {'code': code, 'name': name, **extra}, 'geometry': {'type': 'Polygon', 'coordinates': [ring]}}


def layer(name, features):
    (folder / name).write_text(json.dumps({'type': 'FeatureCollection', 'features': features}), encoding='utf-8')


def wide(code, name, column, extra):
    feature = square(code, name, column, extra)
    for point in feature['geometry']['coordinates'][0][1:3]:
        point[0] += 0.01
    return feature


def table(name, text):
    (folder / name).write_text(text.lstrip(), encoding='utf-8')


def tables(as_of, records, milestones=''):
    table('province.csv', f'''
key,value
id,merged
name_vi,Tỉnh gộp
name_en,Merged
crs,EPSG:32648
cell_metres,100
as_of,{as_of}
unit_level,commune
margin_metres,300
plan_level,province
plan_vintage,2024
plan_code,19
''')
    table('datasets.csv', '''
role,path,vintage,fields
units,old.geojson,2024,code=code;name=name;parent_code=parent;level:=commune;valid_to:=2025-06-30
units,provinces.geojson,2024,code=code;name=name;level:=province;valid_to:=2025-06-30
units,new.geojson,2025,code=code;name=name;level:=commune;valid_from:=2025-07-01
crosswalk,crosswalk.csv,,old_code=old;new_code=new;old_vintage:=2024;new_vintage:=2025
records,records.csv,,
population,people.asc,2020,
''')
    table('services.csv', 'id,title_vi,reach,default_limit\n')
    table('speeds.csv', 'mode,surface,class,km_per_h\nwalk,land_cover,*,4\n')
    table('groups.csv', 'id,title_vi,units_where,share_field\n')
    table('indicators.csv', f'''
id,title_vi,measure,numerator,denominator,target,target_year,better,strict,milestones,owner_after
W1,Nước sạch,recorded_share,clean,households,0.9,2030,more,,{milestones},Sở mới
H8,Bảo hiểm,recorded_share,clean,households,0.5,2030,more,yes,,
''')
    rows = '\n'.join(' '.join(['10'] * 40) for _ in range(10))
    table('people.asc', f'ncols 40\nnrows 10\nxllcorner 105.80\nyllcorner 21.50\ncellsize 0.001\nNODATA_value -1\n{rows}\n')
    table('people.prj', 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]')
    table('crosswalk.csv', 'old,new\n01,91\n02,91\n03,92\n04,92\n')
    table('records.csv', records)
    layer('old.geojson', [square(f'0{i + 1}', f'Xã {i + 1}', i, {'parent': '19' if i < 2 else '06'}) for i in range(4)])
    layer('provinces.geojson', [wide('19', 'Tỉnh cũ', 0, {}), wide('06', 'Tỉnh kia', 2, {})])
    layer('new.geojson', [wide('91', 'Xã A', 0, {}), wide('92', 'Xã B', 2, {})])


def run(*arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def board(*arguments):
    return list(csv.DictReader(io.StringIO(run('targets', str(work / 'data'), '--format', 'csv', *arguments))))


def build(as_of, records, milestones=''):
    tables(as_of, records, milestones)
    run('build', str(folder), '--output', str(work / 'data'), '--quiet')
    return board()[0]


folder.mkdir()
# 40 of 100 households of the old province, 90 of 100 of the other: 65 % of the merged one.
same = 'code,vintage,year,households,clean\n01,2024,,60,30\n02,2024,,40,10\n03,2024,,50,45\n04,2024,,50,45\n91,2025,,100,40\n92,2025,,100,90\n'
first = build('2024-12-31', same)
assert (first['value'], first['status'], first['territory_code'], first['territory']) == ('0.4', 'unmet', '19', 'Tỉnh cũ'), first
second = build('2026-12-31', same)
assert second['value'] == '0.4' and second['line_start'] == '2024-12-31' and second['line_start_value'] == '0.4', second
assert second['status'] == 'behind' and second['owner_after'] == 'Sở mới', second
history = [row for row in board('--history') if row['indicator'] == 'W1']
assert {(row['as_of'], float(row['value'])) for row in history if row['comparable'] == 'yes'} == {('2024-12-31', 0.4), ('2026-12-31', 0.4)}, history
broken = [row for row in history if row['comparable'] == 'no']
assert {row['territory'] for row in broken} == {'commune 2024 *', 'commune 2025 *'}, history
whole = board('--level', 'commune')[0]
assert whole['value'] == '0.65' and whole['line_start'] == '' and whole['status'] == 'unmet', whole
assert board('--level', 'commune', '--code', '92')[1]['status'] == 'met'
assert board('--level', 'province', '--vintage', '2024', '--code', '06')[0]['territory'] == 'Tỉnh kia'

# A department's yearly rows: 40 % in 2024, 60 % in 2026, which the build of 2026 alone knows.
yearly = same.replace('01,2024,,60,30\n02,2024,,40,10\n', '01,2024,2024,60,30\n02,2024,2024,40,10\n01,2024,2026,60,40\n02,2024,2026,40,20\n')
(work / 'data').rename(work / 'before')
third = build('2024-12-31', yearly)
assert third['value'] == '0.4' and third['status'] == 'unmet', third
(work / 'data').rename(work / 'then')
fourth = build('2026-12-31', yearly)  # a new directory: no snapshot came before
assert fourth['value'] == '0.6' and fourth['line_start'] == '2024-12-31' and fourth['line_start_value'] == '0.4', fourth
# 0.4 + 0.5 * 730 / 2191 = 0.5666
assert abs(float(fourth['line_expected']) - (0.4 + 0.5 * 730 / 2191)) < 1e-12 and fourth['status'] == 'on_track', fourth
assert fourth['data'] == '2024, 2026', fourth
fifth = build('2026-12-31', yearly, '2026=0.7')
assert abs(float(fifth['line_expected']) - 0.7) < 1e-12 and fifth['status'] == 'behind', fifth

# Above half is not half.
half = build('2026-12-31', same.replace('01,2024,,60,30\n', '01,2024,,60,40\n'))
assert half['value'] == '0.5' and board()[1]['status'] == 'unmet' and board()[1]['strict'] == 'yes', board()[1]

refused = subprocess.run([program, 'targets', str(work / 'data'), '--code', '77'], capture_output=True, text=True, check=False)
assert refused.returncode != 0 and "'77'" in refused.stderr, refused.stderr
tables('2026-12-31', same.replace('01,2024,,60,30', '01,2024,about,60,30'), '2027=0.8|2025=0.7')
checked = subprocess.run([program, 'check', str(folder)], capture_output=True, text=True, check=False)
said = checked.stdout + checked.stderr
assert '2025=0.6|2027=0.7' in said and 'not a year from 1900 to 2200' in said, said
