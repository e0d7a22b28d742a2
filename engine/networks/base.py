"""What every known network is: a few settings that become a whole graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from engine.declare import Declared, setting
from engine.graph import Edge, Graph, Node
from engine.layers.base import Layer, Shape


class KnownNetwork(Declared):
    """The base of every known network.

    `parameters` counts all its numbers with the settings' defaults, running statistics included, as published; `depth`
    the layers with weights on the way from Input to Output, as its name does. `year` is the paper's.
    """

    parameters: ClassVar[int] = 0
    depth: ClassVar[int] = 0
    year: ClassVar[int] = 0

    @classmethod
    def source(cls) -> str:
        """The paper: the last line of the help."""
        return cls.help()[1].rpartition("\n")[2]

    def fitted(self, shape: Shape, classes: int) -> Self:  # noqa: ARG002
        """With settings for data of which a row has this shape, and for so many classes; 0 where there are none."""
        return self

    def graph(self) -> Graph:
        """The whole network, from Input to Output."""
        raise TypeError(f"{self.label()} has no graph.")

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Settings that the tests try; small enough to train."""
        return (cls(),)


SMALLEST = 32
"""The least side of a picture: what halves it five times leaves one place."""


@dataclass(frozen=True)
class PictureClassifier(KnownNetwork):
    """The base of those that tell which of several things a square picture shows."""

    side: int = setting(224, "Height and width of the pictures.", low=SMALLEST, high=4096, unit="pixels")
    channels: int = setting(3, "Numbers per pixel: 3 for colour, 1 for grey.", low=1, high=1024)
    classes: int = setting(1000, "How many classes are told apart.", low=2, high=1_000_000)

    def fitted(self, shape: Shape, classes: int) -> Self:
        """Pictures as the data has them, where they are square and large enough."""
        changes: dict[str, int] = {"classes": classes} if classes >= 2 else {}
        if len(shape) == 3 and shape[0] == shape[1] >= SMALLEST:
            changes |= {"side": shape[0], "channels": shape[2]}
        return self.replace(**changes)

    @classmethod
    def samples(cls) -> tuple[Self, ...]:
        """Small pictures, few classes."""
        return (cls(side=32, classes=3),)


class Drawing:
    """A graph in the making: layers are put one after another, or after any that are there already.

    `last` is the node that was put last.
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._edges: list[Edge] = []
        self.last = ""

    def put(self, name: str, layer: Layer, *after: str) -> str:
        """Put a layer behind these nodes, or behind the last one where none is named. Returns its id, the name."""
        sources = after or ((self.last,) if self.last else ())
        self._nodes.append(Node(name, layer, name))
        self._edges += [Edge(source, name) for source in sources]
        self.last = name
        return name

    def graph(self) -> Graph:
        """All that was put, checked."""
        return Graph.of(self._nodes, self._edges)
