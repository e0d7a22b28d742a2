"""The pictures of a table: what each is called, which columns it asks for, how it is counted, what draws it.

The charts are imported when one is first made, since they bring pyqtgraph.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.data.pictures.balance import balance
from engine.data.pictures.correlation import correlation
from engine.data.pictures.course import course
from engine.data.pictures.distribution import distribution
from engine.data.pictures.gaps import gaps
from engine.data.pictures.scatter import scatter

if TYPE_CHECKING:
    from designer.charts.chart import Chart
    from designer.theme import Appearance
    from engine.data.pictures.view import View


@dataclass(frozen=True)
class Picture:
    """One picture. `count(view, first, second)` gives what a chart from `make` shows by its `show_picture`.

    `first` and `second` say what the columns are that a person chooses; empty where none is asked for.
    """

    name: str
    title: str
    help: str
    count: Callable[[View, str, str], Any]
    make: Callable[[Appearance], Chart]
    first: str = ""
    second: str = ""
    by_order: bool = False
    """Whether the first column must be one of numbers, and the second one that rows are put in order by."""


def _histogram(appearance: Appearance) -> Chart:
    from designer.charts.distribution import DistributionChart

    return DistributionChart(appearance)


def _scatter(appearance: Appearance) -> Chart:
    from designer.charts.scatter import ScatterChart

    return ScatterChart(appearance)


def _correlation(appearance: Appearance) -> Chart:
    from designer.charts.correlation import CorrelationChart

    return CorrelationChart(appearance)


def _balance(appearance: Appearance) -> Chart:
    from designer.charts.balance import BalanceChart

    return BalanceChart(appearance)


def _gaps(appearance: Appearance) -> Chart:
    from designer.charts.gaps import GapsChart

    return GapsChart(appearance)


def _course(appearance: Appearance) -> Chart:
    from designer.charts.course import CourseChart

    return CourseChart(appearance)


PICTURES = (
    Picture(
        "histogram",
        "Histogram",
        "How often each value of a column occurs, class by class.",
        lambda view, first, _second: distribution(view, first),
        _histogram,
        first="Column",
    ),
    Picture(
        "scatter",
        "Scatter",
        "Two columns against each other, coloured by the target.",
        scatter,
        _scatter,
        first="Across",
        second="Up",
    ),
    Picture(
        "correlation",
        "Correlation",
        "How far every two columns of numbers go together (blue) or against each other (orange).",
        lambda view, _first, _second: correlation(view),
        _correlation,
    ),
    Picture(
        "balance",
        "Class balance",
        "How many rows each class of the target has.",
        lambda view, _first, _second: balance(view),
        _balance,
    ),
    Picture(
        "gaps",
        "Missing values",
        "Which cells are missing, rows down and columns across.",
        lambda view, _first, _second: gaps(view),
        _gaps,
    ),
    Picture(
        "course",
        "Course",
        "A column of numbers in the order of a date, of another number, or of the file.",
        course,
        _course,
        first="Column",
        second="In the order of",
        by_order=True,
    ),
)
"""Every picture, in the order of the chooser."""
