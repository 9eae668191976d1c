"""A year to come as the tables state it, held against the province built as of that year."""
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
put('groups.csv', 'share_field\n', 'share_field\nyoung,Trẻ,Young,,young/population\nfirst,Xã 1,First,area = 1,\n')
put('indicators.csv', 'Tỷ lệ.\n',
    'Tỷ lệ.\nB,Giường,Beds,,per_10000,place,,,,20,2030,more,,Giường.\n'
    'F,Giường động,Floating,,floating_catchment,place,,,,2,2030,more,,Vùng động.\n'
    'J,Cả hai,Both,,joint_share,place+stop,,,,0.5,2030,more,,Cả hai.\nR,Hộ,Households,,recorded_sum,,,,,900,2030,more,,Hộ.\n')
put('indicators.csv', 'target_year,better', 'target_year,better,numerator')
text = (folder / 'indicators.csv').read_text(encoding='utf-8').splitlines()
text = [text[0]] + [line.replace('2030,more,,', '2030,more,' + {'B': 'beds', 'R': 'households'}.get(line.split(',')[0], '') + ',,') for line in text[1:]]
(folder / 'indicators.csv').write_text('\n'.join(text) + '\n', encoding='utf-8')
put('services.csv', 'place,Nơi,Place,,travel_time,walk,,,15;30;60,30,,,\n',
    'place,Nơi,Place,,travel_time,walk,,,15;30;60,30,,beds,\nstop,Bến,Stop,,distance,,,,500;1000,1000,,,\n')
put('datasets.csv', 'service:=place,,CC0,,,\n', 'service:=place|stop;open_from=from;open_to=to;beds=beds,,CC0,,,\n'
    'records,records.csv,,2025,,,code=code,,CC0,,,\n')
(folder / 'records.csv').write_text('code,population,young,area,households\n00001,800,200,1,300\n00002,800,80,2,310\n', encoding='utf-8')
(folder / 'places.csv').write_text(
    f'id,name,x,y,from,to,beds\nA,A,{WEST + 50},{NORTH - 950},,2028-06-30,4\nB,B,{WEST + 2050},{NORTH - 550},2028-03-01,,6\n'
    f'C,C,{WEST + 3650},{NORTH - 1550},2029-01-01,,2\n', encoding='utf-8')
growth = 'level,vintage,code,group,year,rate,people,source\n'
(folder / 'growth.csv').write_text(growth + ',,,,,0,,none\n', encoding='utf-8')
now = build('now')
values = {}
for year in (2027, 2028, 2029, 2031):
    values[year] = {r['indicator']: r for r in rows('targets', now, '--year', year)}
    put('province.csv', 'as_of,2026-12-31', f'as_of,{year}-12-31')
    then = build(f'then{year}')
    for row in rows('targets', then):
        if row['indicator'] == 'R':
            continue
        for name in ('value', 'low', 'high', 'gap'):
            if row['indicator'] == 'F':  # put together from catchments by unit instead of cell by cell
                assert abs(float(values[year]['F'][name]) - float(row[name])) < 1e-9 * abs(float(row['value'])), (year, name, row, values[year]['F'])
                continue
            assert values[year][row['indicator']][name] == row[name], (year, name, row, values[year][row['indicator']])
    for question in (['--service', 'place'], ['--services', 'place,stop=1000'], ['--service', 'place', '-g', 'first+young']):
        assert rows('gaps', now, *question, '--year', year) == rows('gaps', then, *question), (year, question)
    put('province.csv', f'as_of,{year}-12-31', 'as_of,2026-12-31')
assert len({values[y]['P']['value'] for y in (2027, 2028, 2029)}) == 3, values  # what is built and shut changes it
assert values[2027]['P']['status'] == 'behind' and values[2029]['P']['value'] == values[2031]['P']['value']
for year in values:
    assert values[year]['R']['value'] == '' and values[year]['R']['status'] == 'no_data'
    assert f'Đến cuối năm {year}' in values[year]['P']['definition'], values[year]['P']['definition']
    assert values[year]['P']['data'] == f'2020, growth.csv to {year}', values[year]['P']['data']

# Commune 1 grows by a tenth a year, commune 2 not: of 800 people each, 30 minutes reach a share that stays the same within each.
(folder / 'growth.csv').write_text(growth + 'commune,,00001,,,0.1,,x\ncommune,,00002,,,0,,x\n,,,young,,-0.05,,x\n', encoding='utf-8')
now = build('now')
before = {r['code']: r for r in rows('indicators', now, '-i', 'P')}
after = {r['code']: r for r in rows('indicators', now, '-i', 'P', '--year', 2027)}
for code, factor in (('00001', 1.1), ('00002', 1)):
    assert abs(float(after[code]['denominator']) - factor * float(before[code]['denominator'])) < 1e-6, (code, after[code])
    assert abs(float(after[code]['value']) - float(before[code]['value'])) < 1e-12
assert abs(float(after['*']['denominator']) - 1.1 * 800 - 800) < 0.01, after['*']
young = {r['code']: r for r in rows('indicators', now, '-i', 'P', '-g', 'young', '--year', 2027)}
assert abs(float(young['00001']['denominator']) - 200 * 0.95) < 1e-6 and abs(float(young['00002']['denominator']) - 80 * 0.95) < 1e-6, young

# Floating catchments share what is open then among the people of then: as a province built from a grid of 2028's people gives them.
floating = {r['code']: float(r['value']) for r in rows('indicators', now, '-i', 'F', '--year', 2028)}
people = numpy.full((ROWS, COLUMNS), 2, numpy.float32)
people[:, :COLUMNS // 2] *= 1.21
raster(folder / 'people.tif', people, gdal.GDT_Float32, NORTH)
put('province.csv', 'as_of,2026-12-31', 'as_of,2028-12-31')
then = {r['code']: float(r['value']) for r in rows('indicators', build('then'), '-i', 'F')}
assert then.keys() == floating.keys() and all(abs(floating[c] - then[c]) < 1e-6 * then[c] for c in then), (floating, then)
assert floating['*'] < float({r['code']: r for r in rows('indicators', now, '-i', 'F')}['*']['value']) * 6 / 4, floating  # 6 beds of B then, 4 of A now
put('province.csv', 'as_of,2028-12-31', 'as_of,2026-12-31')
raster(folder / 'people.tif', numpy.full((ROWS, COLUMNS), 2, numpy.float32), gdal.GDT_Float32, NORTH)

# What is recorded has a value of the years that a row is dated by, and none of others.
(folder / 'records.csv').write_text('code,year,population,young,area,households\n00001,,800,200,1,300\n00002,,800,80,2,310\n'
                                    '00001,2030,,,,420\n00002,2030,,,,400\n', encoding='utf-8')
put('datasets.csv', 'code=code,,CC0', 'code=code;year=year,,CC0')
now = build('now')
of = {year: {r['indicator']: r for r in rows('targets', now, *(['--year', year] if year else []))}['R'] for year in (0, 2029, 2030)}
assert (of[0]['value'], of[2029]['value'], of[2030]['value']) == ('610', '', '820'), of
assert of[0]['status'] != 'met' and of[2029]['status'] == 'no_data', of

# Years that are not to come, and rows that cannot be meant, are refused with the place and the remedy.
done = run('targets', now, '--year', 2025)
assert done.returncode == 1 and 'not one from 2026 to 2126' in done.stderr, done.stderr
done = run('gaps', now, '--year', 2030)
assert done.returncode == 1 and 'which service?' in done.stderr, done.stderr
for row, said in ((',,,young,,,,x', 'a row states a rate or people, one of both'),
                  (',,,,,0.1,5,x', 'a row states a rate or people, one of both'),
                  (',,,,,,5,x', 'people need the year'),
                  (',,,first,,0.1,,x', 'this group is of whole units'),
                  (',,,nobody,,0.1,,x', 'groups.csv has no row of this id'),
                  (',,,,,0.1,,x\n,,,,,0.2,,x', 'rows 2 and 3 are of the same place and year'),
                  (',,,,2027,0.1,,x\n,,,,2028,,9,x', 'state rates or people, not both'),
                  (',,,,,12,,x', 'must be from -0.5 to 0.5')):
    (folder / 'growth.csv').write_text(growth + row + '\n', encoding='utf-8')
    done = run('check', folder)
    assert done.returncode == 1 and 'growth.csv' in done.stdout + done.stderr and said in done.stdout + done.stderr, (row, done.stdout, done.stderr)
(folder / 'growth.csv').write_text(growth + 'commune,,99999,,,0.1,,x\n', encoding='utf-8')
done = run('build', folder, '-o', work / 'now', '-q')
assert done.returncode == 1 and "growth.csv, row 2: no unit of level 'commune'" in done.stderr, done.stderr
(folder / 'growth.csv').unlink()
done = run('targets', build('now'), '--year', 2030)
assert done.returncode == 1 and 'nothing states how people grow' in done.stderr, done.stderr
print('years: as built then')
