import pytest

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite

OTHERS = [role for role in Role if role is not Role.RECEPTION]


def test_reception_lands_on_its_desk(site: DeskSite) -> None:
    client = site.log_in_as(Role.RECEPTION)
    assert client.get("/", base_url=ORIGIN).location == "/reception"
    page = client.get("/reception", base_url=ORIGIN)
    assert page.status_code == 200
    assert "Day-end release" in page.text


@pytest.mark.parametrize("role", OTHERS)
def test_the_page_is_for_reception_alone(site: DeskSite, role: Role) -> None:
    assert site.log_in_as(role).get("/reception", base_url=ORIGIN).status_code == 403


def test_without_a_login_there_is_no_page(site: DeskSite) -> None:
    answer = site.browser().get("/reception", base_url=ORIGIN)
    assert answer.location == "/login?next=/reception"


@pytest.mark.parametrize("role", OTHERS)
def test_what_reception_is_told_is_for_reception_alone(site: DeskSite, role: Role) -> None:
    answer = site.page(role).send("follow", "reception")
    assert (answer["ok"], answer["code"]) == (False, "follow.not-allowed")
