"""How often a duel of a program with a copy of itself has a false verdict, and how often a slower build is
found: writes results/calibration.md.

Usage: calibrate.py GRADMARK SLOWER OUTPUT [DUELS] [FLAG ...]

GRADMARK plays DUELS duels (10) with a copy of itself, every other one while another program uses a core and
memory for two seconds in turn with two seconds of rest; then as many with SLOWER, the same built for a
lesser CPU. Flags go to every duel; without any, the copies play the cells of the standard suite with one
thread, since each could get a false verdict, and the slower build the quick suite.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

VERDICTS = ["faster", "slower", "same", "inconclusive"]
# Uses a core and streams through memory, then rests.
NEIGHBOUR = "while :; do timeout 2 dd if=/dev/zero of=/dev/null bs=64M 2>/dev/null; sleep 2; done"


def play(gradmark, base, candidate, flags, is_busy):
    """One duel: its report, and the seconds that it took."""
    neighbour = subprocess.Popen(["sh", "-c", NEIGHBOUR]) if is_busy else None
    begin = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            command = [gradmark, "duel", base, candidate, "--output", f"{folder}/duel"]
            answer = subprocess.run(
                [*command, "--format", "json", *flags], stdout=subprocess.PIPE, check=False
            )
    finally:
        if neighbour:
            neighbour.terminate()
            neighbour.wait()
    if answer.returncode not in (0, 2, 4):
        sys.exit(f"calibrate: a duel ended with status {answer.returncode}")
    return json.loads(answer.stdout), time.monotonic() - begin


def facts_of(gradmark):
    """What a program says of the machine and of its own build."""
    return json.loads(subprocess.check_output([gradmark, "machine", "--format", "json"]))


def row(number, name, report, seconds):
    """A duel as a line of the table."""
    counts = [sum(cell["verdict"] == verdict for cell in report["cells"]) for verdict in VERDICTS]
    mean = report["geometricMeanOfRatios"]
    fields = [number, name, len(report["cells"]), *counts, f"{mean:.3f}×", f"{seconds:.0f} s"]
    return "| " + " | ".join(map(str, fields)) + " |", counts


def table(title, flags, plays):
    """The lines of a section, and the verdicts of all its duels by their names."""
    lines = [
        f"## {title}",
        "",
        f"Each with `{' '.join(flags)}`.",
        "",
        f"| duel | machine | cells | {' | '.join(VERDICTS)} | mean ratio | took |",
        "| --: | :-- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    all_counts = []
    for number, (name, run) in enumerate(plays, 1):
        line, counts = row(number, name, *run())
        print(line, file=sys.stderr, flush=True)
        lines.append(line)
        all_counts.append(counts)
    return lines, all_counts


def main(gradmark, slower, output, duels="10", *flags):
    equal_flags = list(flags) or ["--suite", "Benchmarks/Suites/calibration.yml", "--threads", "1"]
    slower_flags = list(flags) or ["--preset", "quick", "--threads", "1"]
    duels = int(duels)
    with tempfile.TemporaryDirectory() as folder:
        twin = shutil.copy2(gradmark, f"{folder}/copy")
        equal, equal_counts = table(
            "A program and its copy",
            equal_flags,
            [
                (
                    "with a neighbour" if index % 2 else "at peace",
                    lambda is_busy=index % 2: play(gradmark, gradmark, twin, equal_flags, is_busy),
                )
                for index in range(duels)
            ],
        )
        other, other_counts = table(
            f"A slower build: for {facts_of(slower)['build']['targetCPU']}",
            slower_flags,
            [("at peace", lambda: play(gradmark, gradmark, slower, slower_flags, False))] * duels,
        )
    facts = facts_of(gradmark)
    build, cpus = facts["build"], facts["topology"]["cpus"].get("value")
    false = sum(counts[0] + counts[1] for counts in equal_counts)
    cells = sum(map(sum, equal_counts))
    found = sum(counts[1] > 0 and counts[0] == 0 for counts in other_counts)
    command = f"make calibrate ARGS=\"{' '.join([str(duels), *flags])}\""
    text = [
        "# Calibration of duels",
        "",
        f"Made by `{command}` on {time.strftime('%Y-%m-%d', time.gmtime())}: "
        f"{facts['processor']['name'].get('value')}, {cpus} CPUs, commit "
        f"{build['commit'].get('value', 'unknown')}, for {build['targetCPU']}. Written by "
        "`Benchmarks/calibrate.py`, nothing by hand.",
        "",
        f"**False verdicts: {false} in {cells} cells of {duels} duels** of a program with a copy of itself. "
        f"**A slower build was found slower in {found} of {duels} duels**, and nowhere faster in these.",
        "",
        "With a neighbour: another program uses a core and memory for two seconds, and rests for two.",
        "",
        *equal,
        "",
        *other,
        "",
    ]
    Path(output).write_text("\n".join(text))


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main(*sys.argv[1:])
