from device_rules.situation import FIELDS
from tests.web.rules.site import PERIOD_2, SEED, questions
from web.rules.form import NAMES, fields_for, given_words, usual_words, words_of

USUAL = usual_words(SEED)


def test_the_form_asks_for_everything_that_a_situation_has() -> None:
    assert set(NAMES) == set(FIELDS)


def test_it_begins_with_a_question_that_can_be_asked() -> None:
    assert questions().mistakes(USUAL) == {}
    fields = fields_for(USUAL, SEED, PERIOD_2, {})
    assert list(fields) == list(NAMES)
    assert (fields["role"].value, fields["year"].value) == ("pupil", "7")


def test_only_its_own_words_are_taken_from_an_address() -> None:
    given = given_words({"year": " 9 ", "device": "x" * 100, "utm_source": "mail"})
    assert given == {"year": "9", "device": "x" * 60}


def test_the_time_begins_as_now_in_the_browsers_own_picker() -> None:
    field = fields_for(USUAL, SEED, PERIOD_2, {})["time"]
    assert (field.kind, field.value) == ("datetime-local", "2025-10-06T10:05")


def test_a_time_is_shown_in_the_schools_own_zone() -> None:
    field = fields_for(USUAL | {"time": "2025-10-06T10:05Z"}, SEED, PERIOD_2, {})["time"]
    assert field.value == "2025-10-06T11:05"


def test_what_is_wrong_stays_as_it_was_typed_with_its_sentence() -> None:
    words = USUAL | {"time": "yesterday", "device": "fone", "year": ""}
    fields = fields_for(words, SEED, PERIOD_2, questions().mistakes(words))
    assert (fields["time"].kind, fields["time"].value) == ("text", "yesterday")
    assert fields["time"].error.startswith("“yesterday” is not a time")
    assert fields["device"].choices[-1].value == fields["device"].value == "fone"
    assert (fields["year"].choices[-1].label, fields["year"].error[:2]) == ("Choose", "A ")
    assert fields["place"].error == ""


def test_an_answer_can_be_asked_again() -> None:
    asked = questions().answer(USUAL | {"exemption": "medical"}).situation
    again = words_of(asked)
    assert "time" not in again
    assert questions().answer(again).situation == asked
