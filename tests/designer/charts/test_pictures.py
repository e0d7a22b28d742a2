"""The other pictures: weights, their histogram, gradients, confusion, predicted and actual."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from designer.charts.chart import Chart
from designer.charts.confusion import ConfusionMatrix
from designer.charts.gradients import GradientChart
from designer.charts.predicted import PredictedActual
from designer.charts.weight_histogram import WeightHistogram
from designer.charts.weight_map import WeightMap
from designer.theme import Appearance
from engine.training.messages import Record

Put = Callable[[type[Chart]], Chart]


@pytest.fixture
def put(appearance: Appearance, show: Callable[[QWidget], QWidget]) -> Put:
    def make(kind: type[Chart]) -> Chart:
        chart = kind(appearance)
        chart.resize(480, 300)
        return show(chart)

    return make


def table(chart: Chart) -> list[list[object]]:
    header, rows = chart.data()
    return [list(header), *(list(row) for row in rows)]


def test_a_map_reads_out_the_weight_under_the_cursor(put: Put) -> None:
    chart = put(WeightMap)
    chart.show_weights(np.array([[0.5, -0.25], [0.0, 1.0]]), ["length", "mass"], ["Adelie", "Gentoo"])
    assert chart.readout.text() == "2 × 2 weights"
    view = chart._plot.vb
    chart.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(2.1, 0.9)))
    assert chart.readout.text() == "length → Gentoo: -0.25"
    assert table(chart) == [["input", "Adelie", "Gentoo"], ["length", 0.5, -0.25], ["mass", 0.0, 1.0]]


def test_a_maps_scale_is_centred_on_zero_and_moves_in_steps(put: Put) -> None:
    chart = put(WeightMap)
    chart.show_weights(np.array([[1.0, -0.2]]))
    low, high = chart._image.getLevels()
    assert low == -high
    chart.show_weights(np.array([[1.05, -0.2]]))
    assert tuple(chart._image.getLevels()) == (low, high)
    chart.show_weights(np.array([[9.0, -0.2]]))
    assert chart._image.getLevels()[1] >= 9


@pytest.mark.parametrize("shape", [(7,), (3, 3, 2, 8), (2000, 30), (0, 3)])
def test_a_map_takes_weights_of_every_shape(put: Put, shape: tuple[int, ...]) -> None:
    chart = put(WeightMap)
    chart.show_weights(np.full(shape, 0.5))
    chart.show_weights(np.full(shape, np.nan))
    chart.clear()
    assert chart.readout.text() == "This layer has no weights."


def test_a_histogram_counts_every_weight_and_zero_is_a_border(put: Put) -> None:
    chart = put(WeightHistogram)
    chart.show_weights(np.array([[-0.5, 0.1], [0.2, np.nan]]))
    header, *rows = table(chart)
    assert header == ["from", "to", "count"]
    assert sum(count for _, _, count in rows) == 3
    assert sum(count for _, to, count in rows if to <= 0) == 1
    assert chart.readout.text().startswith("mean -0.0667")
    chart.show_weights(np.zeros((0, 2)))
    assert chart.readout.text() == "This layer has no weights."


def gradients(epoch: int, **norms: float) -> Record:
    return Record(epoch, 1.0, 1.0, {}, {}, 0.1, norms)


def test_gradients_have_a_line_for_each_layer_with_gaps_where_one_came_later(put: Put) -> None:
    chart = put(GradientChart)
    names, records = {"a": "First", "b": "Second"}, [gradients(1, a=0.5)]
    chart.follow(records, names)
    chart.follow([*records, gradients(2, a=0.25, b=0.0)], names)
    chart.choose("b")
    header, one, two = table(chart)
    assert header == ["epoch", "First", "Second"]
    assert one[:2] == [1, 0.5]
    assert math.isnan(one[2])
    assert two == [2, 0.25, 0.0]
    view = chart._plot.vb
    chart.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(2.0, sum(view.viewRange()[1]) / 2)))
    assert chart.readout.text() == "epoch 2 · First 0.25, Second 0"


def test_another_run_begins_the_gradients_anew(put: Put) -> None:
    chart = put(GradientChart)
    chart.follow([gradients(1, a=0.5), gradients(2, a=0.5)], {})
    chart.follow([gradients(1, c=0.5)], {})
    assert table(chart) == [["epoch", "c"], [1, 0.5]]


def test_a_confusion_matrix_counts_and_reads_out(put: Put) -> None:
    chart = put(ConfusionMatrix)
    chart.show_counts(np.array([[9, 1], [0, 5]]), ["no", "yes"])
    assert chart.readout.text() == "14 of 15 rows right"
    assert len(chart._texts) == 4
    view = chart._plot.vb
    chart.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(1.5, 0.5)))
    assert chart.readout.text() == "1 row of no taken for yes (10 % of no)"
    assert table(chart) == [["actual \\ predicted", "no", "yes"], ["no", 9, 1], ["yes", 0, 5]]


def test_a_thousand_classes_are_drawn_without_a_number_in_each_cell(put: Put) -> None:
    chart = put(ConfusionMatrix)
    chart.show_counts(np.eye(1000, dtype=np.int64), [f"class {number}" for number in range(1000)])
    assert chart._texts == []
    assert chart.readout.text() == "1,000 of 1,000 rows right"


def test_predicted_and_actual_share_a_scale_and_read_out_the_nearest_row(put: Put) -> None:
    chart = put(PredictedActual)
    chart.show_pairs(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.5, 10.0]), "mass")
    view = chart._plot.vb
    assert view.viewRange()[0] == pytest.approx(view.viewRange()[1])
    chart.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(2.0, 2.5)))
    assert chart.readout.text() == "actual 2 · predicted 2.5"
    assert table(chart)[3] == [3.0, 10.0]


def test_many_rows_are_drawn_as_a_sample_and_saved_whole(put: Put) -> None:
    chart = put(PredictedActual)
    values = np.linspace(0.0, 1.0, 20_000)
    chart.show_pairs(values, values, "mass", test=True)
    assert len(chart._dots.points()) == 5_000
    assert len(table(chart)) == 20_001


@pytest.mark.parametrize(
    "kind", [WeightMap, WeightHistogram, GradientChart, ConfusionMatrix, PredictedActual]
)
def test_every_picture_is_there_when_empty_and_in_both_themes(
    put: Put, kind: type[Chart], appearance: Appearance
) -> None:
    chart = put(kind)
    appearance.choose("dark")
    assert not chart.grab().isNull()
    assert chart.accessibleName()
