"""The convolution of sequences."""

from __future__ import annotations

from dataclasses import dataclass

from engine.activations import ACTIVATIONS
from engine.declare import setting
from engine.layers.base import Sample
from engine.layers.families.grouped_convolution import GroupedConvolution


@dataclass(frozen=True)
class Conv1D(GroupedConvolution):
    """Looks for short patterns all along a sequence: each filter is a little window that slides over its steps.

    y[p, n] = f(sum over i, c of x[p s + i d, c] K[i, c, n] + b[n])
    s is the stride, d the dilation, f the activation. Padded causally, no step of the output knows of later ones.
    He initialisation for ReLUs, else Glorot.
    Waibel et al. 1989, "Phoneme Recognition Using Time-Delay Neural Networks"; causal: van den Oord et al. 2016,
    "WaveNet".
    """

    rank = 1
    listed = 10
    aliases = ("Convolution1D", "convolution1dLayer", "TDNN")

    kernel_size: tuple[int, ...] = setting((3,), "How many steps it sees at once.", low=1, high=10_000)
    strides: tuple[int, ...] = setting((1,), "How far it moves from place to place.", low=1, high=10_000)
    padding: str = setting(
        "valid",
        "At the ends: only where it fits (valid), with zeros around so that at stride 1 the length stays (same), or "
        "with all zeros before the start (causal).",
        choices=("valid", "same", "causal"),
    )
    dilation: tuple[int, ...] = setting(
        (1,),
        "The distance between the steps that it sees; above 1 it sees further with the same weights.",
        low=1,
        high=10_000,
        advanced=True,
    )

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Plain; every way to pad, stride, dilate and group; activations of both sorts; penalties, no bias."""
        relu, tanh, gelu = (ACTIVATIONS[kind]() for kind in ("relu", "tanh", "gelu"))
        return (
            Sample(cls(filters=2), ((4, 2),)),
            Sample(cls(filters=2, padding="same", activation=relu), ((4, 1),)),
            Sample(cls(filters=2, padding="causal", dilation=(2,), activation=gelu), ((5, 1),)),
            Sample(cls(filters=2, kernel_size=(2,), strides=(2,), padding="causal", bias=False), ((5, 2),)),
            Sample(
                cls(filters=4, kernel_size=(2,), groups=2, strides=(3,), activation=tanh, l2=0.1), ((5, 2),)
            ),
        )
