import pytest

from controller.domain.finding import Index, beginnings, folded, numbers, words_of

PEOPLE = [
    beginnings("Zoë", "O’Brien", "9B"),
    beginnings("Søren", "Smith-Jones", "9D", "9D/Co") | numbers("NG-0123"),
    beginnings("Łucja", "Nowak", "10A"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe obrien", [0]),
        ("ZOË O'B", [0]),
        ("o brien", [0]),
        ("brien", [0]),
        ("soren", [1]),
        ("jones 9d", [1]),
        ("9d/c", [1]),
        ("9", [0, 1]),
        ("123", [1]),
        ("ng-01", [1]),
        ("lucja", [2]),
        ("obrien 10a", []),
        ("", []),
        ("   ", []),
        ("%", []),
    ],
)
def test_each_word_begins_one_of_theirs(typed: str, found: list[int]) -> None:
    assert Index.of(PEOPLE).find(words_of(typed)) == found


def test_letters_are_the_same_with_and_without_their_marks() -> None:
    assert folded("Zoë O’Brien-Łęczyński") == "zoe obrien-leczynski"


def test_no_more_words_count_than_anybody_types() -> None:
    assert words_of("a b c d e f") == ["a", "b", "c", "d"]
