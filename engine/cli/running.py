"""A training run in a terminal: its progress bar, and Ctrl+C."""

from __future__ import annotations

import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

from engine.cli.printing import console, shown
from engine.training.loop import Run
from engine.training.loop import train as begin
from engine.training.messages import BatchEnded, Checkpoint, EpochEnded, Record, RunEnded, TakeCheckpoint
from engine.training.trained import Trained

if TYPE_CHECKING:
    from rich.progress import Progress

    from engine.data.preparation import Preparation
    from engine.design import Design
    from engine.feeding import TrainingData
    from engine.network import Network

TICK_SECONDS = 0.1
"""Between two movements of the bar."""


@dataclass(frozen=True)
class Ending:
    """How a run ended. `reason` is that of RunEnded, or "stopped" after Ctrl+C."""

    reason: str
    sentence: str
    trained: Trained

    @property
    def record(self) -> Record:
        """The line of the history for the weights that are kept."""
        history = self.trained.history
        return next((each for each in history if each.epoch == self.trained.epoch), history[-1])


class Interruption:
    """Notes Ctrl+C instead of dying of it; a second one does what it always did."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._on_interrupt)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _on_interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, self._before)


class Meter:
    """A progress bar over all batches of a run; nothing where there is no terminal to draw it on."""

    def __init__(self, epochs: int, *, silent: bool = False) -> None:
        self._epochs = epochs
        self._silent = silent
        self._stack = ExitStack()
        self._bar: Progress | None = None
        self._due = 0.0

    def __enter__(self) -> Self:
        screen = console(to_errors=True)
        if not self._silent and screen.is_terminal:
            from rich import progress

            self._bar = self._stack.enter_context(
                progress.Progress(
                    progress.TextColumn("{task.description}"),
                    progress.BarColumn(bar_width=None),
                    progress.TaskProgressColumn(),
                    progress.TimeRemainingColumn(),
                    console=screen,
                    transient=True,
                )
            )
            self._bar.add_task("Training", total=None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def show(self, message: object) -> None:
        """Move the bar, at most ten times a second."""
        if self._bar is None or time.perf_counter() < self._due:
            return
        task = self._bar.task_ids[0]
        if isinstance(message, BatchEnded):
            done = (message.epoch - 1) * message.batches + message.batch
            self._bar.update(task, completed=done, total=self._epochs * message.batches)
            self._due = time.perf_counter() + TICK_SECONDS
        elif isinstance(message, EpochEnded):
            record = message.record
            said = f"Epoch {record.epoch}/{self._epochs}  loss {shown(record.loss)}"
            self._bar.update(task, description=f"{said}  validation {shown(record.validation_loss)}")


def follow(
    network: Network,
    data: TrainingData,
    design: Design,
    preparation: Preparation,
    before: Trained | None,
    interruption: Interruption,
    meter: Meter,
) -> Ending:
    """Train to the end, or until interrupted. A run that is given `before` goes on where that stopped.

    It goes on with the learning rate of `design`, whatever it was before.
    """
    checkpoint = None
    if before is not None:
        checkpoint = replace(before.checkpoint, rate=design.training.optimizer.learning_rate)
    run = begin(network, data, design.training, checkpoint)
    unsealed = before is not None and before.unsealed

    def trained(epoch: int, sentence: str, checkpoint: Checkpoint) -> Trained:
        kept = network.parameters.copy(), network.state.copy()
        return Trained(design, preparation, *kept, checkpoint, epoch, sentence, unsealed)

    for message in run:
        meter.show(message)
        if isinstance(message, RunEnded):
            done = trained(message.epoch, message.sentence, message.checkpoint)
            return Ending(message.reason, message.sentence, done)
        if interruption.asked:
            epoch, sentence, checkpoint = _stop(network, run, design)
            return Ending("stopped", sentence, trained(epoch, sentence, checkpoint))
    raise RuntimeError("The run ended without saying why.")


def _stop(network: Network, run: Run, design: Design) -> tuple[int, str, Checkpoint]:
    """End a run before its time, with the best weights so far where they are to be restored."""
    checkpoint = run.send(TakeCheckpoint())
    run.close()
    if not isinstance(checkpoint, Checkpoint):
        raise TypeError("The run was stopped, but did not say where it was.")
    where = f"Interrupted in epoch {checkpoint.epoch} after batch {checkpoint.batch}."
    best, state = checkpoint.best_parameters, checkpoint.best_state
    if design.training.restore_best and checkpoint.best_epoch and best is not None and state is not None:
        network.parameters[:], network.state[:] = best, state
        return (
            checkpoint.best_epoch,
            f"{where} The weights are those of epoch {checkpoint.best_epoch}.",
            checkpoint,
        )
    return checkpoint.epoch - 1, f"{where} The weights are as they were then.", checkpoint
