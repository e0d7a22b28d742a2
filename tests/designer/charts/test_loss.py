"""The learning curves: what is drawn, what is read out, and what is saved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.charts.loss import LossChart
from designer.theme import Appearance
from engine.training.messages import Record


def record(epoch: int, validation: float | None = None) -> Record:
    loss = 1.0 / epoch
    return Record(
        epoch,
        loss,
        loss + 0.5 if validation is None else validation,
        {"accuracy": 1 - loss, "macro_f1": 1 - loss},
        {"accuracy": 1 - loss / 2, "macro_f1": 1 - loss / 2},
        0.001,
    )


@pytest.fixture
def chart(appearance: Appearance, show: Callable[[QWidget], QWidget]) -> LossChart:
    chart = LossChart(appearance)
    chart.resize(900, 300)
    return show(chart)


def line(chart: LossChart, part: str, metric: str = "loss") -> tuple[list[float], list[float]]:
    curves = chart.loss if metric == "loss" else chart.scores[metric]
    x, y = curves._lines[part].getData()
    return list(x), list(y)


def test_before_the_first_epoch_it_says_what_will_stand_here(chart: LossChart) -> None:
    assert "epoch by epoch" in chart.readout.text()


def test_the_legend_gives_way_where_it_would_hide_the_curves(chart: LossChart) -> None:
    assert chart.loss._legend.isVisible()
    chart.resize(900, 110)
    chart.grab()
    assert not chart.loss._legend.isVisible()
    chart.resize(900, 300)
    chart.grab()
    assert chart.loss._legend.isVisible()


def test_epochs_are_drawn_as_they_come(chart: LossChart) -> None:
    records = [record(1), record(2)]
    chart.follow(records, 2)
    records.append(record(3))
    chart.follow(records, 3)
    assert line(chart, "training") == ([1, 2, 3], pytest.approx([1, 0.5, 1 / 3]))
    assert line(chart, "validation")[1] == pytest.approx([1.5, 1.0, 1 / 3 + 0.5])
    assert line(chart, "validation", "accuracy")[1] == pytest.approx([0.5, 0.75, 1 - 1 / 6])
    assert chart.readout.text() == "Best epoch: 3"


def test_another_history_takes_the_place_of_the_last(chart: LossChart) -> None:
    chart.follow([record(epoch) for epoch in range(1, 9)], 4)
    chart.follow([record(1)], 1)
    assert line(chart, "training")[0] == [1]


def test_plots_can_be_drawn_in_turn_and_are_whole_in_the_end(chart: LossChart) -> None:
    records = [record(1), record(2)]
    chart.follow(records, 2)
    for epoch in (3, 5):
        records += [record(epoch), record(epoch + 1)]
        chart.follow(records, epoch, in_turn=True)
    lengths = [len(line(chart, "training", metric)[0]) for metric in ("loss", "accuracy")]
    assert sorted(lengths) == [4, 6]
    chart.follow(records, 4)
    assert [len(line(chart, "training", metric)[0]) for metric in ("loss", "accuracy")] == [6, 6]


def test_the_first_metric_is_chosen_and_others_can_be(chart: LossChart) -> None:
    chart.offer_metrics(["accuracy", "macro_f1"])
    assert list(chart.scores) == ["accuracy"]
    chart.follow([record(1), record(2)])
    chart.choose_metrics(["accuracy", "macro_f1"])
    assert line(chart, "training", "macro_f1")[1] == pytest.approx([0, 0.5])


def test_metrics_of_another_task_take_the_place_of_those_that_are_gone(chart: LossChart) -> None:
    chart.offer_metrics(["accuracy"])
    chart.offer_metrics(["mean_absolute_error", "r2"])
    assert list(chart.scores) == ["mean_absolute_error"]


def test_smoothing_keeps_the_raw_line_pale_behind(chart: LossChart) -> None:
    chart.follow([record(epoch) for epoch in range(1, 6)])
    assert not len(chart.loss._pale["training"].getData()[0])  # Nothing is drawn twice.
    chart.set_smoothing(2)
    assert line(chart, "training")[1] == pytest.approx([1, 0.75, 5 / 12, 7 / 24, 9 / 40])
    assert list(chart.loss._pale["training"].getData()[1]) == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])


def test_a_logarithmic_scale_leaves_gaps_for_what_it_cannot_show(chart: LossChart) -> None:
    chart.follow([record(1, validation=0.0), record(2, validation=0.1)])
    chart.set_log(True)
    assert line(chart, "training")[1] == pytest.approx([0, math.log10(0.5)])
    assert np.isnan(line(chart, "validation")[1][0])
    assert line(chart, "validation")[1][1] == pytest.approx(-1)


def test_a_rate_that_changes_is_read_out_with_the_epoch(chart: LossChart) -> None:
    chart.follow([record(1), record(2)])
    chart.show_cross(2)
    assert "rate" not in chart.readout.text()
    chart.follow([record(1), replace(record(2), rate=0.00012345)])
    chart.show_cross(2)
    assert chart.readout.text().startswith("epoch 2 · rate 0.000123 · loss: ")


def test_without_validation_rows_there_is_one_line(chart: LossChart) -> None:
    chart.follow([record(epoch, validation=math.nan) for epoch in (1, 2)], 2)
    assert np.isnan(line(chart, "validation")[1]).all()
    chart.show_cross(2)
    assert "validation" not in chart.readout.text().split("·")[1]


def test_arrows_walk_from_epoch_to_epoch_and_read_the_values_out(chart: LossChart, qtbot: QtBot) -> None:
    chart.follow([record(epoch) for epoch in range(1, 31)], 30)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.readout.text().startswith("epoch 1 ")
    qtbot.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chart.readout.text().startswith("epoch 10 ")
    assert "loss: training 0.1, validation 0.6" in chart.readout.text()
    assert "Accuracy: training 0.9, validation 0.95" in chart.accessibleDescription()
    qtbot.keyClick(chart, Qt.Key.Key_End)
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart.readout.text().startswith("epoch 30 ")
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.readout.text() == "Best epoch: 30"


def test_the_cursor_reads_the_values_out(chart: LossChart) -> None:
    chart.follow([record(epoch) for epoch in range(1, 31)])
    view = chart.loss.plot.vb
    chart.area.scene().sigMouseMoved.emit(view.mapViewToScene(QPointF(12.2, 0.5)))
    assert chart.readout.text().startswith("epoch 12 ")
    chart.area.scene().sigMouseMoved.emit(QPointF(-5, -5))
    assert chart.readout.text() == ""


def test_the_axes_follow_the_curves_until_somebody_zooms(chart: LossChart) -> None:
    records = [record(epoch) for epoch in range(1, 31)]
    chart.follow(records)
    view = chart.loss.plot.vb
    assert view.viewRange()[0][1] >= 30
    view.setRange(xRange=(5, 10), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    chart.follow([*records, record(31)])
    assert view.viewRange()[0] == pytest.approx([5, 10])
    chart.loss.show_all()
    assert view.viewRange()[0][1] >= 31


def test_a_quick_run_is_thinned_to_what_a_screen_can_show(chart: LossChart) -> None:
    chart.follow([record(epoch) for epoch in range(1, 10_001)])
    x, _ = line(chart, "training")
    assert len(x) < 1200
    assert x[-1] > 9_990


def test_baselines_are_lines_with_their_names(chart: LossChart) -> None:
    chart.offer_metrics(["accuracy"])
    chart.show_baselines({"majority class": {"accuracy": 0.4}, "linear model": {"accuracy": math.nan}})
    assert [(name, value) for name, value, _ in chart.scores["accuracy"]._baselines] == [
        ("majority class", 0.4)
    ]


def test_names_of_baselines_that_are_close_do_not_write_over_each_other(chart: LossChart) -> None:
    chart.offer_metrics(["accuracy"])
    chart.show_baselines(
        {name: {"accuracy": 0.4} for name in ("majority class", "linear model", "last value")}
    )
    chart.scores["accuracy"].plot.vb.setRange(yRange=(0.3, 1.0))
    labels = [line.label for _, _, line in chart.scores["accuracy"]._baselines]
    places = [label.orthoPos for label in labels]
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(places))
    assert [label.anchor.y() for label in labels] == [1, 1, 1]


def test_it_is_saved_as_picture_drawing_and_data(chart: LossChart, tmp_path: Path, qtbot: QtBot) -> None:
    chart.follow([record(1), record(2, validation=math.nan)])
    for name, save in (("a.png", chart.save_png), ("a.svg", chart.save_svg), ("a.csv", chart.save_csv)):
        with qtbot.waitSignal(chart.said) as waiting:
            chart.save_to(tmp_path / name, save)
        assert waiting.args == [f"Saved {name}."]
    header, first, second = (tmp_path / "a.csv").read_text().splitlines()
    assert header.startswith("epoch,training loss,validation loss,training accuracy")
    assert header.endswith(",learning rate")
    assert first == "1,1,1.5,0,0.5,0,0.5,0.001"
    assert second.startswith("2,0.5,,0.5")
    assert (tmp_path / "a.png").stat().st_size > 5000
    svg = (tmp_path / "a.svg").read_text()
    assert "training loss" in svg
    assert "<image" not in svg  # Vectors all through, also what is cached on the screen.


def test_a_save_that_fails_is_told(chart: LossChart, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(chart.said) as waiting:
        chart.save_to(tmp_path / "no" / "a.csv", chart.save_csv)
    assert "could not be saved" in waiting.args[0]


def test_it_changes_its_colours_with_the_theme(chart: LossChart, appearance: Appearance) -> None:
    before = chart.loss._lines["training"].opts["pen"].color()
    appearance.choose("dark")
    assert chart.loss._lines["training"].opts["pen"].color() != before


def test_plots_stand_side_by_side_or_above_each_other(chart: LossChart, qtbot: QtBot) -> None:
    chart.offer_metrics(["accuracy"])
    wide = chart.scores["accuracy"].plot
    chart.resize(900, 300)
    qtbot.waitUntil(lambda: chart.area.ci.items.get(wide) == [(0, 1)])
    chart.resize(400, 600)
    qtbot.waitUntil(lambda: chart.area.ci.items.get(wide) == [(1, 0)])
