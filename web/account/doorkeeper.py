"""Before each page: who is this, does their login still hold, and may they come in?"""

from flask import Flask, abort, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from controller.domain.accounts import Account
from web.access import access_of, visitor
from web.account.logins import COOKIE_KEY, Logins, login_from
from web.errors import wants_json
from web.ports import Accounts


class Doorkeeper:
    def __init__(self, app: Flask, accounts: Accounts, logins: Logins) -> None:
        self._app, self._accounts, self._logins = app, accounts, logins
        app.before_request(self.check)

    def check(self) -> Response | None:
        if request.endpoint == "static":
            return None
        g.account = self._recognise()
        if request.endpoint is None:  # no such page, which its error page says to the person by name
            return None
        access = access_of(self._app, request.endpoint)
        if access and access.admits(visitor()):
            return None
        if visitor() is None:
            return self._ask_to_log_in()
        abort(403)

    def _recognise(self) -> Account | None:
        login = login_from(session)
        if login is None:
            return None
        account = self._accounts.get(login.account_id) if self._logins.holds(login) else None
        if account is None or not login.is_of(account):
            account = None
            session.clear()
            g.login_ended = True
        elif renewed := self._logins.touch(login):
            session[COOKIE_KEY] = renewed.to_cookie()
        return account

    def _ask_to_log_in(self) -> Response:
        if wants_json():
            abort(401)
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        ended = "1" if g.get("login_ended") else None
        return redirect(url_for("account.login", next=here, ended=ended))
