import pytest

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite, OpenPage

OTHERS = [role for role in Role if role is not Role.ADMIN]


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.ADMIN, "stations")


def presence(page: OpenPage, station: str) -> str:
    return next(str(one["presence"]) for one in page.told["stations"]["stations"] if one["id"] == station)


@pytest.mark.parametrize("role", OTHERS)
def test_the_page_and_its_news_are_for_the_network_manager(site: DeskSite, role: Role) -> None:
    assert site.log_in_as(role).get("/admin/stations", base_url=ORIGIN).status_code == 403
    assert site.page(role).send("follow", "stations")["code"] == "follow.not-allowed"


@pytest.mark.parametrize("role", OTHERS)
def test_no_other_role_adopts_or_revokes(site: DeskSite, role: Role) -> None:
    site.desk.north.boot()
    other = site.page(role)
    adopt = other.command("station.adopt", station="north-1", pairing_code=site.desk.north.code)
    revoke = other.command("station.revoke", station="north-1")
    check = other.command("journal.check")
    assert {adopt["code"], revoke["code"], check["code"]} == {"command.not-allowed"}


def test_the_network_manager_lands_here(site: DeskSite) -> None:
    client = site.log_in_as(Role.ADMIN)
    assert client.get("/", base_url=ORIGIN).location == "/admin/stations"
    assert client.get("/admin/stations", base_url=ORIGIN).status_code == 200


def test_a_station_calls_is_adopted_and_revoked(site: DeskSite, page: OpenPage) -> None:
    site.desk.north.boot()
    assert presence(page, "north-1") == "pending"
    assert page.command("station.adopt", station="north-1", pairing_code=site.desk.north.code)["ok"]
    site.desk.north.boot()
    assert presence(page, "north-1") == "ready"
    assert page.command("station.revoke", station="north-1")["ok"]
    assert presence(page, "north-1") == "revoked"


@pytest.mark.parametrize(
    ("station", "code", "expected"),
    [
        ("north-1", "ABC", "station.bad-code"),
        ("north-1", "south", "station.wrong-code"),
        ("south-1", "south", "station.not-seen"),
        ("nowhere", "south", "station.unknown"),
        ("north-1", "", "station.bad-code"),
    ],
)
def test_a_code_that_does_not_fit_says_so(
    site: DeskSite, page: OpenPage, station: str, code: str, expected: str
) -> None:
    site.desk.north.boot()
    typed = site.desk.south.code if code == "south" else code
    answer = page.command("station.adopt", station=station, pairing_code=typed)
    assert answer["code"] == expected
    assert site.desk.south.code not in answer["sentence"]


def test_what_could_not_be_taken_is_shown(site: DeskSite, page: OpenPage) -> None:
    site.desk.wire.deliver("pouch/1/northgate/north-1/event", b"rubbish", False)
    (letter,) = page.told["letters"]["letters"]
    assert (letter["code"], letter["times"], page.told["letters"]["parked"]) == ("garbled", 1, 1)


def test_the_journal_can_be_checked(site: DeskSite, page: OpenPage) -> None:
    answer = page.command("journal.check")
    assert (answer["ok"], answer["whole"]) == (True, True)
    assert answer["result"].startswith("The journal is whole: ")


def test_a_broken_journal_is_said(site: DeskSite, page: OpenPage) -> None:
    with site.desk.school.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET actor = 'nobody' WHERE id = 1")
    answer = page.command("journal.check")
    assert (answer["ok"], answer["whole"]) == (True, False)
    assert "Row 1" in answer["result"]
