"""PyTorch in eager mode, written as its tutorials do."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import torch
from torch import nn

from tests.benchmarks.workloads import Architecture, Workload, data, refuse_first_steps

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}
RECURRENT = {"lstm": nn.LSTM, "gru": nn.GRU}


def prepare(workload: Workload, threads: int) -> Callable[[int], object]:
    """A function that does so often what the workload says."""
    refuse_first_steps(workload)
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    features, label = data(workload)
    if workload.network.filters:
        features = np.ascontiguousarray(features.transpose(0, 3, 1, 2))
    x = torch.from_numpy(features.astype(np.int64) if workload.network.tables else features)
    if workload.doing == "predict":
        return _predicting(workload, x[: workload.batch])
    module = network(workload)
    binary = workload.network.sizes[-1] == 1
    y = torch.from_numpy(label)[:, None].float() if binary else torch.from_numpy(label)
    measure = nn.BCEWithLogitsLoss() if binary else nn.CrossEntropyLoss()
    rule = torch.optim.Adam if workload.optimizer == "adam" else torch.optim.SGD
    optimizer = rule(module.parameters(), lr=workload.rate)

    def batches():
        while True:
            yield from torch.randperm(workload.rows).split(workload.batch)

    remaining = batches()

    def run(count: int) -> None:
        for chosen in itertools.islice(remaining, count):
            optimizer.zero_grad()
            loss = measure(module(x[chosen]), y[chosen])
            loss.backward()
            optimizer.step()

    return run


def _predicting(workload: Workload, x: torch.Tensor) -> Callable[[int], object]:
    binary = workload.network.sizes[-1] == 1
    module = nn.Sequential(network(workload), nn.Sigmoid() if binary else nn.Softmax(dim=1)).eval()

    def run(count: int) -> None:
        with torch.inference_mode():
            for _ in range(count):
                module(x).numpy()

    return run


def network(workload: Workload) -> nn.Module:
    """The workload's layers, with the logits as output."""
    sizes = workload.network.sizes
    layers: list[nn.Module] = []
    for inputs, outputs in itertools.pairwise(sizes):
        layers += [nn.Linear(inputs, outputs), ACTIVATIONS[workload.network.activation]()]
    if workload.network.tables:
        layers.insert(0, Tables(workload.network.tables, workload.network.vector))
    if workload.network.length:
        layers[:2] = [Last(RECURRENT[workload.network.recurrent](*sizes[:2], batch_first=True))]
    if workload.network.filters:
        layers[:0] = [*convolutions(workload.network), nn.Flatten()]
    return nn.Sequential(*layers[:-1])


def convolutions(network: Architecture) -> list[nn.Module]:
    """Those of the network's filters, and what follows each."""
    layers: list[nn.Module] = []
    for channels, filters in itertools.pairwise((1, *network.filters)):
        layers += [nn.Conv2d(channels, filters, 3), ACTIVATIONS[network.activation](), nn.MaxPool2d(2)]
    return layers


class Last(nn.Module):
    """What a recurrent module says at the last step."""

    def __init__(self, recurrent: nn.Module) -> None:
        super().__init__()
        self.recurrent = recurrent

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.recurrent(x)[0][:, -1]


class Tables(nn.Module):
    """A vector from each table for each column, side by side."""

    def __init__(self, tables: tuple[int, ...], length: int) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(rows, length) for rows in tables)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([table(x[:, place]) for place, table in enumerate(self.tables)], dim=1)
