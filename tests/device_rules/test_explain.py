import itertools

import pytest

from device_rules.explain import A_DEVICE, DO, KEPT, SAID, WHEN, WHERE, explain
from device_rules.loader import load_policy
from device_rules.situation import read_situation
from device_rules.vocabulary import Activity, Device, During, Place, Storage, Verdict
from tests.device_rules.samples import QUESTION, ask, policy, rule

MGGS = load_policy("mggs-2025")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            {},
            "A Year 9 pupil may not use a phone in a classroom during a lesson; "
            "the device stays in a locked pouch "
            "(Mobile Technologies: student owned, KS3/KS4 in locked pouch; Responsibilities: lockable phone "
            "pouches; School Actions: normal behaviour/disciplinary procedures).",
        ),
        (
            {"role": "staff", "during": "social-time"},
            "A member of staff may use a phone in a classroom in social time "
            "(Acceptable use: use of mobile phones in social time at school (staff and other adults)).",
        ),
        (
            {"role": "visitor", "place": "off-site", "during": None},
            "The policy does not say whether a visitor may use a phone away from the school site.",
        ),
        (
            {"device": "tablet", "place": "site"},
            "A Year 9 pupil may use a tablet on the school site during a lesson only with permission "
            "from a member of staff (Acceptable use: use of other personal devices (learners); "
            "School Actions: normal behaviour/disciplinary procedures).",
        ),
    ],
)
def test_a_decision_is_one_plain_sentence(words, sentence):
    assert explain(ask(MGGS, **words), read_situation(QUESTION | words)) == sentence


def test_discreetly():
    loaded = policy(rule("a", "allowed-discreetly"))
    sentence = explain(ask(loaded), read_situation(QUESTION))
    assert (
        sentence == "A Year 9 pupil may discreetly use a phone in a classroom during a lesson (Section of a)."
    )


def test_who_may_permit_is_said_in_plain_words():
    loaded = policy(rule("a", "needs-authorisation", authorisers=["smt", "deputy-dsl", "exams-officer"]))
    sentence = explain(ask(loaded), read_situation(QUESTION))
    assert (
        "permission from the senior managers, a deputy safeguarding lead or the exams officer (" in sentence
    )


@pytest.mark.parametrize(
    ("kept_for", "said"), [(2, "for 2 school sessions"), ("end-of-day", "until the end of the school day")]
)
def test_how_long_it_would_be_kept_is_said_of_a_refusal_alone(kept_for, said):
    after = rule("b", kept_for=kept_for, on_breach=["confiscate"])
    sentence = explain(ask(policy(rule("a", "forbidden"), after)), read_situation(QUESTION))
    assert f"; if it is confiscated, it is kept {said} (" in sentence
    assert "confiscated" not in explain(ask(policy(rule("a", "allowed"), after)), read_situation(QUESTION))


def test_there_are_words_for_every_word():
    spoken = itertools.chain(A_DEVICE, DO, WHERE, WHEN, KEPT, SAID)
    words = itertools.chain(Device, Activity, Place, During, [None], Storage, Verdict)
    assert list(spoken) == list(words)
