#!/usr/bin/env python3
"""slurm.py PROGRAM WORK CLUSTER: SLURM_CONF names a cluster of the nodes n1 and n2, that the script CLUSTER controls."""
import csv
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

from compare_merged import Merged
from osgeo import gdal
from made_nation import write_nation

program, work, cluster = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
folder, out = work / "nation", work / "out" / "merged"
PARTS = [[1], [2, 5], [3, 6], [4]]
GIVEN_UP = 900  # seconds without what is waited for


def say(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout


def until(what, ready):
    """Waits for an event of the cluster, which nobody announces, however busy the machine is."""
    for _ in range(GIVEN_UP * 5):
        found = ready()
        if found:
            return found
        time.sleep(0.2)
    sys.exit(f"{what}: not within {GIVEN_UP} s\n{say('squeue')}\n{say('sinfo')}")


def states(nation=folder, directory=out):
    return {row["part"]: row for row in csv.DictReader(say(program, "status", nation, "-o", directory, "--format", "csv").splitlines())}


def break_block(path, across, down):
    """Of a raster, as blocks of 16 x 16 cells, one that cannot be unpacked."""
    tiled = path.with_suffix(".tiled.tif")
    gdal.Translate(str(tiled), str(path), creationOptions=["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=16", "COMPRESS=DEFLATE"])
    tiled.rename(path)
    file = gdal.Open(str(path))  # as long as its band is asked
    band = file.GetRasterBand(1)
    offset, size = (int(band.GetMetadataItem(f"BLOCK_{what}_{across}_{down}", "TIFF")) for what in ("OFFSET", "SIZE"))
    with open(path, "r+b") as file:
        file.seek(offset + 10)
        file.write(b"\xff" * (size - 20))


def check_broken():
    """A part whose piece of a national raster is damaged fails alone, and the merge names it."""
    nation, directory = work / "broken", work / "out" / "broken"
    write_nation(nation, 3, PARTS, margin="300")
    break_block(nation / "dem.tif", 6, 2)
    print(say(program, "submit", nation, "-o", directory, "-t", "1"))
    until("the jobs of the broken nation", lambda: not say("squeue", "-h").strip())
    found = states(nation, directory)
    log = (directory / "parts" / ".merge" / "log").read_text()
    if [part for part, row in found.items() if row["state"] != "done"] != ["p2"] or "dem.tif" not in found["p2"]["reason"]:
        sys.exit(f"a part fails alone: {found}")
    if "part p2 gives nothing" not in log or log.count("gives nothing") + log.count("is older") != 1 or "cells cannot be read" not in log:
        sys.exit(f"the merge names it: {log}")


def hold_part_on(node):
    """A part that runs on the node, its process stopped: whatever comes, it is cut short in the middle."""
    for part, row in states().items():
        text = (out / "parts" / part / "state").read_text() if row["state"] == "running" else ""
        found = re.search(r"^process (\d+)", text, re.M)
        try:
            if found and f"SLURMD_NODENAME={node}".encode() in pathlib.Path(f"/proc/{found.group(1)}/environ").read_bytes().split(b"\0"):
                os.kill(int(found.group(1)), signal.SIGSTOP)
                return part
        except OSError:
            pass  # it has just ended
    return None


def main():
    out.parent.mkdir()
    write_nation(folder, 5, PARTS, margin="3900")
    table = folder / "province.csv"
    table.write_text(table.read_text().replace("cell_metres,100", "cell_metres,10"))  # long enough to be killed in
    say(program, "build", folder, "-o", out.parent / "single", "-q")
    jobs = say(program, "submit", folder, "-o", out, "-t", "1", "--publish", out.parent / "site")
    print(jobs)
    held = until("a part on n1", lambda: hold_part_on("n1"))
    subprocess.run(["bash", cluster, work / "cluster", "kill", "n1"], check=True)
    began = time.monotonic()
    cut_short = until("a part is cut short", lambda: [part for part, row in states().items() if row["state"] == "killed"])
    if held not in cut_short:
        sys.exit(f"{held} ran on the node, {cut_short} were cut short")
    until("the parts of n1 are queued again", lambda: say("scontrol", "show", "node", "n1").find("DOWN") >= 0)
    subprocess.run(["bash", cluster, work / "cluster", "resume", "n1"], check=True)
    until("all jobs", lambda: not say("squeue", "-h").strip())
    found = states()
    print(f"{time.monotonic() - began:.0f} s after the node was killed at {cut_short}:", {part: row["state"] for part, row in found.items()})
    if {row["state"] for row in found.values()} != {"done"}:
        sys.exit(f"not done: {found}")
    if not (out.parent / "site" / "current" / "index.html").exists():
        sys.exit("nothing was published after the merge")
    single, merged = Merged(out.parent / "single"), Merged(out)
    differ = list(single.tables_differ(merged, {("gaps", "mean"), ("gaps", "worst"), ("isochrones", "area_km2"),
                                                ("isochrones", "geom")}))
    if differ:
        sys.exit("\n".join(differ))
    print("what one build gives")
    check_broken()


main()
