#!/usr/bin/env python3
"""Edits of a province folder: which services are computed again, and whether all is as from nothing.

build_again.py PROGRAM WORK: WORK/province holds the tables and what they name. Edits come a few at a time, of
different services each; all of them one by one with VP_THOROUGH=1.
"""
import csv
import os
import re
import shutil
import sqlite3
import subprocess
import sys

from compare_snapshots import Side, compare_files

program, work = sys.argv[1:]
province = os.path.join(work, "province")
failures = []


def fail(text):
    failures.append(text)
    print(text[:400], file=sys.stderr)


def build(directory, *options):
    done = subprocess.run([program, "build", province, "-o", os.path.join(work, directory), "-q",
                           "--explain", *options], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{directory} {options}: {done.stderr}")
    return {row["step"]: (row["computed"], row["since"]) for row in csv.DictReader(done.stdout.splitlines())}


def read(table):
    with open(os.path.join(province, table), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(table, rows):
    with open(os.path.join(province, table), "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def edit(table, key, column, change):
    """change(text) of the column in the rows that key(row) chooses."""
    rows = read(table)
    at, found = rows[0].index(column), False
    for row in rows[1:]:
        if key(dict(zip(rows[0], row))):
            row[at], found = change(row[at]), True
    assert found, table
    write(table, rows)


def services(choose):
    rows = read("services.csv")
    return {row[0] for row in rows[1:] if choose(dict(zip(rows[0], row)))}


# Each returns what it makes the build compute of which services: {service: (what, since)}.
def other_order():
    """Rows of facilities move; nothing that rests on who stands where does."""
    rows = read("datasets.csv")
    at = [i for i, row in enumerate(rows) if row[0] == "facilities"]
    rows.insert(at[0], rows.pop(at[-1]))
    write("datasets.csv", rows)
    return {}


def rewrite(name, change):
    """Another file under the name, of the same size and times, as a copy with cp -p or a clock that went back makes it."""
    path = os.path.join(province, name)
    state = os.stat(path)
    with open(path, "rb") as file:
        bytes_then = file.read()
    with open(path + ".new", "wb") as file:
        file.write(change(bytes_then))
    os.utime(path + ".new", ns=(state.st_atime_ns, state.st_mtime_ns))
    os.rename(path + ".new", path)
    assert os.stat(path).st_size == state.st_size and os.stat(path).st_mtime_ns == state.st_mtime_ns


def moved_tower():
    def change(text):
        row = re.search(rb"BTS001.*", text).group()
        moved = re.sub(rb"(10\d\.)(\d)", lambda found: found[1] + str((int(found[2]) + 1) % 10).encode(), row, count=1)
        assert moved != row
        return text.replace(row, moved)
    rewrite("mobile_towers.csv", change)
    return {"mobile_tower_5km": ("surface", "facilities")}


def point_twice():
    """In a side file of a shapefile, before other sources of the role: of two rows of one id the first is taken, and the
    rows of the other sources get other numbers."""
    def change(dbf):
        first, length = int.from_bytes(dbf[8:10], "little"), int.from_bytes(dbf[10:12], "little")
        fields, at = {}, 1
        for field in range(32, first - 1, 32):
            fields[dbf[field:field + 11].rstrip(b"\0")] = slice(at, at + dbf[field + 16])
            at += dbf[field + 16]
        rows = [bytearray(dbf[first + i * length:first + (i + 1) * length]) for i in range(2)]
        rows[1][fields[b"id"]] = rows[0][fields[b"id"]]
        return dbf[:first] + b"".join(rows) + dbf[first + 2 * length:]
    rewrite("info_points.dbf", change)
    return {"info_point_walk": ("surface", "facilities")}


def added_tower():
    rows = read("mobile_towers.csv")
    added = dict(zip(rows[0], rows[-1])) | {"id": "BTS999", "lon": "105.0", "lat": "22.25"}
    rows.insert(1, [added[name] for name in rows[0]])
    write("mobile_towers.csv", rows)
    return {"mobile_tower_5km": ("surface", "facilities")}


def closed_hospital():
    """Catchments too: what the others give is taken over, what it gave is taken out."""
    edit("datasets.csv", lambda row: row["filter"] == "kind = 'general_hospital'", "filter", lambda text: text + " AND fid <> 3")
    return {name: ("surface", "facilities") for name in ("hospital", "hospital_ambulance", "hospital_5km", "health_care_5km")}


def faster_bicycles():
    edit("speeds.csv", lambda row: row["mode"] == "bicycle", "km_per_h", lambda text: str(float(text) + 1))
    return {name: ("surface", "speeds") for name in services(lambda row: "bicycle" in row["mode"].split("|"))}


def stronger_transmitter():
    edit("transmitters.csv", lambda row: row["id"] == "P01", "erp_kw", lambda text: "20")
    return {name: ("surface", "facilities") for name in services(lambda row: row["reach"] == "signal")}


def other_title():
    edit("services.csv", lambda row: row["id"] == "social_centre_10km", "title_en", lambda text: text + " (all)")
    return {"social_centre_10km": ("surface", "service")}


def other_limit():
    edit("services.csv", lambda row: row["id"] == "hospital_5km", "default_limit", lambda text: "3000")
    return {"hospital_5km": ("people", "load")}


def other_group():
    """A service becomes one for a group: the people it reaches are the same, its gaps are not."""
    edit("services.csv", lambda row: row["id"] == "info_point_walk", "group", lambda text: "remote")
    return {"info_point_walk": ("gaps", "group")}


def group_redefined():
    edit("groups.csv", lambda row: row["id"] == "remote", "units_where", lambda text: "remote = 0")
    return {name: ("gaps", "group") for name in services(lambda row: row["group"] == "remote")}


def group_added():
    rows = read("groups.csv")
    rows.insert(1, [{"id": "none", "title_vi": "Không", "title_en": "None", "units_where": "remote > 1"}.get(name, "")
                    for name in rows[0]])
    write("groups.csv", rows)
    return {}


def other_target():
    rows = read("indicators.csv")
    edit("indicators.csv", lambda row: row["id"] == rows[1][0], "target", lambda text: "0.5")
    return {}


PLACES = [f"import/{name}" for name in ("facilities", "transmitters", "settlements", "service_areas")]
GRIDS = [f"import/{name}" for name in ("units", "population", "elevation", "land_cover")]


def renamed_province():
    edit("province.csv", lambda row: row["key"] == "name_en", "value", lambda text: text + " 2")
    return {name: ("read", "settings") for name in GRIDS}


def renamed_unit():
    """In the file that roads and facilities lie in, too: they are read again as ever, and nothing is computed. The change
    lies beside the file, as QGIS leaves it while it is open; the file itself has its bytes and its time."""
    path = os.path.join(province, "sample.gpkg")
    shutil.copy2(path, path + ".open")
    database = sqlite3.connect(path + ".open")
    database.execute("PRAGMA journal_mode = WAL").fetchall()
    database.execute("PRAGMA wal_autocheckpoint = 0").fetchall()
    with database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda geometry: 0)  # of triggers, which a name does not concern
        database.execute("UPDATE communes_2025 SET name = name || ' 2' WHERE fid = 3")
    for suffix in ("", "-wal"):
        shutil.copy2(path + ".open" + suffix, path + suffix)
    database.close()
    os.remove(path + ".open")
    return {name: ("read", "units") for name in GRIDS}


def fewer_settlements():
    rows = read("settlements.csv")
    write("settlements.csv", rows[:1] + rows[5:])
    return {name: ("gaps", "settlements") for name in services(lambda row: True)}


def fewer_people():
    write("datasets.csv", [row for row in read("datasets.csv") if row[1] != "people_1km.tif"])
    return {"import/population": ("read", "sources")} | {name: ("people", "people") for name in services(lambda row: True)}


def replaced_people():
    shutil.copy(os.path.join(province, "people_100m.tif"), os.path.join(province, "people_1km.tif"))
    return {"import/population": ("read", "sources")} | {name: ("people", "people") for name in services(lambda row: True)}


def later():
    """Another date: whoever opens or closes in between counts; the others are as they were."""
    edit("province.csv", lambda row: row["key"] == "as_of", "value", lambda text: "2027-06-30")
    return None


def dataset(side):
    """Rows of the tables of dataset.sqlite, without times."""
    with sqlite3.connect(f"file:{side.folder}/dataset.sqlite?immutable=1", uri=True) as database:
        database.text_factory = bytes
        tables = [name.decode() for name, in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'idx_%'"
            " AND name NOT LIKE 'sp%' AND name NOT LIKE 'geometry_columns%' AND name NOT LIKE 'sqlite%' ORDER BY name")]
        return {table: [re.sub(rb"20\d\d-\d\d-\d\dT[0-9:]{8}Z", b"*", repr(row).encode())
                        for row in database.execute(f'SELECT * FROM "{table}"')] for table in tables}


# Of what is no table: the role of places that it changes, which alone is read again; None: what others rest on.
READ = {moved_tower: "facilities", added_tower: "facilities", point_twice: "facilities",
        stronger_transmitter: "transmitters", fewer_settlements: "settlements", replaced_people: None, renamed_unit: None}


def places_of(edits):
    """Which places are read again."""
    roles = [READ.get(one, "settings") for one in edits]
    if "settings" in roles or None in roles:
        return {name: ("read", "settings" if "settings" in roles else "sources") for name in PLACES}
    return {f"import/{role}": ("read", "sources") for role in roles}


WHAT = {"read": 0, "nothing": 0, "gaps": 1, "people": 2, "surface": 3}


def together(expected):
    """Of several edits, each service is computed as far as the one that reaches farthest says."""
    all_of_them = {}
    for one in expected:
        for service, said in one.items():
            if WHAT[said[0]] >= WHAT[all_of_them.get(service, ("nothing", ""))[0]]:
                all_of_them[service] = said
    return all_of_them


def damage():
    """A byte of a file of the last snapshot is lost: it is made again, not taken over."""
    for name in ("cells/kindergarten.bin", "surfaces/primary.tif", "surfaces/nearest_lower_secondary.tif",
                 "cells/nearest_upper_secondary.bin", "cells/shown_water_area.bin", "cells/access_hospital.bin"):
        path = os.path.join(work, "again", "current", name)
        with open(path, "rb") as file:
            whole = bytearray(file.read())
        whole[len(whole) // 2] ^= 1
        os.remove(path)  # its bytes may be those of earlier snapshots too
        with open(path, "wb") as file:
            file.write(whole)


def check(edits, *before):
    asked = [one() for one in edits]
    for one in before:
        one()
    subprocess.run(["rm", "-rf", os.path.join(work, "anew")], check=True)
    subprocess.run(["cp", "-a", os.path.join(work, "again"), os.path.join(work, "anew")], check=True)
    said = build("again")
    if None not in asked:
        expected = together(asked) | places_of(edits)
        for service, what in said.items():
            if what != expected.get(service, ("nothing", "")):
                fail(f"{[one.__name__ for one in edits]}: {service} is {what}, not {expected.get(service, 'nothing')}")
    build("anew", "--anew")
    sides = [Side(program, os.path.join(work, name)) for name in ("again", "anew")]
    compare_files(*sides, lambda text: "dataset.sqlite" in text or fail(f"{[one.__name__ for one in edits]}: {text}"))
    ours, theirs = map(dataset, sides)
    for table in sorted(ours.keys() | theirs.keys()):
        if ours.get(table) != theirs.get(table):
            fail(f"{[one.__name__ for one in edits]}: table {table} of dataset.sqlite differs")


def main():
    first = build("again")
    if set(first.values()) != {("surface", "program"), ("read", "program")}:
        fail(f"without a snapshot: {first}")
    rounds = [[], [moved_tower, point_twice, stronger_transmitter],
              [other_order, closed_hospital, group_added, other_limit, other_title],
              [later, faster_bicycles, other_group, added_tower, other_target], [replaced_people, renamed_unit]]
    every = [other_order, moved_tower, point_twice, added_tower, closed_hospital, faster_bicycles, stronger_transmitter, other_title, other_limit,
             other_group, group_redefined, group_added, other_target, renamed_province, renamed_unit, fewer_settlements, replaced_people,
             fewer_people, later]
    if os.environ.get("VP_THOROUGH") == "1":
        rounds = [[]] + [[one] for one in every]
    for number, edits in enumerate(rounds):
        check(edits, *([damage] if number == len(rounds) - 1 else []))
    print(f"{len(rounds)} rounds, {len(failures)} differences")
    sys.exit(1 if failures else 0)


main()
