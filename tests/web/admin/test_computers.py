import re

import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, make_lab_site

ACTIONS = (
    "code",
    "sheet",
    "room-code",
    "withdraw",
    "wake",
    "revoke",
    "add-room",
    "add-pcs",
    "rename",
    "remove",
)
PATHS = tuple(f"/admin/computers/{action}" for action in ACTIONS)


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture(scope="module")
def common(common_lab: FakeLab) -> LabSite:
    """One for all tests that are refused and change nothing."""
    return make_lab_site(common_lab)


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


def test_one_code_for_a_room_with_lines_to_install_by(site: LabSite) -> None:
    client = site.log_in("admin")
    page = site.post(client, "/admin/computers/room-code", room="lab-1").text
    (code,) = codes(page)
    assert "One code for 30 PCs" in page
    assert f"/agent/install.sh | sudo sh -s -- --code {code}" in page
    assert "install.ps1" in page
    assert "not yet exercised in CI" in page
    assert site.lab.lab.enrolment.enrol(code, "LAB1-PC-04", "test").workstation == seat(4)
    later = site.get(client, "/admin/computers").text
    assert codes(later) == []
    assert "for 29 more PCs" in later


def test_a_room_code_can_be_withdrawn(site: LabSite) -> None:
    client = site.log_in("admin")
    site.post(client, "/admin/computers/room-code", room="lab-1")
    page = site.post(client, "/admin/computers/withdraw", room="lab-1").text
    assert "is withdrawn" in page
    assert "A room code works until" not in page


def test_rooms_and_pcs_are_added_named_and_taken_away(site: LabSite) -> None:
    client = site.log_in("admin")
    page = site.post(client, "/admin/computers/add-room", name="Art studio", pcs="2").text
    assert "Art studio" in page
    assert "0 of 2 set up" in page
    assert "0 of 33 set up" in site.post(client, "/admin/computers/add-pcs", room="lab-1", pcs="3").text
    renamed = site.post(client, "/admin/computers/rename", workstation=seat(1), name="<b>Front</b>").text
    assert "&lt;b&gt;Front&lt;/b&gt;" in renamed
    assert "0 of 32 set up" in site.post(client, "/admin/computers/remove", workstation=seat(1)).text


@pytest.mark.parametrize("pcs", ["", "thirty", "0", "-3", "61", "99999999999999999999", "²"])
def test_a_number_that_is_none_is_refused_and_the_name_stays_typed(common: LabSite, pcs: str) -> None:
    answer = common.post(common.known("admin"), "/admin/computers/add-room", name="Art studio", pcs=pcs)
    assert answer.status_code == 409
    assert "from 1 to 60" in answer.text
    assert 'value="Art studio"' in answer.text


def test_an_agent_of_another_version_is_marked(site: LabSite) -> None:
    site.turn_on(1)
    assert "not 0." in site.get(site.log_in("admin"), "/admin/computers").text


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
def test_a_pc_or_room_that_is_not_there_is_refused_with_a_sentence(common: LabSite, path: str) -> None:
    answer = common.post(common.known("admin"), path, workstation="nowhere", room="nowhere")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert common.post(common.known("admin"), path).status_code == 409


@pytest.mark.parametrize("username", ["m.okafor", "reception", "exams", "safeguarding"])
@pytest.mark.parametrize("path", PATHS)
def test_only_the_network_manager_may(common: LabSite, username: str, path: str) -> None:
    client = common.known(username)
    assert common.get(client, "/admin/computers").status_code == 403
    assert common.post(client, path, workstation=seat(1), room="lab-1").status_code == 403
    assert not common.lab.facts("enrolment.")


def test_a_form_from_elsewhere_is_refused(site: LabSite) -> None:
    site.turn_on(1)
    client = site.log_in("admin")
    answer = client.post("/admin/computers/revoke", data={"workstation": seat(1)})
    assert answer.status_code in (302, 400)
    assert site.lab.lab.presence.of(seat(1))


def test_a_room_is_turned_on_as_far_as_its_pcs_have_been_on_before(site: LabSite) -> None:
    client = site.log_in("admin")
    refused = site.post(client, "/admin/computers/wake", room="lab-1")
    assert refused.status_code == 409
    assert "must have been on once" in refused.text
    site.lab.enrol(1)
    assert ">Turn on</button>" in site.get(client, "/admin/computers").text
