"""Sixteen layers of small filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from engine.activations.relu import Relu
from engine.declare import setting
from engine.graph import Graph
from engine.layers.conv2d import Conv2D
from engine.layers.dense import Dense
from engine.layers.flatten import Flatten
from engine.layers.input import Input
from engine.layers.max_pooling2d import MaxPooling2D
from engine.layers.output import Output
from engine.networks.base import Drawing, PictureClassifier

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
"""For each block the filters of its convolutions, and how many there are."""


@dataclass(frozen=True)
class Vgg16(PictureClassifier):
    """Thirteen convolutions of 3 by 3 in five blocks, each half as wide as the one before, and three Dense layers.

    138,357,544 parameters with 1,000 classes and pictures of 224 by 224, as in Keras' VGG16
    Simonyan and Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image Recognition", configuration D.
    """

    title = "VGG16"
    aliases = ("VGG-16", "vgg16", "very deep convolutional network")
    parameters = 138_357_544
    depth = 16
    year = 2015

    units: int = setting(
        4096, "Neurons of each of the two wide Dense layers.", low=1, high=1_000_000, advanced=True
    )

    def graph(self) -> Graph:
        """The names of the layers are Keras'."""
        drawing = Drawing()
        drawing.put("input", Input(dimensions=(self.side, self.side, self.channels)))
        for block, (filters, count) in enumerate(BLOCKS, 1):
            for place in range(1, count + 1):
                convolution = Conv2D(filters=filters, kernel_size=(3, 3), padding="same", activation=Relu())
                drawing.put(f"block{block}_conv{place}", convolution)
            drawing.put(f"block{block}_pool", MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
        drawing.put("flatten", Flatten())
        drawing.put("fc1", Dense(units=self.units, activation=Relu()))
        drawing.put("fc2", Dense(units=self.units, activation=Relu()))
        drawing.put("predictions", Dense(units=self.classes))
        drawing.put("output", Output(task="multiclass", size=self.classes))
        return drawing.graph()

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Small pictures, few classes."""
        return (cls(side=32, classes=3, units=16),)
