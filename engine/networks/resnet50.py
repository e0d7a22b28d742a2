"""Fifty layers with shortcuts, of bottleneck blocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.graph import Graph
from engine.networks.base import PictureClassifier
from engine.networks.residual import Residual


@dataclass(frozen=True)
class ResNet50(PictureClassifier):
    """Forty-nine convolutions in bottleneck blocks, each with a shortcut around it, and one Dense layer.

    25,636,712 parameters with 1,000 classes, as in Keras' ResNet50 (version 1, strides in a block's first convolution)
    He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition".
    """

    title = "ResNet-50"
    aliases = ("resnet50", "residual network")
    parameters = 25_636_712
    depth = 50
    year = 2016
    stages: ClassVar[tuple[int, ...]] = (3, 4, 6, 3)
    """Blocks in each stage."""

    def graph(self) -> Graph:
        """The names of the layers are Keras'."""
        residual = Residual(bias=True, epsilon=1.001e-5)
        residual.stem(self.side, self.channels)
        for stage, count in enumerate(self.stages):
            for block in range(count):
                first = block == 0
                stride = 2 if first and stage else 1
                residual.bottleneck(
                    f"conv{stage + 2}_block{block + 1}", 64 << stage, stride=stride, project=first
                )
        residual.head(self.classes)
        return residual.drawing.graph()
