import pytest

from controller.domain.accounts import Role
from tests.web.front_desk import DeskSite, OpenPage

PUPIL = "p0400"
EVERY = {
    "reception.start-release": {"when": "now", "reason": "Snow"},
    "reception.end-release": {"release": 1},
    "reception.find": {"text": "smith"},
    "reception.pupil": {"pupil": PUPIL},
    "reception.give-leave": {"pupil": PUPIL, "reason": "family"},
    "reception.cancel-leave": {"leave": 1},
}
OTHERS = [role for role in Role if role is not Role.RECEPTION]


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.RECEPTION, "reception")


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_may_do_any_of_it(site: DeskSite, role: Role) -> None:
    other = site.page(role)
    codes = {other.command(name, **payload)["code"] for name, payload in EVERY.items()}
    assert codes == {"command.not-allowed"}
    assert site.desk.reception.releases.latest() is None


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("payload", [{}, {"when": 1}, {"pupil": []}, {"leave": "1"}, {"text": None}])
def test_what_cannot_be_read_changes_nothing(page: OpenPage, name: str, payload: dict[str, object]) -> None:
    assert page.command(name, **payload)["code"] == "command.malformed"


def test_a_release_is_started_and_ended(page: OpenPage) -> None:
    started = page.command("reception.start-release", when="now", reason="Early closure")
    assert (started["ok"], started["listed"]) == (True, 825)
    assert page.told["release"]["release"]["phase"] == "open"
    assert page.command("reception.end-release", release=started["release"])["ok"]
    assert page.told["release"]["release"]["phase"] == "over"


def test_an_early_release_without_a_reason_says_so(page: OpenPage) -> None:
    answer = page.command("reception.start-release", when="now")
    assert (answer["code"], answer["sentence"]) == (
        "release.early-needs-reason",
        "The school day ends at 15:10. Give a reason to release now.",
    )


def test_two_receptionists_at_once_get_one_release(site: DeskSite, page: OpenPage) -> None:
    other = site.page(Role.RECEPTION)
    number = page.command("reception.start-release", when="now", reason="Snow")["release"]
    assert (
        other.command("reception.start-release", when="now", reason="Snow")["code"] == "release.already-open"
    )
    assert page.command("reception.end-release", release=number)["ok"]
    assert other.command("reception.end-release", release=number)["code"] == "release.over"


def test_a_pupil_is_found_and_shown_with_the_decision_and_its_source(page: OpenPage) -> None:
    (found,) = page.command("reception.find", text="thomas kowalski")["pupils"]
    assert found == {"id": PUPIL, "name": "Thomas Kowalski", "form": "9D", "year": 9, "pouch": "NG-0400"}
    card = page.command("reception.pupil", pupil=PUPIL)["card"]
    assert card["staying"]["opens"] is False
    assert card["staying"]["source"].startswith("Online Safety Policy 2025-2026; Mobile Technologies")
    assert card["leaving"]["opens"] is True
    assert card["pouch"]["state"] == "locked"


def test_nobody_is_found_under_a_made_up_number(page: OpenPage) -> None:
    answer = page.command("reception.pupil", pupil="p9999")
    assert answer["code"] == "pupil.unknown"


def test_leave_is_given_shown_and_cancelled(page: OpenPage) -> None:
    leave = page.command("reception.give-leave", pupil=PUPIL, reason="illness")["leave"]
    shown = page.told["leaves"]["leaves"][0]
    assert (shown["pupil"], shown["reason"], shown["state"]) == ("Thomas Kowalski", "May leave", "active")
    assert "ill" not in str(page.told["leaves"]).lower()
    assert page.command("reception.cancel-leave", leave=leave["id"])["ok"]
    assert page.told["leaves"]["leaves"][0]["state"] == "cancelled"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"pupil": PUPIL, "reason": "other"}, "grant.needs-note"),
        ({"pupil": "p0830", "reason": "family"}, "grant.no-pouch"),
        ({"pupil": "p9999", "reason": "family"}, "pupil.unknown"),
    ],
)
def test_leave_that_cannot_be_given_says_why(page: OpenPage, payload: dict[str, object], code: str) -> None:
    assert page.command("reception.give-leave", **payload)["code"] == code


def test_leave_that_is_not_there_cannot_be_cancelled(page: OpenPage) -> None:
    assert page.command("reception.cancel-leave", leave=99)["code"] == "grant.not-active"
