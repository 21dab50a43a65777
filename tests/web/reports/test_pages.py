"""The pages of reports: who may read them, for which weeks, and what leaves the school."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from controller.bootstrap import Services
from controller.domain.accounts import Account, Role
from device_rules.vocabulary import Authoriser
from tests.web.conftest import ORIGIN
from tests.web.policies.site import PolicySite, make_policy_site, post
from web.reports.desk import may_read

GETS = ["", "/report.pdf", "/report.csv", "/evidence", "/evidence/1", "/evidence/1.pdf", "/evidence/1.csv"]
READERS, OTHERS = ["reception", "safeguarding", "admin"], ["t00", "exams"]


@pytest.fixture(scope="module")
def site(lived: Services) -> PolicySite:
    site = make_policy_site(lived)
    made = post(site.log_in("reception"), "/reports/evidence", term="Autumn 2025")
    assert (made.status_code, made.location) == (303, "/reports/evidence/1")
    return site


@pytest.fixture(scope="module")
def reader(site: PolicySite) -> FlaskClient:
    return site.log_in("reception")


def read(client: FlaskClient, path: str) -> str:
    answer = client.get(f"/reports{path}", base_url=ORIGIN)
    assert answer.status_code == 200, path
    return " ".join(unescape(answer.text).split())


@pytest.mark.parametrize("username", READERS)
def test_those_who_answer_for_phones_read_every_page(site: PolicySite, username: str) -> None:
    client = site.log_in(username)
    assert [client.get(f"/reports{one}", base_url=ORIGIN).status_code for one in GETS] == [200] * len(GETS)


@pytest.mark.parametrize("username", OTHERS)
def test_nobody_else_does(site: PolicySite, username: str) -> None:
    client = site.log_in(username)
    assert [client.get(f"/reports{one}", base_url=ORIGIN).status_code for one in GETS] == [403] * len(GETS)
    assert post(client, "/reports/evidence", term="Autumn 2025").status_code == 403


@pytest.mark.parametrize(
    ("post_held", "may"), [(Authoriser.HEAD, True), (Authoriser.SLT, True), (Authoriser.EXAMS_OFFICER, False)]
)
def test_a_teacher_who_leads_the_school_may_too(post_held: Authoriser, may: bool) -> None:
    assert may_read(Account(1, "a", "A", Role.TEACHER, posts=frozenset({post_held}))) is may


def test_without_a_login_there_is_nothing_to_read(site: PolicySite) -> None:
    client = site.app.test_client()
    for one in GETS:
        answer = client.get(f"/reports{one}", base_url=ORIGIN)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")


def test_a_form_of_another_site_makes_no_pack(site: PolicySite, reader: FlaskClient) -> None:
    assert reader.post("/reports/evidence", data={"term": ""}, base_url=ORIGIN).status_code == 400
    assert len(site.services.reporting.packs.all()) == 1


@pytest.mark.parametrize(
    "days",
    [("2025-09-12", "2025-09-08"), ("2025-10-01", "2025-10-03"), ("2025-09-08", "yesterday"), ("", "x")],
)
def test_no_pack_is_made_of_other_weeks_than_were_meant(
    site: PolicySite, reader: FlaskClient, days: tuple[str, str]
) -> None:
    refused = post(reader, "/reports/evidence", **{"from": days[0], "to": days[1]})
    assert (refused.status_code, "Here are the last six weeks." in refused.text) == (400, True)
    assert len(site.services.reporting.packs.all()) == 1


def test_the_page_has_a_chart_with_its_table_beside_it(reader: FlaskClient) -> None:
    page = read(reader, "?term=Autumn+2025")
    assert page.count('<svg class="chart"') == 3
    assert 'aria-label="Share of lessons with a check, by week. The table has every number."' in page
    assert "1 September 2025 to 22 September 2025" in page
    assert '<th scope="row">8 Sep</th>' in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?from=2025-09-08&to=2025-09-12", "8 September 2025 to 12 September 2025"),
        ("?from=2025-09-08&to=yesterday", "Give the first and the last day, both as dates."),
        ("?from=1066-10-14&to=2999-01-01", "to 22 September 2025"),
        ("?from=1066-10-14&to=2999-01-01", "A report is of 400 days at most."),
        ("?from=2025-09-12&to=2025-09-08", "The first day comes after the last."),
        ("?from=2025-10-01&to=2025-10-03", "Those days have not come yet."),
        ("?by=class&year=9", "Phones locked, by class of year 9"),
        ("?by=form&year=99", "Phones locked, by form of year 7"),
        ("?by=pupil&year='", "Phones locked, by year"),
        ("?term=<b>", "18 August 2025 to 22 September 2025"),
    ],
)
def test_what_is_asked_for_is_shown_or_said_to_be_wrong(reader: FlaskClient, query: str, words: str) -> None:
    assert words in read(reader, query)


def test_files_carry_the_same_weeks_and_their_kind(reader: FlaskClient) -> None:
    query = "?from=2025-09-08&to=2025-09-12"
    pdf = reader.get(f"/reports/report.pdf{query}", base_url=ORIGIN)
    table = reader.get(f"/reports/report.csv{query}", base_url=ORIGIN)
    assert (pdf.mimetype, table.mimetype) == ("application/pdf", "text/csv")
    assert pdf.data.startswith(b"%PDF-")
    assert "8 September 2025 to 12 September 2025" in table.data.decode("utf-8-sig")
    assert 'filename="phones-2025-09-12.csv"' in table.headers["Content-Disposition"]


@pytest.mark.parametrize("end", ["", ".pdf", ".csv"])
def test_a_pack_that_is_none(reader: FlaskClient, end: str) -> None:
    assert reader.get(f"/reports/evidence/4711{end}", base_url=ORIGIN).status_code in (404, 409)
