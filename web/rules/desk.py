"""Attaches the pages about the policy in force, which every member of staff may read."""

from controller.domain.accounts import Role
from web.access import keep_for
from web.rules.filters import add_rule_filters
from web.rules.pages import pages
from web.shell import Shell


def attach(shell: Shell) -> None:
    shell.app.register_blueprint(keep_for(pages, *Role))
    add_rule_filters(shell.app)
    shell.add_tab("Rules", "/rules", "book", *Role)
