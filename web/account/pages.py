"""Log in, log out, and the page about oneself."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from controller.domain.accounts import Account
from controller.services.accounts import TooManyTries
from web.access import current_account, open_to_anyone, open_to_signed_in, visitor
from web.account.destinations import safe_next
from web.account.forms import LoginForm
from web.account.logins import COOKIE_KEY, login_from
from web.shell import Shell, current_shell

pages = Blueprint("account", __name__)

WRONG = "That username and password do not match. Check both and try again."

Page = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@pages.get("/")
@open_to_anyone
def home() -> Response:
    account = visitor()
    return redirect(current_shell().landing(account) if account else url_for("account.login"))


@pages.get("/login")
@open_to_anyone
def login() -> Page:
    if account := visitor():
        return redirect(current_shell().landing(account))
    form = LoginForm(data={"next": request.args.get("next")})
    return _login_page(form, ended=bool(request.args.get("ended")))


@pages.post("/login")
@open_to_anyone
def log_in() -> Page:
    shell, form = current_shell(), LoginForm()
    if request.headers.get("Origin", shell.settings.public_url).lower() not in shell.settings.allowed_origins:
        wrong_door = f"Open Schoolbell at {shell.settings.public_url}. It was not set up for this address."
        return _login_page(form, wrong_door), 403
    if not form.validate():
        return _login_page(form), 400
    try:
        account = shell.services.accounts.verify(
            form.username.data, form.password.data, request.remote_addr or ""
        )
    except TooManyTries as pause:
        trouble = f"Too many tries. Wait {pause.wait_s} seconds."
        return _login_page(form, trouble), 429, {"Retry-After": str(pause.wait_s)}
    if account is None:
        return _login_page(form, WRONG), 401
    _start_login(shell, account)
    return redirect(safe_next(form.next.data) or shell.landing(account), 303)


@pages.post("/logout")
@open_to_anyone
def log_out() -> Response:
    shell, login = current_shell(), login_from(session)
    session.clear()
    if login:
        shell.logins.end(login)
        shell.door.end_login(login.id, "You have logged out.")
    return redirect(url_for("account.login"), 303)


@pages.post("/account/here")
@open_to_signed_in
def here() -> tuple[str, int]:
    """Somebody is at this screen: the page sends it while it sees a hand on mouse or keyboard."""
    return "", 204


@pages.get("/account")
@open_to_signed_in
def about() -> str:
    return render_template("account/about.html", landing=current_shell().landing(current_account()))


def _start_login(shell: Shell, account: Account) -> None:
    """A new session, so that one planted before the login is worth nothing after it."""
    session.clear()
    session[COOKIE_KEY] = shell.logins.start(account).to_cookie()
    g.account = account


def _login_page(form: LoginForm, trouble: str = "", ended: bool = False) -> str:
    return render_template("account/login.html", form=form, trouble=trouble, ended=ended)
