"""The page on which the exams officer lays down the centre, its exam rooms, what counts, and the ratios."""

from collections.abc import Callable

from flask import Blueprint, render_template, request

from controller.clock import Clock
from controller.domain.exams.ratios import in_force
from controller.domain.exams.sittings import Centre, ExamType
from controller.domain.timetable import local
from controller.services.exams.build import Exams
from web.access import current_account
from web.sittings import forms
from web.sittings.forms import Page, field


class SetUpPage:
    def __init__(self, exams: Exams, clock: Clock) -> None:
        self._exams, self._clock = exams, clock

    def attach(self, pages: Blueprint) -> None:
        pages.get("/set-up", endpoint="set_up")(self.show)
        for name, action in self._actions().items():
            pages.post(f"/set-up/{name}", endpoint=f"set_up_{name}")(forms.doing(action, self._page))

    def _actions(self) -> dict[str, Callable[[], Page]]:
        return {
            "centre": self._centre,
            "room": self._room,
            "remove-room": self._remove_room,
            "categories": self._categories,
            "ratio": self._ratio,
        }

    def show(self) -> Page:
        return self._page()

    def _centre(self) -> Page:
        given = Centre(field("number"), field("name"), field("head_email"), field("head_phone"))
        self._exams.centre.set_centre(current_account(), given)
        return self._page(done="The centre's details are kept.")

    def _room(self) -> Page:
        room = forms.room(set(self._exams.rooms.all()))
        self._exams.rooms.put(current_account(), room, field("school_room") or None, field("gate"))
        return self._page(done=f"{room.name} has {room.rows * room.columns} seats.")

    def _remove_room(self) -> Page:
        self._exams.rooms.remove(current_account(), field("room"))
        return self._page(done="The room is taken off the list.")

    def _categories(self) -> Page:
        self._exams.centre.set_categories(current_account(), request.form.get("categories", "").splitlines())
        return self._page(done="The list of devices that count is kept.")

    def _ratio(self) -> Page:
        sentence = "Give the number of candidates, from 1 to 100."
        candidates, since = forms.number("candidates", sentence, 1, 100), forms.day("since")
        kind = forms.exam_type("kind")
        self._exams.centre.set_ratio(current_account(), kind, candidates, since, field("source"))
        return self._page(done="The ratio is kept, with its day and its source.")

    def _page(self, trouble: str = "", done: str = "") -> str:
        today = local(self._clock.now()).date()
        ratios, places = self._exams.centre.ratios(), self._exams.rooms.school_places()
        return render_template(
            "sittings/set_up.html",
            centre=self._exams.centre.centre(),
            rooms=self._exams.rooms.described(),
            places=places,
            gates=[(gate, gate) for gate in places.gates],
            categories=self._exams.centre.categories(),
            kinds=list(ExamType),
            ratios={kind: in_force(ratios, kind, today) for kind in ExamType},
            today=today,
            trouble=trouble,
            done=done,
            typed=request.form if trouble else {},
            form=request.path.rpartition("/")[2] if trouble else "",
        )
