"""How times and roles are written on a page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from controller.domain.accounts import Role

ROLE_NAMES = {
    Role.TEACHER: "Teacher",
    Role.RECEPTION: "Reception",
    Role.EXAMS_OFFICER: "Exams officer",
    Role.SAFEGUARDING: "Safeguarding",
    Role.ADMIN: "Network manager",
}


def add_filters(app: Flask, timezone: str) -> None:
    """`time` writes 10:42, `day_and_time` writes Fri 20 Nov, 10:42, both in the school's own time."""
    zone = ZoneInfo(timezone)

    def local_time(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%H:%M}"

    def day_and_time(moment: datetime) -> str:
        local = moment.astimezone(zone)
        return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"

    app.jinja_env.filters |= {
        "time": local_time,
        "day_and_time": day_and_time,
        "role_name": ROLE_NAMES.__getitem__,
    }
