"""Attaches the page of class checks: the lessons of today, and the class of one of them."""

from flask import Blueprint, render_template, request

from controller.clock import Clock
from controller.domain.accounts import Role
from controller.domain.checks import Sheet
from controller.domain.events import CheckChanged
from controller.domain.lessons import Lesson
from controller.domain.timetable import LessonId
from controller.services.checks.build import Checks
from controller.services.lab.visits import Visits
from web.access import current_account, keep_for
from web.check_services import check_services
from web.checks.commands import CheckCommands
from web.checks.feed import CheckFeed, shown
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = check_services(shell)
    feed = CheckFeed(services.checks, shell.outbox)
    services.bus.subscribe(CheckChanged, feed.changed)
    shell.door.on_follow("check", feed.follow)
    CheckCommands(services.checks).attach(shell.door)
    page = CheckPage(services.checks, services.lab.visits, services.clock)
    pages = keep_for(Blueprint("checks", __name__), Role.TEACHER)
    pages.get("/checks", endpoint="page")(page.show)
    shell.app.register_blueprint(pages)
    shell.add_tab("Checks", "/checks", "clipboard", Role.TEACHER)


class CheckPage:
    def __init__(self, checks: Checks, visits: Visits, clock: Clock) -> None:
        self._checks, self._visits, self._clock = checks, visits, clock

    def show(self) -> str:
        """`?lesson=` chooses among today's; without it, the one that is on or was last."""
        account = current_account()
        lessons = [*self._checks.classes.todays(account.id), *self._covered(account.id)]
        lesson = _chosen(lessons, request.args.get("lesson", ""))
        if lesson is None:
            return render_template("checks/none.html", next=self._checks.lessons.next_for(account.id))
        sheet = self._checks.classes.sheet(lesson)
        return render_template(
            "checks/page.html",
            lesson=lesson,
            lessons=lessons,
            sheet=shown(sheet),
            seated=_seated(sheet),
            morning=sheet.morning,
            own=lesson.teacher_id == account.id,
            places=self._checks.taps.places(),
        )

    def _covered(self, account: int) -> list[Lesson]:
        found = (self._checks.lessons.get(LessonId.parse(one.lesson)) for one in self._visits.of(account))
        return [one for one in found if one is not None and not one.id.free]


def _chosen(lessons: list[Lesson], asked: str) -> Lesson | None:
    return next((one for one in lessons if str(one.id) == asked), lessons[-1] if lessons else None)


def _seated(sheet: Sheet) -> bool:
    """Most of the class has a seat in this room; else a list by name is easier to follow."""
    return sum(one.row is not None for one in sheet.pupils) * 2 > len(sheet.pupils)
