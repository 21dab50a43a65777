import json

import pytest

from device_rules.batch import MAX_LINE_BYTES, Batch
from device_rules.decide import decide
from device_rules.loader import load_policy
from device_rules.situation import read_situation
from tests.device_rules.samples import QUESTION

LINE = QUESTION | {"policy": "mggs-2025"}


def answer(line, **options):
    text = line if isinstance(line, bytes) else json.dumps(line).encode()
    return json.loads(Batch(**options).answer(text))


def test_a_line_is_answered_as_decide_answers():
    decision = decide(load_policy("mggs-2025"), read_situation(QUESTION))
    assert answer(LINE) == json.loads(json.dumps(decision.to_json()))


def test_permission_and_exemption_are_spelled_as_in_a_situation():
    words = LINE | {"device": "tablet", "during": "social-time"}
    assert answer(words | {"authorised_by": "head"})["verdict"] == "allowed"
    assert answer(LINE | {"exemption": "medical"})["verdict"] == "allowed"
    assert answer(LINE | {"exemption": None, "authorised_by": None})["verdict"] == "forbidden"


def test_answers_come_in_the_order_of_the_lines_with_mistakes_in_their_place():
    lines = [json.dumps(LINE | {"device": word}).encode() for word in ("phone", "fone", "laptop")]
    kinds = [list(json.loads(answer))[0] for answer in Batch().answers(lines)]  # noqa: RUF015
    assert kinds == ["verdict", "error", "verdict"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"", "the line is not JSON; write one question like `{"),
        (b"{", "the line is not JSON"),
        (b"\xff", "the line is not JSON"),
        (b"[" * 50_000, "the line is not JSON"),
        (b'{"year": ' + b"1" * 5000 + b"}", "the line is not JSON"),
        (b"[]", "the line is not a question"),
        (b" " * (MAX_LINE_BYTES + 1), "the line is over 100 kB"),
        ({}, "the policy is missing; name one, such as `mggs-2025`"),
        ({"policy": ["mggs-2025"]}, "the policy is missing"),
        ({"policy": "mgs-2025"}, "there is no policy `mgs-2025`; did you mean `mggs-2025`?"),
        ({"policy": "a\0b.yaml"}, "cannot be read"),
        (LINE | {"year": "1" * 5000}, "is not a year group"),
        (LINE | {"year": 14}, "year 14 is not in this school"),
        (LINE | {"year": 9.5}, "`9.5` is not a year group"),
        (LINE | {"role": {"a": 1}}, "is not a known role"),
        (LINE | {"time": "12:40"}, "`12:40` is not a time"),
        (LINE | {"time": 5}, "`5` is not a time"),
        (LINE | {"colour": "red"}, "`colour` is not part of a situation"),
        (LINE | {"authorised-by": "head"}, "did you mean `authorised_by`?"),
    ],
)
def test_a_bad_line_is_answered_with_one_sentence(line, sentence):
    told = answer(line)
    assert list(told) == ["error"]
    assert sentence in told["error"]
    assert "\n" not in told["error"]


def test_a_byte_order_mark_is_passed_over():
    assert answer(b"\xef\xbb\xbf" + json.dumps(LINE).encode())["verdict"] == "forbidden"


def test_each_policy_is_loaded_once_and_each_missing_one_looked_for_once():
    asked = []

    def load(name):
        asked.append(name)
        return load_policy(name)

    batch = Batch(load=load)
    for name in ("mggs-2025", "none", "mggs-2025", "none"):
        batch.answer(json.dumps(LINE | {"policy": name}).encode())
    assert asked == ["mggs-2025", "none"]


def test_one_policy_may_be_meant_by_all_lines():
    assert answer(QUESTION, policy="mggs-2025")["policy"] == "mggs-2025"
    assert answer(LINE | {"policy": "kingsmead-2019"}, policy="mggs-2025")["policy"] == "kingsmead-2019"


def test_no_answer_takes_more_than_one_line():
    assert "\n" not in Batch().answer(json.dumps(LINE).encode())
