from datetime import date, timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.needs import Terms
from controller.errors import Refused
from device_rules.vocabulary import Exemption
from tests.desks import FrontDesk


def active(desk: FrontDesk, pupil: str = "p0400") -> Exemption | None:
    with desk.school.database.read() as session:
        return desk.reception.exemptions.active(session, pupil)


def test_it_holds_for_that_pupil_until_a_named_person_ends_it(desk: FrontDesk) -> None:
    by = desk.account(Role.SAFEGUARDING)
    number = desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL)
    assert (active(desk), active(desk, "p0401")) == (Exemption.MEDICAL, None)
    desk.reception.exemptions.end(by, number, "Reviewed with the family")
    assert active(desk) is None


def test_it_does_not_end_without_a_reason_or_twice(desk: FrontDesk) -> None:
    by = desk.account(Role.SAFEGUARDING)
    number = desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL)
    with pytest.raises(Refused, match="Say why"):
        desk.reception.exemptions.end(by, number, " ")
    desk.reception.exemptions.end(by, number, "Reviewed")
    with pytest.raises(Refused, match="ended already"):
        desk.reception.exemptions.end(by, number, "Reviewed")


def test_only_pupils_have_them(desk: FrontDesk) -> None:
    with pytest.raises(Refused, match="not in the school's list"):
        desk.reception.exemptions.give(desk.account(Role.SAFEGUARDING), "nobody", Exemption.MEDICAL)


def test_it_may_end_with_a_day_or_be_looked_at_again_on_one(desk: FrontDesk) -> None:
    by, give = desk.account(Role.SAFEGUARDING), desk.reception.exemptions.give
    give(by, "p0400", Exemption.MEDICAL, Terms("GP", ends_on=date(2025, 10, 6)))
    give(by, "p0401", Exemption.YOUNG_CARER, Terms("Family", review_on=date(2025, 10, 6)))
    first, second = sorted(desk.reception.exemptions.current(), key=lambda one: one.pupil)
    assert (first.ends_at and f"{first.ends_at:%d %H:%M}", first.review_on) == ("06 23:00", None)
    assert (second.ends_at, second.is_due(desk.clock.now())) == (None, True)
    desk.clock.advance(timedelta(hours=14))
    assert (active(desk), active(desk, "p0401")) == (None, Exemption.YOUNG_CARER)
    with pytest.raises(Refused, match="ended already"):
        desk.reception.exemptions.end(by, first.id, "Reviewed")


def test_one_with_an_end_can_be_ended_before(desk: FrontDesk) -> None:
    by = desk.account(Role.SAFEGUARDING)
    terms = Terms("GP", ends_on=date(2025, 12, 19))
    number = desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL, terms)
    desk.reception.exemptions.end(by, number, "Reviewed")
    assert desk.reception.exemptions.current() == []


def test_nobody_is_given_the_same_twice(desk: FrontDesk) -> None:
    by = desk.account(Role.SAFEGUARDING)
    desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL)
    with pytest.raises(Refused, match="has that already"):
        desk.reception.exemptions.give(by, "p0400", Exemption.MEDICAL)
