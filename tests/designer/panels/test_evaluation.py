"""The Evaluation panel: scores beside baselines, mistakes, and the seal on the test rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from designer.charts.confusion import ConfusionMatrix
from designer.charts.predicted import PredictedActual
from designer.document import Document
from designer.panels.evaluation import EvaluationPanel, verdict
from designer.panels.score_table import text
from designer.session import TrainingSession
from designer.theme import Appearance
from engine.data.table import read
from engine.examples import examples
from engine.inference import evaluate
from engine.proposal import propose_design

LEFT = Qt.MouseButton.LeftButton


def open_example(document: Document, number: int) -> None:
    example = examples()[number]
    table = read(example.path)
    design = propose_design(table, example.recipe(table))
    document.reset(design.replace(training=design.training.replace(epochs=10)), table=table)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[TrainingSession]:
    document = Document()
    open_example(document, 0)
    session = TrainingSession(document, document)
    yield session
    session.shut_down()
    document.deleteLater()


@pytest.fixture
def panel(
    session: TrainingSession, appearance: Appearance, show: Callable[[QWidget], QWidget]
) -> EvaluationPanel:
    panel = EvaluationPanel(session, appearance)
    panel.resize(1280, 320)
    return show(panel)


@pytest.fixture
def train(session: TrainingSession, panel: EvaluationPanel, qtbot: QtBot) -> Callable[[], None]:
    def act() -> None:
        with qtbot.waitSignal(panel.evaluated, timeout=20_000):
            session.train()

    return act


Train = Callable[[], None]


def test_before_training_it_says_so(panel: EvaluationPanel) -> None:
    assert panel.empty.isVisible()
    assert panel.chart is None


def test_what_was_trained_before_is_scored_as_soon_as_its_table_has_been_read(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    document = session.document
    table, trained = document.table, document.trained
    assert table is not None
    assert trained is not None
    document.reset(document.design, trained=replace(trained))
    assert "not open" in panel.verdict.text()
    with qtbot.waitSignal(panel.evaluated, timeout=20_000):
        document.find_table(table)
    assert panel.verdict.text().startswith("50 validation rows")


def test_after_training_the_validation_rows_are_scored_beside_the_baselines(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    qtbot.waitUntil(lambda: len(panel.scores.texts) == 3)
    document = session.document
    expected = evaluate(document.trained, document.prepared, "validation")
    ours = panel.scores.texts[0]
    assert ours == ["this network", *(text(name, value) for name, value in expected.scores.items())]
    assert [line[0] for line in panel.scores.texts[1:]] == ["majority class", "linear model"]
    assert isinstance(panel.chart, ConfusionMatrix)
    assert panel.chart._counts.tolist() == expected.confusion.tolist()
    assert f"{len(expected)} validation rows" in panel.verdict.text()


def test_the_test_rows_are_sealed_until_they_are_opened_and_the_run_is_stamped(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    button = next(each for each in panel.parts.buttons() if each.property("part") == "test")
    with qtbot.waitSignal(panel.said) as waiting:
        qtbot.mouseClick(button, LEFT)
    assert "sealed" in waiting.args[0]
    assert panel.evaluation.part == "validation"
    assert not panel.stamp.isVisible()
    with qtbot.waitSignal(panel.evaluated):
        qtbot.mouseClick(panel.open, LEFT)
    trained = session.document.trained
    assert trained.unsealed
    assert trained.test_scores == evaluate(trained, session.document.prepared, "test").scores
    assert panel.evaluation.part == "test"
    assert panel.stamp.isVisible()
    assert not panel.open.isVisible()
    assert session.runs[1].test_scores == trained.test_scores


def test_a_new_run_is_sealed_again_and_one_that_goes_on_is_not(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    with qtbot.waitSignal(panel.evaluated):
        panel.open_test_set()
    document = session.document
    document.edit(
        "x",
        document.design.replace(training=document.design.training.replace(epochs=12, early_stopping=False)),
    )
    train()
    assert len(document.trained.history) == 12
    assert document.trained.unsealed
    session.rewind()
    train()
    assert not document.trained.unsealed
    assert panel.evaluation.part == "validation"


def test_numbers_are_shown_as_predicted_against_actual(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    open_example(session.document, 1)
    train()
    qtbot.waitUntil(lambda: len(panel.scores.texts) == 3)
    assert isinstance(panel.chart, PredictedActual)
    assert panel.chart._actual.mean() == pytest.approx(4200, rel=0.2)  # Grams, as in the table.
    assert panel.scores.texts[1][0] == "mean"


def test_another_task_brings_another_picture(
    panel: EvaluationPanel, session: TrainingSession, train: Train
) -> None:
    train()
    open_example(session.document, 1)
    assert panel.empty.isVisible()
    train()
    assert isinstance(panel.chart, PredictedActual)


def test_after_the_recipe_has_changed_the_scores_are_still_those_of_the_run(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    before, document = panel.evaluation, session.document
    recipe = document.design.recipe
    document.edit("x", document.design.replace(recipe=recipe.with_role("island", "ignore")))
    with qtbot.waitSignal(panel.evaluated):
        panel.show_part("train")
    with qtbot.waitSignal(panel.evaluated):
        panel.show_part("validation")
    assert panel.evaluation.scores == before.scores
    assert panel.evaluation.rows.tolist() == before.rows.tolist()


def test_without_the_table_it_says_so(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    document = session.document
    trained = document.trained
    with qtbot.waitSignal(panel.evaluated):
        document.reset(document.design, trained=trained)
        panel.show_part("train")
    assert "not open" in panel.verdict.text()


def test_while_it_is_hidden_nothing_is_evaluated(
    panel: EvaluationPanel, session: TrainingSession, qtbot: QtBot
) -> None:
    panel.hide()
    with qtbot.waitSignal(session.ended, timeout=20_000):
        session.train()
    assert panel.evaluation is None
    with qtbot.waitSignal(panel.evaluated):
        panel.show()
    assert panel.evaluation is not None


def test_the_test_set_stays_shut_while_it_trains(
    panel: EvaluationPanel, session: TrainingSession, train: Train, qtbot: QtBot
) -> None:
    train()
    session.set_pace(0.001)
    with qtbot.waitSignal(session.reported):
        session.start()
    with qtbot.waitSignal(panel.said) as waiting:
        panel.open_test_set()
    assert "Stop it" in waiting.args[0]


@pytest.mark.parametrize(
    ("ours", "theirs", "task", "said"),
    [
        ({"accuracy": 0.9}, {"accuracy": 0.8}, "multiclass", "beats the linear model"),
        ({"accuracy": 0.8}, {"accuracy": 0.8}, "multiclass", "as good as"),
        ({"accuracy": 0.7}, {"accuracy": 0.8}, "multiclass", "linear model is better"),
        ({"mean_absolute_error": 1.0}, {"mean_absolute_error": 2.0}, "regression", "beats the linear model"),
    ],
)
def test_the_verdict_goes_by_the_first_metric(
    ours: dict[str, float], theirs: dict[str, float], task: str, said: str
) -> None:
    assert said in verdict({"this network": ours, "linear model": theirs}, task)
