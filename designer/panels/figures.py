"""Counts, sizes and shapes as panels write them."""

from __future__ import annotations

from engine.layers.base import Shape


def count_text(count: int, noun: str = "", plural: str = "") -> str:
    """A count with commas between thousands, and what is counted: "1 parameter", "1,024 parameters"."""
    if not noun:
        return f"{count:,}"
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def size_text(size: int) -> str:
    """Bytes in the unit that suits them: "652 B", "12 kB", "1.3 MB"."""
    value = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:,.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return ""


def shape_text(shape: Shape | None) -> str:
    """A shape in brackets, a question mark where it is not known."""
    return "?" if shape is None else f"({', '.join(map(str, shape))})"
