"""The page «my lesson now», or what comes next when there is none."""

from collections.abc import Sequence

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from controller.clock import Clock
from controller.domain.device_rule import DeviceRule, device_rule
from controller.domain.lessons import Lesson
from controller.domain.timetable import local
from controller.services.lab.lessons import Lessons
from controller.services.lab.visits import Visit, Visits
from controller.services.rules import Rules
from device_rules.vocabulary import Activity, Place
from web.access import current_account


class LessonPage:
    def __init__(self, lessons: Lessons, visits: Visits, rules: Rules, clock: Clock) -> None:
        self._lessons, self._visits, self._rules, self._clock = lessons, visits, rules, clock

    def show(self) -> str:
        account = current_account()
        lesson = self._lessons.now_for(account.id)
        if lesson is None:
            return self._between(self._lessons.next_for(account.id), self._visits.of(account.id))
        return render_template("lesson/lesson.html", lesson=lesson, rule=self._rule(lesson), visit=None)

    def visit(self, lesson: str) -> str | Response:
        """Another's lesson, for as long as the visit lasts; else one's own page."""
        visited = self._visits.lesson_of(current_account(), lesson)
        if visited is None:
            return redirect(url_for("lesson.page"), 303)
        other, visit = visited
        return render_template("lesson/lesson.html", lesson=other, rule=self._rule(other), visit=visit)

    def _between(self, coming: Lesson | None, visits: Sequence[Visit]) -> str:
        today = local(self._clock.now()).date()
        closed = self._rules.timetable().why_closed(today)
        soon = coming is not None and coming.id.on == today
        return render_template("lesson/between.html", next=coming, today=soon, closed=closed, visits=visits)

    def _rule(self, lesson: Lesson) -> DeviceRule | None:
        """None in a free room: the rule is that of a year."""
        if lesson.id.free:
            return None
        decision = self._rules.pupil_phone(lesson.year, Activity.USE, Place.CLASSROOM)
        return device_rule(lesson.year, decision, self._rules.policy.title)
