"""No constraint at all."""

from dataclasses import dataclass

from engine.constraints.base import Array, Call, Constraint


@dataclass(frozen=True)
class Free(Constraint):
    """Lets weights be what training makes of them.

    w = w
    """

    title = "none"
    free = True
    aliases = ("unconstrained", "free")

    def bind(self, w: Array, spare: Array) -> tuple[Call, ...]:  # noqa: ARG002
        """Nothing."""
        return ()
