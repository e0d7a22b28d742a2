"""The kinds of column, one per file: what a column's cells mean and how they become numbers."""

from typing import Any

from engine.data.kinds.base import ColumnKind, Fitted
from engine.declare import Catalog

KINDS: Catalog[ColumnKind] = Catalog("engine.data.kinds", ColumnKind)  # type: ignore[type-abstract]
"""Every kind of column by id."""


def load_fitted(plain: Any) -> Fitted:
    """The prepared column that `Fitted.to_dict` described. Raises PlainError, SettingError or KindError."""
    kind = KINDS.load(plain.get("kind") if isinstance(plain, dict) else plain)
    return kind.fitted.from_dict(plain, kind)
