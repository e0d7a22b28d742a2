"""The list of everything that can be done. Menus, keys, tool bar, command palette and shortcut page are made of it.

There is one module for each menu; what they all lean on is `designer.menus.host`.
"""

from __future__ import annotations

from designer.actions import Action
from designer.menus import edit, file, network, train, view
from designer.menus import help as help_menu
from designer.menus.host import Host


def actions(window: Host) -> tuple[Action, ...]:
    """Every action of a window, in the order of its menus."""
    return tuple(
        action for menu in (file, edit, view, network, train, help_menu) for action in menu.actions(window)
    )
