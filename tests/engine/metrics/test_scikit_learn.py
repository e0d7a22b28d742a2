"""Every metric against scikit-learn, on random rows: with ties, with classes that do not occur, with one class only."""

import warnings

import numpy as np
import pytest
from sklearn import metrics as peer

from engine.metrics import METRICS

ROWS, CLASSES = 200, 5
AVERAGES = ("macro", "weighted", "micro")


@pytest.fixture(autouse=True)
def _quiet():
    """scikit-learn warns where something is not defined."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def score(kind, prediction, target, **settings):
    return METRICS[kind](**settings).score(prediction, np.asarray(target, float))


def yes_or_no(digits, seed=0):
    """Probabilities (rows,), with ties where they have few digits, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.random(ROWS) < 0.3
    return np.clip(np.round(0.6 * rng.random(ROWS) + 0.3 * truth, digits), 0.01, 0.99), truth.astype(int)


@pytest.mark.parametrize("digits", [8, 1])
def test_yes_or_no(digits):
    p, t = yes_or_no(digits)
    said = (p > 0.5).astype(int)
    wanted = {
        "accuracy": peer.accuracy_score(t, said),
        "macro_f1": peer.f1_score(t, said, average="macro"),
        "f1": peer.f1_score(t, said),
        "precision": peer.precision_score(t, said),
        "recall": peer.recall_score(t, said),
        "auc_roc": peer.roc_auc_score(t, p),
        "auc_pr": peer.average_precision_score(t, p),
        "log_loss": peer.log_loss(t, p),
        "mcc": peer.matthews_corrcoef(t, said),
        "cohens_kappa": peer.cohen_kappa_score(t, said),
    }
    assert {kind: score(kind, p[:, None], t[:, None]) for kind in wanted} == pytest.approx(wanted)


@pytest.mark.parametrize("answer", [0, 1])
def test_one_answer_only(answer):
    p, t = yes_or_no(8)
    t = np.full_like(t, answer)
    said = (p > 0.5).astype(int)
    assert np.isnan(peer.roc_auc_score(t, p))
    assert np.isnan(score("auc_roc", p[:, None], t[:, None]))
    for kind, wanted in (
        ("f1", peer.f1_score(t, said)),
        ("precision", peer.precision_score(t, said)),
        ("recall", peer.recall_score(t, said)),
        ("mcc", peer.matthews_corrcoef(t, said)),
    ):
        assert score(kind, p[:, None], t[:, None]) == pytest.approx(wanted)


def one_of_k(seed=1, occurring=CLASSES, digits=8):
    """Probabilities (rows, k), the truth as numbers, and what was decided."""
    rng = np.random.default_rng(seed)
    t = rng.integers(0, occurring, ROWS)
    p = np.exp(rng.normal(size=(ROWS, CLASSES)) + 1.5 * np.eye(CLASSES)[t])
    p = np.round(p / p.sum(axis=1, keepdims=True), digits)
    return p, t, p.argmax(axis=1)


@pytest.mark.parametrize("average", AVERAGES)
@pytest.mark.parametrize("occurring", [CLASSES, CLASSES - 2])
def test_averages_of_one_of_k(occurring, average):
    p, t, said = one_of_k(occurring=occurring)
    for kind in ("precision", "recall", "f1"):
        wanted = getattr(peer, f"{kind}_score")(t, said, average=average)
        assert score(kind, p, np.eye(CLASSES)[t], average=average) == pytest.approx(wanted)


@pytest.mark.parametrize("occurring", [CLASSES, CLASSES - 2])
def test_one_of_k(occurring):
    p, t, said = one_of_k(occurring=occurring)
    wanted = {
        "accuracy": peer.accuracy_score(t, said),
        "macro_f1": peer.f1_score(t, said, average="macro"),
        "mcc": peer.matthews_corrcoef(t, said),
        "cohens_kappa": peer.cohen_kappa_score(t, said, labels=range(CLASSES)),
        "log_loss": peer.log_loss(t, p / p.sum(axis=1, keepdims=True), labels=range(CLASSES)),
    }
    assert {kind: score(kind, p, np.eye(CLASSES)[t]) for kind in wanted} == pytest.approx(wanted)
    for weights in ("linear", "quadratic"):
        kappa = peer.cohen_kappa_score(t, said, weights=weights, labels=range(CLASSES))
        assert score("cohens_kappa", p, t[:, None], weights=weights) == pytest.approx(kappa)
    for k in (1, 2, 4):
        found = score("top_k", p, t[:, None], k=k)
        assert found == pytest.approx(peer.top_k_accuracy_score(t, p, k=k, labels=range(CLASSES)))


@pytest.mark.parametrize("digits", [8, 1])
def test_areas_of_one_of_k(digits):
    p, t, _ = one_of_k(digits=digits)
    shares = p / p.sum(axis=1, keepdims=True)
    assert score("auc_roc", shares, t[:, None]) == pytest.approx(
        peer.roc_auc_score(t, shares, multi_class="ovr", average="macro")
    )
    assert score("auc_pr", p, t[:, None]) == pytest.approx(
        peer.average_precision_score(np.eye(CLASSES)[t], p, average="macro")
    )


@pytest.mark.parametrize("digits", [8, 1])
def test_several_of_k(digits):
    rng = np.random.default_rng(2)
    t = rng.integers(0, 2, (ROWS, CLASSES))
    p = np.round(0.7 * rng.random((ROWS, CLASSES)) + 0.3 * t, digits)
    said = (p > 0.5).astype(int)
    for kind in ("precision", "recall", "f1"):
        for average in AVERAGES:
            wanted = getattr(peer, f"{kind}_score")(t, said, average=average)
            assert score(kind, p, t, average=average, multilabel=True) == pytest.approx(wanted)
    wanted = {
        "exact_match": peer.accuracy_score(t, said),
        "auc_roc": peer.roc_auc_score(t, p),
        "auc_pr": peer.average_precision_score(t, p),
    }
    assert {kind: score(kind, p, t, multilabel=True) for kind in wanted} == pytest.approx(wanted)


def test_several_of_k_with_a_class_that_neither_occurs_nor_is_said():
    p, t = np.array([[0.9, 0.1], [0.2, 0.3]]), np.array([[1, 0], [1, 0]])
    said = (p > 0.5).astype(int)
    for average in AVERAGES:
        wanted = peer.f1_score(t, said, average=average)
        assert score("f1", p, t, average=average, multilabel=True) == pytest.approx(wanted)


def test_numbers():
    rng = np.random.default_rng(3)
    t, p = rng.normal(5, 2, (ROWS, 3)), rng.normal(5, 2, (ROWS, 3))
    wanted = {
        "mean_absolute_error": peer.mean_absolute_error(t, p),
        "mean_squared_error": peer.mean_squared_error(t, p),
        "mean_absolute_percentage_error": peer.mean_absolute_percentage_error(t, p),
        "r2": peer.r2_score(t, p),
    }
    assert {kind: score(kind, p, t) for kind in wanted} == pytest.approx(wanted)
    assert score("root_mean_squared_error", p[:, :1], t[:, :1]) == pytest.approx(
        peer.root_mean_squared_error(t[:, 0], p[:, 0])
    )
