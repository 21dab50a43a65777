import pytest
from flask import Blueprint

from controller.domain.accounts import Account, Role
from tests.labs import FakeLab
from tests.web.conftest import ORIGIN, Site, make_site
from tests.web.fakes import EVERYBODY, RECEPTION, TEACHER
from tests.web.lab_site import make_lab_site
from web.access import access_of, current_account, keep_for, open_to_anyone, require_role
from web.shell import Shell


def sample_desk(shell: Shell) -> None:
    desk = keep_for(Blueprint("sample", __name__, url_prefix="/sample"), Role.TEACHER)
    desk.get("/", endpoint="own")(lambda: current_account().display_name)
    desk.get("/open", endpoint="open")(open_to_anyone(lambda: "open"))
    desk.get("/admin", endpoint="admin")(require_role(Role.ADMIN)(lambda: "admin"))
    shell.app.register_blueprint(desk)
    shell.app.get("/forgotten", endpoint="forgotten")(lambda: "nobody should read this")


def test_every_endpoint_says_who_may_enter(lab: FakeLab) -> None:
    site = make_lab_site(lab)
    endpoints = {rule.endpoint for rule in site.app.url_map.iter_rules()}
    silent = {endpoint for endpoint in endpoints if access_of(site.app, endpoint) is None}
    assert not silent, f"declare an access rule (web.access) for {sorted(silent)}"


@pytest.mark.parametrize("account", EVERYBODY, ids=lambda account: account.role)
def test_a_desk_is_for_its_roles(account: Account) -> None:
    site = make_site((sample_desk,))
    client = site.log_in(account)
    own, admin = (client.get(path, base_url=ORIGIN).status_code for path in ("/sample/", "/sample/admin"))
    assert own == (200 if account is TEACHER else 403)
    assert admin == (200 if account.role is Role.ADMIN else 403)


def test_an_endpoint_that_declares_nothing_is_open_to_nobody() -> None:
    site = make_site((sample_desk,))
    assert site.browser().get("/forgotten", base_url=ORIGIN).status_code == 302
    assert site.log_in(TEACHER).get("/forgotten", base_url=ORIGIN).status_code == 403


def test_a_page_may_open_itself_to_anyone() -> None:
    assert make_site((sample_desk,)).browser().get("/sample/open", base_url=ORIGIN).text == "open"


def test_scripts_are_told_instead_of_redirected() -> None:
    site = make_site((sample_desk,))
    wants = {"Accept": "application/json"}
    out = site.browser().get("/sample/", base_url=ORIGIN, headers=wants)
    assert (out.status_code, out.json["error"]) == (401, "web.not-logged-in")
    wrong = site.log_in(RECEPTION).get("/sample/", base_url=ORIGIN, headers=wants)
    assert (wrong.status_code, wrong.json["error"]) == (403, "web.not-allowed")


def test_static_files_need_no_login(site: Site) -> None:
    answer = site.browser().get("/static/img/bell.svg", base_url=ORIGIN)
    assert answer.status_code == 200
