import pytest

from tests.labs import FakeLab
from tests.web.lab_site import LabSite, make_lab_site

PAGE = "/admin/programs"


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


def test_a_program_is_added_and_taken_off(site: LabSite) -> None:
    client = site.log_in("admin")
    assert "No programs yet" in site.get(client, PAGE).text
    page = site.post(client, f"{PAGE}/add", program="libreoffice-writer", name="Writer").text
    assert "Take Writer off" in page
    assert [one.id for one in site.lab.lab.programs.all()] == ["libreoffice-writer"]
    page = site.post(client, f"{PAGE}/remove", program="libreoffice-writer").text
    assert "It is off the list." in page
    assert site.lab.lab.programs.all() == []


@pytest.mark.parametrize(
    ("program", "name", "said"),
    [
        ("", "Writer", "no folder, no spaces"),
        ("/bin/sh", "Shell", "no folder, no spaces"),
        ("x" * 10_000, "Long", "no folder, no spaces"),
        ("gimp", " ", "Write the name"),
    ],
)
def test_what_is_no_program_is_refused_and_stays_in_its_field(
    site: LabSite, program: str, name: str, said: str
) -> None:
    answer = site.post(site.log_in("admin"), f"{PAGE}/add", program=program, name=name)
    assert answer.status_code == 409
    assert said in answer.text
    assert f'value="{program}"' in answer.text


def test_hostile_names_are_only_text(site: LabSite) -> None:
    page = site.post(site.log_in("admin"), f"{PAGE}/add", program="gimp", name="<b>\u202eBold</b>").text
    assert "&lt;b&gt;Bold" in page
    assert "<b>Bold" not in page


def test_taking_off_what_is_not_there_says_so(site: LabSite) -> None:
    answer = site.post(site.log_in("admin"), f"{PAGE}/remove", program="gimp")
    assert (answer.status_code, "not on the list any more" in answer.text) == (409, True)


@pytest.mark.parametrize("username", ["m.okafor", "reception", "safeguarding"])
def test_it_is_the_network_managers(site: LabSite, username: str) -> None:
    client = site.log_in(username)
    assert site.get(client, PAGE).status_code == 403
    assert site.post(client, f"{PAGE}/add", program="gimp", name="Paint").status_code == 403
    assert site.lab.lab.programs.all() == []
