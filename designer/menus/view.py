"""The View menu."""

from __future__ import annotations

from functools import partial

from designer.actions import Action
from designer.menus.host import Host
from designer.theme import Choice

PANEL_KEYS = "1234567890L"
"""With Alt, the key of each panel in the order of the list of panels."""
THEMES: tuple[tuple[Choice, str, str, str], ...] = (
    ("system", "As the system", "sun-moon", "Ctrl+F7"),
    ("light", "Light", "sun", "Ctrl+F8"),
    ("dark", "Dark", "moon", "Ctrl+F9"),
)


def actions(window: Host) -> tuple[Action, ...]:
    """Zoom, panels, looks."""
    action = partial(Action, menu="View")
    return (
        *_zoom(window),
        *_panels(window),
        *_themes(window),
        action(
            "view.motion",
            "Reduce &motion",
            run=window.toggle_motion,
            shortcuts=("Ctrl+F10",),
            tip="Nothing moves that need not.",
            checked=lambda: window.preferences.reduce_motion,
            words="animation accessibility",
        ),
        action(
            "view.fullscreen",
            "F&ull screen",
            run=window.toggle_full_screen,
            shortcuts=("F11",),
            separated=True,
        ),
    )


def _zoom(window: Host) -> tuple[Action, ...]:
    canvas = window.canvas
    action = partial(Action, menu="View")
    return (
        action(
            "view.zoom_in", "Zoom &in", run=canvas.zoom_in, shortcuts=("Ctrl++", "Ctrl+="), icon="zoom-in"
        ),
        action("view.zoom_out", "Zoom &out", run=canvas.zoom_out, shortcuts=("Ctrl+-",), icon="zoom-out"),
        action("view.zoom_reset", "&100 %", run=canvas.zoom_reset, shortcuts=("Ctrl+0",), words="zoom reset"),
        action(
            "view.fit",
            "&Fit the network",
            run=canvas.zoom_fit,
            shortcuts=("Ctrl+1",),
            icon="maximize",
            tip="The whole network (F on the canvas).",
            words="zoom all",
        ),
    )


def _panels(window: Host) -> tuple[Action, ...]:
    def entry(key: str, name: str, title: str) -> Action:
        return Action(
            f"view.panel.{name}",
            title,
            "View",
            lambda: window.toggle_panel(name),
            (f"Alt+{key}",),
            checked=lambda: window.panel_visible(name),
            submenu="Panels",
        )

    return (
        *(entry(key, *named) for key, named in zip(PANEL_KEYS, window.panel_titles(), strict=True)),
        Action(
            "view.reset",
            "Reset the layout",
            "View",
            window.reset_layout,
            ("Ctrl+F11",),
            "refresh-cw",
            "Every panel where it was on the first day.",
            submenu="Panels",
        ),
    )


def _themes(window: Host) -> tuple[Action, ...]:
    def entry(choice: Choice, title: str, picture: str, keys: str) -> Action:
        return Action(
            f"view.theme.{choice}",
            title,
            "View",
            lambda: window.choose_theme(choice),
            (keys,),
            picture,
            checked=lambda: window.appearance.choice == choice,
            group="theme",
            submenu="Theme",
        )

    return tuple(entry(*each) for each in THEMES)
