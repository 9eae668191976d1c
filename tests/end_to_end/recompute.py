"""The indicators of a province computed again, from the raw layers of its folder, with GDAL and numpy alone, and
compared with what the program published. Nothing of the program is used: groups are evaluated by Python's
sqlite3, cell shares are sampled 10 x 10 within a cell, distances are Vincenty's on the ellipsoid.

Usage: recompute.py PROGRAM DATASET FOLDER DATA

Recorded measures must agree to 1e-9, spatial ones to 0.01 percentage points. Straight lines and areas are made
from the raw layers; minutes and field strengths are read from the surfaces that the snapshot publishes (their making has
tests of its own) and summed here. Not recomputed: floating catchments, which need minutes to every facility.
Mountainous, remote and health zones are computed here again, too, and so are values carried from the old units to
those that the crosswalk made of whole ones. Units: the current set."""
import json
import pathlib
import subprocess
import sys

import numpy
from osgeo import gdal, ogr

from recomputed_province import Province

gdal.UseExceptions()
ogr.UseExceptions()
POINTS = 1e-4  # 0.01 percentage points
failures = 0
counted = {}

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
    if kind == "floating_catchment":
        return "elsewhere"
    sys.exit("%s: say here how the measure %s is recomputed from the raw layers" % (indicator["id"], kind))


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


def compare_group_grids(p, program, dataset):
    """Groups that a grid of their own counts, by a travel time, alone and with the units of a condition."""
    global failures
    indicator = next((i for i in p.indicators if i["measure"] == "reached_share" and p.services[i["service"]]["reach"] == "travel_time"), None)
    for group, people in p.group_grids().items():
        values = p.published(indicator["service"])
        limit = float(indicator["limit"] or p.services[indicator["service"]]["default_limit"])
        whole, part = p.people_of(~numpy.isnan(values), people), p.people_of(values <= limit, people)
        assert sum(part.values()) > 0, group
        for asked, codes in ((group, p.codes), (group + "+remote", [code for code in p.codes if code in p.members["remote"]])):
            done = subprocess.run([program, "indicators", dataset, "-i", indicator["id"], "-g", asked, "--format", "json"],
                                  capture_output=True, text=True, check=True)
            found = next(row for row in json.loads(done.stdout) if row["code"] == "*")
            wanted = sum(part[code] for code in codes), sum(whole[code] for code in codes)
            same = abs(found["value"] - wanted[0] / wanted[1]) <= POINTS and abs(found["denominator"] / wanted[1] - 1) <= 1e-4
            failures += not same
            counted["group grid"] = counted.get("group grid", 0) + 1
            print("%s %s of %s: published %s of %s, recomputed %s" % ("ok  " if same else "FAIL", indicator["id"], asked, found["value"], found["denominator"], wanted))


def main():
    program, dataset, folder, data = sys.argv[1:]
    p = Province(pathlib.Path(folder), pathlib.Path(data), pathlib.Path(dataset))
    compare_classes(p, program, dataset)
    compare(p, program, dataset)
    compare_vintages(p, program, dataset)
    compare_group_grids(p, program, dataset)
    print("compared: " + ", ".join("%s %d" % item for item in sorted(counted.items())))
    sys.exit(failures > 0 or sum(counted.values()) == counted.get("elsewhere", 0))


main()
