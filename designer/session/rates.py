"""The learning rate range test of a document, run aside: what was tried so far, and what it says in the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from designer.background import Progress, Task, own_task, small_turns
from designer.document import Document
from designer.session.training import TrainingSession
from engine.feeding import TrainingData, training_data
from engine.files.pretrained import begin
from engine.network import Network
from engine.training.rate_finder import FEWEST, RateFinderError, RateFound, RateTried, find_rate, suggest
from engine.training.resuming import changed_since
from engine.training.settings import TrainingSettings

FRAME_SECONDS = 0.033
TOO_SOON = (
    "Stopped at a learning rate of {rate:.2g}, before the loss had clearly risen again. Let the test go further to be "
    "told a rate, or click on the curve to choose one."
)
Make = Callable[[], tuple[Network, TrainingData]]


@dataclass(frozen=True)
class RateRange:
    """What a test tries: so many rates from the lowest to the highest, each greater by the same factor.

    `learned` begins with what was learned last, not with the first weights.
    """

    lowest: float = 1e-7
    highest: float = 10.0
    steps: int = 100
    learned: bool = False


class RateTest(QObject):
    """One test at a time. `moved` tells that there is more in `tried`, `ended` that `found` or `failure` is there.

    The document and its weights stay as they are: what is trained is a copy that nobody else sees.
    """

    moved = Signal()
    ended = Signal()
    crashed = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._task: Task | None = None
        self._stopping = threading.Event()
        self._tried: list[RateTried] = []
        self.found: RateFound | None = None
        self.failure = ""

    @property
    def busy(self) -> bool:
        """Whether a test is going on."""
        return self._task is not None

    @property
    def tried(self) -> Sequence[RateTried]:
        """Every step so far; the list grows while a test goes on, and each test has one of its own."""
        return self._tried

    @property
    def learned_fits(self) -> bool:
        """Whether what was learned last belongs to the present network and data, so that a test may begin with it."""
        document, trained = self._document, self._document.trained
        if trained is None or document.prepared is None:
            return False
        design = document.design.replace(training=trained.design.training)
        return not changed_since(trained, design, document.prepared.preparation)

    def start(self, wanted: RateRange) -> None:
        """Begin a test in place of the last one; what keeps it from running is told as its failure."""
        self.cancel()
        self.found, self.failure = None, ""
        tried: list[RateTried] = []
        stopping = threading.Event()
        self._tried, self._stopping = tried, stopping
        make, settings = self._make(wanted), self._document.design.training
        self._task = own_task(lambda told: _run(make, settings, wanted, tried, stopping, told), self)
        self._task.progressed.connect(self._on_progressed)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._task.crashed.connect(self._on_crashed)
        self._task.start()

    @property
    def stopping(self) -> bool:
        """Whether a test that goes on has been asked to end."""
        return self.busy and self._stopping.is_set()

    def stop(self) -> None:
        """End the test after the step in progress, and say what can be said by then."""
        self._stopping.set()

    def cancel(self) -> None:
        """End the test without a word. It ends by itself after the step in progress; nobody waits for it."""
        self._stopping.set()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def _make(self, wanted: RateRange) -> Make:
        document = self._document
        design, analysis, prepared = document.design, document.analysis, document.prepared
        learned = document.trained if wanted.learned and self.learned_fits else None

        def make() -> tuple[Network, TrainingData]:
            if prepared is None:
                raise RateFinderError("There is no table to learn from. Open one first.")
            network = begin(analysis, design.training)[0] if learned is None else learned.network()
            return network, training_data(design.graph, prepared)

        return make

    def _on_progressed(self, _share: float, _doing: str) -> None:
        if self.sender() is self._task:
            self.moved.emit()

    def _on_done(self, found: RateFound) -> None:
        self._end(found, "")

    def _on_failed(self, sentence: str) -> None:
        self._end(None, sentence)

    def _on_crashed(self, error: object) -> None:
        self._end(None, "The test broke off because of a mistake in Neuroloom.")
        self.crashed.emit(error)

    def _end(self, found: RateFound | None, failure: str) -> None:
        self._task, self.found, self.failure = None, found, failure
        self.moved.emit()
        self.ended.emit()


def why_not(session: TrainingSession) -> str:
    """The sentence that says why no test can be run now; "" where one can."""
    if session.state == "running":
        return "It is training. Stop the run before you look for a learning rate."
    if session.active:
        return "A run is paused. Stop it before you look for a learning rate."
    return session.why_not()


def _run(
    make: Make,
    settings: TrainingSettings,
    wanted: RateRange,
    tried: list[RateTried],
    stopping: threading.Event,
    told: Progress,
) -> RateFound:
    """The thread's part: note every step, and tell of them as often as a screen can show it."""
    due = 0.0
    try:
        with small_turns():
            network, data = make()
            for message in find_rate(network, data, settings, wanted.steps, wanted.lowest, wanted.highest):
                if isinstance(message, RateFound):
                    return message
                tried.append(message)
                if stopping.is_set():
                    break
                if (now := perf_counter()) >= due:
                    due = now + FRAME_SECONDS
                    told(len(tried) / wanted.steps, "Trying learning rates")
    except MemoryError as error:
        raise RateFinderError(
            "There is not enough memory to try this network. Make the batches smaller, or the layers narrower."
        ) from error
    return _so_far(tried)


def _so_far(tried: Sequence[RateTried]) -> RateFound:
    """What a test says that was stopped: no rate before the loss has clearly risen again after its lowest."""
    if len(tried) < FEWEST:
        done = "1 step" if len(tried) == 1 else f"{len(tried)} steps"
        sentence = f"Stopped after {done}, too few to say anything."
        return RateFound(None, None, diverged=False, sentence=sentence)
    rates = [each.rate for each in tried]
    found = suggest(rates, [each.loss for each in tried], diverged=False)
    behind = 0 if found.lowest is None else sum(rate > found.lowest for rate in rates)
    if found.careful is not None and (found.steepest is None or behind < FEWEST):
        return RateFound(None, None, diverged=False, sentence=TOO_SOON.format(rate=rates[-1]))
    return found
