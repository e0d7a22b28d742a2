import pytest

from engine.data.dialect import Dialect
from engine.data.extent import comment_sign, footer
from engine.data.records import numbered
from engine.data.sniff import sniff

TABLE = "id,name,size\n1,ann,2.5\n2,bob,3.5\n3,cat,4.5\n4,dan,5.5\n"


@pytest.mark.parametrize(
    ("below", "lines"),
    [
        ("", 0),
        ("Source: our own data\n", 1),
        ("\nmade by hand\non a Monday\n", 3),
        ("Total,,16\n", 1),
        ("\nTotal,,16\n\nSource: us", 4),
        ("a note,,\nanother,,\n,,\n", 3),
        ("5,eve\n", 0),
        ("5\n", 0),
        ("5,,\n", 0),
        ("\n\n", 0),
    ],
)
def test_what_stands_below_a_table_is_told_from_its_rows(below: str, lines: int) -> None:
    assert sniff((TABLE + below).encode()).footer == lines


@pytest.mark.parametrize(
    ("above", "lines"),
    [
        ("", 0),
        ("Animals\n", 1),
        ("Animals, and more\nof 2020\n\n", 3),
        ("These are ours, all of them\n", 1),
        ("Animals,,\n", 1),
    ],
)
def test_what_stands_above_a_table_is_told_from_its_header(above: str, lines: int) -> None:
    wide = TABLE.replace(",", ",x,")
    assert sniff((above + wide).encode()).skip == lines


def test_a_short_header_is_no_title() -> None:
    assert sniff(b"name,town\nann,york,1,2\nbob,bath,3,4\ncat,cork,5,6\n").skip == 0


def test_a_word_in_a_table_of_words_is_a_row() -> None:
    assert sniff(b"name,town\nann,york\nbob,bath\ncat\n").footer == 0


def test_the_end_of_a_long_file_is_looked_at_by_itself() -> None:
    first = numbered(TABLE, Dialect(), 300)
    assert footer("998,zoe,1\n999,zack,2\nSource: us\n", first, Dialect()) == 1
    assert footer('998,zoe,1\n999,"zack,2\nSource: us\n', first, Dialect()) == 0


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("# made by x\na,b\n1,2\n", "#"),
        ("a,b\n1,2\n# a pause, here\n3,4\n", "#"),
        ("% one\n% two\na,b\n1,2\n3,4\n", "%"),
        ("#,b\n1,2\n3,4\n", ""),
        ("#id,b\n1,2\n3,4\n", ""),
        ("a,b\n1,2\n", ""),
        ("#a,1\n#b,2\n#c,3\n", ""),
        ("tag,n\n#a,1\n#b,2\nc,3\nd,4\n", ""),
        ("a,b\n1,2\n#N/A,3\n", ""),
    ],
)
def test_comments_are_told_from_rows(text: str, sign: str) -> None:
    assert comment_sign(text) == sign
