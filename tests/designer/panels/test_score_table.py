"""Scores side by side: a row for each metric, the best of it in bold, in what a person reads it in."""

import math

import pytest
from PySide6.QtWidgets import QGridLayout, QLabel
from pytestqt.qtbot import QtBot

from designer.panels.score_table import ScoreTable, text
from designer.theme import Appearance

ROWS = {
    "this network": {"accuracy": 0.9, "log_loss": 0.4, "auc_roc": math.nan},
    "majority class": {"accuracy": 0.5, "log_loss": 0.3},
}


@pytest.fixture
def table(appearance: Appearance, qtbot: QtBot) -> ScoreTable:
    made = ScoreTable(appearance)
    qtbot.addWidget(made)
    made.show_scores(ROWS, "")
    return made


def cells(table: ScoreTable) -> list[list[QLabel]]:
    grid = table.layout()
    assert isinstance(grid, QGridLayout)
    found = []
    for row in range(grid.rowCount()):
        items = [grid.itemAtPosition(row, column) for column in range(grid.columnCount())]
        widgets = [item.widget() for item in items if item is not None]
        found.append([each for each in widgets if isinstance(each, QLabel)])
    return found


def test_a_row_for_each_metric_and_a_column_for_each_model(table: ScoreTable) -> None:
    assert [[label.text() for label in row] for row in cells(table)] == [
        ["This network", "Majority class"],
        ["Accuracy", "90.0 %", "50.0 %"],
        ["Log loss", "0.4", "0.3"],
        ["AUC ROC", "–", "–"],
    ]
    assert table.texts == [["this network", "90.0 %", "0.4", "–"], ["majority class", "50.0 %", "0.3", "–"]]


def test_the_best_of_each_row_is_bold(table: ScoreTable) -> None:
    bold = [[label.text() for label in row if label.font().bold()] for row in cells(table)]
    assert bold == [[], ["90.0 %"], ["0.3"], []]


def test_many_metrics_fit_beside_the_chart(table: ScoreTable) -> None:
    names = [
        "accuracy",
        "macro_f1",
        "f1",
        "auc_roc",
        "auc_pr",
        "precision",
        "recall",
        "log_loss",
        "mcc",
        "cohens_kappa",
    ]
    table.show_scores(
        {row: dict.fromkeys(names, 0.5) for row in ("this network", "majority class", "linear model")}, ""
    )
    assert table.minimumSizeHint().width() < 440


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("accuracy", 0.987, "98.7 %"),
        ("out/accuracy", 0.5, "50.0 %"),
        ("mean_absolute_percentage_error", 35e7, "3.5e+10 %"),
        ("mcc", 0.51237, "0.5124"),
        ("r2", -0.25, "-0.25"),
        ("mean_absolute_error", 12.3456, "12.35"),
        ("auc_roc", math.nan, "–"),
    ],
)
def test_a_score_in_words(name: str, value: float, said: str) -> None:
    assert text(name, value) == said
