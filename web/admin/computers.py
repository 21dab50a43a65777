"""The computers page: which PC has a key, a code for one or a sheet for a room, and revoking one."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from controller.domain.accounts import Role
from controller.errors import Refused
from controller.services.lab.build import Lab
from controller.services.lab.enrolment import NewCode
from web.access import current_account, keep_for
from web.lab_services import lab_services
from web.shell import Shell

Page = str | tuple[str, int]


def attach(shell: Shell) -> None:
    page = ComputersPage(lab_services(shell).lab)
    pages = keep_for(Blueprint("computers", __name__, url_prefix="/admin/computers"), Role.ADMIN)
    pages.get("", endpoint="page")(page.show)
    pages.post("/code", endpoint="code")(page.make_code)
    pages.post("/sheet", endpoint="sheet")(page.make_sheet)
    pages.post("/revoke", endpoint="revoke")(page.revoke)
    shell.app.register_blueprint(pages)
    shell.add_tab("Computers", "/admin/computers", "screen", Role.ADMIN)


class ComputersPage:
    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def show(self) -> Page:
        return self._page()

    def make_code(self) -> Page:
        """The codes are on the answer to this request only: they are kept nowhere."""
        try:
            code = self._lab.enrolment.make_code(current_account(), request.form.get("workstation", ""))
        except Refused as refused:
            return self._page(trouble=refused.sentence), 409
        return self._page(codes=[code])

    def make_sheet(self) -> Page:
        try:
            codes = self._lab.enrolment.make_sheet(current_account(), request.form.get("room", ""))
        except Refused as refused:
            return self._page(trouble=refused.sentence), 409
        return self._page(codes=codes)

    def revoke(self) -> Page:
        workstation = request.form.get("workstation", "")
        try:
            self._lab.enrolment.revoke(current_account(), workstation)
        except Refused as refused:
            return self._page(trouble=refused.sentence), 409
        self._lab.presence.drop(workstation, "its key was revoked")
        return self._page(done="The key is revoked. That PC was disconnected and cannot connect again.")

    def _page(self, codes: Sequence[NewCode] = (), trouble: str = "", done: str = "") -> str:
        return render_template(
            "admin/computers.html",
            labs=self._lab.computers.rooms(),
            codes=codes,
            trouble=trouble,
            done=done,
        )
