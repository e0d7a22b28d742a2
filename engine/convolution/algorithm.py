"""What every algorithm is: a convolution and its gradients, computed block by block, in parts side by side."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import partial
from typing import NamedTuple

from engine.convolution.blocks import Around, Block, Part, Recycled, cut, nothing
from engine.convolution.sums import Sum, joined
from engine.convolution.window import Window
from engine.layers.base import Array, Call, Scratch
from engine.outline import Outline
from engine.parallel import chain, split


class Slopes(NamedTuple):
    """Where gradients are written; None where one is not wanted."""

    kernel: Array | None = None
    bias: Array | None = None
    x: Array | None = None


class Sums(NamedTuple):
    """What the blocks of one part add up; None where it is not wanted."""

    kernel: Sum | None
    bias: Sum | None


class Algorithm:
    """A convolution of x (batch, height, width, channels) to y (batch, places high, places wide, filters).

    The kernel is (height, width, channels / groups, filters). Arrays are C-contiguous; `scratch` makes those for
    passing use. A `training` algorithm computes gradients too, of the same blocks: it divides no picture between two
    parts, and what it keeps of `apply` it need not compute again in `slopes`, if that is bound later.

    A subclass says how a block is computed: `unit` rows of y to a row of blocks, which takes `row_bytes` of memory,
    and blocks of `block_bytes` or little more. With an `outline` only blocks that differ in what they take are bound.
    """

    unit = 1
    row_bytes = 0
    block_bytes = 1024 * 1024

    def __init__(
        self,
        window: Window,
        x: Array,
        scratch: Scratch,
        *,
        training: bool = True,
        outline: Outline | None = None,
    ) -> None:
        self.window, self.x, self.scratch, self.training = window, x, scratch, training
        self._outline = outline
        self.measure()

    def apply(
        self, kernel: Array, bias: Array | None, y: Array, finish: Around = nothing
    ) -> tuple[Call, ...]:
        """y = x * kernel + bias, and block by block what `finish` does after that."""
        prepared, calls = self.prepare(kernel, bias)
        works = []
        for part in self.parts():
            scratch, work = Recycled(self.scratch), list[Call]()
            for block in part:
                scratch.begin()
                work += self.forward(block, prepared, bias, y, scratch)
                work += finish(self.of_y(block), scratch)
            works.append(chain(work))
        return (*calls, split(works))

    def slopes(self, kernel: Array, dy: Array, wanted: Slopes, start: Around = nothing) -> tuple[Call, ...]:
        """The gradients that are wanted, from x and dy, after what `start` does to dy block by block."""
        prepared, calls = self.prepare_slopes(kernel, wanted)
        works, sums = [], []
        for part in self.parts():
            scratch, work = Recycled(self.scratch), list[Call]()
            sums.append(self.sums(kernel, wanted))
            for block in part:
                scratch.begin()
                work += start(self.of_y(block), scratch)
                work += self.backward(block, prepared, dy, sums[-1], wanted.x, scratch)
            works.append(chain(work))
        return (*calls, split(works), *self.total(sums, wanted))

    @property
    def repeats(self) -> bool:
        """Whether more pictures than there are would only repeat what it does with these, if they are cut."""
        return True

    # --- what a subclass says --------------------------------------------------------------------------------

    def measure(self) -> None:
        """Find `row_bytes`, and whatever else the blocks have in common."""

    def prepare(self, kernel: Array, bias: Array | None) -> tuple[Array, Iterable[Call]]:  # noqa: ARG002
        """The kernel as the blocks read it, and the operations that make it so."""
        return kernel, ()

    def prepare_slopes(self, kernel: Array, wanted: Slopes) -> tuple[Array, Iterable[Call]]:
        """The same for the backward pass, which reads the kernel for the gradient of x."""
        return (kernel, ()) if wanted.x is None else self.prepare(kernel, None)

    def forward(
        self, block: Block, prepared: Array, bias: Array | None, y: Array, scratch: Scratch
    ) -> Iterable[Call]:
        """Write the block of y."""
        raise NotImplementedError

    def backward(
        self, block: Block, prepared: Array, dy: Array, sums: Sums, dx: Array | None, scratch: Scratch
    ) -> Iterable[Call]:
        """Add the block's share of the gradients."""
        raise NotImplementedError

    def sums(self, kernel: Array, wanted: Slopes) -> Sums:
        """The sums of one part."""
        return Sums(
            None if wanted.kernel is None else Sum(kernel.shape, kernel.dtype, self.scratch),
            None if wanted.bias is None else Sum(wanted.bias.shape, kernel.dtype, self.scratch),
        )

    def total(self, sums: list[Sums], wanted: Slopes) -> Iterable[Call]:
        """From the parts' sums to the gradients."""
        if wanted.kernel is not None:
            yield from joined([each.kernel.total for each in sums if each.kernel], wanted.kernel)
        if wanted.bias is not None:
            yield from joined([each.bias.total for each in sums if each.bias], wanted.bias)

    # --- blocks ----------------------------------------------------------------------------------------------

    def parts(self) -> tuple[Part, ...]:
        """The blocks of y."""
        rows = -(-self.window.height.places // self.unit)
        most = max(1, self.block_bytes // max(1, self.row_bytes))
        parts = cut(len(self.x), rows, most, len(self.x) * self.window.products, whole=self.training)
        if self._outline is None:
            return parts
        self._outline.cut(repeats=most < rows and self.repeats)
        return tuple(self._outline.of(part, partial(self._memory_of, rows)) for part in parts)

    def _memory_of(self, rows: int, block: Block) -> Hashable:
        """What a block's memory depends on: its size, and how near it is to an edge that the kernel looks over."""
        over = self.window.height.span
        return block.batch, block.height, min(block.rows.start, over), min(rows - block.rows.stop, over)

    def of_y(self, block: Block) -> Block:
        """The rows of y that a block stands for."""
        first, stop = block.rows.start * self.unit, block.rows.stop * self.unit
        return Block(block.pictures, slice(first, min(stop, self.window.height.places)))
