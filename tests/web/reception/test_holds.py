import pytest

from controller.domain.accounts import Role
from device_rules.vocabulary import Exemption
from tests.web.front_desk import DeskSite, OpenPage

PUPIL = "p0400"
EVERY: dict[str, dict[str, object]] = {"hold.place": {"pupil": PUPIL}, "hold.end": {"hold": 1}}
OTHERS = [role for role in Role if role not in (Role.RECEPTION, Role.SAFEGUARDING)]


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.RECEPTION, "reception")


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_may_place_or_end_one(site: DeskSite, role: Role) -> None:
    site.desk.reception.holds.place(site.desk.account(), PUPIL)
    other = site.page(role)
    assert {other.command(name, **payload)["code"] for name, payload in EVERY.items()} == {
        "command.not-allowed"
    }
    assert len(site.desk.reception.holds.current()) == 1


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "payload",
    [{}, {"pupil": [], "hold": "1"}, {"pupil": PUPIL, "days": 6}, {"pupil": PUPIL, "sentence": "x" * 121}],
)
def test_what_cannot_be_read_changes_nothing(
    site: DeskSite, page: OpenPage, name: str, payload: dict[str, object]
) -> None:
    assert page.command(name, **payload)["code"] == "command.malformed"
    assert site.desk.reception.holds.current() == []


def test_it_is_placed_shown_and_ended_by_the_other_desk(site: DeskSite, page: OpenPage) -> None:
    assert page.command("hold.place", pupil=PUPIL, sentence="See the head.", days=2)["ok"]
    (hold,) = page.told["holds"]["holds"]
    assert (hold["pupil"], hold["sentence"]) == ("Thomas Kowalski", "See the head.")
    assert hold["until"] == "2025-10-07T23:00:00+00:00"
    assert page.command("reception.pupil", pupil=PUPIL)["card"]["hold"] == hold
    other = site.page(Role.SAFEGUARDING, "needs")
    assert other.told["holds"]["holds"] == [hold]
    assert other.command("hold.end", hold=hold["id"])["ok"]
    assert page.told["holds"]["holds"] == []
    assert page.command("hold.end", hold=hold["id"])["code"] == "hold.over"


def test_reception_is_refused_for_a_pupil_who_may_use_a_phone(site: DeskSite, page: OpenPage) -> None:
    desk = site.desk
    desk.reception.exemptions.give(desk.account(Role.SAFEGUARDING), PUPIL, Exemption.MEDICAL)
    answer = page.command("hold.place", pupil=PUPIL, reason="Because")
    assert answer["code"] == "hold.may-use"
    assert "medical" not in str(answer).lower()
