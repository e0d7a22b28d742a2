"""A hundred and fifty-two layers with shortcuts."""

from __future__ import annotations

from dataclasses import dataclass

from engine.networks.resnet50 import ResNet50


@dataclass(frozen=True)
class ResNet152(ResNet50):
    """ResNet-50's pattern carried to 151 convolutions: shortcuts let even so deep a network learn.

    60,419,944 parameters with 1,000 classes, as in Keras' ResNet152
    He, Zhang, Ren and Sun 2016, "Deep Residual Learning for Image Recognition".
    """

    title = "ResNet-152"
    aliases = ("resnet152", "residual network")
    parameters = 60_419_944
    depth = 152
    year = 2016
    stages = (3, 8, 36, 3)
