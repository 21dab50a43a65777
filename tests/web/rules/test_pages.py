from datetime import datetime
from html import unescape

import pytest
from flask.testing import FlaskClient

from controller.domain.accounts import Account
from controller.domain.timetable import LONDON
from tests.web.conftest import ORIGIN
from tests.web.fakes import EVERYBODY, TEACHER
from tests.web.rules.site import policy_of, rules_site

PHONE = "role=pupil&year=9&device=phone&activity=use&place=classroom"


@pytest.fixture
def teacher() -> FlaskClient:
    return rules_site().log_in(TEACHER)


def read(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path, base_url=ORIGIN)
    assert answer.status_code == status
    return " ".join(unescape(answer.text).split())


def ask(client: FlaskClient, query: str, status: int = 200) -> str:
    return read(client, f"/rules/what-if?{query}", status)


@pytest.mark.parametrize("path", ["/rules", "/rules/what-if"])
@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
def test_every_member_of_staff_may_read_the_rules(account: Account, path: str) -> None:
    page = read(rules_site().log_in(account), path)
    assert 'href="/rules" aria-current="page"' in page


@pytest.mark.parametrize("path", ["/rules", "/rules/what-if?year=9"])
def test_nobody_reads_them_without_a_login(path: str) -> None:
    answer = rules_site().browser().get(path, base_url=ORIGIN)
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")


def test_the_page_says_which_policy_is_in_force(teacher: FlaskClient) -> None:
    page = read(teacher, "/rules")
    assert "Online Safety Policy 2025-2026" in page
    assert "Maidstone Grammar School for Girls, Online Safety Policy (Governor Policy), 2025-2026" in page
    assert "<dt>In force since</dt><dd>30 April 2025</dd>" in page
    assert "750fe85bcd45" in page


def test_each_cell_leads_to_its_reason(teacher: FlaskClient) -> None:
    page = read(teacher, "/rules")
    links = [part.split('"')[0] for part in page.split('class="why" href="')[1:]]
    assert len(links) == 12
    for link in links:
        assert "<h3>Why</h3> <ul" in read(teacher, link)


def test_a_policy_that_has_ended_says_so() -> None:
    late = datetime(2026, 9, 1, 10, 5, tzinfo=LONDON)
    client = rules_site(policy_of("verdict: forbidden"), late).log_in(TEACHER)
    assert "Today is not within this policy's dates" in read(client, "/rules")
    assert "was not in force at that time" in ask(client, PHONE)


def test_an_answer_has_verdict_sentence_storage_consequence_and_every_rule(teacher: FlaskClient) -> None:
    page = ask(teacher, PHONE)
    assert '<h2 class="answer-verdict">Not allowed</h2>' in page
    assert "A Year 9 pupil may not use a phone in a classroom during a lesson" in page
    assert "<dd>In a locked pouch</dd>" in page
    assert "A sanction under the school's behaviour procedures" in page
    assert "<code>ks3-ks4-phone-stays-locked</code>" in page
    assert "School Actions: normal behaviour/disciplinary procedures" in page
    assert "Monday 6 October 2025, 10:05 · A lesson, by the timetable" in page


def test_silence_is_said_and_nothing_is_guessed(teacher: FlaskClient) -> None:
    page = ask(teacher, f"{PHONE}&activity=carry&place=exam-room&during=exam".replace("activity=use&", ""))
    assert '<h2 class="answer-verdict">The policy does not say</h2>' in page
    assert "No rule of the policy is about this." in page


def test_without_a_question_there_is_a_form_and_no_answer(teacher: FlaskClient) -> None:
    page = read(teacher, "/rules/what-if")
    assert "No answer yet" in page
    assert '<form class="what-if" method="get"' in page


def test_a_half_given_address_is_filled_in_where_it_can_be_seen(teacher: FlaskClient) -> None:
    page = ask(teacher, "year=10")
    assert '<option value="10" selected>Year 10</option>' in page
    assert "A Year 10 pupil may not use a phone in a classroom" in page


def test_bad_words_come_back_with_their_sentences_beside_them(teacher: FlaskClient) -> None:
    page = ask(teacher, "role=pupil&year=6&device=fone&activity=use&place=classroom&time=yesterday", 400)
    assert '<p class="field-error" id="year-error">Year 6 is not in this school; give one of 7, 8' in page
    assert "“fone” is not a known device; did you mean “phone”?" in page
    assert '<option value="fone" selected>fone</option>' in page
    assert 'type="text" value="yesterday"' in page
    assert "Put right what is marked, and ask again." in page


def test_what_is_typed_is_never_markup(teacher: FlaskClient) -> None:
    answer = teacher.get("/rules/what-if?device=<script>alert(1)</script>&time='\"><b>", base_url=ORIGIN)
    assert answer.status_code == 400
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text


@pytest.mark.parametrize("query", ["year=" + "9" * 5000, "time=%00", "year=%C2%B2", "role=&year=&time=T"])
def test_nonsense_is_a_mistake_and_not_a_failure(teacher: FlaskClient, query: str) -> None:
    assert 'class="field-error"' in ask(teacher, query, 400)


def test_a_question_is_not_a_form_to_post(teacher: FlaskClient) -> None:
    site = rules_site()
    assert site.post(site.log_in(TEACHER), "/rules/what-if").status_code == 405
