"""Column names in sentences."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 8
"""Names that a sentence holds; a table may have thousands."""


def few(names: Sequence[str]) -> str:
    """The first names, comma by comma, and how many more there are: "a, b, c and 12 more"."""
    shown = ", ".join(names[:MOST])
    return f"{shown} and {len(names) - MOST:,} more" if len(names) > MOST else shown
