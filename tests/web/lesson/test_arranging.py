from typing import Any

import pytest

from tests.labs import FakeLab, seat
from tests.web.lab_site import LabSite, Line, make_lab_site


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def page(site: LabSite) -> Line:
    return site.page("m.okafor")


def ask(site: LabSite, page: Line, command: str, **payload: Any) -> dict[str, Any]:
    whole = {"lesson": site.lesson} | payload
    answer: dict[str, Any] = page.say("command", {"name": command, "payload": whole})
    return answer


def places(site: LabSite, **moved: tuple[int, int]) -> list[dict[str, Any]]:
    seats = site.lab.lab.seats.of(site.lab.lesson)
    spots = {one.place.workstation: (one.place.row, one.place.column) for one in seats}
    spots |= {name.replace("_", "-"): spot for name, spot in moved.items()}
    return [{"seat": pc, "row": row, "column": column} for pc, (row, column) in spots.items()]


def test_a_pc_is_dragged_to_another_place(site: LabSite, page: Line) -> None:
    assert ask(site, page, "lesson.arrange", places=places(site, lab_1_pc_01=(7, 3)))["ok"]
    moved = next(one for one in site.lab.lab.seats.of(site.lab.lesson) if one.place.workstation == seat(1))
    assert (moved.place.row, moved.place.column) == (7, 3)


def test_two_pcs_cannot_be_at_one_place(site: LabSite, page: Line) -> None:
    answer = ask(site, page, "lesson.arrange", places=places(site, lab_1_pc_01=(1, 2)))
    assert answer["code"] == "seating.same-place"


@pytest.mark.parametrize("spot", [(0, 1), (1, 25), (41, 1), (-1, 1), (1.5, 1), ("1", 1)])
def test_a_place_that_no_room_has_is_refused(site: LabSite, page: Line, spot: tuple[Any, Any]) -> None:
    assert ask(site, page, "lesson.arrange", places=places(site, lab_1_pc_01=spot))["code"] == (
        "command.malformed"
    )


def test_pupils_are_seated_and_the_plan_read_again(site: LabSite, page: Line) -> None:
    plan = ask(site, page, "lesson.plan")
    ella, ben = plan["members"][:2]
    seated = [{"seat": seat(2), "pupil": ella["id"]}, {"seat": seat(1), "pupil": ben["id"]}]
    assert ask(site, page, "lesson.seat-pupils", plan=seated)["ok"]
    assert ask(site, page, "lesson.plan")["seated"] == {seat(2): ella["id"], seat(1): ben["id"]}
    wrong = [{"seat": "lab-2-pc-01", "pupil": ella["id"]}]
    assert ask(site, page, "lesson.seat-pupils", plan=wrong)["code"] == "seating.changed"


def test_groups_are_saved_and_deleted(site: LabSite, page: Line) -> None:
    saved = ask(site, page, "lesson.save-group", name="Window", seats=site.seats(1, 2, 2), keep="room")
    (group,) = saved["groups"]
    assert (group["name"], group["seats"], group["kept"]) == ("Window", site.seats(1, 2), True)
    assert ask(site, page, "lesson.groups")["groups"] == [group]
    assert ask(site, page, "lesson.delete-group", group=group["id"])["groups"] == []
    assert ask(site, page, "lesson.save-group", name="", seats=site.seats(1), keep="room")["code"] == (
        "group.no-name"
    )
    long = ask(site, page, "lesson.save-group", name="x" * 25, seats=site.seats(1), keep="room")
    assert long["code"] == "command.malformed"


COMMANDS: dict[str, dict[str, Any]] = {
    "lesson.plan": {},
    "lesson.arrange": {"places": []},
    "lesson.seat-pupils": {"plan": []},
    "lesson.groups": {},
    "lesson.save-group": {"name": "A", "seats": ["lab-1-pc-01"], "keep": "room"},
    "lesson.delete-group": {"group": 1},
}


@pytest.mark.parametrize("name", COMMANDS)
def test_for_the_lessons_own_teacher_alone(site: LabSite, name: str) -> None:
    assert ask(site, site.page("reception"), name, **COMMANDS[name])["code"] == "command.not-allowed"
    assert ask(site, site.page("j.pritchard"), name, **COMMANDS[name])["code"] == "lesson.not-yours"
    over = site.lesson
    site.lab.clock.advance(80 * 60)
    late = ask(site, site.page("m.okafor"), name, **COMMANDS[name] | {"lesson": over})
    assert late["code"] == "lesson.not-yours"


def test_who_logs_in_where_is_told_once(site: LabSite, page: Line) -> None:
    page.say("follow", f"lesson:{site.lesson}")
    assert page.heard("sitters") == [{}]
    plan = site.lab.lab.seating.plan(site.lab.lesson)
    member = next(one for one in plan.members if one.id == plan.seated[seat(1)])
    pc = site.lab.turn_on(1)
    pc.report(user=member.login)
    site.later_now()
    told = page.heard("sitters")
    assert told[-1] == {seat(1): {"name": member.name, "fit": "planned"}}
    pc.report(user=member.login)
    site.later_now()
    assert page.heard("sitters") == told
