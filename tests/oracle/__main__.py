"""Record what PyTorch computes, for tests that need no PyTorch: python -m tests.oracle, or make oracle."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from tests.oracle import filters, losses, optimizers, others, schedules, sequences
from tests.oracle.case import Case
from tests.oracle.numbers import Floats

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "oracle"


def record_layer(torch: Any, case: Case) -> dict[str, Floats]:
    """y, the slopes along inputs and weights, and the running statistics, by "<case>/<what>"."""
    inputs = [torch.tensor(rows, requires_grad=not case.codes) for rows in case.inputs()]
    declared = {each.name: each for each in case.layer.weights(*case.shapes)}
    weights = {
        name: torch.tensor(values, requires_grad=declared[name].trainable)
        for name, values in case.weights().items()
    }
    given = dict(weights)
    y = case.function(torch, inputs, given)
    y.backward(torch.tensor(case.slope()).reshape(y.shape))
    found = {"y": y}
    found |= {f"dx{place}": x.grad for place, x in enumerate(inputs) if not case.codes}
    found |= {f"d_{name}": w.grad for name, w in weights.items() if declared[name].trainable}
    found |= {f"new_{name}": given[name] for name in weights if not declared[name].trainable}
    return {f"{case.name}/{what}": array.detach().numpy() for what, array in found.items()}


def record_loss(torch: Any, case: losses.LossCase) -> dict[str, Floats]:
    """The value and its slope."""
    source = torch.tensor(case.source, requires_grad=True)
    value = case.function(torch, source, torch.tensor(case.target))
    value.backward()
    name = f"{case.loss.kind()}: {case.name}"
    return {f"{name}/value": value.detach().numpy(), f"{name}/slope": source.grad.numpy()}


def record_optimizer(torch: Any, case: optimizers.OptimizerCase) -> dict[str, Floats]:
    """The parameters after a thousand steps."""
    parameters = torch.tensor(optimizers.start(), requires_grad=True)
    optimizer = case.make(torch, [parameters])
    for step in range(optimizers.STEPS):
        parameters.grad = torch.tensor(optimizers.gradient(parameters.detach().numpy().copy(), step))
        optimizer.step()
    return {f"{case.name}/parameters": parameters.detach().numpy()}


def record_schedule(torch: Any, case: schedules.ScheduleCase) -> dict[str, Floats]:
    """Some of the rates of a thousand steps."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=schedules.RATE)
    scheduler, rates = case.make(torch, optimizer), []
    for loss in schedules.losses():
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step(*([loss] if case.schedule.watches else []))
    return {f"{case.name}/rates": np.array(rates[:: schedules.EVERY])}


def main() -> None:
    """Record everything anew."""
    import torch

    warnings.simplefilter("ignore")
    GOLDEN.mkdir(parents=True, exist_ok=True)
    recorded: dict[str, dict[str, Floats]] = {}
    for name, room in (("filters", filters), ("sequences", sequences), ("others", others)):
        recorded[name] = {}
        for case in room.cases():
            recorded[name] |= record_layer(torch, case)
    recorded["losses"] = {}
    for loss in losses.cases():
        recorded["losses"] |= record_loss(torch, loss)
    recorded["optimizers"] = {}
    for optimizer in optimizers.cases():
        recorded["optimizers"] |= record_optimizer(torch, optimizer)
    recorded["schedules"] = {}
    for schedule in schedules.cases():
        recorded["schedules"] |= record_schedule(torch, schedule)
    for name, arrays in recorded.items():
        np.savez_compressed(
            GOLDEN / f"{name}.npz", **{key: np.asarray(array) for key, array in arrays.items()}
        )
        print(f"{name}: {len(arrays)} arrays from PyTorch {torch.__version__}")


if __name__ == "__main__":
    main()
