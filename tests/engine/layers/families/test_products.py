"""Products in parts: how they are cut, and when it is left."""

from engine.layers.families.products import NUMBERS_WORTH, WORTH, cut, side_by_side


def test_parts_are_worth_a_thread_or_there_is_one():
    assert cut(100, -(-WORTH // 50)) == (slice(0, 50), slice(50, 100))
    assert cut(100, WORTH // 51 - 1) == (slice(0, 100),)
    assert cut(0, 10) == (slice(0, 0),)


def test_one_part_is_left_as_it_is():
    operations = [int, float]
    assert side_by_side([operations]) == (int, float)


def test_few_numbers_are_left_in_a_row():
    assert side_by_side([[int], [float, str]], NUMBERS_WORTH - 1) == (int, float, str)


def test_parts_are_one_operation_that_runs_all():
    done = []
    (operation,) = side_by_side([[lambda: done.append(1), lambda: done.append(2)], [lambda: done.append(3)]])
    operation()
    assert sorted(done) == [1, 2, 3]
