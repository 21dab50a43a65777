import pytest

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage

PUPIL = "p0400"
GIVEN: dict[str, object] = {
    "pupil": PUPIL,
    "kind": "medical",
    "then": "review",
    "day": "2025-12-19",
    "reason": "Insulin pump",
}
EVERY: dict[str, dict[str, object]] = {
    "need.find": {"text": "thomas"},
    "need.give": GIVEN,
    "need.end": {"need": 1, "reason": "Reviewed"},
}
OTHERS = [role for role in Role if role is not Role.SAFEGUARDING]
SECRETS = ("medical", "insulin", "exemption", "adjustment")


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.SAFEGUARDING, "needs")


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_may_do_or_see_any_of_it(site: DeskSite, page: OpenPage, role: Role) -> None:
    page.command("need.give", **GIVEN)
    other = site.page(role)
    assert {other.command(name, **payload)["code"] for name, payload in EVERY.items()} == {
        "command.not-allowed"
    }
    assert other.send("follow", "needs")["code"] == "follow.not-allowed"
    assert site.log_in_as(role).get("/needs", base_url=ORIGIN).status_code == 403
    assert len(site.desk.reception.exemptions.current()) == 1


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize(
    "payload", [{}, GIVEN | {"kind": "lazy"}, GIVEN | {"then": "never"}, {"need": "1"}, {"text": None}]
)
def test_what_cannot_be_read_changes_nothing(
    site: DeskSite, page: OpenPage, name: str, payload: dict[str, object]
) -> None:
    assert page.command(name, **payload)["code"] == "command.malformed"
    assert site.desk.reception.exemptions.current() == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reason": " "}, "need.needs-reason"),
        ({"day": "2025-10-05"}, "need.bad-day"),
        ({"day": "tomorrow"}, "need.bad-day"),
        ({"pupil": "p9999"}, "pupil.unknown"),
    ],
)
def test_what_cannot_be_given_says_why(page: OpenPage, changed: dict[str, object], code: str) -> None:
    assert page.command("need.give", **(GIVEN | changed))["code"] == code


def test_one_is_given_shown_and_ended(page: OpenPage) -> None:
    assert page.told["needs"]["needs"] == []
    number = page.command("need.give", **GIVEN)["need"]
    (need,) = page.told["needs"]["needs"]
    assert (need["pupil"], need["kind"], need["review_on"], need["ends_on"], need["due"]) == (
        "Thomas Kowalski", "Medical", "2025-12-19", None, False,
    )  # fmt: skip
    assert page.command("need.give", **GIVEN)["code"] == "exemption.given-already"
    assert page.command("need.end", need=number, reason=" ")["code"] == "exemption.needs-reason"
    assert page.command("need.end", need=number, reason="Reviewed")["ok"]
    assert page.told["needs"]["needs"] == []
    assert page.command("need.end", need=number, reason="Reviewed")["code"] == "exemption.ended"


def test_an_end_is_shown_as_the_day_that_was_typed(page: OpenPage) -> None:
    page.command("need.give", **(GIVEN | {"then": "ends"}))
    (need,) = page.told["needs"]["needs"]
    assert (need["ends_on"], need["review_on"]) == ("2025-12-19", None)


def test_the_reason_is_on_no_page_at_all(page: OpenPage) -> None:
    answer = page.command("need.give", **GIVEN)
    assert "insulin" not in f"{answer} {page.told}".lower()


def test_a_pupil_is_found_as_at_reception(page: OpenPage) -> None:
    (found,) = page.command("need.find", text="thomas kowalski")["pupils"]
    assert (found["id"], found["pouch"]) == (PUPIL, "NG-0400")


def test_reception_and_others_learn_only_that_the_pupil_may_use_a_phone(
    site: DeskSite, page: OpenPage
) -> None:
    """All that reception is told after a need was given, tapped, held over and looked up; kind and reason."""
    page.command("need.give", **GIVEN)
    page.command("hold.place", pupil=PUPIL, reason="Insulin pump taken home")
    front = site.page(Role.RECEPTION, "reception")
    site.desk.north.ask(site.desk.pupils[PUPIL])
    held = front.command("reception.pupil", pupil=PUPIL)
    page.command("hold.end", hold=held["card"]["hold"]["id"])
    card = front.command("reception.pupil", pupil=PUPIL)
    anyone = front.command("reception.pupil", pupil="p0402")["card"]["choices"]
    kinds = [held["card"].pop("choices"), card["card"].pop("choices")]
    assert [[one["kind"] for one in each] for each in kinds] == [[one["kind"] for one in anyone]] * 2
    assert card["card"]["staying"] == {"opens": True, "sentence": "This pupil may use a phone.", "source": ""}
    others = [site.page(Role.ADMIN, topic).told for topic in ("stations", "modes")]
    heard = f"{held} {card} {front.told} {others}".lower()
    assert [word for word in SECRETS if word in heard] == []


def test_the_page_opens_for_safeguarding(site: DeskSite) -> None:
    answer = site.log_in_as(Role.SAFEGUARDING).get("/needs", base_url=ORIGIN)
    assert answer.status_code == 200
    assert "Reasonable adjustment" in answer.text
