"""The programs page: the list from which teachers start programs on PCs."""

from flask import Blueprint, render_template, request

from controller.domain.accounts import Role
from controller.errors import Refused
from controller.services.lab.programs import MOST, Programs
from web.access import current_account, keep_for
from web.lab_services import lab_services
from web.shell import Shell

Page = str | tuple[str, int]


def attach(shell: Shell) -> None:
    page = ProgramsPage(lab_services(shell).lab.programs)
    pages = keep_for(Blueprint("programs", __name__, url_prefix="/admin/programs"), Role.ADMIN)
    pages.get("", endpoint="page")(page.show)
    pages.post("/add", endpoint="add")(page.add)
    pages.post("/remove", endpoint="remove")(page.remove)
    shell.app.register_blueprint(pages)
    shell.add_tab("Programs", "/admin/programs", "apps", Role.ADMIN)


class ProgramsPage:
    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    def show(self) -> str:
        return self._page()

    def add(self) -> Page:
        """What was refused is said on the page, with what was typed still in its field."""
        program, name = request.form.get("program", ""), request.form.get("name", "")
        try:
            self._programs.add(current_account(), program, name)
        except Refused as refused:
            return self._page(trouble=refused.sentence, program=program, name=name), 409
        return self._page(done="Teachers can start it from now on.")

    def remove(self) -> Page:
        try:
            self._programs.remove(current_account(), request.form.get("program", ""))
        except Refused as refused:
            return self._page(trouble=refused.sentence), 409
        return self._page(done="It is off the list.")

    def _page(self, trouble: str = "", done: str = "", program: str = "", name: str = "") -> str:
        return render_template(
            "admin/programs.html",
            programs=self._programs.all(),
            most=MOST,
            trouble=trouble,
            done=done,
            program=program,
            name=name,
        )
