#!/usr/bin/env bash
# What vungphu init asks on a terminal: four questions, each with the answer it would take; an empty answer takes that, another stands in
# province.csv; one that cannot be ends it before a table is written. Without a terminal, or with --yes, nothing is asked.
# Usage: test_questions.sh VUNGPHU SHARED
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$1" "$work" <<'END'
import json, os, pty, select, subprocess, sys

program, work = sys.argv[1:3]
os.chdir(work)
square = lambda x: [[[x, 21.6], [x + 0.1, 21.6], [x + 0.1, 21.7], [x, 21.7], [x, 21.6]]]
json.dump({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"ma_xa": f"0{i}", "ten_xa": f"Xã {i}"}, "geometry": {"type": "Polygon", "coordinates": square(105.8 + i / 10)}}
    for i in range(2)]}, open("xa.geojson", "w"))
open("people.csv", "w").write("name,people,lon,lat\n" + "".join(f"Xóm {i},{100 + i},{105.81 + i / 60},{21.61 + i / 120}\n" for i in range(10)))
QUESTIONS = ["Name of the place?", "Metric coordinate system?", "Side of a cell, in metres?", "The day that the figures describe?"]


def converse(folder, answers):
    """Runs init on a terminal; one answer a question that ends in "] ". Returns what was said and the status."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("LANGUAGE", None)
        os.execv(program, [program, "init", folder, "xa.geojson", "people.csv", "--no-check"])
    said, left = "", list(answers)
    while True:
        ready, _, _ = select.select([terminal], [], [], 60)
        assert ready, f"nothing came after: {said}"
        try:
            part = os.read(terminal, 4096).decode()
        except OSError:  # its end
            break
        if not part:
            break
        said += part
        if said.rstrip("\r\n").endswith("] ") and said.count("? [") == len(answers) - len(left) + 1:
            os.write(terminal, (left.pop(0) + "\n").encode())
    return said, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def settings(folder):
    return dict(line.split(",")[:2] for line in open(f"{folder}/province.csv", encoding="utf-8-sig").read().splitlines()[1:])


said, status = converse("taken", ["", "", "", ""])
assert status == 0, said
assert [said.count(q) for q in QUESTIONS] == [1] * 4, said
assert "[taken]" in said and "[EPSG:32648]" in said, said
proposed = settings("taken")
assert proposed["name_vi"] == "taken" and proposed["crs"] == "EPSG:32648" and f"[{proposed['cell_metres']}]" in said, proposed

said, status = converse("given", ["Đại Từ", "EPSG:3405", "250", "2025-07-01"])
assert status == 0, said
given = settings("given")
assert [given[k] for k in ("name_vi", "id", "crs", "cell_metres", "as_of")] == ["Đại Từ", "dai-tu", "EPSG:3405", "250", "2025-07-01"], given

said, status = converse("wrong", ["", "", "none", ""])
assert status == 1 and "a cell of none metres cannot be" in said, (status, said)
assert not os.path.exists("wrong/province.csv"), "tables of an answer that cannot be"

for more in ([], ["--yes"]):
    run = subprocess.run([program, "init", f"quiet{len(more)}", "xa.geojson", "people.csv", "--no-check", *more], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert run.returncode == 0 and "?" not in run.stderr, run.stderr

# A template that has the plan's target, where places alone can be measured by it; without the template there is none.
open("benh_vien.csv", "w").write("ma,ten,loai,so_giuong,lon,lat\n1,Bệnh viện A,bệnh viện,200,105.85,21.65\n2,Bệnh viện B,bệnh viện,50,105.95,21.66\n")
for template, target in (("vn-plan", "60,2030,"), ("health", ",,")):
    run = subprocess.run([program, "init", template, "xa.geojson", "people.csv", "benh_vien.csv", "--no-check", "--yes", "--template", template], capture_output=True, text=True)
    rows = [row for row in open(f"{template}/indicators.csv", encoding="utf-8-sig") if row.startswith("hospital_beds,")]
    assert len(rows) == 1 and f",beds,per_10000,more,{target}" in rows[0], (rows, run.stdout)
END
echo "asked"
