"""Where the network meets the truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.activations import ACTIVATIONS
from engine.activations.base import Activation
from engine.declare import AUTO, pick, setting
from engine.layers.base import Cell, Fix, Hints, Layer, Sample, Shape, ShapeError, Step, Target
from engine.layers.flatten import Flatten
from engine.losses import LOSSES
from engine.losses.base import Loss

PAIRS = {
    "regression": ("linear", "mean_squared_error"),
    "binary": ("sigmoid", "binary_crossentropy"),
    "multiclass": ("softmax", "categorical_crossentropy"),
    "count": ("exponential", "poisson"),
}
"""The last activation and the loss for each task."""

TASKS = {
    "regression": "a target that is a number",
    "binary": "a target of yes or no",
    "multiclass": "a target that is one of several classes",
    "count": "a target that is a count",
}
"""Each task in words."""


@dataclass(frozen=True)
class Output(Layer):
    """Where the network meets the truth: it turns the last sums into a prediction and compares it with the target.

    prediction = f(x),  loss = L(prediction, truth)
    It has no weights. Task, activation and loss follow from the target column: a number: linear and mean squared
    error; yes/no: sigmoid and binary cross-entropy; one of k: softmax and categorical cross-entropy; a count:
    exponential and Poisson.
    """

    family = "output"
    outputs = ()
    aliases = ("classificationLayer", "regressionLayer", "target", "loss layer")

    task: str = setting(
        AUTO,
        "What is predicted: a number, yes or no, one of k classes, or a count.",
        choices=(AUTO, *PAIRS),
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
        (), "The target columns; none named: every target that no other Output names."
    )
    weight: float = setting(
        1.0, "How much this Output's loss counts beside those of others.", low=0, high=1e6, advanced=True
    )

    def resolve(self, hints: Hints) -> Output:
        """With the task, activation, loss and size that the target column asks for."""
        target = hints.target
        if self.task == AUTO and target is None:
            raise ShapeError(
                "No target is known. Open a table and choose its target column, or set the task and the size by hand."
            )
        task = self.task if self.task != AUTO or target is None else target.task
        if target is not None and task != target.task and {task, target.task} & {"multiclass"}:
            raise ShapeError(
                f"The task is set to {task}, but the target {target.column} asks for {target.task}. Set the task "
                "to automatic.",
                Fix("Set the task to automatic", settings={"task": AUTO}),
            )
        activation, loss = PAIRS[task]
        settled = self.replace(
            task=task,
            activation=ACTIVATIONS[activation]() if self.activation == AUTO else self.activation,
            loss=LOSSES[loss]() if isinstance(self.loss, str) else self.loss,
            size=self._size(task, target),
        )
        settled._check_loss()
        return settled

    @property
    def settled(self) -> tuple[Activation, Loss]:
        """Activation and loss. Raises ShapeError while one of them is automatic."""
        if isinstance(self.activation, str) or isinstance(self.loss, str):
            raise ShapeError("The activation and the loss are not settled yet.")
        return self.activation, self.loss

    def _size(self, task: str, target: Target | None) -> int:
        if not isinstance(self.size, str):
            return self.size
        if target is None and task == "multiclass":
            raise ShapeError(
                "The number of classes is not known. Open a table and choose its target column, or set the size by "
                "hand."
            )
        return 1 if target is None else target.size

    def _check_loss(self) -> None:
        if isinstance(self.loss, Loss) and self.task not in self.loss.tasks:
            raise ShapeError(
                f"{self.loss.label()} does not suit {TASKS[self.task]}. Set the loss to automatic.",
                Fix("Set the loss to automatic", settings={"loss": AUTO}),
            )

    def shape(self, *inputs: Shape) -> Shape:
        """(size,) -> (size,): the last layer must deliver just what the target needs."""
        wanted = (self.size,)
        if inputs[0] == wanted:
            return inputs[0]
        needs = "1 number" if self.size == 1 else f"{self.size} numbers"
        if len(inputs[0]) != 1:
            raise ShapeError(
                f"The target needs {needs} in a row, but gets the shape {inputs[0]}. Put a Flatten before the last "
                "Dense.",
                Fix("Insert Flatten", insert=Flatten()),
            )
        raise ShapeError(
            f"The target needs {needs}, but gets {inputs[0][0]}. Set the units of the last Dense to automatic.",
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
            Sample(cls(task="count", size=1), ((1,),)),
        )
