"""How long a million rows of 30 numbers take from a CSV to a float32 array, and how much memory, beside polars alone.

Each reading has a process of its own, so that its peak is its own; the rounds of both follow each other.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

ROWS, COLUMNS, ROUNDS = 1_000_000, 30, 5
SLOWER, LARGER = 1.3, 1.5

BEFORE = """
import json, resource, sys, time
import numpy, polars
path = sys.argv[1]
start = time.perf_counter()
"""
POLARS = "array = polars.read_csv(path).cast(polars.Float32).to_numpy()\n"
OURS = """
from engine.data.table import read
table = read(path)
array = numpy.empty((table.rows, len(table.names)), numpy.float32, order="F")
for place, column in enumerate(table.frame):
    array[:, place] = column
"""
AFTER = """
seconds = time.perf_counter() - start
unit = 1 if sys.platform == "darwin" else 1024
peak = unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([seconds, peak, list(array.shape), str(array.dtype), float(array.sum(dtype="f8"))]))
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A million rows of normal numbers."""
    random = np.random.default_rng(1)
    path = tmp_path_factory.mktemp("table") / "numbers.csv"
    pl.DataFrame({f"n{each}": random.normal(size=ROWS).round(4) for each in range(COLUMNS)}).write_csv(path)
    return path


def run(script: str, path: Path) -> tuple[float, int, list[object]]:
    """Seconds, peak bytes, and what came out, of a script in a process of its own."""
    words = [sys.executable, "-c", BEFORE + script + AFTER, str(path)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    seconds, peak, *found = json.loads(done.stdout)
    return seconds, peak, found


def test_a_large_table_is_read_about_as_fast_as_by_polars_alone(table: Path) -> None:
    """Medians of five rounds, after one that brings the file into the system's cache."""
    run(POLARS, table)
    peer, ours = zip(*((run(POLARS, table), run(OURS, table)) for _ in range(ROUNDS)), strict=True)
    assert peer[0][2][:2] == ours[0][2][:2] == [[ROWS, COLUMNS], "float32"]
    assert peer[0][2][2] == pytest.approx(ours[0][2][2], rel=1e-5)
    times = [statistics.median(seconds for seconds, *_ in each) for each in (peer, ours)]
    peaks = [statistics.median(peak for _, peak, _ in each) for each in (peer, ours)]
    time, memory = times[1] / times[0], peaks[1] / peaks[0]
    print(
        f"\n{ROWS:,} rows x {COLUMNS}: polars {times[0]:.2f} s and {peaks[0] / 2**20:.0f} MiB, "
        f"neuroloom {times[1]:.2f} s and {peaks[1] / 2**20:.0f} MiB; "
        f"time x {time:.2f} (at most {SLOWER}), memory x {memory:.2f} (at most {LARGER})"
    )
    assert time <= SLOWER
    assert memory <= LARGER
