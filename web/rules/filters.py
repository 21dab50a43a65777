"""What the pages about rules need to write an answer; each of their desks adds them."""

from datetime import date, datetime

from flask import Flask

from controller.domain.timetable import local
from web.rules.facts import facts_of
from web.rules.form import words_of
from web.rules.words import SAYINGS, label


def long_date(on: date) -> str:
    return f"{on.day} {on:%B} {on.year}"


def long_moment(at: datetime) -> str:
    here = local(at)
    return f"{here:%A} {long_date(here)}, {here:%H:%M}"


def add_rule_filters(app: Flask) -> None:
    app.jinja_env.filters |= {
        "saying": SAYINGS.__getitem__,
        "label": label,
        "facts": facts_of,
        "words": words_of,
        "long_date": long_date,
        "long_moment": long_moment,
    }
