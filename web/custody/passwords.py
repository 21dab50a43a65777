"""Somebody who stands at another's device signs with a password of their own."""

from flask import request

from controller.domain.accounts import Account
from controller.errors import Refused
from web.ports import Accounts


class Signing:
    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def signed(self, prefix: str) -> Account | None:
        """Whose username and password were typed into the two fields; None where they are empty.

        Raises Refused for a wrong one, and after too many.
        """
        username = request.form.get(f"{prefix}_username", "").strip()
        password = request.form.get(f"{prefix}_password", "")
        if not username and not password:
            return None
        account = self._accounts.verify(username, password, request.remote_addr or "")
        if account is None:
            raise Refused("custody.wrong-password", "That username and password do not belong together.")
        return account
