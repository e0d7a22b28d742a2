import pytest

from engine.data.header import layout, looks_like_header


def cut(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.split()]


@pytest.mark.parametrize(
    "text",
    [
        "x,y 1,2 3,4",
        "name,town ann,york bob,bath",
        "country,1990,1991,1992 fr,1,2,3 de,4,5,6",
        "label,0,1,2,3 7,0,0,5,1 3,0,9,0,1",
        ",a 1,2 3,4",
        "id,date 1,2020-01-01 2,2020-01-02",
        "only,names",
    ],
)
def test_names_above_values_are_a_header(text: str) -> None:
    assert looks_like_header(cut(text))


@pytest.mark.parametrize(
    "text", ["1,2 3,4 5,6", "5.1,3.5,setosa 4.9,3.0,setosa", "red,big blue,big red,small", "2,3"]
)
def test_values_above_values_are_none(text: str) -> None:
    assert not looks_like_header(cut(text))


def test_columns_without_a_name_are_called_by_their_place() -> None:
    found = layout(cut("a,,c 1,2,3 4,5,6"), header=True)
    assert found.names == ("a", "column_2", "c")
    assert found.repairs == ("Column 2 had no name: called column_2.",)


def test_without_a_header_all_columns_are_called_by_their_place() -> None:
    found = layout(cut("1,2 3,4"), header=False)
    assert found.names == ("column_1", "column_2")
    assert not found.repairs


def test_names_that_occur_twice_get_numbers_that_are_free() -> None:
    found = layout(cut("a,a,a_2,a 1,2,3,4"), header=True)
    assert found.names == ("a", "a_3", "a_2", "a_4")
    assert found.repairs[0] == "Column 2 was called a like another: called a_3."


def test_delimiters_at_the_end_of_the_header_alone_make_no_columns() -> None:
    assert layout(cut("a,b,, 1,2 3,4"), header=True).names == ("a", "b")


def test_a_header_that_is_one_short_leaves_the_first_column_to_the_rows_names() -> None:
    assert layout(cut("a,b r1,1,2 r2,3,4"), header=True).names == ("column_1", "a", "b")


def test_delimiters_at_the_end_of_the_rows_alone_make_a_nameless_column_at_the_end() -> None:
    found = layout(cut("a,b 1,2, 3,4,"), header=True)
    assert found.names == ("a", "b", "column_3")
    assert found.nameless == ("column_3",)
