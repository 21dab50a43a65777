import re

import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, make_lab_site

PATHS = ("/admin/computers/code", "/admin/computers/sheet", "/admin/computers/revoke")


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def codes(page: str) -> list[str]:
    return re.findall(r'class="code">([A-Z0-9]{4}-[A-Z0-9]{4})<', page)


def test_rooms_with_their_pcs_and_no_code_unasked(site: LabSite) -> None:
    site.turn_on(1)
    page = site.get(site.log_in("admin"), "/admin/computers").text
    assert "1 of 30 set up, 1 on now" in page
    assert "LAB1-01" in page
    assert codes(page) == []


def test_a_code_for_one_pc_is_shown_once_and_works(site: LabSite) -> None:
    client = site.log_in("admin")
    page = site.post(client, "/admin/computers/code", workstation=seat(1)).text
    (code,) = codes(page)
    assert "It is shown this once" in page
    assert codes(site.get(client, "/admin/computers").text) == []
    assert site.lab.lab.enrolment.enrol(code, "LAB1-01", "test").workstation == seat(1)


def test_a_sheet_for_a_room(site: LabSite) -> None:
    site.lab.enrol(1)
    page = site.post(site.log_in("admin"), "/admin/computers/sheet", room="lab-1").text
    assert len(set(codes(page))) == 29


def test_a_revoked_pc_is_off_at_once(site: LabSite) -> None:
    agent = site.turn_on(1)
    page = site.post(site.log_in("admin"), "/admin/computers/revoke", workstation=seat(1)).text
    assert "The key is revoked." in page
    assert not agent.open
    assert "its key was revoked" in site.lab.facts("workstation.lost")[0].data


def test_what_a_pc_says_of_itself_is_escaped(site: LabSite) -> None:
    code = site.lab.lab.enrolment.make_code(site.lab.account("admin"), seat(1)).code
    site.lab.lab.enrolment.enrol(code, "<script>alert(1)</script>", "test")
    page = site.get(site.log_in("admin"), "/admin/computers").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("path", PATHS)
def test_a_pc_or_room_that_is_not_there_is_refused_with_a_sentence(site: LabSite, path: str) -> None:
    answer = site.post(site.log_in("admin"), path, workstation="nowhere", room="nowhere")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert site.post(site.log_in("admin"), path).status_code == 409


@pytest.mark.parametrize("username", ["m.okafor", "reception", "exams", "safeguarding"])
@pytest.mark.parametrize("path", PATHS)
def test_only_the_network_manager_may(site: LabSite, username: str, path: str) -> None:
    client = site.log_in(username)
    assert site.get(client, "/admin/computers").status_code == 403
    assert site.post(client, path, workstation=seat(1), room="lab-1").status_code == 403
    assert not site.lab.facts("enrolment.")


def test_a_form_from_elsewhere_is_refused(site: LabSite) -> None:
    site.turn_on(1)
    client = site.log_in("admin")
    answer = client.post("/admin/computers/revoke", data={"workstation": seat(1)})
    assert answer.status_code in (302, 400)
    assert site.lab.lab.presence.of(seat(1))
