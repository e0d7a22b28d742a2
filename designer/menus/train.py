"""The Train menu."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host
from designer.session import TrainingSession
from designer.session.rates import why_not

PACES = (
    (0.0, "As fast as it can"),
    (30.0, "30 epochs a second"),
    (10.0, "10 epochs a second"),
    (3.0, "3 epochs a second"),
    (1.0, "1 epoch a second"),
)
"""Epochs a second, and what a person reads. The result is the same; slower is to be watched."""


def actions(window: Host) -> tuple[Action, ...]:
    """The run: begin, rest, step, end, again; and its speed."""
    session = window.session
    return (
        *_run(window, session),
        *_steps(session),
        _rate(window, session),
        *_again(window, session),
        *_paces(session),
    )


def _run(window: Host, session: TrainingSession) -> tuple[Action, ...]:
    action = partial(Action, menu="Train")

    def cannot_train() -> str:
        if session.state == "running":
            return "It is training already."
        return "" if session.state == "paused" else session.why_not()

    def title() -> str:
        if session.state == "paused" or not session.why_not_resume():
            return "&Resume"
        return "&Train again" if session.state == "finished" else "&Train"

    return (
        action(
            "train.start",
            "&Train",
            run=window.train,
            shortcuts=("F5", "Ctrl+R"),
            icon="play",
            missing=cannot_train,
            named=title,
            words="train run start fit learn resume go on",
        ),
        action(
            "train.pause",
            "&Pause",
            run=session.pause,
            shortcuts=("F6",),
            icon="pause",
            tip="Rest after this batch.",
            missing=lambda: "" if session.state == "running" else "Nothing is being trained.",
        ),
        action(
            "train.stop",
            "&Stop",
            run=session.stop,
            shortcuts=("Shift+F5",),
            icon="square",
            tip="End the run and keep what it learned.",
            missing=lambda: "" if session.active else "Nothing is being trained.",
        ),
    )


def _steps(session: TrainingSession) -> tuple[Action, ...]:
    step = partial(Action, menu="Train", missing=session.why_not_step)
    return (
        step(
            "train.step_batch",
            "Step one &batch",
            run=session.step_batch,
            shortcuts=("F9",),
            icon="step-forward",
            tip="Forward, backward and one update on the next batch.",
            separated=True,
        ),
        step(
            "train.step_epoch",
            "Step one &epoch",
            run=session.step_epoch,
            shortcuts=("Shift+F9",),
            icon="skip-forward",
            tip="One pass through the training rows.",
        ),
    )


def _rate(window: Host, session: TrainingSession) -> Action:
    return Action(
        "train.find_rate",
        "&Find a learning rate…",
        "Train",
        lambda: window.dialogs.find_rate(session),
        ("Ctrl+Shift+L",),
        icon="chart-spline",
        tip="Try rates from tiny to huge on a copy of the network, and see which of them teach.",
        missing=lambda: why_not(session),
        words="lr finder range test rates schedule",
        separated=True,
    )


def _again(window: Host, session: TrainingSession) -> tuple[Action, ...]:
    action = partial(Action, menu="Train")

    def unlearned() -> str:
        learned = session.active or session.document.trained is not None
        return "" if learned else "It stands at the first weights already."

    return (
        action(
            "train.take_weights",
            "Take &weights from…",
            run=window.take_weights,
            shortcuts=("Ctrl+Shift+W",),
            icon="download",
            tip="Begin with the weights of a trained model, layer by layer where name and shape agree.",
            missing=lambda: "" if len(session.document.design.graph) else "The canvas is empty.",
            words="transfer learning pretrained load weights fine-tune",
            separated=True,
        ),
        action(
            "train.rewind",
            "Rewin&d",
            run=session.rewind,
            shortcuts=("Ctrl+Shift+R",),
            icon="rewind",
            tip="Back to the first weights of the same seed.",
            missing=unlearned,
        ),
        action(
            "train.new_seed",
            "&New seed",
            run=session.new_seed,
            shortcuts=("Ctrl+Shift+N",),
            icon="dices",
            tip="Other first weights, another split, another order of batches.",
            words="random",
        ),
    )


def _paces(session: TrainingSession) -> tuple[Action, ...]:
    def entry(number: int, pace: float, title: str) -> Action:
        return Action(
            f"train.pace.{pace:g}",
            title,
            "Train",
            lambda: session.set_pace(pace),
            (f"Ctrl+Alt+{number}",),
            checked=lambda: session.pace == pace,
            group="pace",
            submenu="Speed",
            words="slow motion pace watch",
        )

    return tuple(entry(number, pace, title) for number, (pace, title) in enumerate(PACES))
