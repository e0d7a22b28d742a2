"""Formulas are told from prose and set like mathematics."""

from __future__ import annotations

import re

import pytest

from designer.forms.formula import split_help, typeset
from engine.activations import ACTIVATIONS
from engine.initializers import INITIALIZERS
from engine.layers import LAYERS
from engine.losses import LOSSES
from engine.optimizers import OPTIMIZERS
from engine.schedules import SCHEDULES

EVERY_KIND = [
    kind
    for catalog in (LAYERS, ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, INITIALIZERS)
    for kind in catalog.values()
]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("y = f(x W + b)", "<i>y</i> = <i>f</i>(<i>x</i> <i>W</i> + <i>b</i>)"),
        ("f(x) = 1 / (1 + e^-x)", "<i>f</i>(<i>x</i>) = 1 / (1 + <i>e</i><sup>−<i>x</i></sup>)"),
        ("e^(x / alpha)", "<i>e</i><sup><i>x</i> / <i>α</i></sup>"),
        ("f(x)_i", "<i>f</i>(<i>x</i>)<sub><i>i</i></sub>"),
        ("(a, b) -> (a b)", "(<i>a</i>, <i>b</i>) → (<i>a</i> <i>b</i>)".replace("<i>a</i>", "a")),
        ("max(0, x)", "max(0, <i>x</i>)"),
        ("sqrt(v) <= 2", "√(<i>v</i>) ≤ 2"),
        ("dL/dp", "<i>dL</i>/<i>dp</i>"),
        ("a < b & c", "a &lt; <i>b</i> &amp; <i>c</i>"),
    ],
)
def test_a_formula_is_typeset(formula, expected):
    assert typeset(formula) == expected


def test_formulas_come_first_and_prose_follows():
    rest = 'f(x) = x for x > 0\ny = 2\nHe, Zhang 2015, "Deep".\nA last line with a = b.'
    assert split_help(rest) == (
        ["f(x) = x for x > 0", "y = 2"],
        'He, Zhang 2015, "Deep". A last line with a = b.',
    )
    assert split_help("") == ([], "")


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: kind.__name__)
def test_every_kinds_formula_keeps_all_its_words(kind):
    formulas, _ = split_help(kind.help()[1])
    assert formulas
    for formula in formulas:
        plain = re.sub(r"<[^>]+>", "", typeset(formula))
        for word in re.findall(r"[a-z]{3,}", formula):
            if word not in {"sqrt", "alpha", "beta", "gamma", "delta", "epsilon", "eps", "rho", "sigma"}:
                assert word in plain


def test_a_case_without_a_sign_belongs_to_the_formulas():
    formulas, notes = split_help(LAYERS["batch_normalization"].help()[1])
    assert [formula.partition(":")[0] for formula in formulas] == ["training", "afterwards"]
    assert notes.startswith("Ioffe and Szegedy 2015")
