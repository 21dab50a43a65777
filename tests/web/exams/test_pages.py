from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient

from controller.domain.accounts import Account
from tests.web.conftest import ORIGIN
from tests.web.fakes import EVERYBODY, EXAMS
from tests.web.rules.site import PERIOD_2, policy_of, rules_site

NAMES_NONE = "No rule of this policy names exams or exam rooms"


@pytest.fixture
def officer() -> FlaskClient:
    return rules_site().log_in(EXAMS)


def read(client: FlaskClient, path: str = "/exams") -> str:
    answer = client.get(path, base_url=ORIGIN)
    assert answer.status_code == 200
    return " ".join(unescape(answer.text).split())


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
def test_the_desk_is_the_exams_officers(account: Account) -> None:
    answer = rules_site().log_in(account).get("/exams", base_url=ORIGIN)
    assert answer.status_code == (200 if account is EXAMS else 403)


def test_nobody_enters_without_a_login() -> None:
    assert rules_site().browser().get("/exams", base_url=ORIGIN).status_code == 302


def test_it_says_what_is_decided_and_what_is_left_open(officer: FlaskClient) -> None:
    page = read(officer)
    assert "A Year 11 pupil may not use a phone in an exam room during an exam" in page
    assert "9 of 18 questions are left open by the policy." in page
    assert page.count("The policy does not say") == 9
    assert NAMES_NONE in page
    assert "The awarding bodies' own rules for exams apply, whatever a school's policy says." in page


def test_a_policy_with_rules_for_exams_is_not_said_to_have_none() -> None:
    site = rules_site(policy_of("during: exam, verdict: forbidden, on_breach: report-to-examining-body"))
    assert NAMES_NONE not in read(site.log_in(EXAMS))


def test_another_year_can_be_chosen(officer: FlaskClient) -> None:
    page = read(officer, "/exams?year=13")
    assert "Year 13 in an exam room" in page
    assert 'aria-label="Year 13" aria-current="true"' in page


@pytest.mark.parametrize("year", ["6", "<b>", "9" * 5000])
def test_a_year_that_is_not_there_is_told(officer: FlaskClient, year: str) -> None:
    page = officer.get("/exams", query_string={"year": year}, base_url=ORIGIN).text
    assert "There is no year group" in page
    assert "Year 11 is shown." in page
    assert "<b>" not in page


def test_each_answer_leads_to_its_reason(officer: FlaskClient) -> None:
    links = [part.split('"')[0] for part in read(officer).split('class="why" href="')[1:]]
    assert len(links) == 18
    assert "may carry a phone in an exam room during an exam" in read(officer, links[0])


def test_the_what_if_form_is_filled_in_for_an_exam(officer: FlaskClient) -> None:
    link = read(officer).split('class="button" href="')[1].split('"')[0]
    form = read(officer, link)
    for value in ("exam-room", "exam", "carry", "11"):
        assert f'<option value="{value}" selected>' in form


def test_the_period_that_it_is_now_is_marked(officer: FlaskClient) -> None:
    assert 'aria-current="time"> <span class="day-name">Period 2, now</span>' in read(officer)


def test_on_a_saturday_there_are_no_lessons() -> None:
    site = rules_site(at=PERIOD_2 + timedelta(days=5))
    assert "There are no lessons today." in read(site.log_in(EXAMS))
