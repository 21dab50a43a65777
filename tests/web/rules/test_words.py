import pytest

from device_rules.decide import WORDS
from device_rules.vocabulary import Authoriser, Breach, HeldAt, ReleaseTo, Role, Storage, Verdict
from web.rules.words import LABELS, SAYINGS, as_sentence, label, labels

KINDS = (*WORDS.values(), Storage, Breach, HeldAt, ReleaseTo)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_word_of_the_rules_can_be_written(kind: type) -> None:
    assert set(LABELS[kind]) == set(kind)


def test_every_verdict_is_told_apart_without_colour() -> None:
    assert set(SAYINGS) == set(Verdict)
    assert len({saying.text for saying in SAYINGS.values()}) == len(Verdict)
    assert len({saying.icon for saying in SAYINGS.values()}) == len(Verdict)


def test_the_same_word_of_two_kinds_keeps_its_kind() -> None:
    assert (label(Role.STAFF), label(Authoriser.STAFF)) == ("A member of staff", "A member of staff")
    assert label(Authoriser.HEAD) == "The headteacher"


def test_several_words_make_one_phrase() -> None:
    assert labels([Authoriser.HEAD]) == "The headteacher"
    phrase = labels([Authoriser.HEAD, Authoriser.DSL, Authoriser.STAFF])
    assert phrase == "The headteacher, the safeguarding lead or a member of staff"
    assert labels([Breach.CONFISCATE, Breach.BEHAVIOUR_POINTS], "and").endswith(" and behaviour points")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("the year is missing", "The year is missing."),
        ("`fone` is not known; did you mean `phone`?", "“fone” is not known; did you mean “phone”?"),
        ("a ` stays", "A ` stays."),
    ],
)
def test_an_error_of_the_rules_becomes_a_sentence(message: str, sentence: str) -> None:
    assert as_sentence(message) == sentence
