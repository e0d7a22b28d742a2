"""From the files of older versions to those of this one, step by step.

A step takes the JSON parts of one version, by name, and returns those of the next. To change the format: raise
VERSION, write the step from the version before, add it to STEPS, and keep a file of the old version among the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Parts = dict[str, Any]
"""The JSON parts of a file, decoded, by name."""

Step = Callable[[Parts], Parts]

VERSION = 2
"""The version that this program writes."""


def _gathering(parts: Parts) -> Parts:
    """Version 2: a run may stop between batches whose gradients are gathered, and schedules remember the loss."""
    if "run.json" not in parts:
        return parts
    run = parts["run.json"]
    memory = {"best": "Infinity", "waited": 0, "resting": 0, "factor": 1.0}
    checkpoint = {**run["checkpoint"], "gathered": 0, "memory": memory}
    return {**parts, "run.json": {**run, "checkpoint": checkpoint}}


STEPS: Mapping[int, Step] = {1: _gathering}
"""For each older version the step to the next one."""


def migrate(parts: Parts, version: int, steps: Mapping[int, Step] = STEPS, current: int = VERSION) -> Parts:
    """The parts of a file of `version` as those of the current one.

    Steps work on what a file says, before it is checked, and may raise KeyError, TypeError or the like for nonsense.
    """
    for each in range(version, current):
        parts = steps[each](parts)
    return parts
