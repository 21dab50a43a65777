import pytest

from controller.benches.rules import _refuse_differences, measure
from controller.benches.rules_policy import situations
from controller.errors import SchoolbellError
from device_rules.vocabulary import Verdict


def test_all_three_give_the_same_verdicts():
    found = measure(situations()[:500], batch_lines=1000)
    assert found.decide_us > found.lookup_us > 0
    assert found.ratio_to_cedarpy == pytest.approx(found.cedarpy_us / found.decide_us, rel=0.05)


@pytest.mark.parametrize(
    ("decided", "found", "permitted"),
    [
        (Verdict.ALLOWED, Verdict.ALLOWED, False),
        (Verdict.FORBIDDEN, Verdict.FORBIDDEN, True),
        (Verdict.NEEDS_AUTHORISATION, Verdict.NEEDS_AUTHORISATION, True),
        (Verdict.ALLOWED, Verdict.FORBIDDEN, True),
    ],
)
def test_times_of_different_verdicts_are_not_told(decided, found, permitted):
    with pytest.raises(SchoolbellError, match="The verdicts differ"):
        _refuse_differences([decided], [found], [permitted])
