"""The page «my lesson now», or what comes next when there is none."""

from flask import render_template

from controller.clock import Clock
from controller.domain.device_rule import DeviceRule, device_rule
from controller.domain.lessons import Lesson
from controller.domain.timetable import local
from controller.services.lab.lessons import Lessons
from controller.services.rules import Rules
from device_rules.vocabulary import Activity, Place
from web.access import current_account


class LessonPage:
    def __init__(self, lessons: Lessons, rules: Rules, clock: Clock) -> None:
        self._lessons, self._rules, self._clock = lessons, rules, clock

    def show(self) -> str:
        account = current_account()
        lesson = self._lessons.now_for(account.id)
        if lesson is None:
            return self._between(self._lessons.next_for(account.id))
        return render_template("lesson/lesson.html", lesson=lesson, rule=self._rule(lesson))

    def _between(self, coming: Lesson | None) -> str:
        today = local(self._clock.now()).date()
        closed = self._rules.timetable().why_closed(today)
        soon = coming is not None and coming.id.on == today
        return render_template("lesson/between.html", next=coming, today=soon, closed=closed)

    def _rule(self, lesson: Lesson) -> DeviceRule:
        decision = self._rules.pupil_phone(lesson.year, Activity.USE, Place.CLASSROOM)
        return device_rule(lesson.year, decision, self._rules.policy.title)
