"""The exams officer's page: what the school's own policy says for an exam, and what it leaves open."""

from flask import Blueprint, render_template, request

from controller.domain.timetable import local
from device_rules.model import Policy
from web.exams.devices import devices_in_exam, names_exams, silences, usual_year
from web.rules.services import rule_questions, rule_services

pages = Blueprint("exams", __name__)

PREFILLED = {"role": "pupil", "device": "phone", "activity": "carry", "place": "exam-room", "during": "exam"}


@pages.get("/exams")
def page() -> str:
    questions, services = rule_questions(), rule_services()
    policy, now = questions.policy, local(services.clock.now())
    asked, year = _year(policy)
    timetable = services.rules.timetable()
    devices = list(devices_in_exam(questions, year))
    return render_template(
        "exams/page.html",
        policy=policy,
        in_force=questions.in_force,
        asked=asked,
        year=year,
        devices=devices,
        silent=silences(devices),
        names_exams=names_exams(policy, now.date()),
        periods=timetable.periods if timetable.is_school_day(now.date()) else (),
        period_now=timetable.period_at(now),
        question=PREFILLED | {"year": str(year)},
    )


def _year(policy: Policy) -> tuple[str, int]:
    """What was asked for if that is no year of this school, else empty; and the year to show."""
    asked = request.args.get("year", "")
    known = {str(year): year for year in policy.years}
    return ("" if asked in known else asked[:20], known.get(asked, usual_year(policy)))
