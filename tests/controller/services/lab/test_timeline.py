from dataclasses import replace
from datetime import timedelta

import pytest

from controller.domain.orders import OrderKind
from controller.services.lab.looks import Subject
from controller.services.lab.timeline import Entry
from controller.storage.journal import Fact, append
from controller.storage.tables.lesson_desk import VisitRow
from controller.storage.tables.pupil_side import HidingRow
from controller.storage.tables.sessions import LabSessionRow
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.acts import ShowMessage
from workstation_agent.protocol.troubles import WORKER_RESTARTED, Trouble


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


def entries(lab: FakeLab, *kinds: str) -> list[Entry]:
    return [one for one in lab.lab.timeline.of(lab.lesson) if not kinds or one.kind in kinds]


def test_who_did_what_when_where_and_what_came_of_it(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    at = lab.clock.now()
    pc.obey()
    (entry,) = entries(lab, "lock")
    assert (entry.at, entry.by, entry.seats) == (at, "Mrs M. Okafor", ("PC-01",))
    assert (entry.what, entry.result) == ("Locked: “Look up”", "1 of 1 locked.")
    assert entry.until == lab.lesson.ends_at


def test_the_newest_comes_first(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "")
    lab.clock.advance(timedelta(seconds=10))
    lab.lab.orders.act(lab.teacher, lab.lesson, [pc.id], ShowMessage("Save your work"))
    assert [one.kind for one in entries(lab, "lock", "message")] == ["message", "lock"]


def test_two_teachers_in_a_room_see_each_others_orders_and_whose_won(lab: FakeLab, pc: FakePc) -> None:
    cover = lab.account("j.pritchard")
    first = lab.lab.orders.lock(cover, lab.lesson, [pc.id], "theirs")
    second = lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "mine")
    assert {one.by for one in entries(lab, "lock")} == {"Mrs M. Okafor", "Mr J. Pritchard"}
    note = "Takes the place of the lock of Mr J. Pritchard on PC-01."
    assert lab.lab.progress.of(second).note == note
    assert lab.lab.progress.note(second) == note
    assert entries(lab, "lock")[0].result.endswith(note)
    (replaced,) = lab.lab.progress.of(first).seats
    assert replaced.detail == "replaced by the lock of Mrs M. Okafor"


def test_a_teachers_own_order_takes_nobodys_place(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "one")
    order = lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "two")
    assert lab.lab.progress.note(order) == ""


def test_ending_anothers_is_said_too(lab: FakeLab, pc: FakePc) -> None:
    cover = lab.account("j.pritchard")
    mute = lab.lab.orders.hold(cover, lab.lesson, [pc.id], OrderKind.MUTE)
    free = lab.lab.orders.free(lab.teacher, lab.lesson, [pc.id])
    assert lab.lab.progress.note(free) == "Ends the mute of Mr J. Pritchard on PC-01."
    assert lab.lab.progress.of(mute).seats[0].detail == "freed by Mrs M. Okafor"


def test_looks_and_troubles_are_in_it(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.looks.end(lab.lab.looks.start(Subject(lab.teacher, lab.lesson, pc.id)))
    lab.lab.looks.start(Subject(lab.teacher, lab.lesson, None))
    lab.lab.troubles.take(pc.id, Trouble(WORKER_RESTARTED, "It was back after 40 ms."))
    looks = {one.what: one for one in entries(lab, "look")}
    assert looks["Looked at this screen"].seats == ("PC-01",)
    assert looks["Looked at this screen"].until == lab.clock.now()
    assert looks["Looked at the wall of screens"].until is None
    (trouble,) = entries(lab, "trouble")
    assert (trouble.by, trouble.seats, trouble.bad) == ("", ("PC-01",), True)


def test_a_room_that_is_switched_on_is_one_entry(lab: FakeLab, pc: FakePc) -> None:
    lab.turn_on(2)
    lab.clock.advance(timedelta(minutes=5))
    pc.go()
    came, went = entries(lab, "came")[0], entries(lab, "went")[0]
    assert came.seats == ("PC-01", "PC-02")
    assert (went.seats, went.result) == (("PC-01",), "the connection ended")


def test_what_happened_in_another_room_or_lesson_is_not_in_it(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "")
    lab.clock.advance(lab.lesson.ends_at - lab.clock.now())
    following = lab.lab.lessons.in_room("lab-1")
    if following:
        assert [one.kind for one in lab.lab.timeline.of(following) if one.order] == []
    lab.clock.advance(timedelta(seconds=-1))
    other = lab.lab.lessons.in_room("lab-2")
    assert other
    assert lab.lab.timeline.of(other) == []


def test_a_restart_of_the_controller_loses_nothing_of_it(lab: FakeLab, pc: FakePc) -> None:
    lab.lab.orders.lock(lab.teacher, lab.lesson, [pc.id], "Look up")
    lab.lab.troubles.take(pc.id, Trouble(WORKER_RESTARTED, ""))
    before = [(one.at, one.kind, one.what) for one in entries(lab)]
    again = replace(lab, services=replace(lab.services))
    assert again.lab is not lab.lab, "built anew, as after a restart"
    assert [(one.at, one.kind, one.what) for one in entries(again)] == before
    assert seat(1) in again.lab.troubles.latest(lab.lesson)


def test_sessions_visits_and_hidden_screens_are_in_it(lab: FakeLab, pc: FakePc) -> None:
    now, lesson, by = lab.clock.now(), str(lab.lesson.id), lab.account("j.pritchard").id
    here = {"account_id": by, "lesson": lesson, "room_id": "lab-1", "started_at": now}
    rows = [
        LabSessionRow(id="s1", kind="control", workstation_id=pc.id, seats=1, **here),
        LabSessionRow(id="s2", kind="show", seats=30, why="the page was closed", **here),
        VisitRow(reason="Cover for period 2", until=now + timedelta(minutes=10), **here),
        HidingRow(workstation_id=pc.id, said_id="h1", part=1, login="u1", title="Prizes", address="", at=now),
    ]
    with lab.services.database.write() as session:
        session.add_all(rows)
    told = {one.kind: one for one in entries(lab, "control", "show", "visit", "hidden")}
    assert told["control"].seats == told["hidden"].seats == ("PC-01",)
    assert told["show"].result == "the page was closed"
    assert (told["visit"].by, told["visit"].result) == ("Mr J. Pritchard", "Cover for period 2")
    assert "Prizes" not in repr(told["hidden"]), "what was on the screen is not for a list"


def test_turning_pcs_on_is_in_it(lab: FakeLab, pc: FakePc) -> None:
    fact = Fact("wake.asked", "account:m.okafor", f"lesson:{lab.lesson.id}", {"seats": [seat(2), "gone"]})
    with lab.services.database.write() as session:
        append(session, lab.clock.now(), fact)
    (wake,) = entries(lab, "wake")
    assert (wake.by, wake.seats) == ("Mrs M. Okafor", ("PC-02",))
