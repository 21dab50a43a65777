import pytest

from controller.domain.grants import ReasonCode
from controller.errors import Refused
from tests.desks import FrontDesk


def names(desk: FrontDesk, text: str) -> list[str]:
    return [f"{one.pupil.name} {one.pupil.form} {one.pouch}" for one in desk.reception.pouches.find(text)]


@pytest.mark.parametrize("text", ["thomas kow 9d", "KOWALSKI thom 9D", "NG-0400", "0400", "kowalski 400"])
def test_a_pupil_is_found_by_any_part_of_name_form_and_tag(desk: FrontDesk, text: str) -> None:
    assert "Thomas Kowalski 9D NG-0400" in names(desk, text)


@pytest.mark.parametrize("text", ["", "   ", "%", "_", "\\", "zzzz", "thomas zzzz", "' OR 1=1 --"])
def test_nothing_is_found_for_nothing(desk: FrontDesk, text: str) -> None:
    assert names(desk, text) == []


def test_at_most_a_handful_is_shown(desk: FrontDesk) -> None:
    assert len(desk.reception.pouches.find("9D")) == 8


def test_a_sixth_former_is_found_without_a_pouch(desk: FrontDesk) -> None:
    assert {one.pouch for one in desk.reception.pouches.find("12A")} == {""}


def test_a_card_has_the_rule_now_the_rule_for_leaving_and_the_leave_given(desk: FrontDesk) -> None:
    grant = desk.reception.grants.give(desk.account(), "p0400", ReasonCode.FAMILY)
    card = desk.reception.pouches.card("p0400")
    assert (card.staying.opens, card.leaving.opens) == (False, True)
    assert "ks3" not in card.staying.source
    assert card.staying.source.startswith("Online Safety Policy 2025-2026; Mobile Technologies")
    assert card.pouch
    assert (card.pouch.id, card.pouch.state.value, card.pouch.evidence) == ("NG-0400", "locked", "issued")
    assert card.grant == grant


def test_a_card_of_nobody_is_refused(desk: FrontDesk) -> None:
    with pytest.raises(Refused, match="search again"):
        desk.reception.pouches.card("nobody")
