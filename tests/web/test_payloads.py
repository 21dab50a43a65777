import pytest
from pydantic import ValidationError

from web.payloads import MALFORMED, LessonLink, LessonLock, Payload, PupilGrant, StationAdopt, sentence_for

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
    lock = LessonLock.model_validate(SEATS | {"message": " Save\u202e your\x00 work \n"})
    assert lock.message == "Save your work"


@pytest.mark.parametrize("minutes", [0, 241, "30", 1.5, True])
def test_a_grant_lasts_between_a_minute_and_four_hours(minutes: object) -> None:
    assert sentence(PupilGrant, pupil="p-1", reason="early-leaver", minutes=minutes) == MALFORMED


def test_a_pairing_code_has_the_letters_of_its_label() -> None:
    assert sentence(StationAdopt, station="office", pairing_code="ABCD-0189") == MALFORMED
