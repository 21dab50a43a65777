"""Attaches the safeguarding desk: who looked at whose screen, and what staff did to lab PCs."""

from datetime import MAXYEAR, MINYEAR, date

from flask import Blueprint, render_template, request

from controller.clock import Clock
from controller.domain.accounts import Role
from controller.domain.timetable import local
from controller.services.staff_actions import StaffActions, Wanted
from controller.services.staff_sessions import PastSessions
from web.access import keep_for
from web.lab_services import lab_services
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = lab_services(shell)
    page = SafeguardingPage(services.lab.staff_actions, services.live.past, services.clock)
    pages = keep_for(Blueprint("safeguarding", __name__), Role.SAFEGUARDING)
    pages.get("/safeguarding", endpoint="page")(page.show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Staff actions", "/safeguarding", "eye", Role.SAFEGUARDING)


class SafeguardingPage:
    def __init__(self, staff_actions: StaffActions, sessions: PastSessions, clock: Clock) -> None:
        self._staff_actions, self._sessions, self._clock = staff_actions, sessions, clock

    def show(self) -> str:
        """A filter that cannot be read is left out: the page shows more, never less than was asked."""
        wanted = Wanted(
            on=_date(request.args.get("day"), local(self._clock.now()).date()),
            teacher=request.args.get("teacher", type=_number),
            workstation=request.args.get("pc") or None,
        )
        return render_template(
            "safeguarding/staff_actions.html",
            wanted=wanted,
            visits=self._staff_actions.visits(wanted),
            looks=self._staff_actions.looks(wanted),
            actions=self._staff_actions.actions(wanted),
            sessions=self._sessions(wanted),
            people=self._staff_actions.people(),
            pcs=self._staff_actions.pcs(),
        )


def _number(text: str) -> int:
    """Raises ValueError for what no account can have; a database does not take every whole number."""
    number = int(text)
    if not 0 <= number < 2**31:
        raise ValueError(f"no account has the number {number}")
    return number


def _date(text: str | None, otherwise: date) -> date:
    try:
        asked = date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise
    return asked if MINYEAR < asked.year < MAXYEAR else otherwise  # the day after it must exist as well
