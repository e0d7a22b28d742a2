"""Columns that name the rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.data.kinds.ignore import LeftOut


@dataclass(frozen=True)
class Identifier(LeftOut):
    """The name or number of a row: it tells rows apart and says nothing about them.

    The network never sees it: it would learn the rows by heart. The column stays in the table and in written
    predictions.
    """

    title = "Identifier"
    rank = 7
    aliases = ("id", "key", "uuid", "index", "name")
    reason: ClassVar[str] = "identifier: every row differs"
