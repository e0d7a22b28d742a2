from engine.data.repairs import LISTED, Ledger, Repair, RowRepair


def test_every_repair_is_counted_and_the_first_lines_are_known() -> None:
    ledger = Ledger()
    for line in range(1, LISTED + 6):
        ledger.note(Repair.SHORT, line)
    ledger.note(Repair.BLANK, 3)
    ledger.note(Repair.COMMENT, 4)
    ledger.note(Repair.ZERO, count=2)
    found = ledger.closed()
    assert len(found) == LISTED + 9
    assert len(found.lines[Repair.SHORT]) == LISTED
    assert found.done() == {"padded": LISTED + 5, "skipped": 2, "kept": 2}
    assert list(found)[2:4] == [RowRepair(3, Repair.SHORT), RowRepair(3, Repair.BLANK)]
    assert found.sentences() == (
        "1,005 rows were too short: the cells they lack are gaps.",
        "1 empty line was passed over.",
        "1 comment was passed over.",
        "2 NUL characters were taken out.",
    )
    assert found.listed() == (
        "1,005 rows were too short: the cells they lack are gaps (lines 1, 2, 3, 4, 5, 6, 7, 8 and 997 more).",
        "1 empty line was passed over (line 3).",
        "1 comment was passed over (line 4).",
        "2 NUL characters were taken out (lines not known).",
    )


def test_without_repairs_there_is_nothing_to_say() -> None:
    found = Ledger().closed()
    assert (len(found), found.sentences(), found.listed(), list(found)) == (0, (), (), [])
