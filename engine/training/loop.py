"""The training loop: a generator of frozen messages. It knows no thread, no clock and no file."""

from __future__ import annotations

import contextvars
import math
from collections.abc import Generator, Mapping

import numpy as np

from engine.cause import Cause, find_cause, spoilt_weights
from engine.feeding import Feeds, TrainingData, shaped
from engine.layers.base import Array
from engine.network import Network
from engine.parallel import working
from engine.schedules.base import Memory, Span
from engine.training.checks import check, check_checkpoint, check_weights
from engine.training.messages import (
    BatchEnded,
    Checkpoint,
    Command,
    EpochEnded,
    Message,
    Record,
    RunEnded,
    SetRate,
)
from engine.training.settings import TrainingSettings
from engine.training.stepper import Stepper
from engine.training.updating import Updater

NOISE, ORDER = 1, 2
"""What the seed is combined with, so that dropout and the order of batches are drawn apart."""

Run = Generator[Message | None, Command | None, None]


def train(
    network: Network, data: TrainingData, settings: TrainingSettings, checkpoint: Checkpoint | None = None
) -> Run:
    """Train `network` in place on one training row or more, and tell after every batch and every epoch.

    A Command may be sent instead of asking for the next message; the answer to it comes back at once (None for
    SetRate, a Checkpoint for TakeCheckpoint) and the run waits where it was. To stop, do not ask again. A run that
    is given a checkpoint goes on bit for bit as the run that it was taken from would have, on the same machine.
    Raises RefusedError or TruthError where it cannot be run with these rows and settings.
    """
    with working():
        training = _Training(network, data, settings, checkpoint)
        try:
            yield from training.run()
        finally:
            training.updater.end()


class _Training:
    """The state of one run."""

    def __init__(
        self,
        network: Network,
        data: TrainingData,
        settings: TrainingSettings,
        checkpoint: Checkpoint | None,
    ) -> None:
        network.forget_plans()
        check(network.analysis, data.train, data.validation, settings, network.dtype)
        self.network, self.settings, self.judge = network, settings, data.judge
        self.train = shaped(data.train, network.analysis, network.dtype)
        self.validation = shaped(data.validation, network.analysis, network.dtype)
        self.rng = np.random.default_rng([settings.seed, NOISE])
        self.noise = self.rng.bit_generator.state
        # The generator's state is noted before a step as long as steps are seen to draw from it.
        self.noisy = settings.find_cause
        # The updater says how compiled steps read the weights, so it is there before they are laid out.
        self.updater = Updater(network, settings, self._evaluate)
        self.stepper = Stepper(network, self.train, settings, self.rng)
        self.batches = 1 if settings.optimizer.full_batch else self.stepper.batches
        span = Span(settings.epochs, math.ceil(self.batches / settings.accumulate))
        self.share = settings.schedule.bind(span)
        if settings.schedule.moves_momentum:
            self.updater.cycle(settings.schedule.momenta(span))
        self.memory = Memory()
        self.rate = settings.optimizer.learning_rate
        self.rate_now = self.rate
        self.epoch, self.done = 1, 0
        self.loss_sum = 0.0
        self.norms: Mapping[str, float] = {}
        # The rows in the order of the epoch and as they come, and room for their truth in that order.
        self.order, self.unshuffled = np.arange(len(self.train)), np.arange(len(self.train))
        self.truth = {node_id: np.empty_like(rows) for node_id, rows in self.train.targets.items()}
        self.history: list[Record] = []
        self.best_epoch, self.best_loss = 0, math.inf
        self.best_parameters, self.best_state = network.parameters.copy(), network.state.copy()
        if checkpoint is None:
            check_weights(network)
        else:
            check_checkpoint(network, settings, checkpoint)
            self._take_up(checkpoint)

    def run(self) -> Run:
        """Every epoch that is left, then RunEnded."""
        # What is not finite is noticed below, and told in words. To run in a context where numpy keeps quiet costs a
        # tenth of entering np.errstate at every step.
        context = contextvars.copy_context()
        context.run(np.seterr, all="ignore")
        quietly, step = context.run, self._whole if self.settings.optimizer.full_batch else self._batch
        while self.epoch <= self.settings.epochs:
            np.copyto(self.order, self.unshuffled)
            np.random.default_rng([self.settings.seed, ORDER, self.epoch]).shuffle(self.order)
            while self.done < self.batches:
                loss = quietly(step)
                if not math.isfinite(loss):
                    what = "The loss is not a number any more" if math.isnan(loss) else "The loss is infinite"
                    yield from self._tell(self._diverged(what, self._cause()))
                    return
                command = yield BatchEnded(self.epoch, self.done, self.batches, loss, self.rate_now)
                if command is not None:
                    yield from self._answer(command)
            if not (quietly(_finite, self.network.parameters) and quietly(_finite, self.network.state)):
                what, cause = "The weights are not finite numbers any more", None
                if self.settings.find_cause:
                    cause = spoilt_weights(self.network)
                yield from self._tell(self._diverged(what, cause))
                return
            ended = self._end_epoch()
            yield from self._tell(ended)
            if self._should_stop(ended.record.epoch):
                yield from self._tell(self._finish("early"))
                return
        yield from self._tell(self._finish("epochs"))

    def _tell(self, message: Message) -> Run:
        """Yield a message, and answer commands until the next one is asked for."""
        command = yield message
        if command is not None:
            yield from self._answer(command)

    def _answer(self, command: Command | None) -> Run:
        """Answer a command and those that follow, until the next message is asked for."""
        while command is not None:
            if isinstance(command, SetRate):
                self.rate = command.rate
                command = yield None
            else:
                command = yield self._checkpoint()

    # --- one step ------------------------------------------------------------------------------------------

    def _batch(self) -> float:
        """One batch: forward, loss, backward, update. Returns the loss."""
        updater, number = self.updater, self.done
        rate = self.rate_now = self.rate * self.share(updater.steps) * self.memory.factor
        if self.noisy:
            self.noise = self.rng.bit_generator.state
        loss, rows = self.stepper.batch(self.order, number)
        if self.noisy:
            self.noisy = self.noise != self.rng.bit_generator.state
        self.done = number + 1
        last = self.done == self.batches
        if last:
            self.norms = self._norms()
        # A loss that is no number moves nothing: the weights that led to it stay, for its cause to be found.
        if loss - loss == 0.0:
            updater.take(rate, last)
        self.loss_sum += loss * rows
        return loss

    def _whole(self) -> float:
        """All rows, for an optimizer that wants them: it takes its step by itself. Returns the loss."""
        self.rate_now = self.rate * self.share(self.updater.steps) * self.memory.factor
        self.noise = self.rng.bit_generator.state
        loss = self.updater.whole(self.rate_now)
        self.norms = self._norms()
        self.loss_sum += loss * len(self.train)
        self.done += 1
        return loss

    def _cause(self) -> Cause | None:
        """Where the first number that is none was born in the step that was just taken, where that is to be told."""
        if not self.settings.find_cause or self.settings.optimizer.full_batch:
            return None
        return find_cause(self.network, *self.stepper.given(self.order, self.done - 1), self.noise)

    def _evaluate(self) -> float:
        """The loss of all training rows and its gradient; the same numbers are dropped out at every call in a step."""
        self.rng.bit_generator.state = self.noise
        return self.stepper.whole(self.order)

    def _norms(self) -> dict[str, float]:
        """The L2 norm of each layer's gradient."""
        return {
            node_id: math.sqrt(sum(float(np.vdot(part, part)) for part in parts.values()))
            for node_id, parts in self.network.gradients.items()
            if parts
        }

    # --- one epoch -----------------------------------------------------------------------------------------

    def _end_epoch(self) -> EpochEnded:
        with self.updater.averaged():
            ended = self._measured()
        self.memory = self.settings.schedule.watch(self.memory, ended.record.watched, self.rate)
        self.history.append(ended.record)
        self.epoch, self.done, self.loss_sum = self.epoch + 1, 0, 0.0
        return ended

    def _measured(self) -> EpochEnded:
        """The epoch's record, and the best weights so far kept."""
        for node_id, rows in self.train.targets.items():
            rows.take(self.order, 0, self.truth[node_id], "clip")
        loss, predictions = evaluate(self.network, self.validation)
        if len(self.validation) and math.isnan(loss):
            loss = (
                math.inf
            )  # nan is kept for "there are no validation rows", where the training loss is watched.
        record = Record(
            self.epoch,
            self.loss_sum / len(self.train),
            loss,
            self.judge.scores(self.stepper.said, self.truth),
            self.judge.scores(predictions, self.validation.targets) if len(self.validation) else {},
            self.rate_now,
            self.norms,
        )
        best = record.watched < self.best_loss - self.settings.minimum_improvement
        best = best and self.epoch > self.settings.start_from_epoch
        if best:
            self.best_epoch, self.best_loss = self.epoch, record.watched
            np.copyto(self.best_parameters, self.network.parameters)
            np.copyto(self.best_state, self.network.state)
        return EpochEnded(record, best)

    def _should_stop(self, epoch: int) -> bool:
        waited = self.settings.waited(epoch, self.best_epoch)
        return self.settings.early_stopping and waited > 0 and waited >= self.settings.patience

    # --- the end -------------------------------------------------------------------------------------------

    def _finish(self, reason: str) -> RunEnded:
        checkpoint = self._checkpoint()
        last = self.epoch - 1
        shown = last
        self.updater.settle()
        if self.settings.restore_best and self.best_epoch:
            self._take_best()
            shown = self.best_epoch
        if reason == "early":
            sentence = (
                f"Stopped after epoch {last}: the loss had not improved for "
                f"{_epochs(self.settings.waited(last, self.best_epoch))}. "
                f"The weights are those of epoch {shown}."
            )
            return RunEnded("early", sentence, shown, checkpoint)
        done = "The one epoch is" if last == 1 else f"All {last} epochs are"
        sentence = f"{done} done. The weights are those of epoch {shown}."
        return RunEnded("epochs", sentence, shown, checkpoint)

    def _diverged(self, what: str, cause: Cause | None) -> RunEnded:
        why = f" {cause.sentence(self.network.graph)}" if cause is not None else ""
        back = f"those of epoch {self.best_epoch}, the best" if self.best_epoch else "those of the start"
        sentence = (
            f"{what} in epoch {self.epoch}, batch {self.done} of {self.batches}: the run has diverged.{why} "
            f"The weights are {back}. Try a learning rate ten times smaller than {self.rate:g}, clip the gradient "
            "to norm 1, or standardise columns with very large values."
        )
        # What diverged cannot go on from where it was, so the checkpoint holds the weights that were taken back.
        self._take_best()
        self.updater.restart()
        self.memory = Memory()
        self.done, self.loss_sum = 0, 0.0
        node = cause.node if cause is not None else ""
        return RunEnded("diverged", sentence, self.best_epoch, self._checkpoint(), node)

    def _take_best(self) -> None:
        np.copyto(self.network.parameters, self.best_parameters)
        np.copyto(self.network.state, self.best_state)

    # --- going on later ------------------------------------------------------------------------------------

    def _checkpoint(self) -> Checkpoint:
        parameters, slots = self.updater.kept()
        return Checkpoint(
            parameters=parameters,
            state=self.network.state.copy(),
            slots=slots,
            steps=self.updater.steps,
            gathered=self.updater.gathered,
            memory=self.memory,
            epoch=self.epoch,
            batch=self.done,
            rate=self.rate,
            noise=self.rng.bit_generator.state,
            loss_sum=self.loss_sum,
            gradient_norms=self.norms,
            predictions={node_id: said.copy() for node_id, said in self.stepper.said.items()}
            if self.done
            else {},
            best_epoch=self.best_epoch,
            best_loss=self.best_loss,
            best_parameters=self.best_parameters.copy(),
            best_state=self.best_state.copy(),
            history=tuple(self.history),
        )

    def _take_up(self, checkpoint: Checkpoint) -> None:
        self.updater.take_up(checkpoint.parameters, checkpoint.slots)
        np.copyto(self.network.state, checkpoint.state)
        for node_id, said in checkpoint.predictions.items():
            np.copyto(self.stepper.said[node_id], said)
        self.rng.bit_generator.state = dict(checkpoint.noise)
        self.updater.steps, self.updater.gathered = checkpoint.steps, checkpoint.gathered
        self.epoch, self.done, self.memory = checkpoint.epoch, checkpoint.batch, checkpoint.memory
        self.rate, self.loss_sum, self.history = (
            checkpoint.rate,
            checkpoint.loss_sum,
            list(checkpoint.history),
        )
        self.norms = checkpoint.gradient_norms
        self.best_epoch, self.best_loss = checkpoint.best_epoch, checkpoint.best_loss
        if checkpoint.best_parameters is not None and checkpoint.best_state is not None:
            np.copyto(self.best_parameters, checkpoint.best_parameters)
            np.copyto(self.best_state, checkpoint.best_state)


@working()
def evaluate(network: Network, feeds: Feeds) -> tuple[float, dict[str, Array]]:
    """The mean loss over rows (nan without rows) and the predictions of every Output, without dropout.

    Rows with weights of their own count by them.
    `feeds` has the shapes and the dtype of the network (`engine.feeding.shaped`).
    """
    rows, weights, at_once = len(feeds), feeds.weights, network.predict_rows
    predictions = network.room(rows)
    total = 0.0
    for start in range(0, rows, at_once):
        chosen = slice(start, min(rows, start + at_once))
        plan = network.plan(chosen.stop - start, training=False, weighted=weights is not None)
        if weights is not None:
            for buffer in plan.row_weights.values():
                np.copyto(buffer, weights[chosen])
        for buffers, given in ((plan.inputs, feeds.inputs), (plan.targets, feeds.targets)):
            for node_id, buffer in buffers.items():
                np.copyto(buffer, given[node_id][chosen])
        with np.errstate(all="ignore"):
            plan.forward()
            total += plan.loss() * plan.batch
        for node_id, prediction in plan.outputs.items():
            predictions[node_id][chosen] = prediction
    return (total / rows if rows else math.nan), predictions


def _finite(numbers: Array) -> bool:
    """Whether all are finite. Where the sum of their squares is, so are they, and no array is made to see it."""
    return math.isfinite(np.dot(numbers, numbers)) or bool(np.isfinite(numbers).all())


def _epochs(count: int) -> str:
    return "1 epoch" if count == 1 else f"{count} epochs"
