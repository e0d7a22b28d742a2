from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer.widgets.share_bar import ShareBar


class Painted(QWidget):
    """Counts how often it is painted."""

    times = 0

    def paintEvent(self, _event):
        self.times += 1


def test_it_shows_a_share(show):
    bar = show(ShareBar("Progress of something"))
    assert bar.accessibleName() == "Progress of something"
    assert bar.share == 0.0
    for share, shown in ((0.25, 0.25), (1.0, 1.0), (7.0, 1.0), (-1.0, 0.0)):
        bar.set_share(share)
        assert bar.share == shown


def test_it_is_painted_when_the_window_is_and_not_at_once(show, qtbot):
    window, other, bar = QWidget(), Painted(), ShareBar("Progress")
    column = QVBoxLayout(window)
    other.setMinimumSize(50, 50)
    column.addWidget(other)
    column.addWidget(bar)
    show(window)
    empty = bar.grab().toImage()
    before = other.times
    other.update()
    bar.set_share(0.9)
    assert other.times == before
    qtbot.waitUntil(lambda: other.times > before)
    assert bar.updatesEnabled()
    assert bar.grab().toImage() != empty
