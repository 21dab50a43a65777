"""Sittings by hand: a new one, its details, who writes where, and who watches."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.domain.exams.plans import Candidate, Entry, ExamPlan, Planned
from controller.domain.exams.seating import ExamRoom, Seat
from controller.domain.exams.sittings import ExamType, Session
from controller.errors import Refused
from controller.services.exams.build import Exams
from web.access import current_account
from web.sittings import forms
from web.sittings.forms import field
from web.sittings.pcs import keep_profile

Answer = str | tuple[str, int] | Response
MINUTE = timedelta(minutes=1)


class PlanPages:
    def __init__(self, exams: Exams) -> None:
        self._exams = exams

    def attach(self, pages: Blueprint) -> None:
        pages.get("/new", endpoint="new")(lambda: self._sitting_page(None))
        pages.post("/new", endpoint="add")(self.add)
        pages.get("/<int:number>/plan", endpoint="plan")(self.show)
        for name, action in self._actions().items():
            pages.post(f"/<int:number>/{name}", endpoint=f"plan_{name}")(self._doing(action))

    def _actions(self) -> dict[str, Callable[[int], str]]:
        """Each says what was done."""
        return {
            "change": self._change,
            "remove": self._remove,
            "entry": self._entry,
            "withdraw": self._withdraw,
            "duty": self._duty,
            "remove-duty": self._remove_duty,
            "keep": self._keep,
            "profile": lambda number: keep_profile(self._exams, number),
        }

    def add(self) -> Answer:
        try:
            planned = replace(forms.planned(), number=0)
            self._exams.setup.put_sitting(current_account(), planned)
        except Refused as refused:
            return self._sitting_page(None, refused.sentence), 409
        number = self._exams.setup.plan().sittings[planned.key].number
        return redirect(url_for("exam_plans.plan", number=number), 303)

    def show(self, number: int) -> Answer:
        return self._page(number)

    def _doing(self, action: Callable[[int], str]) -> Callable[[int], Answer]:
        def do(number: int) -> Answer:
            try:
                done = action(number)
            except Refused as refused:
                return self._page(number, trouble=refused.sentence), 409
            if not any(one.number == number for one in self._exams.setup.plan().sittings.values()):
                return redirect(url_for("exam_rooms.list"), 303)
            return self._page(number, done=done)

        return do

    def _change(self, number: int) -> str:
        self._exams.setup.put_sitting(current_account(), replace(forms.planned(), number=number))
        return "The sitting's details are kept."

    def _remove(self, number: int) -> str:
        self._exams.setup.remove_sitting(current_account(), number)
        return ""

    def _entry(self, number: int) -> str:
        candidate = forms.candidate()
        self._exams.setup.put_entry(current_account(), number, candidate, forms.entry())
        return f"{candidate.number} {candidate.name} is entered."

    def _withdraw(self, number: int) -> str:
        self._exams.setup.withdraw(current_account(), number, field("candidate"))
        return f"Candidate {field('candidate')} is withdrawn from this sitting."

    def _duty(self, number: int) -> str:
        self._exams.rooms.put_duty(current_account(), number, field("room"), field("name"))
        return f"{field('name')} is down for that room."

    def _remove_duty(self, number: int) -> str:
        self._exams.rooms.remove_duty(current_account(), number, field("room"), field("name"))
        return f"{field('name')} is taken off."

    def _keep(self, number: int) -> str:
        day = forms.day("day")
        self._exams.keeping.keep_until(current_account(), number, day)
        return f"Its records are kept until {day:%-d %B %Y}, and longer while a case is open."

    def _sitting_page(self, planned: Planned | None, trouble: str = "") -> str:
        return render_template(
            "sittings/new.html",
            planned=planned,
            kinds=list(ExamType),
            sessions=list(Session),
            trouble=trouble,
            typed=request.form,
        )

    def _page(self, number: int, trouble: str = "", done: str = "") -> str:
        plan, rooms = self._exams.setup.plan(), self._exams.rooms.all()
        planned = next((one for one in plan.sittings.values() if one.number == number), None)
        if planned is None:
            raise Refused("sitting.unknown", "That sitting is not there any more.")
        return render_template(
            "sittings/plan.html",
            planned=planned,
            entries=_entries(plan, planned),
            seats={
                key: _grid(plan, planned, room) for key, room in rooms.items() if _uses(plan, planned, key)
            },
            rooms=rooms,
            room_choices=[("", "no room yet"), *((room.id, room.name) for room in rooms.values())],
            values=_values(planned),
            profile=self._exams.profiles.of(number),
            programs=self._exams.profiles.choices(),
            has_pcs=self._exams.pc_board.has_pcs(number),
            duties=self._exams.rooms.duties().get(planned.key, {}),
            problems=[one for one in self._exams.setup.problems() if one.sitting == planned.key],
            keep_until=self._exams.keeping.until(number),
            kinds=list(ExamType),
            sessions=list(Session),
            trouble=trouble,
            done=done,
            typed=request.form if trouble else {},
        )


def _entries(plan: ExamPlan, planned: Planned) -> list[tuple[Candidate, Entry]]:
    own = sorted((number, entry) for (key, number), entry in plan.entries.items() if key == planned.key)
    return [(plan.candidates[number], entry) for number, entry in own]


def _values(planned: Planned) -> dict[str, object]:
    """As its form's fields are named."""
    return {
        "awarding_body": planned.paper.awarding_body,
        "qualification": planned.paper.qualification,
        "code": planned.paper.code,
        "title": planned.paper.title,
        "series": planned.series,
        "on": planned.on.isoformat(),
        "session": planned.session.value,
        "starts": f"{planned.starts:%H:%M}",
        "minutes": planned.length // MINUTE,
        "kind": planned.kind.value,
    }


def _uses(plan: ExamPlan, planned: Planned, room: str) -> bool:
    return any(key == planned.key and entry.room == room for (key, _), entry in plan.entries.items())


def _grid(plan: ExamPlan, planned: Planned, room: ExamRoom) -> list[list[tuple[Seat, str]]]:
    """Row by row from the front, each seat with who sits there."""
    sat = {
        entry.seat: f"{number} {plan.candidates[number].name}"
        for (key, number), entry in plan.entries.items()
        if key == planned.key and entry.room == room.id and entry.seat
    }
    return [
        [(Seat(row, column), sat.get(Seat(row, column), "")) for column in range(1, room.columns + 1)]
        for row in range(1, room.rows + 1)
    ]
