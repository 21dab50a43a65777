import pytest

from controller.domain.accounts import Role
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
