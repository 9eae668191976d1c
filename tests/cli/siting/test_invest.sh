#!/usr/bin/env bash
# vungphu invest on the sample province: money, people and targets of a plan against each other and against the years'
# indicators; its forms; tables with faults. Arguments: program, shared data.
set -uo pipefail
program=$1
root=$(cd "$(dirname "$0")/../../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0
fail() {
    echo "FAILED: $*" >&2
    failed=1
}
source "$root/tests/end_to_end/datasets.sh"
borrow_dataset coarse "$folder/data" "$program" "$2"
tables=$root/gis-data/sample/invest
sed 's/1500$/2000/' "$tables/projects.csv" >"$folder/projects.csv" # few candidates: quick with sanitizers too
printf 'service,group,year,share,of\nhealth_station_walk,,2028,0.93,people\ninfo_point_walk,,2029,0.8,people\nwater_area,,2030,0.85,people\nall,region_3,2030,0.3,left_out\n' >"$folder/targets.csv"
plan() { "$program" invest "$folder/data" --projects "$folder/projects.csv" --gap 0.02 --quiet "$@"; }
plan --budgets "$tables/budgets.csv" --format json --report "$folder/plan.html" --money 'triệu đồng' --note 'Giá ví dụ' >"$folder/plan.json" || fail "a plan"
plan --budgets "$tables/budgets.csv" --output "$folder/plan.gpkg" || fail "a plan as layer"
plan --budgets "$tables/budgets.csv" --output "$folder/plan.csv" || fail "a plan as table"
plan --goal cost --targets "$folder/targets.csv" --gap 0.15 --format json >"$folder/cost.json" || fail "a plan for targets"
"$program" indicators "$folder/data" --year 2030 --format csv >"$folder/2030.csv" || fail "indicators of 2030"
python3 - "$folder" "$tables" <<'END' || fail "the figures of a plan"
import csv, json, math, re, sys
folder, tables = sys.argv[1:3]
plan, cost = (json.load(open(f"{folder}/{name}.json")) for name in ("plan", "cost"))
budgets = {int(r["year"]): float(r["budget"]) for r in csv.DictReader(open(f"{tables}/budgets.csv"))}
prices = {(r["service"], r["kind"]): float(r["price"]) for r in csv.DictReader(open(f"{folder}/projects.csv"))}
assert plan["targets_met"] and plan["bound"] >= plan["objective"] * (1 - 1e-9) and plan["gap"] < 0.05, plan["gap"]
assert cost["targets_met"] and cost["bound"] <= cost["cost"] * (1 + 1e-9), (cost["bound"], cost["cost"])
for p in (plan, cost):
    left, spent = 0, {}
    for project in p["projects"]:
        assert project["price"] == prices[project["service"], project["kind"]], project
        spent[project["year"]] = spent.get(project["year"], 0) + project["price"]
        assert project["service"] != "primary" or project["year"] >= 2027, project
    assert sum(x["service"] == "info_point_walk" for x in p["projects"]) <= 20
    for year in p["years"]:
        assert math.isclose(year["spent"], spent.get(year["year"], 0), abs_tol=1e-6), year
        if p is plan:
            left += budgets[year["year"]] - year["spent"]
            assert left >= -1e-6, year  # what is left is there in the next year
    years = sum(y["after"] - y["before"] for s in p["services"] for y in s["years"])
    assert math.isclose(years, p["worth"], rel_tol=1e-9), (years, p["worth"])  # person-years
    last = sum(s["years"][-1]["after"] - s["years"][-1]["before"] for s in p["services"])
    units = sum(u["gained"] for u in p["units"])
    assert math.isclose(last, units, rel_tol=1e-6) and math.isclose(last, sum(x["people"] for x in p["projects"]), rel_tol=1e-6), (last, units)
    groups = {g["id"]: sum(s["gained"] for s in g["services"]) for g in p["groups"]}
    assert math.isclose(groups["remote"] + groups["not_remote"], last, rel_tol=1e-6), (groups, last)
    assert p["least_group"]["share"] > 0
for target in cost["targets"]:
    assert target["met"] and target["reached"] >= target["share"] - 1e-6, target
station = next(s for s in plan["services"] if s["service"] == "health_station_walk")["years"][-1]
indicator = next(r for r in csv.DictReader(open(f"{folder}/2030.csv", encoding="utf-8")) if r["indicator"] == "H10" and r["code"] == "*")
for mine, theirs in (("before", "numerator"), ("people", "denominator")):  # people and facilities of 2030
    assert math.isclose(station[mine], float(indicator[theirs]), rel_tol=2e-3), (station, indicator)
curve = plan["curve"]
for point in curve:
    assert point["kept"] <= point["best"] * (1 + 1e-9) <= point["bound"] * (1 + 1e-9) ** 2, point
    assert point["best_cost"] <= point["money"] * (1 + 1e-9), point
assert all(a["best"] <= b["best"] for a, b in zip(curve, curve[1:])) and sum(p["knee"] for p in curve) == 1
page = open(f"{folder}/plan.html", encoding="utf-8").read()
assert "Kế hoạch đầu tư 2026–2030" in page and "Giá ví dụ" in page and "triệu đồng" in page
figure = lambda key: float(re.search(rf'<data class="{key}" value="([^"]+)"', page).group(1))
assert figure("worth") == plan["worth"] and figure("bound") == plan["bound"] and figure("cost") == plan["cost"]
assert page.count('class="project_people"') == len(plan["projects"])
END
python3 - "$folder/plan.gpkg" "$folder/plan.json" <<'END' || fail "the layer of a plan"
import json, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute('SELECT "order", year, service, price FROM projects ORDER BY 1').fetchall()
assert rows == [(p["order"], p["year"], p["service"], p["price"]) for p in json.load(open(sys.argv[2]))["projects"]], rows[:3]
END
python3 - "$folder/plan.csv" "$folder/plan.json" <<'END' || fail "the same seed, another plan"
import csv, json, sys
rows = [(int(r["order"]), int(r["year"]), r["service"], float(r["gain"])) for r in csv.DictReader(open(sys.argv[1], encoding="utf-8"))]
assert rows == [(p["order"], p["year"], p["service"], p["gain"]) for p in json.load(open(sys.argv[2]))["projects"]]
END

# What is wrong in a table is named: file, row, column, value.
refused() { # WORDS OPTION…
    local words=$1
    shift
    plan "$@" >"$folder/out" 2>&1 && fail "accepted: $*"
    grep -qF "$words" "$folder/out" || fail "'$words' is not in: $(cat "$folder/out")"
}
printf 'year,budget\n2026,x\n' >"$folder/b.csv"
refused 'b.csv row 2 column budget value "x"' --budgets "$folder/b.csv"
printf 'year,budget\n2026,5\n2026,6\n' >"$folder/b.csv"
refused 'this year has a budget already' --budgets "$folder/b.csv"
printf 'year,budget\n2019,5\n' >"$folder/b.csv"
refused 'a plan from 2019' --budgets "$folder/b.csv"
printf 'year,budget\n2026,5\n2040,5\n' >"$folder/b.csv"
refused 'the budget of 2040 lies outside the plan' --budgets "$folder/b.csv" --last-year 2030
printf 'service,share\nhealth_station_walk,1\n' >"$folder/t.csv"
refused 'lower the target or allow more projects' --goal cost --targets "$folder/t.csv"
printf 'service,share\nhospital,0.9\n' >"$folder/t.csv"
refused 'nothing may be built for it' --goal cost --targets "$folder/t.csv"
printf 'service,kind,price\nhealth_station_walk,build,-1\n' >"$folder/projects.csv"
refused 'projects.csv row 2 column price value "-1"' --budgets "$tables/budgets.csv"
printf 'service,kind,price\nnone,build,1\n' >"$folder/projects.csv"
refused 'row 2, column service, none: there is no such service' --budgets "$tables/budgets.csv"
printf 'service,kind,price\nwater_area,build,1\n' >"$folder/projects.csv"
refused 'how many metres do the pipes' --budgets "$tables/budgets.csv"
printf 'service,kind,price\nwater_area,buy,1\n' >"$folder/projects.csv"
refused 'column kind value "buy"' --budgets "$tables/budgets.csv"

# Which roads: from the places left out, and the same ones as a list; the layer, the report, what is wrong in a list.
roads() { "$program" roads "$folder/data" --service health_station_walk --quiet "$@"; }
roads --gaps 6 --class tertiary --count 3 --format json --report "$folder/roads.html" >"$folder/roads.json" || fail "roads of gaps"
roads --gaps 6 --class tertiary --count 3 --output "$folder/roads.geojson" || fail "roads as GeoJSON"
roads --links "$folder/roads.geojson" --price-per-km 1000 --budget 9000 --count 3 --format csv >"$folder/roads.csv" || fail "roads of a list"
python3 - "$folder" <<'END' || fail "the figures of roads"
import csv, json, math, re, sys
folder = sys.argv[1]
r = json.load(open(f"{folder}/roads.json"))
links, sets = r["links"], r["sets"]
assert len(sets) == 3 and all(s["proven"] and s["bound"] >= s["objective"] * (1 - 1e-9) for s in sets), sets
assert math.isclose(sets[0]["objective"], max(l["people"] for l in links), rel_tol=1e-9) and sets[0]["objective"] > 0
assert sets[0]["objective"] <= sets[1]["objective"] <= sets[2]["objective"] <= r["all"] * (1 + 1e-9)
for l in links:
    assert math.isclose(sum(u["people"] for u in l["units"]), l["people"], abs_tol=1e-6), l
last = sets[-1]
assert math.isclose(sum(last["gains"]), last["objective"], rel_tol=1e-9)
assert math.isclose(sum(u["after"] - u["before"] for u in r["units"]), last["people"], rel_tol=1e-6)
assert math.isclose(r["people_after"] - r["people_before"], last["people"], rel_tol=1e-9)
rows = list(csv.DictReader(open(f"{folder}/roads.csv", encoding="utf-8")))
assert len(rows) == len(links)
for row, l in zip(rows, links):  # coordinates have six decimals: the same cells but for a corner
    assert math.isclose(float(row["metres"]), l["metres"], rel_tol=1e-3) and row["name"] == l["name"], row
    assert math.isclose(float(row["price"]), float(row["metres"]), rel_tol=1e-9), row
assert sum(float(row["price"]) for row in rows if row["order"]) <= 9000
page = open(f"{folder}/roads.html", encoding="utf-8").read()
figure = lambda key: float(re.search(rf'<data class="{key}" value="([^"]+)"', page).group(1))
assert figure("objective") == last["objective"] and figure("bound") == last["bound"]
END
printf 'class,line\ntertiary,105.8 21.6\n,1 2 3\n' >"$folder/l.csv"
roads --links "$folder/l.csv" >"$folder/out" 2>&1 && fail "a list with errors accepted"
grep -qF 'l.csv row 3 column class' "$folder/out" || fail "no place of the error: $(cat "$folder/out")"
roads --links "$folder/l.csv" --gaps 2 >"$folder/out" 2>&1
[ $? = 2 ] || fail "a list and gaps must be wrong usage"
exit $failed
