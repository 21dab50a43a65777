import pytest
from flask.testing import FlaskClient

from controller.services.lab.live.screenshots import Taken
from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, make_lab_site

JPEG = b"\xff\xd8\xff a screen"
REASON = "<script>alert(1)</script> an insult"


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def shot(lab: FakeLab) -> str:
    taken = Taken(lab.teacher, lab.lesson, seat(1), "9rory", None, REASON, 640, 360, JPEG)
    return lab.services.live.screenshots.keep(taken)


@pytest.fixture
def dsl(site: LabSite) -> FlaskClient:
    return site.log_in("safeguarding")


def views(lab: FakeLab) -> int:
    return len(lab.facts("screenshot.viewed"))


@pytest.mark.parametrize("username", ["m.okafor", "safeguarding"])
def test_the_maker_and_safeguarding_find_it_and_look(
    site: LabSite, lab: FakeLab, shot: str, username: str
) -> None:
    client = site.log_in(username)
    listed = site.get(client, "/screenshots").text
    assert f"/screenshots/{shot}" in listed
    assert "<script>alert" not in listed
    page = site.get(client, f"/screenshots/{shot}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; an insult" in page
    assert ("Keep it for a case" in page) == (username == "safeguarding")
    assert views(lab) == 0
    assert site.get(client, f"/screenshots/{shot}/picture").data == JPEG
    assert views(lab) == 1


def test_the_picture_is_kept_by_no_cache_and_taken_for_nothing_else(site: LabSite, shot: str) -> None:
    client = site.log_in("safeguarding")
    answer = site.get(client, f"/screenshots/{shot}/picture?download")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="PC-01-2025-10-06-1005.jpg"'
    assert site.get(client, f"/screenshots/{shot}/picture").headers["Content-Disposition"] == "inline"


@pytest.mark.parametrize("username", ["reception", "exams", "admin"])
@pytest.mark.parametrize("path", ["", "/{shot}", "/{shot}/picture"])
def test_other_roles_may_not(site: LabSite, shot: str, username: str, path: str) -> None:
    answer = site.get(site.log_in(username), "/screenshots" + path.format(shot=shot))
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/{shot}", "/{shot}/picture", "/{shot}/picture?download"])
def test_another_teacher_finds_nothing_there(site: LabSite, lab: FakeLab, shot: str, path: str) -> None:
    other = site.log_in("j.pritchard")
    assert site.get(other, "/screenshots" + path.format(shot=shot)).status_code == 404
    assert shot not in site.get(other, "/screenshots").text
    assert views(lab) == 0


@pytest.mark.parametrize("name", ["shot-0", "..%2F..%2Fetc%2Fpasswd", "x" * 4000, "%00", "%F0%9F%94%94"])
def test_an_id_that_is_none_is_not_found(site: LabSite, dsl: FlaskClient, name: str) -> None:
    assert site.get(dsl, f"/screenshots/{name}").status_code == 404
    assert site.get(dsl, f"/screenshots/{name}/picture").status_code == 404


def test_safeguarding_keeps_it_for_a_case_and_then_deletes_it(
    site: LabSite, dsl: FlaskClient, shot: str
) -> None:
    here = f"/screenshots/{shot}"
    assert site.post(dsl, f"{here}/open-case", case=" CP-17 ").status_code == 303
    assert "case CP-17" in site.get(dsl, "/screenshots").text
    assert site.post(dsl, f"{here}/delete", reason="over").status_code == 409
    assert site.post(dsl, f"{here}/close-case").status_code == 303
    assert site.post(dsl, f"{here}/delete", reason=" ").status_code == 409
    assert site.post(dsl, f"{here}/delete", reason="taken by mistake").status_code == 303
    assert site.get(dsl, here).status_code == 404


@pytest.mark.parametrize("act", ["open-case", "close-case", "delete"])
@pytest.mark.parametrize("username", ["m.okafor", "reception", "admin"])
def test_only_safeguarding_decides_how_long(site: LabSite, shot: str, act: str, username: str) -> None:
    client = site.log_in(username)
    assert site.post(client, f"/screenshots/{shot}/{act}", case="x", reason="x").status_code == 403


def test_a_form_from_elsewhere_does_nothing(site: LabSite, dsl: FlaskClient, shot: str) -> None:
    answer = dsl.post(
        f"/screenshots/{shot}/delete", data={"reason": "x"}, base_url="https://bell.example.sch.uk"
    )
    assert answer.status_code == 400
    assert site.get(dsl, f"/screenshots/{shot}").status_code == 200
