import pytest

from controller.domain.pouch_register import (
    MOVES,
    PouchStatus,
    check_move,
    check_number,
    next_number,
    pounds,
    read_tag,
)
from controller.errors import Refused

IN_USE, SPARE, LOST, DAMAGED, RETIRED = PouchStatus


def test_every_status_leads_somewhere_and_none_to_itself() -> None:
    assert set(MOVES) == set(PouchStatus)
    assert all(then and now not in then for now, then in MOVES.items())


@pytest.mark.parametrize(
    ("now", "then", "sentence"),
    [
        (LOST, LOST, "Pouch NG-1 is lost already."),
        (RETIRED, IN_USE, "Pouch NG-1 is retired: put it back into the spare pool first."),
        (RETIRED, LOST, "Pouch NG-1 is retired: put it back into the spare pool first."),
    ],
)
def test_what_cannot_become_of_a_pouch_says_what_it_is(
    now: PouchStatus, then: PouchStatus, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_move("NG-1", now, then)
    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    "text", ["04a1b2c3d4e5f6", "04:A1:B2:C3:D4:E5:F6", " 04 a1 b2 c3 d4 e5 f6 ", "0x04a1b2c3d4e5f6"]
)
def test_a_tag_is_read_however_the_scanner_writes_it(text: str) -> None:
    assert read_tag(text) == bytes.fromhex("04a1b2c3d4e5f6")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0123456789", "tag.decimal"),
        ("Smith", "tag.unreadable"),
        ("04a1", "tag.unreadable"),
        ("", "tag.unreadable"),
    ],
)
def test_what_is_no_tag_says_what_to_do(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_tag(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("known", "number"),
    [
        ({"NG-0001", "NG-0825", "X7"}, "NG-0826"),
        ({"NG-0999", "NG-9"}, "NG-1000"),
        ({"7", "8"}, "9"),
        ({"blue", "red"}, "P-0001"),
        (set(), "P-0001"),
    ],
)
def test_the_next_number_is_like_most_of_them(known: set[str], number: str) -> None:
    assert next_number(known) == number


def test_numbers_and_pounds_are_written_as_people_do() -> None:
    assert (check_number(" NG-0412 "), pounds(1505)) == ("NG-0412", "£15.05")
    with pytest.raises(Refused):
        check_number("=1+1")
