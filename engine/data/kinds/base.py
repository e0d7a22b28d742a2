"""What every kind of column can do, and what it knows once it has seen the training rows. Names no kind."""

from __future__ import annotations

import abc
import dataclasses
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray

from engine.data.plain import mapping, typed
from engine.declare import Declared
from engine.errors import ExplainedError

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile
    from engine.data.table import Table

Material = Literal["numbers", "tokens", "pixels"]

DROP = "drop row"
"""The choice of `missing` that every kind shares: a training row with this gap is left out."""


class KindError(ExplainedError):
    """A column's cells do not suit the kind that was chosen for it."""


@dataclass(frozen=True)
class Seen:
    """What `encode` met: `missing` (bool, one per row) is True where the cell gave no value of its own.

    `unknown` counts cells whose label the training rows did not have, `text` cells that could not be read as what the
    kind asks for. `notes` are sentences about anything else.
    """

    missing: NDArray[np.bool_]
    unknown: int = 0
    text: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fitted(abc.ABC):
    """A column as the training rows showed it: enough to turn any later cell into the same numbers.

    It is plain data: `to_dict` gives JSON values, `load` of the kind brings them back. It never changes.
    """

    column: str
    kind: Any

    @property
    @abc.abstractmethod
    def names(self) -> tuple[str, ...]:
        """The names of the features that this column becomes."""

    @property
    def width(self) -> int:
        """How many features this column becomes."""
        return len(self.names)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what a row of this column becomes: its features, or something with axes of its own."""
        return (self.width,)

    @property
    def values(self) -> int:
        """How many different whole numbers, from 0 on, it becomes; 0 where it becomes any numbers."""
        return 0

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that a target of this kind has, in order of their codes; empty for numbers."""
        return ()

    @abc.abstractmethod
    def encode(self, series: pl.Series, out: NDArray[np.float32]) -> Seen:
        """Write the cells' features into `out` (rows, width); gaps are filled as the kind says."""

    def decode(self, values: NDArray[Any]) -> NDArray[Any]:  # noqa: ARG002
        """Back from features (rows, width) to what the column holds: float64 numbers, or labels (object).

        Raises KindError for a kind that cannot be a target.
        """
        raise KindError(
            f"{self.column} is of the kind {self.kind.label()}, which cannot be predicted; choose another target."
        )

    def codes(self, series: pl.Series) -> NDArray[np.int32]:
        """The class of each cell, -1 where it is missing or unknown. Only for kinds with labels."""
        return codes(series, self.labels)

    @abc.abstractmethod
    def explain(self, value: object) -> str:
        """What becomes of one cell, as a short line such as "Torgersen → 0 0 1"."""

    def to_dict(self) -> dict[str, Any]:
        """This as plain JSON values."""
        plain: dict[str, Any] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            plain[field.name] = (
                value.to_dict()
                if isinstance(value, Declared)
                else list(value)
                if isinstance(value, tuple)
                else value
            )
        return plain

    @classmethod
    def from_dict(cls, plain: Any, kind: ColumnKind) -> Self:
        """The reverse of `to_dict`, the kind being loaded already. Raises PlainError."""
        hints = typing.get_type_hints(cls)
        names = tuple(field.name for field in dataclasses.fields(cls))
        found = mapping(plain, "A prepared column", names)
        own = {name: typed(found[name], hints[name], repr(name)) for name in names if name != "kind"}
        fitted = cls(**own, kind=kind)
        fitted.check()
        return fitted

    def check(self) -> None:  # noqa: B027 - most kinds have nothing to add
        """Raise KindError when the parts of a loaded value contradict each other."""


class ColumnKind(Declared, abc.ABC):
    """What the cells of a column mean, and how they become features.

    Subclasses are frozen dataclasses with a setting `missing` where gaps can be filled. Nothing is learned from
    other rows than those given to `fit`.
    """

    fitted: ClassVar[type[Fitted]]
    numeric: ClassVar[bool] = False
    """Whether cells are read as numbers (else as labels)."""
    usable: ClassVar[bool] = True
    """Whether a column of this kind can be a feature."""
    answers: ClassVar[bool] = True
    """Whether a column of this kind can be a target."""
    rank: ClassVar[int] = 0
    """Where menus list it: the most usual first."""
    expects: ClassVar[str] = "a number"
    """What a cell of this kind holds, for the sentence on those that do not."""
    examples: ClassVar[tuple[str | None, ...]] = ("1", None, "0", "1", "0", "1")
    """Cells that this kind reads, a gap among them; for tests."""

    @property
    def drops(self) -> bool:
        """Whether a row with a gap in this column is left out of training."""
        return getattr(self, "missing", "") == DROP

    @property
    def material(self) -> Material:
        """What a network makes of the features: numbers, numbers of tokens in order, or pixels."""
        return "numbers"

    def width_for(self, profile: Profile) -> int:  # noqa: ARG002 - most kinds are as wide whatever the column
        """How many features a column becomes, as far as its profile tells before the training rows are known."""
        return 1

    def cells(self, table: Table, name: str) -> pl.Series:
        """The cells of a column of this kind as `gaps`, `fit` and `encode` take them."""
        return table.column(name)

    @abc.abstractmethod
    def gaps(self, series: pl.Series) -> NDArray[np.bool_]:
        """True where a cell holds no value that this kind could use."""

    @abc.abstractmethod
    def fit(self, series: pl.Series) -> Fitted:
        """What the training rows say. Gaps are passed over. Raises KindError when no value is left."""


def codes(series: pl.Series, labels: tuple[str, ...]) -> NDArray[np.int32]:
    """The position of each cell's label among `labels`, -1 where it is missing or not there (rows,)."""
    import polars as pl

    from engine.data.cells import as_labels

    if not labels:
        return np.full(len(series), -1, np.int32)
    found = as_labels(series).cast(pl.Enum(labels), strict=False).to_physical()
    return found.cast(pl.Int32).fill_null(-1).to_numpy()


def labelled(labels: tuple[str, ...], positions: NDArray[np.integer]) -> NDArray[Any]:
    """The label at each position, as an array of objects (rows,)."""
    found: NDArray[Any] = np.array(labels, object)[positions]
    return found


def counted(series: pl.Series) -> dict[str, int]:
    """How often each label occurs, gaps apart; the most frequent first, equals in their own order."""
    from engine.data.cells import as_labels, in_order

    table = as_labels(series).drop_nulls().value_counts()
    found = dict(zip(table.to_series(0).to_list(), table.to_series(1).to_list(), strict=True))
    return {label: found[label] for label in sorted(in_order(found), key=lambda label: -found[label])}
