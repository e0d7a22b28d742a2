import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data.dialect import Dialect
from engine.data.source import SAMPLE
from engine.data.text import Cleaner, WrongEncodingError, decoded, guess_encoding


def clean(content: bytes, encoding: str, size: int = 3, guessed: bool = False) -> tuple[str, Cleaner]:
    cleaner = Cleaner(encoding, guessed)
    chunks = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(cleaner.chunks(chunks)).decode(), cleaner


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_every_encoding_comes_out_as_utf_8_however_it_is_cut(encoding: str, size: int) -> None:
    text = "größe,naïve\n1,é\n"
    assert clean(text.encode(encoding), encoding.removesuffix("-sig"), size)[0] == text


@given(st.text(st.sampled_from("ab\r\n"), max_size=30), st.integers(1, 5))
def test_all_line_ends_become_line_feeds(text: str, size: int) -> None:
    assert clean(text.encode(), "utf-8", size)[0] == text.replace("\r\n", "\n").replace("\r", "\n")


def test_nul_characters_are_taken_out_and_counted() -> None:
    text, cleaner = clean(b"a\0,b\0\n", "utf-8")
    assert text == "a,b\n"
    assert cleaner.zeros == 2


def test_what_cannot_be_read_is_marked_and_counted() -> None:
    text, cleaner = clean(b"ab\xff\xfe!", "utf-8", 100)
    assert text == "ab\ufffd\ufffd!"
    assert cleaner.lost == 2


def test_a_mark_that_stood_in_the_file_is_not_counted() -> None:
    assert clean("a\ufffdb\n".encode(), "utf-8", 100)[1].lost == 0


def test_a_guess_is_given_up_at_the_first_letter_that_is_no_utf_8() -> None:
    with pytest.raises(WrongEncodingError):
        clean(b"plain text\n\xe9t\xe9\n", "utf-8", 4, guessed=True)


def test_a_guess_that_was_confirmed_is_kept() -> None:
    text, cleaner = clean("été\n".encode() + b"\xe9\n", "utf-8", 3, guessed=True)
    assert text == "été\n\ufffd\n"
    assert cleaner.lost == 1


def test_the_end_of_a_sample_that_was_cut_is_left_out() -> None:
    start = (b"1,2\n" * SAMPLE)[: SAMPLE - 1] + b"9"
    assert decoded(start, Dialect()).endswith("1,2\n")


def test_plain_ascii_is_utf_8() -> None:
    assert guess_encoding(b"a,b\n") == "utf-8"
