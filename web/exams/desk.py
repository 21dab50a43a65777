"""Attaches the exams officer's desk."""

from controller.domain.accounts import Role
from web.access import keep_for
from web.exams.pages import pages
from web.rules.filters import add_rule_filters
from web.shell import Shell


def attach(shell: Shell) -> None:
    shell.app.register_blueprint(keep_for(pages, Role.EXAMS_OFFICER))
    add_rule_filters(shell.app)
    shell.add_tab("Exams", "/exams", "clipboard", Role.EXAMS_OFFICER)
