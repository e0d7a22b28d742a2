"""Output: what follows from the target, and what it refuses."""

import numpy as np
import pytest

from engine.activations import ACTIVATIONS
from engine.layers.base import Hints, ShapeError, Target
from engine.layers.output import Output, TruthError
from engine.losses import LOSSES


@pytest.mark.parametrize(
    ("task", "size", "activation", "loss"),
    [
        ("regression", 1, "linear", "mean_squared_error"),
        ("binary", 1, "sigmoid", "binary_crossentropy"),
        ("multiclass", 3, "softmax", "categorical_crossentropy"),
        ("count", 1, "exponential", "poisson"),
        ("multilabel", 4, "sigmoid", "binary_crossentropy"),
    ],
)
def test_everything_follows_from_the_target(task, size, activation, loss):
    settled = Output().resolve(Hints(target=Target(task, size)))
    assert (settled.task, settled.size) == (task, size)
    assert (settled.activation.kind(), settled.loss.kind()) == (activation, loss)
    assert settled.shape((size,)) == (size,)


def test_its_activation_makes_the_prediction(bench):
    made = bench(Output(task="multiclass", size=2), ((2,),), batch=1)
    made.x[0][...] = [[0, np.log(3)]]
    np.testing.assert_allclose(made.forward(), [[0.25, 0.75]])


def test_what_is_set_by_hand_stays():
    settled = Output(loss=LOSSES["huber"](delta=2.0)).resolve(Hints(target=Target("regression", 1)))
    assert settled.loss == LOSSES["huber"](delta=2.0)


def test_without_a_target_it_says_what_to_do():
    with pytest.raises(ShapeError, match="choose its target column"):
        Output().resolve(Hints())
    for task in ("multiclass", "multilabel"):
        with pytest.raises(ShapeError, match="number of classes is not known"):
            Output(task=task).resolve(Hints())


def test_a_task_set_by_hand_needs_no_target():
    assert Output(task="regression").resolve(Hints()).size == 1


def test_a_task_that_the_target_contradicts_is_mended():
    wrong, hints = Output(task="regression"), Hints(target=Target("multiclass", 3, column="species"))
    with pytest.raises(ShapeError, match="the target species asks for multiclass") as caught:
        wrong.resolve(hints)
    assert wrong.replace(**caught.value.fix.settings).resolve(hints).task == "multiclass"


def test_a_loss_that_does_not_suit_is_mended():
    wrong, hints = Output(loss=LOSSES["categorical_crossentropy"]()), Hints(target=Target("regression", 1))
    with pytest.raises(
        ShapeError, match="Categorical cross-entropy does not suit a target that is a number"
    ) as caught:
        wrong.resolve(hints)
    assert wrong.replace(**caught.value.fix.settings).resolve(hints).loss.kind() == "mean_squared_error"


@pytest.mark.parametrize(
    ("task", "target"),
    [("binary", "regression"), ("count", "regression"), ("binary", "count"), ("regression", "binary")],
)
def test_a_task_whose_loss_would_make_no_sense_of_the_target_is_refused(task, target):
    with pytest.raises(ShapeError, match=f"set to {task}, but the target age asks for {target}"):
        Output(task=task).resolve(Hints(target=Target(target, 1, column="age")))


def test_a_count_can_be_learned_as_a_number():
    settled = Output(task="regression").resolve(Hints(target=Target("count", 1)))
    assert settled.loss.kind() == "mean_squared_error"


def test_a_size_that_the_target_contradicts_is_mended():
    wrong, hints = Output(size=5), Hints(target=Target("multiclass", 3, column="species"))
    with pytest.raises(ShapeError, match="size is set to 5, but the target species needs 3") as caught:
        wrong.resolve(hints)
    assert wrong.replace(**caught.value.fix.settings).resolve(hints).size == 3
    assert Output(size=3).resolve(hints).size == 3


@pytest.mark.parametrize(
    ("task", "activation", "words"),
    [
        # On logarithms of probabilities the loss would reward the wrong class.
        (
            "multiclass",
            "log_softmax",
            "one of several classes needs probabilities, from 0 to 1, which log softmax",
        ),
        ("multiclass", "relu", "needs probabilities"),
        ("binary", "tanh", "A target of yes or no needs probabilities"),
        ("count", "linear", "A target that is a count needs numbers from 0 up, which Linear"),
    ],
)
def test_an_activation_that_leaves_where_predictions_lie_is_mended(task, activation, words):
    hints = Hints(target=Target(task, 3))
    wrong = Output(activation=ACTIVATIONS[activation]())
    with pytest.raises(ShapeError, match=words) as caught:
        wrong.resolve(hints)
    wrong.replace(**caught.value.fix.settings).resolve(hints)


@pytest.mark.parametrize(
    ("task", "activation"),
    [("multiclass", "sigmoid"), ("binary", "hard_sigmoid"), ("count", "softplus"), ("regression", "tanh")],
)
def test_another_activation_that_stays_there_is_taken(task, activation):
    chosen = ACTIVATIONS[activation]()
    assert Output(activation=chosen).resolve(Hints(target=Target(task, 3))).activation == chosen


@pytest.mark.parametrize(
    ("task", "loss", "activation"),
    [
        ("binary", "hinge", "linear"),
        ("multilabel", "squared_hinge", "linear"),
        ("multiclass", "categorical_hinge", "linear"),
        ("multiclass", "kl_divergence", "softmax"),
        ("multiclass", "sparse_categorical_crossentropy", "softmax"),
        ("multiclass", "categorical_focal_crossentropy", "softmax"),
        ("multiclass", "cosine_similarity", "softmax"),
        ("binary", "binary_focal_crossentropy", "sigmoid"),
        ("regression", "cosine_similarity", "linear"),
        ("count", "log_cosh", "exponential"),
    ],
)
def test_the_last_activation_goes_with_the_loss(task, loss, activation):
    settled = Output(loss=LOSSES[loss]()).resolve(Hints(target=Target(task, 3)))
    assert settled.activation.kind() == activation


@pytest.mark.parametrize(
    ("task", "loss", "activation"),
    [
        ("binary", "hinge", "tanh"),
        ("binary", "hinge", "softsign"),
        ("multiclass", "categorical_hinge", "softmax"),
        ("multiclass", "categorical_hinge", "relu"),
    ],
)
def test_a_loss_may_take_predictions_that_are_no_probabilities(task, loss, activation):
    chosen = ACTIVATIONS[activation]()
    settled = Output(loss=LOSSES[loss](), activation=chosen).resolve(Hints(target=Target(task, 3)))
    assert settled.activation == chosen


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_a_margin_that_the_activation_cannot_reach_is_mended(activation):
    hints = Hints(target=Target("binary", 1))
    wrong = Output(loss=LOSSES["hinge"](), activation=ACTIVATIONS[activation]())
    with pytest.raises(
        ShapeError, match=r"Hinge needs numbers from -1 to 1, which .* does not reach"
    ) as caught:
        wrong.resolve(hints)
    assert wrong.replace(**caught.value.fix.settings).resolve(hints).activation.kind() == "linear"


def test_a_loss_that_cannot_judge_so_few_numbers_is_mended():
    hints = Hints(target=Target("regression", 1))
    wrong = Output(loss=LOSSES["cosine_similarity"]())
    with pytest.raises(ShapeError, match="a single number does not have") as caught:
        wrong.resolve(hints)
    assert wrong.replace(**caught.value.fix.settings).resolve(hints).loss.kind() == "mean_squared_error"


@pytest.mark.parametrize(
    ("task", "loss", "truth", "words"),
    [
        (
            "binary",
            "auto",
            [[0], [2]],
            "Row 2 of the truth has 2, but a target of yes or no must be a number from 0 to 1",
        ),
        ("binary", "auto", [[-1], [1]], "Row 1 of the truth has -1"),
        ("multiclass", "auto", [[0, 0, 1], [0, np.nan, 1]], "Row 2 of the truth has nan"),
        ("multiclass", "auto", [[0, 1, 0], [0, 0, 0]], "Row 2 of the truth adds up to 0, but .* add up to 1"),
        ("count", "auto", [[3], [-2]], "a target that is a count must be a number from 0 up"),
        ("regression", "auto", [[1], [np.inf]], "Row 2 of the truth has inf, but .* must be a finite number"),
        (
            "multiclass",
            "auto",
            [[2], [0]],
            "has 1 numbers for each prediction of 3, but Categorical .* with 3",
        ),
        ("multiclass", "sparse", [[0, 0, 1]], "has 3 numbers for each prediction of 3, but Sparse .* with 1"),
        (
            "multiclass",
            "sparse",
            [[0], [3]],
            "Row 2 of the truth has 3, which is none of the 3 classes: .* 0 to 2",
        ),
        ("multiclass", "sparse", [[0.5], [2]], "Row 1 of the truth has 0.5, which is none"),
        ("multiclass", "sparse", [[0], [-1]], "Row 2 of the truth has -1"),
    ],
)
def test_a_truth_that_cannot_be_learned_is_refused_in_words(task, loss, truth, words):
    chosen = LOSSES["sparse_categorical_crossentropy"]() if loss == "sparse" else loss
    size = 3 if task == "multiclass" else 1
    with pytest.raises(TruthError, match=words):
        Output(task=task, loss=chosen, size=size).resolve(Hints()).check(np.array(truth, float))


@pytest.mark.parametrize(
    ("task", "loss", "truth"),
    [
        ("binary", LOSSES["hinge"](), [[-1], [1]]),
        ("binary", "auto", [[0.25], [1]]),
        ("multiclass", LOSSES["sparse_categorical_crossentropy"](ignore_class=-1), [[-1], [2]]),
        ("multiclass", "auto", [[0.2, 0.3, 0.5]]),
        ("multiclass", "auto", np.zeros((0, 3))),
        ("regression", "auto", [[-1e30], [5]]),
    ],
)
def test_a_truth_that_can_be_learned_is_taken(task, loss, truth):
    size = 3 if task == "multiclass" else 1
    Output(task=task, loss=loss, size=size).resolve(Hints()).check(np.array(truth, float))


def test_the_truth_is_told_as_the_loss_wants_it():
    truth = np.eye(3, dtype=np.float32)[[2, 0]]
    assert Output().told(truth) is truth
    assert Output(loss=LOSSES["kl_divergence"]()).told(truth) is truth
    sparse = Output(loss=LOSSES["sparse_categorical_crossentropy"]()).told(truth)
    assert sparse.tolist() == [[2], [0]]
    assert sparse.dtype == np.float32


def test_scores_become_shares_that_decide_alike():
    scores = np.array([[-1], [0], [1], [2]], np.float32)
    hinge = Output(loss=LOSSES["hinge"]())
    assert hinge.shares(scores, "binary").tolist() == [[0], [0.5], [1], [1.5]]
    assert Output().shares(scores, "binary") is scores
    several = np.array([[3.0, -1.0, 0.5], [-2.0, -1.0, -1.5]])
    shares = Output(loss=LOSSES["categorical_hinge"]()).shares(several, "multiclass")
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert (shares.argmax(axis=1) == several.argmax(axis=1)).all()
    bounded = Output(loss=LOSSES["categorical_hinge"](), activation=ACTIVATIONS["softmax"]())
    assert bounded.shares(several, "multiclass") is several


def test_it_may_predict_for_each_step_where_no_table_says_otherwise():
    steps = Output(task="multiclass", size=3, each_step=True)
    assert steps.resolve(Hints()).shape((7, 3)) == (7, 3)
    assert steps.resolve(Hints()).shape((2, 7, 3)) == (2, 7, 3)
    with pytest.raises(ShapeError, match="needs 3 numbers, but gets 5"):
        steps.resolve(Hints()).shape((7, 5))
    hints = Hints(target=Target("multiclass", 3, column="species"))
    with pytest.raises(ShapeError, match="the table has one species for a row") as caught:
        steps.resolve(hints)
    assert steps.replace(**caught.value.fix.settings).resolve(hints).shape((3,)) == (3,)


def test_too_many_units_name_both_numbers_and_mend_the_dense():
    settled = Output().resolve(Hints(target=Target("multiclass", 3)))
    with pytest.raises(ShapeError, match="needs 3 numbers, but gets 5") as caught:
        settled.shape((5,))
    assert caught.value.fix.units == "auto"


def test_a_square_is_mended_by_a_flatten():
    settled = Output().resolve(Hints(target=Target("regression", 1)))
    with pytest.raises(ShapeError, match="needs 1 number in a row") as caught:
        settled.shape((2, 2))
    assert caught.value.fix.insert.shape((2, 2)) == (4,)
