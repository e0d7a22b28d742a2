"""The Network menu."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host


def actions(window: Host) -> tuple[Action, ...]:
    """Layers, a proposal, order, and what is wrong."""
    canvas, document = window.canvas, window.document
    action = partial(Action, menu="Network")

    def empty() -> str:
        return "" if len(document.design.graph) else "The canvas is empty."

    def no_problem() -> str:
        return "" if any(each.node for each in document.analysis.problems) else "Nothing is wrong."

    return (
        action(
            "network.add",
            "&Add a layer…",
            run=window.add_layer,
            shortcuts=("Ctrl+Return",),
            icon="plus",
            tip="Search for a layer (Space on the canvas).",
        ),
        *_whole_networks(window),
        action(
            "network.tidy",
            "&Tidy",
            run=canvas.tidy,
            shortcuts=("Ctrl+L",),
            icon="align-horizontal-distribute-center",
            tip="Lay the network out from left to right.",
            missing=empty,
            words="layout arrange",
        ),
        action(
            "network.next_problem",
            "&Next problem",
            run=window.next_problem,
            shortcuts=("F8",),
            icon="circle-alert",
            tip="Show the next layer that something is wrong with.",
            missing=no_problem,
            words="error issue",
            separated=True,
        ),
    )


def _whole_networks(window: Host) -> tuple[Action, ...]:
    """What puts a whole network on the canvas."""
    document, action = window.document, partial(Action, menu="Network")

    def no_data() -> str:
        return "" if document.prepared is not None else "Open a table first."

    return (
        action(
            "network.propose",
            "&Propose a network",
            run=window.propose_network,
            shortcuts=("Ctrl+Shift+P",),
            icon="wand-sparkles",
            tip="Replace the canvas by a network that suits the table.",
            missing=no_data,
            words="wizard template",
        ),
        action(
            "network.known",
            "&Known networks…",
            run=lambda: window.dialogs.show_known_networks(document, window.show_drawn),
            shortcuts=("Ctrl+Shift+K",),
            icon="network",
            tip="VGG16, ResNet-50 and others that a course on deep learning names, ready to be drawn.",
            words="VGG16 ResNet architecture pretrained template example model zoo",
        ),
    )
