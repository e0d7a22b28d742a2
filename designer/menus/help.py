"""The Help menu."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host


def actions(window: Host) -> tuple[Action, ...]:
    """The words of the field, the keys, and what this is."""
    action = partial(Action, menu="Help")
    return (
        action(
            "help.guide",
            "&Guide",
            run=window.dialogs.show_guide,
            shortcuts=("F1",),
            icon="book-open",
            tip="The words of the field, explained.",
            words="learn manual tutorial",
        ),
        action(
            "help.shortcuts",
            "&Keyboard shortcuts",
            run=window.dialogs.show_shortcuts,
            shortcuts=("Ctrl+/",),
            icon="keyboard",
            words="keys",
        ),
        action(
            "help.about",
            "&About Neuroloom",
            run=window.dialogs.show_about,
            shortcuts=("Ctrl+F1",),
            icon="info",
            words="version licence",
        ),
    )
