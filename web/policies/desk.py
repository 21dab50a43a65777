"""Attaches the desk of those who look after the school's policy."""

from controller.domain.accounts import Role
from web.access import keep_for
from web.policies.pages import pages
from web.policies.sides import THEN, change_sentence, sides_of
from web.policies.switching import switching
from web.policies.tables import is_silent, lines_of, places_title, sheet_title
from web.policies.uploading import uploading
from web.rules.filters import add_rule_filters
from web.rules.words import as_sentence
from web.shell import Shell

ROLES = (Role.ADMIN, Role.SAFEGUARDING)


def attach(shell: Shell) -> None:
    for blueprint in (pages, uploading, switching):
        shell.app.register_blueprint(keep_for(blueprint, *ROLES))
    add_rule_filters(shell.app)
    shell.app.jinja_env.filters |= {
        "cell_lines": lines_of,
        "sheet_title": sheet_title,
        "places_title": places_title,
        "sides": sides_of,
        "change": change_sentence,
        "then": THEN.__getitem__,
        "as_sentence": as_sentence,
    }
    shell.app.jinja_env.tests["silent"] = is_silent
    shell.add_tab("Policies", "/policies", "clipboard", *ROLES)
