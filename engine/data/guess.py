"""First guesses: the kind of a column from its cells and name, and the column that is to be predicted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.data.cells import is_date
from engine.data.kinds.base import ColumnKind
from engine.data.kinds.category import Category
from engine.data.kinds.date_time import DateTime
from engine.data.kinds.identifier import Identifier
from engine.data.kinds.ignore import Ignore
from engine.data.kinds.number import Number
from engine.data.kinds.picture import ENDINGS, Picture
from engine.data.kinds.text import Text
from engine.data.kinds.yes_no import NO, YES, YesNo

if TYPE_CHECKING:
    import polars as pl

    from engine.data.profile import Profile

TARGET_NAMES = (
    "target", "label", "labels", "class", "classes", "species", "outcome", "y", "diagnosis", "survived", "churn",
    "response", "quality", "price", "digit", "medv", "mpg", "charges",
)  # fmt: skip
"""Names that say "this is to be predicted", the most telling first."""

_CLASS_NAMES = frozenset(("label", "labels", "class", "classes", "species", "digit"))
_ID_NAME = re.compile(r"(.*[ _-])?(id|uuid|guid|index|key|rowid|row|nr|no|number)|unnamed.*|#|.*[a-z]Id|.*ID")
_FEW = 50
_MANY = 2000
_LONG_TEXT = 100
_SAMPLE = 200


def guess_kind(series: pl.Series, profile: Profile) -> ColumnKind:
    """What a column's cells mean. A kind of Ignore carries the reason."""
    if not profile.present:
        return Ignore(reason="empty: no cell holds a value")
    if profile.numeric and not _few_with_text(profile):
        return _number_kind(series, profile)
    if profile.distinct == 1:
        return _constant(profile)
    if _answers([label.casefold() for label, _ in profile.top]):
        return YesNo()
    return _text_kind(series, profile)


def guess_target(kinds: Mapping[str, ColumnKind]) -> str | None:
    """The column to be predicted, by the rule that `engine.data.recipe.propose` states; None when none is usable."""
    usable = [name for name, kind in kinds.items() if kind.usable and kind.answers]
    by_words = {_words(name): name for name in reversed(usable)}
    for wanted in TARGET_NAMES:
        if wanted in by_words:
            return by_words[wanted]
    labels = {name for name in usable if not kinds[name].numeric}
    names = list(kinds)
    for name in (*names[-1:], *names[:1], *reversed(names)):
        if name in labels:
            return name
    return usable[-1] if usable else None


def _number_kind(series: pl.Series, profile: Profile) -> ColumnKind:
    if profile.minimum == profile.maximum:
        return _constant(profile)
    if profile.whole and profile.distinct == profile.rows and profile.rows > 2:
        counted_through = profile.maximum - profile.minimum == profile.rows - 1 and profile.minimum in (0, 1)
        if _ID_NAME.fullmatch(str(series.name)) or (
            counted_through and profile.rows > 10 and series.is_sorted()
        ):
            return Identifier()
    if profile.whole and profile.distinct == 2 and (profile.minimum, profile.maximum) == (0, 1):
        return YesNo()
    if profile.whole and profile.distinct <= _FEW and _words(str(series.name)) in _CLASS_NAMES:
        return Category()
    return Number()


def _text_kind(series: pl.Series, profile: Profile) -> ColumnKind:
    sample = [str(cell) for cell in series.drop_nulls().head(_SAMPLE).to_list()]
    if sum(map(is_date, sample)) >= 0.9 * len(sample):
        return DateTime()
    if sum(cell.casefold().endswith(ENDINGS) for cell in sample) >= 0.9 * len(sample):
        return Picture()
    spaced = sum(cell.count(" ") >= 2 for cell in sample) > len(sample) / 2
    if profile.distinct == profile.present and profile.present >= 10 and not spaced:
        return Identifier()
    often_new = profile.distinct > max(_FEW, profile.present / 2)
    many = profile.present > 30 and spaced and profile.distinct > 0.5 * profile.present
    if often_new or many or profile.longest > _LONG_TEXT or profile.distinct > _MANY:
        return Text()
    return Category()


def _answers(labels: list[str]) -> bool:
    """Whether there are two labels, a word for yes and a word for no."""
    return len(labels) == 2 and any(label in YES for label in labels) and any(label in NO for label in labels)


def _few_with_text(profile: Profile) -> bool:
    """Whether a column that is nearly all numbers is rather a set of codes with a word among them."""
    return profile.text_cells > 0 and profile.distinct <= 10 and profile.present > 2 * profile.distinct


def _constant(profile: Profile) -> Ignore:
    value = profile.top[0][0] if profile.top else f"{profile.minimum:g}"
    return Ignore(reason=f"constant: every filled cell holds {value}"[:80])


def _words(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")
