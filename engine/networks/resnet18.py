"""Eighteen layers with shortcuts, of basic blocks."""

from __future__ import annotations

from dataclasses import dataclass

from engine.graph import Graph
from engine.networks.base import PictureClassifier
from engine.networks.residual import Residual

STAGES = 4
BLOCKS = 2
"""Blocks in each stage."""


@dataclass(frozen=True)
class ResNet18(PictureClassifier):
    """Seventeen convolutions in blocks of two, each block with a shortcut around it, and one Dense layer.

    11,689,512 parameters that learn with 1,000 classes, as in torchvision's resnet18, and 9,600 running statistics
    He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition".
    """

    title = "ResNet-18"
    aliases = ("resnet18", "residual network")
    parameters = 11_689_512 + 9_600
    depth = 18
    year = 2016

    def graph(self) -> Graph:
        """Strides stand in the first convolution of a stage; only a stage that changes the shape is projected."""
        residual = Residual(bias=False, epsilon=1e-5, momentum=0.9)
        residual.stem(self.side, self.channels)
        for stage in range(STAGES):
            for block in range(BLOCKS):
                changes = stage > 0 and block == 0
                residual.basic(
                    f"conv{stage + 2}_block{block + 1}",
                    64 << stage,
                    stride=2 if changes else 1,
                    project=changes,
                )
        residual.head(self.classes)
        return residual.drawing.graph()
