import logging

import pytest

from controller.errors import Refused
from tests.web.conftest import ORIGIN, Site, make_site
from tests.web.fakes import TEACHER
from web.access import open_to_anyone
from web.shell import Shell


def broken_desk(shell: Shell) -> None:
    def fail() -> str:
        raise RuntimeError("the database is on fire")

    def refuse() -> str:
        raise Refused("release.already-open", "The release is already open. Reload the page.")

    shell.app.get("/numbered/<int:number>", endpoint="numbered")(open_to_anyone(lambda number: str(number)))
    shell.app.get("/broken", endpoint="broken")(open_to_anyone(fail))
    shell.app.get("/refused", endpoint="refused")(open_to_anyone(refuse))


def test_a_form_without_its_token_gets_a_friendly_page(site: Site) -> None:
    answer = site.browser().post("/login", data={"username": "okafor"}, base_url=ORIGIN)
    assert answer.status_code == 400
    assert "This form can no longer be sent" in answer.text
    assert "reload the page" in answer.text


def test_a_script_without_its_token_gets_json(site: Site) -> None:
    client = site.log_in(TEACHER)
    answer = client.post("/account/here", json={}, base_url=ORIGIN, headers={"Referer": f"{ORIGIN}/"})
    assert (answer.status_code, answer.json["error"]) == (400, "web.form-expired")


def test_a_script_sends_its_token_in_a_header(site: Site) -> None:
    client = site.log_in(TEACHER)
    headers = {"Referer": f"{ORIGIN}/", "X-CSRFToken": site.csrf(client, "/account")}
    assert client.post("/account/here", json={}, base_url=ORIGIN, headers=headers).status_code == 204


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/missing", 404, "There is no page here"),
        ("GET", "/logout", 405, "cannot be opened this way"),
    ],
)
def test_errors_say_what_to_do(site: Site, method: str, path: str, status: int, words: str) -> None:
    answer = site.browser().open(path, method=method, base_url=ORIGIN)
    assert answer.status_code == status
    assert words in answer.text
    assert "Go to the login page" in answer.text


def test_a_missing_page_still_knows_who_asked(site: Site) -> None:
    answer = site.log_in(TEACHER).get("/missing", base_url=ORIGIN)
    assert answer.status_code == 404
    assert "Go to my desk" in answer.text


def test_a_refusal_by_the_school_shows_its_sentence() -> None:
    answer = make_site((broken_desk,)).browser().get("/refused", base_url=ORIGIN)
    assert answer.status_code == 409
    assert "The release is already open. Reload the page." in answer.text
    assert "release.already-open" in answer.text


@pytest.mark.parametrize(("number", "status"), [("999999999", 200), ("99999999999999999999", 404)])
def test_no_page_is_asked_for_a_greater_number_than_a_database_counts(number: str, status: int) -> None:
    answer = make_site((broken_desk,)).browser().get(f"/numbered/{number}", base_url=ORIGIN)
    assert answer.status_code == status


def test_a_crash_shows_a_reference_and_no_trace(caplog: pytest.LogCaptureFixture) -> None:
    site = make_site((broken_desk,))
    with caplog.at_level(logging.ERROR):
        answer = site.browser().get("/broken", base_url=ORIGIN)
    assert answer.status_code == 500
    assert "on fire" not in answer.text
    reference = answer.text.split("the reference ")[1].split(".")[0]
    assert reference in caplog.text
    assert "on fire" in caplog.text
