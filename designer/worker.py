"""The worker: iterates a training on a thread of its own, and tells of it as often as a screen can show it.

It knows no document. What happens between two reports is put together: of steps only the newest counts, of epochs
none is lost. The next report is made only when the last was taken, so nothing queues up before a busy window.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter, thread_time
from typing import Literal

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from designer.background import small_turns
from designer.reports import NOTHING, Ending, Report, Snapshot
from engine.errors import ExplainedError
from engine.feeding import TrainingData
from engine.network import Network
from engine.training.loop import Run, train
from engine.training.messages import (
    BatchEnded,
    Checkpoint,
    EpochEnded,
    Message,
    RunEnded,
    SetRate,
    TakeCheckpoint,
)
from engine.training.settings import TrainingSettings

FRAME_SECONDS, SLOWEST_FRAME_SECONDS = 0.033, 0.25
SNAPSHOT_SHARE = 0.05
"""The share of the training's time that copying weights may take."""
PAINT_SECONDS = 0.05
"""How long training waits, at most, for the window to show a report."""
SETTLING = 3
"""Rounds of the event loop in which a window lays out and paints what it was told."""
PAINT_SHARE = 0.12
"""The share of the time that showing reports may take; where it is slow to show, reports are fewer."""

Unit = Literal["batch", "epoch"]
Make = Callable[[], tuple[Network, TrainingData]]


class Worker(QThread):
    """One run. `reported(Report)` and, once and at last, `ended(Ending)` are emitted in the thread that made it.

    `make` is called on the worker's thread. All methods may be called at any time and return at once; what they ask
    for is done after the step in progress.
    """

    reported = Signal(object)
    ended = Signal(object)
    _woken = Signal()

    def __init__(
        self,
        make: Make,
        settings: TrainingSettings,
        checkpoint: Checkpoint | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("training")
        self._make, self._settings, self._checkpoint = make, settings, checkpoint
        self._condition = threading.Condition()
        # Asked for by the window; `_asked` is looked at after every step, the rest only when it is set.
        self._asked = False
        self._stopping = False
        self._paused = False
        self._until: Unit | None = None
        self._rate: float | None = None
        self._checkpoint_wanted = False
        self._snapshot_wanted = False
        self._snapshot_every = 0.0
        self._pace = 0.0
        # On the way to the window.
        self._epochs: list[EpochEnded] = []
        self._batch: BatchEnded | None = None
        self._snapshot: Snapshot | None = None
        self._taken: Checkpoint | None = None
        self._resting = False
        self._announced = False
        self._ending: Ending | None = None
        # The worker's own.
        self._done_epochs = 0
        self._due = self._snapshot_due = self._epoch_began = self._epoch_due = 0.0
        self._frame = FRAME_SECONDS
        self._shown = threading.Event()
        self._shown.set()
        self._woken.connect(self._on_woken)
        self.finished.connect(self.deliver)

    # --- commands, from the window's thread ------------------------------------------------------------------

    def pause(self) -> None:
        """Rest after this step."""
        self._ask(paused=True)

    def resume(self) -> None:
        """Go on."""
        self._ask(paused=False)

    def step(self, unit: Unit) -> None:
        """Go on until one more batch, or the present epoch, is done, and rest. May be asked before the start."""
        self._ask(paused=False, until=unit)

    def stop(self) -> None:
        """End the run after this step; `ended` tells when it has."""
        with self._condition:
            self._stopping = self._asked = True
            self._condition.notify()
        self._shown.set()

    def set_rate(self, rate: float) -> None:
        """Go on with another learning rate."""
        with self._condition:
            self._rate, self._asked = rate, True
            self._condition.notify()

    def set_pace(self, epochs_per_second: float) -> None:
        """Go through at most so many epochs a second, to be watched (0: as fast as it can)."""
        with self._condition:
            self._pace, self._asked = epochs_per_second, True
            self._condition.notify()

    def take_checkpoint(self) -> None:
        """Put a checkpoint into the next report."""
        with self._condition:
            self._checkpoint_wanted = self._asked = True
            self._condition.notify()

    def watch(self, per_second: float) -> None:
        """Put a snapshot into the next report, and into so many of those that follow (0: none)."""
        with self._condition:
            self._snapshot_every = 1.0 / per_second if per_second else 0.0
            self._snapshot_wanted = per_second > 0
            self._asked = self._asked or self._snapshot_wanted
            self._condition.notify()

    def deliver(self) -> None:
        """Emit what has not been told yet, and the ending when the thread has ended."""
        with self._condition:
            report = self._take_report()
            ending, self._ending = (self._ending, None) if self.isFinished() else (None, self._ending)
            # A call that was under way when the thread ended comes after the ending: nothing rests by then.
            self._resting = self._resting and ending is None
        if report != NOTHING:
            self.reported.emit(report)
        if ending is not None:
            self.ended.emit(ending)

    def _ask(self, *, paused: bool, until: Unit | None = None) -> None:
        with self._condition:
            self._paused, self._until, self._asked = paused, until, True
            if not paused:
                self._resting = False
            self._condition.notify()

    def _take_report(self) -> Report:
        report = Report(tuple(self._epochs), self._batch, self._snapshot, self._taken, self._resting)
        self._epochs, self._batch, self._snapshot, self._taken = [], None, None, None
        self._announced = False
        return report

    def _on_woken(self) -> None:
        began = thread_time()
        self.deliver()
        self._settle(began, SETTLING)

    def _settle(self, began: float, rounds: int) -> None:
        """Painting and layouts come before timers, so after some rounds of these the report is really shown."""
        if rounds:
            QTimer.singleShot(0, self, lambda: self._settle(began, rounds - 1))
            return
        seconds = thread_time() - began
        self._frame = min(max(FRAME_SECONDS, seconds / PAINT_SHARE), SLOWEST_FRAME_SECONDS)
        self._shown.set()

    # --- the thread ------------------------------------------------------------------------------------------

    def run(self) -> None:
        """The thread's own part: make the network, and train it to the end or until asked to stop."""
        try:
            with small_turns():
                network, data = self._make()
                self._ending = self._iterate(network, train(network, data, self._settings, self._checkpoint))
        except ExplainedError as error:
            self._ending = Ending("failed", str(error), node=error.node)
        except MemoryError:
            self._ending = Ending("failed", _no_memory(self._settings.batch_size))
        except Exception as error:
            self._ending = Ending("failed", f"The run broke off: {error}.", error=error)

    def _iterate(self, network: Network, run: Run) -> Ending:
        self._done_epochs = len(self._checkpoint.history) if self._checkpoint is not None else 0
        self._epoch_began = perf_counter()
        for message in run:
            slow_epoch = False
            if isinstance(message, BatchEnded):
                self._batch = message
            elif isinstance(message, EpochEnded):
                with self._condition:
                    self._epochs.append(message)
                self._done_epochs = message.record.epoch
                now = perf_counter()
                slow_epoch, self._epoch_began = now - self._epoch_began > self._frame, now
            elif isinstance(message, RunEnded):
                return self._finished(network, message)
            elif message is None:
                continue
            now = perf_counter()
            pace = self._pace if isinstance(message, EpochEnded) else 0.0
            if now >= self._due or slow_epoch or pace:
                self._announce(network, now)
            if pace:
                self._dwell(1.0 / pace)
            if self._asked and not self._attend(network, run, message):
                return self._stopped(network, run)
        return Ending("failed", "The run ended without saying why.")

    def _dwell(self, seconds: float) -> None:
        """Stay with this epoch until it has lasted so long, or until something is asked."""
        now = perf_counter()
        self._epoch_due = max(now, self._epoch_due + seconds)
        with self._condition:
            if not self._asked:
                self._condition.wait(self._epoch_due - now)

    def _announce(self, network: Network, now: float) -> None:
        """Make a report, unless the window has not taken the last one yet."""
        if self._announced:
            return
        self._announced = True
        self._due = now + self._frame
        if self._snapshot_wanted or (self._snapshot_every and now >= self._snapshot_due):
            self._copy(network)
        self._shown.clear()
        self._woken.emit()
        # Both threads want Python at once: while one paints and the other computes, each waits for the other at
        # every turn. Letting the window paint alone is faster for both.
        self._shown.wait(PAINT_SECONDS)

    def _copy(self, network: Network) -> None:
        """Copy the weights for the next report, and see to it that not too much time goes into copying."""
        self._snapshot_wanted = False
        before = perf_counter()
        snapshot = Snapshot.of(network, self._done_epochs)
        with self._condition:
            self._snapshot = snapshot
        now = perf_counter()
        self._snapshot_due = now + max(self._snapshot_every, (now - before) / SNAPSHOT_SHARE)

    def _attend(self, network: Network, run: Run, message: Message) -> bool:
        """Do what was asked for, and rest while paused; False when the run is to stop."""
        with self._condition:
            if self._until is not None and self._step_done(message):
                self._paused, self._until = True, None
        while True:
            with self._condition:
                self._asked = self._until is not None
                stopping, paused = self._stopping, self._paused
                rate, self._rate = self._rate, None
                wanted, self._checkpoint_wanted = self._checkpoint_wanted, False
            if stopping:
                return False
            if rate is not None:
                run.send(SetRate(rate))
            if wanted:
                self._take_checkpoint(run)
            if not paused:
                return True
            self._rest(network, run)

    def _take_checkpoint(self, run: Run) -> None:
        answer = run.send(TakeCheckpoint())
        with self._condition:
            self._taken = answer if isinstance(answer, Checkpoint) else None

    def _rest(self, network: Network, run: Run) -> None:
        """Tell that the run rests, and wait for the next command."""
        self._take_checkpoint(run)
        if self._snapshot_every:
            self._copy(network)
        with self._condition:
            if self._asked:
                return
            self._resting = True
        self._woken.emit()
        with self._condition:
            while not self._asked:
                self._condition.wait()

    def _step_done(self, message: Message) -> bool:
        """Whether the step that was asked for ends with this message. The last of all goes on to the ending."""
        if isinstance(message, EpochEnded):
            return message.record.epoch < self._settings.epochs
        last = isinstance(message, BatchEnded) and message.batch == message.batches
        return self._until == "batch" and not last

    # --- endings ---------------------------------------------------------------------------------------------

    def _finished(self, network: Network, message: RunEnded) -> Ending:
        self._copy_last(network)
        checkpoint, parameters, state = message.checkpoint, network.parameters.copy(), network.state.copy()
        kept = parameters, state, checkpoint
        return Ending(message.reason, message.sentence, message.epoch, *kept, node=message.node)

    def _stopped(self, network: Network, run: Run) -> Ending:
        """The ending of a run that was stopped: with the best weights so far where they are to be restored."""
        checkpoint = run.send(TakeCheckpoint())
        run.close()
        if not isinstance(checkpoint, Checkpoint):
            return Ending("failed", "The run was stopped, but did not say where it was.")
        where = f"Stopped in epoch {checkpoint.epoch} after batch {checkpoint.batch}."
        if not checkpoint.batch:
            where = f"Stopped after epoch {checkpoint.epoch - 1}."
        best, kept = checkpoint.best_parameters, checkpoint.best_state
        if self._settings.restore_best and checkpoint.best_epoch and best is not None and kept is not None:
            network.parameters[:], network.state[:] = best, kept
            epoch, weights = (
                checkpoint.best_epoch,
                f"The weights are those of epoch {checkpoint.best_epoch}, the best.",
            )
        else:
            epoch, weights = checkpoint.epoch - 1, "The weights are as they were then."
        self._copy_last(network)
        parameters, state = network.parameters.copy(), network.state.copy()
        return Ending("stopped", f"{where} {weights}", epoch, parameters, state, checkpoint)

    def _copy_last(self, network: Network) -> None:
        if self._snapshot_every:
            self._copy(network)


def _no_memory(batch: int) -> str:
    return (
        f"There is not enough memory to train this network with {batch:,} rows a step. Make the batches smaller, or "
        "the layers narrower."
    )
