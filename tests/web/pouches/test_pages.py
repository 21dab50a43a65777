import io

import pytest
from flask.testing import FlaskClient

from controller.domain.accounts import Role
from tests.web.conftest import ORIGIN
from tests.web.front_desk import DeskSite


@pytest.fixture(scope="module")
def reception(site: DeskSite) -> FlaskClient:
    return site.log_in_as(Role.RECEPTION)


def upload(site: DeskSite, browser: FlaskClient, text: str, **more: str) -> tuple[int, str, str]:
    form = {
        "csrf_token": site.csrf(browser, "/pouches/import"),
        "file": (io.BytesIO(text.encode()), "r.csv"),
        **more,
    }
    answer = browser.post(
        "/pouches/import",
        data=form,
        base_url=ORIGIN,
        content_type="multipart/form-data",
        headers={"Referer": f"{ORIGIN}/"},
    )
    return answer.status_code, answer.text, answer.headers.get("Location", "")


def test_the_pages_open_and_a_round_that_never_was_is_not_found(reception: FlaskClient) -> None:
    assert "Give out pouches…" in reception.get("/pouches", base_url=ORIGIN).text
    assert "Bring in a register file" in reception.get("/pouches/import", base_url=ORIGIN).text
    assert reception.get("/pouches/issue/99", base_url=ORIGIN).status_code == 404
    assert reception.get("/pouches/import/99", base_url=ORIGIN).status_code == 404


def test_the_register_is_taken_out_as_a_file(reception: FlaskClient) -> None:
    answer = reception.get("/pouches/export.csv", base_url=ORIGIN)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="pouches.csv"'
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == ("pouch,tag,status,owner,condition,pupil,form,name", 826)


def test_differences_are_shown_before_they_are_taken(site: DeskSite, reception: FlaskClient) -> None:
    status, _, where = upload(site, reception, "pouch,status\nNG-0500,lost\n")
    assert status == 303
    shown = reception.get(where, base_url=ORIGIN)
    assert "status: in use → lost" in shown.text
    site.desk.school.pouches.fees.set_price(site.desk.account(), 900)  # no pouch is different for it
    answer = site.post(reception, where)
    assert (answer.status_code, "The register is taken" in answer.text) == (200, True)
    assert site.post(reception, where).status_code == 409


def test_bad_lines_are_shown_by_number_and_nothing_is_taken(site: DeskSite, reception: FlaskClient) -> None:
    status, text, _ = upload(site, reception, "pouch,status\nNG-0501,lost\nNG-0502,sold\n")
    assert (status, "Line 3" in text, "“sold” is no status" in text) == (400, True, True)


@pytest.mark.parametrize("text", ["", "colour\nred\n"])
def test_a_file_that_is_no_register_is_refused_where_it_was_given(
    site: DeskSite, reception: FlaskClient, text: str
) -> None:
    status, shown, _ = upload(site, reception, text)
    assert (status, 'id="file-error"' in shown) == (400, True)


def test_retiring_many_is_refused_without_a_tick(site: DeskSite, reception: FlaskClient) -> None:
    lines = "".join(f"NG-{number:04},retired\n" for number in range(600, 660))
    _, _, where = upload(site, reception, "pouch,status\n" + lines)
    refused = site.post(reception, where)
    assert refused.status_code == 409
    assert "This would take 60 of 825 pouches (7 %) out of use" in refused.text
    assert "The register is taken" in site.post(reception, where, {"shut": "60"}).text


def test_nothing_is_taken_without_the_pages_own_token(site: DeskSite, reception: FlaskClient) -> None:
    answer = reception.post("/pouches/import", data={}, base_url=ORIGIN)
    assert answer.status_code in (400, 403)
