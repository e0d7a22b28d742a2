"""This engine with every request for memory traced, those of numpy among them."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

from engine.analysis import Analysis, analyse
from engine.feeding import Feeds, TrainingData
from engine.memory import training_need
from engine.network import Network
from engine.parallel import set_threads
from engine.training.loop import train
from engine.training.messages import BatchEnded, EpochEnded
from tests.benchmarks.memory import Footprint
from tests.benchmarks.systems.neuroloom import known_rows, settings_of
from tests.benchmarks.workloads import Workload, graph

EPOCHS, SETTLED = 8, 3
"""The epochs of a run, and how many of them everything may be laid out in."""


def hold(footprint: Footprint, threads: int) -> dict[str, float]:
    """What a run holds, as `Held` names it."""
    set_threads(threads)
    analysis = analyse(graph(footprint.workload))
    known, settings = ragged(footprint.workload, analysis), settings_of(footprint.workload)
    for _ in train(Network.build(analysis, 1), known, settings.replace(epochs=1)):
        pass  # Reads modules, and fills what is kept for good.
    planned = training_need(analysis, settings, len(known.train)).total
    tracemalloc.start()
    peak = step = epoch = held = 0
    ends = []
    for message in train(Network.build(analysis, 1), known, settings.replace(epochs=EPOCHS)):
        now, most = tracemalloc.get_traced_memory()
        peak, beyond = max(peak, most), most - max(held, now)
        if isinstance(message, EpochEnded):
            ends.append(now)
        if len(ends) >= SETTLED:
            if isinstance(message, BatchEnded) and 1 < message.batch < message.batches:
                step = max(step, beyond)
            elif isinstance(message, BatchEnded | EpochEnded):
                epoch = max(epoch, beyond)
        held = now
        tracemalloc.reset_peak()
    tracemalloc.stop()
    left = (ends[-1] - ends[SETTLED - 1]) / (len(ends) - SETTLED)
    return {"peak": peak, "planned": planned, "step": step, "epoch": epoch, "left": left}


def ragged(workload: Workload, analysis: Analysis) -> TrainingData:
    """The workload's rows but a few, so that the last batch of an epoch is a smaller one, as it mostly is."""
    known = known_rows(workload, analysis)
    rows = slice(len(known.train) - workload.batch // 3)
    inputs, targets = (
        {node: array[rows] for node, array in arrays.items()}
        for arrays in (known.train.inputs, known.train.targets)
    )
    return replace(known, train=Feeds(inputs, targets, known.train.rows[rows]))
