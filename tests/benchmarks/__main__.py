"""The engine beside what people would pick instead: `python -m tests.benchmarks [NAME...] [--threads 1|2] [--json F]`.

Every system has a process of its own; the rounds of all of them follow each other, so that whatever else the machine
does meanwhile spoils them alike. Printed are medians. What is not installed is left out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.benchmarks.memory import Footprint, Held
from tests.benchmarks.pictures import Prediction
from tests.benchmarks.process import ALL, GEMM, OURS, PEERS, PRODUCTS, SYSTEMS, System
from tests.benchmarks.report import Measured
from tests.benchmarks.workloads import Workload

ROUNDS = 9
SETTLE_SECONDS = 0.15
"""How long to wait before a round: idle threads of OpenBLAS go round in circles for a tenth of a second."""
ROUND_SECONDS = 0.1
"""How long a round of one system takes at least; longer where a single step does."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the workloads that are named, or all."""
    names = [workload.name for workload in ALL]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument(
        "--threads", type=int, choices=(1, 2), default=2, help="for every system (default: 2)"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of every system (default: {ROUNDS})")
    parser.add_argument(
        "--peers", nargs="*", default=PEERS, choices=PEERS, help="beside which (default: all)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write every round")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.names) - set(names):
        parser.error(f"There is no workload {', '.join(sorted(unknown))}; there are {', '.join(names)}.")
    found: list[Measured | Held] = []
    with ExitStack() as stack:
        systems = [
            stack.enter_context(System(name, asked.threads)) for name in (OURS, PRODUCTS, *asked.peers, GEMM)
        ]
        for workload in ALL:
            if not asked.names or workload.name in asked.names:
                found.append(measure(workload, systems, asked.rounds))
                print("\n".join(found[-1].lines()), flush=True)
    if asked.json:
        plain = {"threads": asked.threads, "workloads": [each.plain() for each in found]}
        asked.json.write_text(json.dumps(plain, indent=1) + "\n")


def measure(
    workload: Workload | Prediction | Footprint, systems: Sequence[System], rounds: int
) -> Measured | Held:
    """Every system's microseconds for a step in each round; or what a run of ours holds of memory, once."""
    ours = next(system for system in systems if system.name == OURS)
    if isinstance(workload, Footprint):
        ours.begin_anew()
        return Held(workload, **ours.hold(workload.name))
    if workload.doing == "begin":
        return Measured(workload, {OURS: [first_step(workload, ours) for _ in range(rounds)]})
    steps = {}
    for system in systems:
        if workload.data not in SYSTEMS[system.name] or (system.name == PRODUCTS and not workload.products):
            continue
        missing = system.prepare(workload.name)
        if missing:
            print(f"  ({workload.name} without {system.name}: {missing})")
            continue
        count = 1
        while (taken := 1e-6 * count * system.microseconds(count)) < ROUND_SECONDS / 4:
            count = max(2 * count, min(10 * count, int(count * ROUND_SECONDS / 3 / taken)))
        steps[system] = max(1, round(count * ROUND_SECONDS / taken))
    times: dict[str, list[float]] = {system.name: [] for system in steps}
    for _ in range(rounds):
        for system, count in steps.items():
            time.sleep(SETTLE_SECONDS)
            system.microseconds(max(1, count // 10))  # Wakes what sleeps, and fills the caches.
            times[system.name].append(system.microseconds(count))
    return Measured(workload, times)


def first_step(workload: Workload, system: System) -> float:
    """The microseconds that it takes in a new process; those of reading modules are not counted."""
    system.begin_anew()
    system.prepare(workload.name)
    time.sleep(SETTLE_SECONDS)
    return system.microseconds(1)


if __name__ == "__main__":
    main()
