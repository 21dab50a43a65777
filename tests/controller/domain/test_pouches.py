from itertools import product

import pytest

from controller.domain.pouches import Leaving, opens, place, rule, source
from device_rules.model import Decision
from device_rules.vocabulary import Place, Storage, Verdict

TITLE = "Online Safety Policy"
LEAVES = (Leaving.RELEASE, Leaving.GRANT)
PERMITTED = {Verdict.ALLOWED, Verdict.ALLOWED_DISCREETLY}


@pytest.mark.parametrize("verdict", Verdict)
def test_on_site_only_what_is_permitted_opens(verdict: Verdict) -> None:
    assert opens(Decision(verdict), Leaving.NO) == (verdict in PERMITTED)


@pytest.mark.parametrize(("verdict", "leaving"), list(product(Verdict, LEAVES)))
def test_a_pupil_who_leaves_is_stopped_only_by_what_is_forbidden(verdict: Verdict, leaving: Leaving) -> None:
    assert opens(Decision(verdict), leaving) == (verdict is not Verdict.FORBIDDEN)


def test_the_policy_is_asked_about_the_place_that_the_pupil_goes_to() -> None:
    assert place(Leaving.NO) is Place.SITE
    assert {place(leaving) for leaving in LEAVES} == {Place.OFF_SITE}


@pytest.mark.parametrize(("verdict", "leaving"), list(product(Verdict, Leaving)))
def test_every_answer_has_a_sentence_and_only_a_refusal_has_a_code(
    verdict: Verdict, leaving: Leaving
) -> None:
    ruling, decision = rule(lambda _: Decision(verdict, Storage.LOCKED_POUCH), leaving, TITLE)
    assert ruling.opens == opens(decision, leaving)
    assert ruling.sentence.endswith(".")
    assert bool(ruling.code) is not ruling.opens
    assert len(ruling.code) <= 32


def test_a_refusal_says_where_the_phone_stays() -> None:
    ruling, _ = rule(lambda _: Decision(Verdict.FORBIDDEN, Storage.LOCKED_POUCH), Leaving.NO, TITLE)
    assert ruling.sentence == "Phones stay in the locked pouch until the release."


def test_the_source_names_the_policy_and_each_clause_once() -> None:
    decision = Decision(Verdict.FORBIDDEN, because=(("a", "§3"), ("b", "§4"), ("c", "§3")))
    assert source(decision, TITLE) == "Online Safety Policy; §3; §4"
