from datetime import UTC, datetime, timedelta

from controller.domain.custody import Link
from controller.domain.pouch_register_history import Handed, Past, holdings, told

START = datetime(2025, 9, 3, 9, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def test_a_pouch_was_somebodys_from_hand_to_hand() -> None:
    changes = [
        Handed("A", day(1), "ann", "ann"),  # lost: it stays on her record
        Handed("A", day(2), "ann", ""),  # found, into the spare pool
        Handed("A", day(5), "", "ben"),
    ]
    found = holdings(changes, "ben", "A")
    assert [(one.pupil, one.since, one.until) for one in found] == [
        ("ann", None, day(2)),
        ("ben", day(5), None),
    ]
    assert [one.covers(day(3)) for one in found] == [False, False]
    assert [one.covers(day(9)) for one in found] == [False, True]


def test_a_pouch_that_nothing_happened_to_was_always_whose_it_is() -> None:
    (only,) = holdings([], "ann", "A")
    assert only.covers(day(-100))
    assert holdings([], "", "A") == []


def test_the_chain_and_the_register_are_one_story() -> None:
    links = [("A", Link(day(1), "released", "North gate 1", "Station authority 7"))]
    changes = [Past(day(2), "A", "Condition noted: bent pin", "Ms Hallam")]
    found = told(links, changes)
    assert [one.words for one in found] == ["Condition noted: bent pin", "Released"]
    assert found[1].place == "North gate 1"
