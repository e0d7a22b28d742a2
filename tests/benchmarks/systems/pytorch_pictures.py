"""Known networks in PyTorch, written as torchvision writes them, for predictions in eager mode."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import nn

from engine.networks.resnet152 import ResNet152
from engine.networks.vgg16 import BLOCKS
from tests.benchmarks.pictures import STATISTICS, Prediction, channels_first


def prepare(workload: Prediction, threads: int) -> Callable[[int], object]:
    """A function that predicts the picture so often."""
    torch.set_num_threads(threads)
    network = workload.built()
    module = {"vgg16": vgg16, "resnet152": resnet152}[workload.network]()
    load(module, network.weights)
    module.eval()
    x = torch.from_numpy(np.ascontiguousarray(workload.picture().transpose(0, 3, 1, 2)))
    with torch.no_grad():
        workload.compare(network, module(x).numpy())

    def run(count: int) -> None:
        with torch.no_grad():
            for _ in range(count):
                module(x)

    return run


def vgg16() -> nn.Module:
    """Modules with weights have the names that the engine's layers have."""
    layers: list[tuple[str, nn.Module]] = []
    channels = 3
    for block, (filters, count) in enumerate(BLOCKS, 1):
        for place in range(1, count + 1):
            layers.append((f"block{block}_conv{place}", nn.Conv2d(channels, filters, 3, padding=1)))
            layers.append((f"relu{block}{place}", nn.ReLU(inplace=True)))
            channels = filters
        layers.append((f"pool{block}", nn.MaxPool2d(2)))
    layers += [("flatten", nn.Flatten()), ("fc1", nn.Linear(512 * 7 * 7, 4096))]
    layers += [("relu1", nn.ReLU(inplace=True)), ("fc2", nn.Linear(4096, 4096))]
    layers += [("relu2", nn.ReLU(inplace=True)), ("predictions", nn.Linear(4096, 1000))]
    return nn.Sequential(OrderedDict([*layers, ("softmax", nn.Softmax(dim=1))]))


def resnet152() -> nn.Module:
    """Modules with weights have the names that the engine's layers have, with a dot where a block's name ends."""
    layers = [*normalised("conv1", 3, 64, 7, stride=2, padding=3), ("relu", nn.ReLU(inplace=True))]
    layers.append(("pool", nn.MaxPool2d(3, 2, padding=1)))
    channels = 64
    for stage, count in enumerate(ResNet152.stages):
        for block in range(count):
            stride = 2 if block == 0 and stage else 1
            made = Bottleneck(channels, 64 << stage, stride, project=block == 0)
            layers.append((f"conv{stage + 2}_block{block + 1}", made))
            channels = 4 * (64 << stage)
    layers += [("average", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten())]
    layers += [("predictions", nn.Linear(channels, 1000)), ("softmax", nn.Softmax(dim=1))]
    return nn.Sequential(OrderedDict(layers))


class Bottleneck(nn.Module):
    """Three convolutions, the middle one narrow, beside a shortcut."""

    def __init__(self, channels: int, filters: int, stride: int, *, project: bool) -> None:
        super().__init__()
        narrow = [*normalised("1", channels, filters, 1, stride=stride), ("relu1", nn.ReLU(inplace=True))]
        narrow += [*normalised("2", filters, filters, 3, padding=1), ("relu2", nn.ReLU(inplace=True))]
        narrow += normalised("3", filters, 4 * filters, 1)
        self.narrow = nn.Sequential(OrderedDict(narrow))
        projection = normalised("0", channels, 4 * filters, 1, stride=stride) if project else []
        self.shortcut = nn.Sequential(OrderedDict(projection))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.narrow(x)
        y += self.shortcut(x)
        return self.relu(y)


def normalised(
    name: str, channels: int, filters: int, size: int, *, stride: int = 1, padding: int = 0
) -> list[tuple[str, nn.Module]]:
    """A convolution and its normalization."""
    return [
        (f"{name}_conv", nn.Conv2d(channels, filters, size, stride, padding)),
        (f"{name}_bn", nn.BatchNorm2d(filters, eps=1.001e-5)),
    ]


def load(module: nn.Module, weights: Mapping[str, Mapping[str, np.ndarray]]) -> None:
    """The engine's weights, in PyTorch's order of axes."""
    for path, part in module.named_modules():
        node = path.replace("narrow.", "").replace("shortcut.", "").replace(".", "_")
        state = {
            name: torch.from_numpy(each) for name, each in channels_first(node, weights.get(node, {})).items()
        }
        if isinstance(part, nn.Conv2d):
            part.load_state_dict({"weight": state["kernel"], "bias": state["bias"]})
        elif isinstance(part, nn.Linear):
            part.load_state_dict({"weight": state["kernel"].T, "bias": state["bias"]})
        elif isinstance(part, nn.BatchNorm2d):
            theirs = ("weight", "bias", "running_mean", "running_var")
            part.load_state_dict(
                dict(zip(theirs, (state[ours] for ours in STATISTICS), strict=True)), strict=False
            )
