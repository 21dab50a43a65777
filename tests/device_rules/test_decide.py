import timeit
from datetime import UTC, datetime, timedelta, timezone

import pytest

from device_rules.decide import decide
from device_rules.errors import SituationError
from device_rules.model import Situation
from tests.device_rules.samples import policy, rule

POLICY = policy(rule("a", "forbidden", years="KS3"), rule("b", "allowed", role="staff"))
AT = datetime(2025, 10, 6, 12, 40, tzinfo=UTC)
DECIDE_LIMIT_US = 5  # about 0.3 here; a slow test machine must not fail


def situation(**words):
    given = {
        "role": "pupil",
        "year": 9,
        "device": "phone",
        "activity": "use",
        "place": "site",
        "at": AT,
    } | words
    return Situation(**given)


def test_words_may_be_plain_strings():
    assert decide(POLICY, situation()).verdict == "forbidden"


def test_the_year_is_only_looked_at_for_pupils():
    assert decide(POLICY, situation(role="staff", year=None)) is decide(
        POLICY, situation(role="staff", year=99)
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"year": 14}, "year 14 is not in this school; give one of 7, 8, 9, 10, 11, 12 or 13"),
        ({"year": None}, "a pupil's year is missing; give one of"),
        ({"role": "pupill"}, "`pupill` is not a known role; did you mean `pupil`?"),
        ({"device": "fone"}, "`fone` is not a known device; did you mean `phone`?"),
        ({"device": None}, "`None` is not a known device"),
        ({"activity": ["use"]}, "is not a known activity"),
        ({"place": "moon"}, "`moon` is not a known place"),
        ({"during": "lessons"}, "did you mean `lesson`?"),
        ({"exemption": "medcal"}, "did you mean `medical`?"),
        ({"authorised_by": "dps"}, "`dps` is not a known authorised-by; did you mean"),
        ({"at": datetime(2025, 10, 6, 12, 40)}, "has no time zone"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(words, sentence):
    with pytest.raises(SituationError) as caught:
        decide(POLICY, situation(**words))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(("year", "hours"), [(1, 14), (9999, -14)])
def test_a_time_at_the_end_of_time_is_refused_only_where_the_day_matters(year, hours):
    far = datetime(
        year, 1 if year == 1 else 12, 1 if year == 1 else 31, 12, tzinfo=timezone(timedelta(hours=hours))
    )
    with_day = policy(
        rule("a", "forbidden"), school_day=[{"from": "09:00", "until": "15:00", "during": "lesson"}]
    )
    assert decide(POLICY, situation(at=far)).verdict in ("forbidden", "not-covered")
    with pytest.raises(SituationError, match="is too far away; give one of this century"):
        decide(with_day, situation(at=far))


def test_is_quick_enough_to_ask_at_every_tap():
    asked = situation(during="lesson")
    took = min(timeit.repeat(lambda: decide(POLICY, asked), number=2000, repeat=5)) / 2000
    assert took * 1e6 < DECIDE_LIMIT_US
