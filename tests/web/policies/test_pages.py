from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from device_rules.loader import load_policy
from tests.web.conftest import ORIGIN
from tests.web.policies.site import PLAIN, PolicySite, post, some_taps
from web.policies.tables import approvals

GETS = ["", "/new", "/{0}", "/{0}/document", "/{0}/what-if", "/{0}/what-if?year=9", "/{0}/review"]
POSTS = ["/new", "/{0}/switch", "/planned/1/call-off"]
WRONG = ["teacher", "reception", "exams"]


def path(office: PolicySite, pattern: str) -> str:
    return "/policies" + pattern.format(f"mggs-2025/{office.version()}")


def username(office: PolicySite, role: str) -> str:
    return next(one.username for one in office.services.accounts.all() if one.role.value.startswith(role))


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address, base_url=ORIGIN)
    assert answer.status_code == status
    return " ".join(unescape(answer.text).split())


def bring_in(client: FlaskClient, text: str = PLAIN, name: str = "northgate") -> str:
    """The address of its review."""
    answer = post(client, "/policies/new", name=name, text=text)
    assert answer.status_code == 303
    return answer.location


@pytest.fixture
def admin(office: PolicySite) -> FlaskClient:
    return office.log_in("admin")


@pytest.mark.parametrize("role", ["admin", "safeguarding"])
def test_those_who_look_after_the_policy_read_every_page(office: PolicySite, role: str) -> None:
    client = office.log_in(username(office, role))
    for pattern in GETS:
        assert client.get(path(office, pattern), base_url=ORIGIN).status_code == 200, pattern
    assert 'href="/policies" aria-current="page"' in read(client, "/policies")


@pytest.mark.parametrize("role", WRONG)
def test_nobody_else_does(office: PolicySite, role: str) -> None:
    client = office.log_in(username(office, role))
    assert [client.get(path(office, one), base_url=ORIGIN).status_code for one in GETS] == [403] * len(GETS)
    assert [post(client, path(office, one)).status_code for one in POSTS] == [403] * len(POSTS)
    assert len(office.services.policies.history()) == 1


def test_without_a_login_there_is_nothing_to_read_or_change(office: PolicySite) -> None:
    client = office.app.test_client()
    for pattern in GETS:
        answer = client.get(path(office, pattern), base_url=ORIGIN)
        assert (answer.status_code, answer.location.split("?")[0]) == (302, "/login")
    assert {post(client, path(office, one)).status_code for one in POSTS} <= {302, 401}


def test_a_form_of_another_site_is_refused(office: PolicySite, admin: FlaskClient) -> None:
    for pattern in POSTS:
        answer = admin.post(path(office, pattern), data={"reason": "x"}, base_url=ORIGIN)
        assert answer.status_code == 400
    assert len(office.services.policies.history()) == 1


@pytest.mark.parametrize("end", ["", "/review", "/what-if", "/document"])
@pytest.mark.parametrize("key", ["mggs-2025/000000000000", "mggs-1066/x", "..%2F..%2Fetc/passwd"])
def test_a_version_that_is_not_there(admin: FlaskClient, key: str, end: str) -> None:
    assert admin.get(f"/policies/{key}{end}", base_url=ORIGIN).status_code == 404


def test_each_answer_of_the_matrix_opens_its_rules(office: PolicySite, admin: FlaskClient) -> None:
    page = read(admin, path(office, "/{0}"))
    assert page.count('<details class="cell">') > 30
    for rule in {part.split('"')[0] for part in page.split('href="#rule-')[1:]}:
        assert f'id="rule-{rule}"' in page or rule.endswith("-grant"), rule
    assert "Mobile Technologies: student owned" in page


def test_the_other_devices_have_sheets_of_their_own(office: PolicySite, admin: FlaskClient) -> None:
    assert '<h2 id="matrix-title">Cameras</h2>' in read(admin, path(office, "/{0}?device=camera"))
    assert '<h2 id="matrix-title">Phones</h2>' in read(admin, path(office, "/{0}?device=<b>"))


def test_whose_word_leave_needs_besides_is_listed_or_said_to_be_nobodys(
    office: PolicySite, admin: FlaskClient
) -> None:
    assert "None: whoever gives leave decides alone." in read(admin, path(office, "/{0}"))
    (said,) = approvals(load_policy("starter"))
    assert said == (
        "Trip and off site college: the leadership team as well, before anything opens.",
        "Section 4, Leaving the site",
    )


def test_the_document_can_be_fetched_as_it_was_written(office: PolicySite, admin: FlaskClient) -> None:
    bring_in(admin)
    address = f"/policies/northgate/{office.version('northgate')}/document"
    answer = admin.get(address, base_url=ORIGIN)
    assert (answer.text, answer.mimetype) == (PLAIN, "text/plain")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_question_is_put_to_that_version_and_not_to_the_one_in_force(
    office: PolicySite, admin: FlaskClient
) -> None:
    bring_in(admin)
    address = f"/policies/northgate/{office.version('northgate')}/what-if"
    page = read(admin, f"{address}?year=9&during=social-time")
    assert '<h2 class="answer-verdict">The policy does not say</h2>' in page
    assert f'action="{address}"' in page
    assert "is not a time" in read(admin, f"{address}?time=yesterday", 400)


def test_from_a_file_to_in_force(office: PolicySite, admin: FlaskClient) -> None:
    file = (BytesIO(PLAIN.encode()), "northgate.yaml")
    review = post(admin, "/policies/new", name="northgate", text="not this", file=file).location
    page = read(admin, review)
    assert "Whether Years 7 to 13 may bring a phone to school at any time." in page
    switch = review.replace("/review", "/switch")
    answer = post(admin, switch, when="now", reason="Agreed by the governors", gaps="on")
    assert (answer.status_code, answer.location) == (303, "/policies")
    page = read(admin, "/policies")
    assert "Agreed by the governors" in page
    assert office.services.rules.policy.name == "northgate"
    assert "This version decides already." in read(admin, review)


def test_what_leaves_pouches_without_an_answer_is_not_switched_on_unseen(
    office: PolicySite, admin: FlaskClient
) -> None:
    switch = bring_in(admin).replace("/review", "/switch")
    answer = post(admin, switch, when="now", reason="A & B <i>")
    assert answer.status_code == 400
    assert 'id="gaps-error" role="alert">It leaves questions about pouches without an answer.' in answer.text
    assert "A &amp; B &lt;i&gt;</textarea>" in answer.text
    assert office.services.rules.policy.name == "mggs-2025"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"reason": ""}, "reason-error"),
        ({"when": "later", "on": ""}, "on-error"),
        ({"when": "later", "on": "soon"}, "on-error"),
        ({"when": "later", "on": "2025-01-01"}, "on-error"),
        ({"when": "later", "on": "9999-12-31"}, "on-error"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(admin: FlaskClient, form: dict[str, str], error: str) -> None:
    switch = bring_in(admin).replace("/review", "/switch")
    answer = post(admin, switch, **({"reason": "Kept as typed", "gaps": "on"} | form))
    assert answer.status_code == 400
    assert f'id="{error}"' in answer.text
    assert form.get("reason", "Kept as typed") in answer.text


def test_a_planned_switch_stands_on_the_page_until_it_is_called_off(
    office: PolicySite, admin: FlaskClient
) -> None:
    switch = bring_in(admin).replace("/review", "/switch")
    post(admin, switch, when="later", on="2025-11-03", reason="After half term", gaps="on")
    assert "takes over on Monday 3 November 2025, 00:00" in read(admin, "/policies")
    number = office.services.policies.history()[0].id
    assert post(admin, f"/policies/planned/{number}/call-off").status_code == 303
    page = read(admin, "/policies")
    assert "takes over" not in page
    assert "Called off" in page
    assert "not planned any more" in unescape(post(admin, f"/policies/planned/{number}/call-off").text)


def test_the_review_tells_of_last_week_without_naming_pupils(office: PolicySite, admin: FlaskClient) -> None:
    some_taps(office.services, office.services.clock)
    page = read(admin, bring_in(admin, PLAIN.replace("verdict: forbidden", "verdict: allowed")))
    assert "Year 9, on the school site during a lesson, tapping a pouch" in page
    assert "The pouch stayed shut, and would open." in page
    assert '<span class="stat-value">5</span><span class="stat-label">shut pouches would open</span>' in page
    assert "Mon 6 Oct 10:05 at North gate 1" in page
    assert "Kowalski" not in page
    assert "p0400" not in page
