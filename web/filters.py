"""How times and roles are written on a page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from controller.domain.accounts import Role
from controller.domain.order_words import DID

ROLE_NAMES = {
    Role.TEACHER: "Teacher",
    Role.RECEPTION: "Reception",
    Role.EXAMS_OFFICER: "Exams officer",
    Role.INVIGILATOR: "Invigilator",
    Role.SAFEGUARDING: "Safeguarding",
    Role.ADMIN: "Network manager",
}


def add_filters(app: Flask, timezone: str) -> None:
    """`time` writes 10:42, `exact_time` 10:42:07, `day` Fri 20 Nov, all in the school's own time.

    `did` says what an order did, from its kind."""
    zone = ZoneInfo(timezone)

    def local_time(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%H:%M}"

    def exact_time(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%H:%M:%S}"

    def day(moment: datetime) -> str:
        local = moment.astimezone(zone)
        return f"{local:%a} {local.day} {local:%b}"

    app.jinja_env.filters |= {
        "time": local_time,
        "exact_time": exact_time,
        "day": day,
        "role_name": ROLE_NAMES.__getitem__,
        "did": DID.__getitem__,
    }
