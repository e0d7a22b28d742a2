"""Where the network meets the truth."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal, NamedTuple

import numpy as np

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import AUTO, pick, setting
from engine.errors import ExplainedError
from engine.layers.base import Array, Cell, Fix, Hints, Layer, Sample, Shape, ShapeError, Step, Target
from engine.layers.flatten import Flatten
from engine.losses import LOSSES
from engine.losses.base import Loss


class TruthError(ExplainedError):
    """What an Output is to learn cannot be learned."""


class Suited(NamedTuple):
    """What suits a task: its target in words, the last activation, the loss, and where a prediction may lie."""

    target: str
    activation: str
    loss: str
    low: float = -inf
    high: float = inf


TASKS = {
    "regression": Suited("a target that is a number", "linear", "mean_squared_error"),
    "binary": Suited("a target of yes or no", "sigmoid", "binary_crossentropy", 0, 1),
    "multiclass": Suited(
        "a target that is one of several classes", "softmax", "categorical_crossentropy", 0, 1
    ),
    "multilabel": Suited("a target that is several of many classes", "sigmoid", "binary_crossentropy", 0, 1),
    "count": Suited("a target that is a count", "exponential", "poisson", 0),
}
"""What suits each task."""

SLACK = 1e-3
"""How far from 1 rounding may leave the sum of shares."""


@dataclass(frozen=True)
class Output(Layer):
    """Where the network meets the truth: it turns the last sums into a prediction and compares it with the target.

    prediction = f(x),  loss = L(prediction, truth)
    It has no weights. Task, activation and loss follow from the target column: a number: linear and mean squared
    error; yes/no: sigmoid and binary cross-entropy; one of k: softmax and categorical cross-entropy; a count:
    exponential and Poisson. Several of k, each of them yes or no, is set by hand: sigmoid and binary cross-entropy.
    """

    listed = 0
    family = "output"
    outputs = ()
    aliases = ("classificationLayer", "regressionLayer", "target", "loss layer")

    task: str = setting(
        AUTO,
        "What is predicted: a number, yes or no, one of k classes, several of k (multilabel), or a count.",
        choices=(AUTO, *TASKS),
    )
    activation: Activation | Literal["auto"] = pick(
        ACTIVATIONS, AUTO, "What turns the last sums into the prediction.", auto="what suits the task"
    )
    loss: Loss | Literal["auto"] = pick(
        LOSSES, AUTO, "How far a prediction is from the truth.", auto="what suits the task"
    )
    size: int | Literal["auto"] = setting(
        AUTO, "How many numbers are predicted for a row.", low=1, auto="what the target needs", advanced=True
    )
    columns: tuple[str, ...] = setting(
        (), "The target column that it stands for; none named: whichever is chosen in the table."
    )
    weight: float = setting(
        1.0, "How much this Output's loss counts beside those of others.", low=0, high=1e6, advanced=True
    )
    each_step: bool = setting(
        False,
        "Predict something for every step of a sequence, or every pixel, instead of once for a row. A table has no "
        "truth for steps, so this is for data given otherwise.",
        advanced=True,
    )

    def resolve(self, hints: Hints) -> Output:
        """With the task, activation, loss and size that the target column asks for."""
        target = hints.target
        named = ", ".join(self.columns)
        if named and target is not None and target.column not in (*self.columns, named):
            raise ShapeError(
                f"It stands for {named}, but the target is {target.column}. Choose {named} as the target, or let it "
                "stand for whichever is.",
                Fix("Let it stand for the target", settings={"columns": ()}),
            )
        if self.task == AUTO and target is None:
            raise ShapeError(
                "No target is known. Open a table and choose its target column, or set the task and the size by hand."
            )
        task = self.task if self.task != AUTO or target is None else target.task
        if target is not None and not _agree(task, target.task):
            raise ShapeError(
                f"The task is set to {task}, but the target {target.column} asks for {target.task}. Set the task "
                "to automatic.",
                Fix("Set the task to automatic", settings={"task": AUTO}),
            )
        if self.each_step and target is not None:
            raise ShapeError(
                f"It is to predict for each step, but the table has one {target.column or 'target'} for a row. Let it "
                "predict once for a row.",
                Fix("Predict once for a row", settings={"each_step": False}),
            )
        loss = LOSSES[TASKS[task].loss]() if isinstance(self.loss, str) else self.loss
        settled = self.replace(
            task=task, activation=self._activation(task), loss=loss, size=self._size(task, target)
        )
        settled._check_pair()
        return settled

    def _activation(self, task: str) -> Activation:
        """The last activation: as set, or what goes with the loss that is set, or with the task."""
        if not isinstance(self.activation, str):
            return self.activation
        wanted = "" if isinstance(self.loss, str) else self.loss.last
        return ACTIVATIONS[wanted or TASKS[task].activation]()

    @property
    def settled(self) -> tuple[Activation, Loss]:
        """Activation and loss. Raises ShapeError while one of them is automatic."""
        if isinstance(self.activation, str) or isinstance(self.loss, str):
            raise ShapeError("The activation and the loss are not settled yet.")
        return self.activation, self.loss

    def _size(self, task: str, target: Target | None) -> int:
        if not isinstance(self.size, str):
            if target is not None and self.size != target.size:
                raise ShapeError(
                    f"The size is set to {self.size}, but the target {target.column} needs {target.size}. Set the size "
                    "to automatic.",
                    Fix("Set the size to automatic", settings={"size": AUTO}),
                )
            return self.size
        if target is None and task in ("multiclass", "multilabel"):
            raise ShapeError(
                "The number of classes is not known. Open a table and choose its target column, or set the size by "
                "hand."
            )
        return 1 if target is None else target.size

    def _check_pair(self) -> None:
        """Raise ShapeError where the activation or the loss does not suit the task."""
        activation, loss = self.settled
        suited = TASKS[self.task]
        if self.task not in loss.tasks:
            raise ShapeError(
                f"{loss.label()} does not suit {suited.target}. Set the loss to automatic.",
                Fix("Set the loss to automatic", settings={"loss": AUTO}),
            )
        if refusal := loss.refusal(int(self.size)):
            raise ShapeError(refusal, Fix("Set the loss to automatic", settings={"loss": AUTO}))
        low, high = activation.bounds
        least, most = (suited.low, suited.high) if loss.bounds is None else loss.bounds
        wrong = ""
        if low < least or high > most:
            needs = "numbers from 0 up" if most == inf else "probabilities, from 0 to 1"
            wrong = (
                f"{suited.target.capitalize()} needs {needs}, which {activation.label()} does not keep to."
            )
        elif low > loss.reach[0] or high < loss.reach[1]:
            reach = " to ".join(f"{each:g}" for each in loss.reach)
            wrong = f"{loss.label()} needs numbers from {reach}, which {activation.label()} does not reach."
        if wrong:
            raise ShapeError(
                f"{wrong} Set the activation to automatic.",
                Fix("Set the activation to automatic", settings={"activation": AUTO}),
            )

    # --- between the data and the network --------------------------------------------------------------------

    def told(self, truth: Array) -> Array:
        """Prepared targets (rows, k) as the loss wants the truth: one-hot, or the number of the class (rows, 1)."""
        size = truth.shape[-1]
        if isinstance(self.loss, str) or self.loss.target_size(size) == size:
            return truth
        return np.asarray(truth.argmax(axis=-1)[..., None], truth.dtype)

    def check(self, truth: Array) -> None:
        """Raise TruthError where a truth (rows, ..., k) is none that this settled Output can learn."""
        _, loss = self.settled
        suited, size = TASKS[self.task], int(self.size)
        wanted = loss.target_size(size)
        if truth.shape[-1] != wanted:
            raise TruthError(
                f"The truth has {truth.shape[-1]} numbers for each prediction of {size}, but {loss.label()} compares "
                f"it with {wanted}. Give it so, or choose another loss."
            )
        admitted = loss.admits(truth, size, suited.low, suited.high)
        if admitted.all():
            if loss.shared:
                self._check_sums(truth)
            return
        place = np.unravel_index(int(admitted.argmin()), truth.shape)
        found = f"Row {place[0] + 1} of the truth has {truth[place]:g}"
        if wanted != size:
            raise TruthError(
                f"{found}, which is none of the {size} classes: they are numbered from 0 to {size - 1}. Correct it, "
                "or set the size to how many classes there are."
            )
        bounds = f"{suited.low:g} to {suited.high:g}" if suited.high < inf else f"{suited.low:g} up"
        wants = "a finite number" if suited.low == -inf else f"a number from {bounds}"
        raise TruthError(f"{found}, but {suited.target} must be {wants}. Correct it, or choose another task.")

    def _check_sums(self, truth: Array) -> None:
        """Raise TruthError where the shares of the classes do not add up to 1."""
        sums = truth.sum(axis=-1, dtype=np.float64)
        wrong = np.abs(sums - 1) > SLACK
        if wrong.any():
            place = np.unravel_index(int(wrong.argmax()), sums.shape)
            raise TruthError(
                f"Row {place[0] + 1} of the truth adds up to {sums[place]:g}, but the shares of its classes must add "
                "up to 1. Divide the row by its sum, or choose another loss, such as KL divergence."
            )

    def shares(self, prediction: Array, task: str) -> Array:
        """Predictions (rows, k) as tasks of classes have them: from 0 to 1, yes above 0.5.

        A loss that wants no probabilities leaves scores instead: yes above 0, with 1 and -1 for sure, or the best
        class the greatest. These become (1 + p) / 2, which may lie beyond 0 and 1, and softmax(p).
        """
        if isinstance(self.loss, str) or self.loss.bounds is None:
            return prediction
        low, high = self._activation(task).bounds
        if low >= 0 and high <= 1:
            return prediction
        return ACTIVATIONS["softmax"]().value(prediction) if task == "multiclass" else (1 + prediction) / 2

    def shape(self, *inputs: Shape) -> Shape:
        """(size,) -> (size,): the last layer must deliver just what the target needs. Likewise for each step."""
        if inputs[0] == (self.size,) or (self.each_step and inputs[0][-1:] == (self.size,)):
            return inputs[0]
        needs = "1 number" if self.size == 1 else f"{self.size} numbers"
        if len(inputs[0]) != 1 and not self.each_step:
            raise ShapeError(
                f"The target needs {needs} in a row, but gets the shape {inputs[0]}. Put a Flatten before the last "
                "Dense layers.",
                Fix("Insert Flatten", insert=Flatten(), ahead=True),
            )
        raise ShapeError(
            f"The target needs {needs}, but gets {inputs[0][-1]}. Set the units of the last Dense to automatic.",
            Fix("Set the last Dense to automatic", units=AUTO),
        )

    def bind(self, cell: Cell) -> Step:
        """The activation alone; engine.plan adds the loss."""
        if isinstance(self.activation, str):
            raise ShapeError("The activation is not settled yet.")
        return Step(self.activation.bind(cell.x[0], cell.y).forward)

    @classmethod
    def samples(cls) -> tuple[Sample, ...]:
        """Each task with its pair."""
        return (
            Sample(cls(task="regression", size=2), ((2,),)),
            Sample(cls(task="binary", size=1), ((1,),)),
            Sample(cls(task="multiclass", size=3), ((3,),)),
            Sample(cls(task="multiclass", size=3, each_step=True), ((4, 3),)),
            Sample(cls(task="multilabel", size=3), ((3,),)),
            Sample(
                cls(task="binary", size=1, loss=LOSSES["hinge"](), activation=ACTIVATIONS["tanh"]()), ((1,),)
            ),
            Sample(cls(task="count", size=1), ((1,),)),
        )


def _agree(task: str, asked: str) -> bool:
    """Whether a task set by hand can be learned from a target that was prepared for another: a count is a number."""
    return task == asked or (task, asked) == ("regression", "count")
