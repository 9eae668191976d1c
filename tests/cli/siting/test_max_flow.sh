#!/usr/bin/env bash
# Capacities of sites that exist and that are chosen, against a maximum flow by scipy: on random tables every choice is
# looked at, and the one of vungphu locate must serve as many as the best. Arguments: program.
set -euo pipefail
/usr/bin/python3 -c 'import scipy' 2>/dev/null || { echo "no scipy for /usr/bin/python3: skipped"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 - "$1" "$folder" <<'END'
import itertools, json, os, random, subprocess, sys
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

program, folder = sys.argv[1:]


def served(weights, capacities, covers, chosen):
    """Most weight that the open sites take of the demands that they cover: source, demands, sites, sink."""
    demands, sites = len(weights), len(capacities)
    size, sink = 2 + demands + sites, 1 + demands + sites
    graph = [[0] * size for _ in range(size)]
    for d, weight in enumerate(weights):
        graph[0][1 + d] = weight
        for s in chosen:
            if (d, s) in covers:
                graph[1 + d][1 + demands + s] = weight
    for s in chosen:
        graph[1 + demands + s][sink] = min(capacities[s], sum(weights))
    return maximum_flow(csr_matrix(graph), 0, sink).flow_value


def one(case):
    draw = random.Random(case)
    demands, sites, count = draw.randint(3, 9), draw.randint(3, 7), draw.randint(1, 3)
    weights = [draw.randint(1, 30) for _ in range(demands)]
    capacities = [draw.choice([draw.randint(1, 50), 10**6]) for _ in range(sites)]
    kept = [s for s in range(sites) if draw.random() < 0.3]
    costs = {(d, s): draw.randint(0, 20) for d in range(demands) for s in range(sites) if draw.random() < 0.6}
    covers = {pair for pair, cost in costs.items() if cost <= 12}
    free = [s for s in range(sites) if s not in kept]
    with open(f"{folder}/costs.csv", "w") as f:
        f.write("demand,site,cost\n" + "".join(f"d{d},s{s},{c}\n" for (d, s), c in costs.items()))
    with open(f"{folder}/demand.csv", "w") as f:
        f.write("demand,weight\n" + "".join(f"d{d},{w}\n" for d, w in enumerate(weights)))
    with open(f"{folder}/sites.csv", "w") as f:
        f.write("site,state,capacity\n" + "".join(f"s{s},{'kept' if s in kept else 'free'},{'' if c == 10**6 else c}\n" for s, c in enumerate(capacities)))
    if not covers or not free:
        return False
    said = subprocess.run([program, "locate", "--costs", f"{folder}/costs.csv", "--demand", f"{folder}/demand.csv", "--sites", f"{folder}/sites.csv", "--objective", "coverage", "--limit", "12", "--count", str(count), "--format", "json", "--quiet"], capture_output=True, text=True)
    if said.returncode != 0:
        unused = {s for s in range(sites) if not any((d, s) in costs for d in range(demands))} or {d for d in range(demands) if not any((d, s) in costs for s in range(sites))}
        assert unused, (case, said.stderr)  # a site or demand that the table of costs does not name
        return False
    answer = json.loads(said.stdout)
    best = max(served(weights, capacities, covers, kept + list(c)) for k in range(count + 1) for c in itertools.combinations(free, min(k, len(free))))
    assert answer["proven"] and abs(answer["objective"] - best) < 1e-6, (case, answer["objective"], best)
    chosen = [int(s["site"][1:]) for s in answer["sites"]]
    assert served(weights, capacities, covers, kept + chosen) == round(answer["objective"]), (case, chosen)
    return True


done = sum(one(case) for case in range(1000 if os.environ.get("VP_THOROUGH", "0") not in ("", "0") else 40))
assert done >= 20, f"only {done} cases were compared"
print(done, "cases")
END
