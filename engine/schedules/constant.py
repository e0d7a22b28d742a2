"""The same rate throughout."""

from dataclasses import dataclass

from engine.schedules.base import Schedule, Share, Span


@dataclass(frozen=True)
class Constant(Schedule):
    """Keeps the learning rate as it is, from the first step to the last.

    r(t) = R, the optimizer's learning rate
    Enough for most small networks; Adam and its kin adapt their steps by themselves.
    """

    aliases = ("none", "fixed", "ConstantLR")

    def bind(self, span: Span) -> Share:  # noqa: ARG002
        """1 throughout."""
        return lambda step: 1.0  # noqa: ARG005
