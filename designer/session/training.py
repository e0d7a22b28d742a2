"""The session: the one place that starts, pauses, steps, stops and rewinds a training, and keeps what it learned.

Views call its methods and listen to its signals. It owns the worker; QtCore only.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, Signal

from designer.document import Document
from designer.reports import Ending, Report, Snapshot
from designer.session.baselines import BaselinesWatch
from designer.session.readiness import misfit, missing
from designer.session.runs import Begun, Progress, Runs
from designer.session.weights import WeightsWatch
from designer.worker import Unit, Worker
from engine.declare import SettingError
from engine.design import Design
from engine.training.messages import Record
from engine.training.resuming import manner, nothing_left, wiring
from engine.training.trained import Trained

State = Literal["idle", "running", "paused", "finished"]
GOES_ON = (
    "The run goes on with the network and the settings that it started with. What you change now counts from the "
    "next run on."
)
LARGEST_SEED = 99_999


class TrainingSession(QObject):
    """The training of one document.

    `state` is "idle" (nothing learned yet), "running", "paused" (a run waits in the middle) or "finished" (a run has
    ended; it may be possible to go on from there). `reported(Report)` comes some 30 times a second while it runs,
    `weights_moved(Snapshot)` with it while somebody watches, `ended(sentence)` once per run; `culprit` is then the node
    that the sentence blames, "" where it blames none.
    """

    state_changed = Signal(str)
    reported = Signal(object)
    weights_moved = Signal(object)
    ended = Signal(str)
    runs_changed = Signal()
    said = Signal(str)
    crashed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document, self.runs = document, Runs()
        self._watch = WeightsWatch(document, self)
        self._watch.moved.connect(self.weights_moved)
        self._watch.crashed.connect(self.crashed)
        self.baselines = BaselinesWatch(document, self)
        self._state: State = "idle"
        self._worker: Worker | None = None
        self._begun: Begun | None = None
        self._told, self.culprit = False, ""
        self.pace = 0.0
        self._after: Callable[[], None] | None = None
        self.progress = Progress()
        self._failure: tuple[object, str] = (None, "")
        document.changed.connect(self._on_changed)
        document.data_failed.connect(self._on_data_failed)
        document.analysed.connect(self._on_analysed)
        document.trained_changed.connect(self._on_trained_changed)
        document.opened.connect(self._on_opened)
        if (app := QCoreApplication.instance()) is not None:
            app.aboutToQuit.connect(self.shut_down)
        self._on_opened()

    # --- what there is to see --------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """idle, running, paused or finished."""
        return self._state

    @property
    def active(self) -> bool:
        """Whether a run is under way, at work or resting."""
        return self._worker is not None

    @property
    def history(self) -> Sequence[Record]:
        """The epochs of the run that is under way, or of what was learned last."""
        return self.progress.history

    @property
    def epochs(self) -> int:
        """How many epochs the run under way, or the next one, has at most."""
        return self.design.training.epochs

    @property
    def share(self) -> float:
        """How much of the epochs is done, 0 to 1."""
        return self.progress.share

    @property
    def seconds_left(self) -> float | None:
        """How long the run will take at most; None while that is not known."""
        return self.progress.seconds_left if self._state == "running" else None

    @property
    def design(self) -> Design:
        """What the run under way was begun with; without one, what the next would begin with."""
        return self.document.design if self._begun is None else self._begun.design

    @property
    def rate(self) -> float:
        """The learning rate of the settings, which is that of the run under way too."""
        return float(self.document.design.training.optimizer.learning_rate)

    # --- what is missing -------------------------------------------------------------------------------------

    def why_not(self) -> str:
        """The sentence that says what is missing before Train can be pressed; "" where nothing is."""
        failed, sentence = self._failure
        return missing(self.document, sentence if failed is self.document.design.recipe else "")

    def why_not_resume(self) -> str:
        """The sentence that says why what was learned cannot be taken up again; "" where it can."""
        if self._state == "paused":
            return ""
        trained = self.document.trained
        if trained is None:
            return "Nothing has been learned yet."
        return self.why_not() or self._misfit(trained) or nothing_left(trained, self.document.design)

    def why_not_step(self) -> str:
        """The sentence that says why no single step can be taken; "" where it can."""
        if self._state == "running":
            return "It is training; pause first."
        return "" if self._state == "paused" else self.why_not()

    def _misfit(self, trained: Trained) -> str:
        return misfit(trained, self.document.design, self.document.prepared)

    # --- what can be done ------------------------------------------------------------------------------------

    def train(self) -> None:
        """The big button: resume what is paused, go on where a run was stopped, else begin a run."""
        if self._state == "running":
            return
        if self.why_not_resume():
            self.start()
        else:
            self.resume()

    def start(self) -> None:
        """Begin a run from the first weights of the seed."""
        if not self.active and not self._refused(self.why_not()):
            self._launch(None)

    def resume(self) -> None:
        """Go on: after a pause, or from where the last run was when it ended."""
        if self._worker is not None:
            self._worker.resume()
            self._set_state("running")
        elif not self._refused(self.why_not_resume()):
            self._launch(self.document.trained)

    def pause(self) -> None:
        """Rest after the step in progress."""
        if self._worker is not None:
            self._worker.pause()

    def step_batch(self) -> None:
        """One forward pass, one backward pass, one update; then rest."""
        self._step("batch")

    def step_epoch(self) -> None:
        """To the end of this epoch; then rest."""
        self._step("epoch")

    def stop(self) -> None:
        """End the run after the step in progress, and keep what was learned."""
        self._after = None
        if self._worker is not None:
            self._worker.stop()

    def rewind(self) -> None:
        """Back to before the first step, with the same seed. A run under way is stopped, and kept among the runs."""
        self._when_stopped(self._forget)

    def new_seed(self) -> None:
        """Another split, other first weights and another order of batches, from the first step on."""
        self._when_stopped(self._draw_seed)

    def set_rate(self, rate: float, final: bool = True) -> None:
        """Another learning rate, for the settings and for the run under way; `final` ends the gesture."""
        training = self.document.design.training
        try:
            optimizer = training.optimizer.replace(learning_rate=rate)
        except SettingError as error:
            self.said.emit(str(error))
            return
        design = self.document.design.replace(training=training.replace(optimizer=optimizer))
        self.document.edit(f"Set learning rate to {rate:g}", design, merge="learning rate")
        if final:
            self.document.seal()

    def set_pace(self, epochs_per_second: float) -> None:
        """Train at most so many epochs a second, to be watched; 0 for as fast as it can. The result is the same."""
        self.pace = epochs_per_second
        if self._worker is not None:
            self._worker.set_pace(epochs_per_second)

    def keep(self) -> None:
        """Hand what the run under way has learned so far to the document, with its next report."""
        if self._worker is not None:
            self._worker.take_checkpoint()

    def take_back(self, number: int) -> None:
        """Make the weights of an earlier run of this sitting those of the document."""
        run = self.runs[number]
        if self.active:
            self.said.emit("A network is being trained. Stop it before you take back another run.")
        elif run.trained is None:
            self.said.emit(f"The weights of run {number} were let go to save memory.")
        else:
            self.document.set_trained(run.trained)
            self.said.emit(f"These are the weights of run {number}. {self._misfit(run.trained)}".strip())

    def shut_down(self) -> None:
        """Stop the run under way and wait for its end; what it learned is then the document's."""
        self._after = None
        if self._worker is not None:
            worker = self._worker
            worker.stop()
            worker.wait()
            worker.deliver()
        self._watch.cancel()
        self.baselines.cancel()

    def _step(self, unit: Unit) -> None:
        if self._worker is not None:
            self._worker.step(unit)
            self._set_state("running")
        elif not self.why_not_resume():
            self._launch(self.document.trained, unit)
        elif not self._refused(self.why_not()):
            self._launch(None, unit)

    def _refused(self, reason: str) -> bool:
        if reason:
            self.said.emit(reason)
        return bool(reason)

    def _when_stopped(self, action: Callable[[], None]) -> None:
        if self._worker is None:
            action()
        else:
            self._worker.stop()
            self._after = action

    def _forget(self) -> None:
        self.document.set_trained(None)

    def _draw_seed(self) -> None:
        design = self.document.design
        seed = design.training.seed
        while seed == design.training.seed:
            seed = random.SystemRandom().randint(0, LARGEST_SEED)
        self.document.edit(f"Set seed to {seed}", design.replace(training=design.training.replace(seed=seed)))
        self._forget()

    # --- a run -----------------------------------------------------------------------------------------------

    def _launch(self, trained: Trained | None, unit: Unit | None = None) -> None:
        """Begin a run: anew, or where `trained` ended; `unit` for a single step."""
        design, prepared = self.document.design, self.document.prepared
        if prepared is None:
            return
        unsealed, resumed = trained is not None and trained.unsealed, trained is not None
        begun = self._begun = Begun(design, self.document.analysis, prepared, unsealed, resumed)
        checkpoint = None if trained is None else trained.checkpoint
        self._told = False
        self.progress = Progress(checkpoint, design.training.epochs)
        worker = self._worker = Worker(begun.make, design.training, checkpoint, self)
        worker.reported.connect(self._on_reported)
        worker.ended.connect(self._on_ended)
        if checkpoint is not None and checkpoint.rate != self.rate:
            worker.set_rate(self.rate)
        if self.pace:
            worker.set_pace(self.pace)
        if unit is not None:
            worker.step(unit)
        self._watch.follow(worker)
        # Views show the new state before the training begins to take its share of the time.
        self._set_state("running")
        worker.start()

    def _on_reported(self, report: Report) -> None:
        self.progress.take(report)
        if report.checkpoint is not None and self._begun is not None:
            self.document.set_trained(self._begun.under_way(report.checkpoint))
        self.reported.emit(report)
        if report.snapshot is not None:
            self._watch.take(report.snapshot)
        if report.resting:
            self._set_state("paused")

    def _on_ended(self, ending: Ending) -> None:
        trained = None if self._begun is None else self._begun.ended(ending)
        self._let_go()
        self.culprit = ending.node
        if trained is not None:
            self.runs.add(trained, ending.reason, ending.sentence)
            self.document.set_trained(trained)
            self.runs_changed.emit()
        else:
            self._on_trained_changed()
            self.said.emit(ending.sentence)
        if ending.error is not None:
            self.crashed.emit(ending.error)
        self.ended.emit(ending.sentence)
        after, self._after = self._after, None
        if after is not None:
            after()

    def _let_go(self) -> None:
        """There is no run under way any more."""
        if self._worker is not None:
            self._worker.deleteLater()
        self._worker = self._begun = None
        self._watch.follow(None)

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)

    # --- the weights -----------------------------------------------------------------------------------------

    def watch(self, watcher: QObject) -> None:
        """Emit `weights_moved` while it trains, and whenever there are others, until `unwatch`."""
        self._watch.add(watcher)

    def unwatch(self, watcher: QObject) -> None:
        """No longer; when nobody watches any more, no weights are copied."""
        self._watch.remove(watcher)

    @property
    def weights(self) -> Snapshot | None:
        """The weights that are to be seen: of the run under way, else of what was learned, else the first ones.

        None where there are none yet; `weights_moved` tells when there are.
        """
        return self._watch.snapshot

    # --- what the document tells -----------------------------------------------------------------------------

    def _on_changed(self, before: Design, after: Design) -> None:
        if self._worker is None:
            return
        old, new = before.training.optimizer, after.training.optimizer
        if type(new) is type(self.design.training.optimizer) and new.learning_rate != old.learning_rate:
            self._worker.set_rate(new.learning_rate)
        then = wiring(before), before.recipe, manner(before)
        if then != (wiring(after), after.recipe, manner(after)) and not self._told:
            self._told = True
            self.said.emit(GOES_ON)

    def _on_data_failed(self, sentence: str) -> None:
        self._failure = (self.document.design.recipe, sentence)

    def _on_analysed(self, _analysis: object) -> None:
        if self.document.trained is None:
            self._watch.renew()

    def _on_trained_changed(self) -> None:
        trained = self.document.trained
        if trained is not None and self.runs.renew(trained):
            self.runs_changed.emit()
        if self.active:
            return
        design = self.document.design if trained is None else trained.design
        self.progress = Progress(None if trained is None else trained.checkpoint, design.training.epochs)
        self._watch.renew()
        self._set_state("idle" if trained is None else "finished")

    def _on_opened(self) -> None:
        """Another document: whatever still ran belonged to the last one."""
        worker = self._worker
        if worker is not None:
            worker.reported.disconnect(self._on_reported)
            worker.ended.disconnect(self._on_ended)
            worker.stop()
            worker.wait()
            self._let_go()
        self._after = None
        self.runs.clear()
        self.runs_changed.emit()
        self._on_trained_changed()
