"""The product of several wires."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.layers.base import Array, Call, Cell, Step, call, number
from engine.layers.families.merging import Merging, Wire, all_padding, wires


@dataclass(frozen=True)
class Multiply(Merging):
    """Multiplies what its wires bring, number by number: one wire is a gate that opens and closes for the other.

    y = x1 x2 ...
    Shapes are equal, or lengths of 1 are repeated to fit: a factor for each channel, (1, 1, c), scales a whole picture.
    A step that a wire's mask says is padding counts as 1, unless it is padding in all wires: then y is 0.
    Hu, Shen and Sun 2018, "Squeeze-and-Excitation Networks".
    """

    aliases = ("multiplicationLayer", "product", "gate", "scale", "excite", "Mul")
    listed = 20
    verb = "multiplies"
    backward_reads_x = True

    def bind(self, cell: Cell) -> Step:
        """y = the product; every dx = dy times all other wires."""
        joined = wires(cell)
        forward = [operation for wire in joined for operation in wire.stand_in(1)]
        forward += _product(cell.y, joined)
        nothing = all_padding(joined, forward)
        if nothing is not None:
            forward.append(call(np.copyto, cell.y, number(0, cell.y), where=nothing))
        if cell.dy is None:
            return Step(tuple(forward))
        backward = list[Call]()
        for wire in joined:
            if wire.slope is None:
                continue
            others = [other for other in joined if other is not wire]
            backward += [call(np.copyto, wire.slope, cell.dy)] if not others else []
            backward += [call(np.multiply, cell.dy, other.x, wire.slope) for other in others[:1]]
            backward += [call(np.multiply, wire.slope, other.x, wire.slope) for other in others[1:]]
            if wire.padding is not None:
                backward.append(call(np.copyto, wire.slope, number(0, cell.y), where=wire.padding))
            backward += wire.ending()
        return Step(tuple(forward), tuple(backward))


def _product(y: Array, joined: list[Wire]) -> list[Call]:
    first, *others = joined
    if not others:
        return [call(np.copyto, y, first.x)]
    calls = [call(np.multiply, first.x, others[0].x, y)]
    return calls + [call(np.multiply, y, other.x, y) for other in others[1:]]
