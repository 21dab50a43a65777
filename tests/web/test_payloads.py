import pytest
from pydantic import ValidationError

from web.dayend.payloads import ReleaseEnd, ReleaseMove, ReleaseStart
from web.lesson.order_payloads import AppsHeld, Held, MessageSent, SitesHeld
from web.payloads import (
    MALFORMED,
    LeaveGiven,
    LessonLink,
    LessonLock,
    Payload,
    PupilSearch,
    StationAdopt,
    sentence_for,
)

SEATS = {"lesson": "4711", "seats": ["pc-01"]}


def sentence(kind: type[Payload], **fields: object) -> str:
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(fields)
    return sentence_for(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "bbc",
        "https://",
        "https://me:pw@bbc.co.uk",
        "https://a b",
        "http://[",
    ],
)
def test_only_web_addresses_are_sent(url: str) -> None:
    assert sentence(LessonLink, **SEATS, url=url).startswith("A link starts with https://")


def test_a_long_message_says_how_long_it_may_be() -> None:
    assert (
        sentence(LessonLock, **SEATS, message="x" * 201) == "The message is too long: at most 200 characters."
    )


def test_no_seats_says_to_choose_one() -> None:
    assert sentence(LessonLock, lesson="4711", seats=[]) == "Choose at least one of the seats first."


def test_marks_that_turn_or_hide_text_are_dropped() -> None:
    lock = LessonLock.model_validate(SEATS | {"message": " Save\u202e\u061c your\x00 work \n"})
    assert lock.message == "Save your work"


@pytest.mark.parametrize("minutes", [4, 121, "30", 7.5, True])
def test_leave_lasts_between_five_minutes_and_two_hours(minutes: object) -> None:
    assert sentence(LeaveGiven, pupil="p-1", reason="family", minutes=minutes) == MALFORMED


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (LeaveGiven, {"pupil": "p-1", "reason": "because"}),
        (LeaveGiven, {"pupil": "'; --", "reason": "family"}),
        (ReleaseStart, {"when": "later"}),
        (ReleaseStart, {}),
        (ReleaseEnd, {"release": 0}),
        (ReleaseEnd, {"release": "1"}),
        (ReleaseEnd, {"release": 2**60}),
        (ReleaseEnd, {"release": 1, "gates": "North gate"}),
        (ReleaseMove, {"release": 1, "minutes": 500, "was": "2025-10-06T14:10:00+00:00"}),
        (ReleaseMove, {"release": 1, "minutes": 5, "was": "2025-10-06T14:10:00"}),
        (ReleaseMove, {"release": 1, "minutes": 5, "was": "soon"}),
    ],
)
def test_words_and_numbers_that_mean_nothing_here_are_refused(
    kind: type[Payload], fields: dict[str, object]
) -> None:
    assert sentence(kind, **fields) == MALFORMED


def test_a_text_that_is_too_long_says_how_long_it_may_be() -> None:
    assert sentence(PupilSearch, text="x" * 61) == "The text is too long: at most 60 characters."
    code = "A" * 121
    assert sentence(StationAdopt, station="office", pairing_code=code).startswith(
        "The pairing_code is too long"
    )


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        (SitesHeld, {"mode": "only", "patterns": ["a"] * 201}, "At most 200 sites at once."),
        (
            SitesHeld,
            {"mode": "only", "patterns": ["a" * 301]},
            "One of the sites is too long: at most 300 characters.",
        ),
        (AppsHeld, {"mode": "not", "names": ["a"] * 101}, "At most 100 programs at once."),
        (MessageSent, {"text": "x" * 281}, "The text is too long: at most 280 characters."),
        (Held, {"minutes": 241}, MALFORMED),
        (Held, {"minutes": 0}, MALFORMED),
        (Held, {"minutes": "5"}, MALFORMED),
    ],
)
def test_what_an_order_cannot_hold_is_one_sentence(
    kind: type[Payload], fields: dict[str, object], expected: str
) -> None:
    assert sentence(kind, **SEATS, **fields) == expected
