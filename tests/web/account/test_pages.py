from dataclasses import replace

import pytest

from controller.domain.accounts import Account
from tests.web.conftest import ORIGIN, Site, make_site
from tests.web.fakes import EVERYBODY, PASSWORD, TEACHER
from web.account.destinations import DESK_OF
from web.shell import Shell


def a_desk_for_everyone(shell: Shell) -> None:
    for role, path in DESK_OF.items():
        shell.add_tab(role, path, "bell", role)


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
def test_each_role_lands_at_its_own_desk(account: Account) -> None:
    site = make_site((a_desk_for_everyone,))
    client = site.browser()
    answer = site.post(client, "/login", {"username": account.username, "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, DESK_OF[account.role])
    assert client.get("/", base_url=ORIGIN).location == DESK_OF[account.role]


def test_a_role_without_a_desk_lands_at_its_account(site: Site) -> None:
    page = site.log_in(TEACHER).get("/", base_url=ORIGIN, follow_redirects=True)
    assert page.request.path == "/account"
    assert "There is no desk for your role here" in page.text


def test_a_wrong_password_says_so_and_keeps_the_name(site: Site) -> None:
    answer = site.post(site.browser(), "/login", {"username": "okafor", "password": "guess"})
    assert answer.status_code == 401
    assert "do not match" in answer.text
    assert 'value="okafor"' in answer.text
    assert "guess" not in answer.text


def test_an_unknown_name_reads_the_same_as_a_wrong_password(site: Site) -> None:
    answers = [
        site.post(site.browser(), "/login", {"username": name, "password": "guess"})
        for name in ("okafor", "nobody")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert all("do not match" in answer.text for answer in answers)


def test_too_many_tries_says_how_long_to_wait(site: Site) -> None:
    client = site.browser()
    for _ in range(3):
        site.post(client, "/login", {"username": "okafor", "password": "guess"})
    answer = site.post(client, "/login", {"username": "okafor", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many tries. Wait 30 seconds." in answer.text
    assert answer.headers["Retry-After"] == "30"


def test_an_address_that_is_not_set_up_says_which_one_is(site: Site) -> None:
    client = site.browser()
    form = {"csrf_token": site.csrf(client), "username": "okafor", "password": PASSWORD}
    headers = {"Origin": "https://10.0.0.5", "Referer": f"{ORIGIN}/"}
    answer = client.post("/login", data=form, base_url=ORIGIN, headers=headers)
    assert answer.status_code == 403
    assert "Open Schoolbell at https://bell.example.sch.uk." in answer.text


def test_empty_fields_say_what_to_type(site: Site) -> None:
    answer = site.post(site.browser(), "/login", {"username": "", "password": ""})
    assert answer.status_code == 400
    assert "Type your username." in answer.text
    assert "Type your password." in answer.text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", "javascript:x"]
)
def test_a_login_never_ends_on_another_site(site: Site, target: str) -> None:
    form = {"username": "okafor", "password": PASSWORD, "next": target}
    assert site.post(site.browser(), "/login", form).location == "/account"


def test_a_login_goes_back_to_the_page_that_asked_for_it(site: Site) -> None:
    client = site.browser()
    asked = client.get("/account?tab=2", base_url=ORIGIN)
    assert asked.location == "/login?next=/account?tab%3D2"
    form = {"username": "okafor", "password": PASSWORD, "next": "/account?tab=2"}
    assert site.post(client, "/login", form).location == "/account?tab=2"


def test_the_cookie_is_locked_down(site: Site) -> None:
    answer = site.post(site.browser(), "/login", {"username": "okafor", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-schoolbell=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie


def test_plain_http_on_this_machine_may_keep_its_cookie() -> None:
    site = make_site(public_url="http://localhost:8800")
    assert not site.app.config["SESSION_COOKIE_SECURE"]
    assert make_site(public_url="http://bell.local").app.config["SESSION_COOKIE_SECURE"]


def test_logging_in_starts_a_new_session(site: Site) -> None:
    client = site.browser()
    with client.session_transaction(base_url=ORIGIN) as session:
        session["planted"] = "by an attacker"
    token = site.csrf(client)
    site.post(client, "/login", {"username": "okafor", "password": PASSWORD})
    with client.session_transaction(base_url=ORIGIN) as session:
        assert "planted" not in session
    assert site.csrf(client, "/account") != token


def test_a_cookie_kept_from_before_the_logout_is_worth_nothing(site: Site) -> None:
    client = site.log_in(TEACHER)
    kept = client.get_cookie("__Host-schoolbell", domain="bell.example.sch.uk")
    assert kept
    assert site.post(client, "/logout").location == "/login"
    thief = site.browser()
    thief.set_cookie("__Host-schoolbell", kept.value, domain="bell.example.sch.uk", secure=True)
    assert thief.get("/account", base_url=ORIGIN).location.startswith("/login")


def test_logout_by_a_link_does_nothing(site: Site) -> None:
    client = site.log_in(TEACHER)
    assert client.get("/logout", base_url=ORIGIN).status_code == 405
    assert client.get("/account", base_url=ORIGIN).status_code == 200


def test_an_idle_login_ends_and_says_why(site: Site) -> None:
    client = site.log_in(TEACHER)
    site.wall_clock.advance(61 * 60)
    answer = client.get("/account", base_url=ORIGIN)
    assert answer.location == "/login?next=/account&ended=1"
    assert "Your login has ended" in client.get(answer.location, base_url=ORIGIN).text


def test_a_hand_on_the_mouse_keeps_the_login(site: Site) -> None:
    client = site.log_in(TEACHER)
    for _ in range(3):
        site.wall_clock.advance(50 * 60)
        assert site.post(client, "/account/here").status_code == 204


def test_no_login_outlasts_the_day(site: Site) -> None:
    client = site.log_in(TEACHER)
    for _ in range(14):
        site.wall_clock.advance(59 * 60)
        answer = client.get("/account", base_url=ORIGIN)
    assert answer.status_code == 302


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    client = site.log_in(TEACHER)
    del site.services.accounts.accounts[TEACHER.id]
    assert client.get("/account", base_url=ORIGIN).status_code == 302


def test_a_new_password_ends_the_logins_by_the_old_one(site: Site) -> None:
    client = site.log_in(TEACHER)
    site.services.accounts.accounts[TEACHER.id] = replace(TEACHER, credential="a new password")
    assert client.get("/account", base_url=ORIGIN).status_code == 302
