from datetime import timedelta

from controller.domain.events import SeatsChanged
from controller.services.lab.presence import (
    ANSWERS_WITHIN_S,
    NOTE_EVERY_S,
    SHARED_KEY,
    SILENT_AFTER_S,
    TAKEOVERS,
    WITHIN_S,
)
from controller.storage.tables.workstations import WorkstationRow
from tests.labs import FakeLab, FakePc, seat


def last_seen(lab: FakeLab, number: int) -> object:
    with lab.services.database.read() as session:
        return session.get_one(WorkstationRow, seat(number)).last_seen_at


def test_coming_and_going_are_facts_and_are_told(lab: FakeLab) -> None:
    told: list[SeatsChanged] = []
    lab.services.bus.subscribe(SeatsChanged, told.append)
    pc = lab.turn_on(1)
    assert lab.lab.presence.of(pc.id)
    pc.go()
    assert lab.lab.presence.of(pc.id) is None
    assert [fact.kind for fact in lab.facts("workstation.")] == [
        "workstation.enrolled",
        "workstation.connected",
        "workstation.lost",
    ]
    assert SeatsChanged("lab-1", (seat(1),)) in told
    assert last_seen(lab, 1) == lab.clock.now()


def test_a_second_connection_with_the_same_key_takes_the_place_of_the_first(lab: FakeLab) -> None:
    first = lab.turn_on(1)
    second = lab.connect(FakePc(lab, first.key))
    assert first.closed
    assert lab.facts("workstation.replaced")
    first.go()
    here = lab.lab.presence.of(first.id)
    assert here, "the end of the old connection is not the end of the new one"
    assert here.line is second
    assert not lab.facts("workstation.lost")


def test_two_pcs_with_one_key_are_noticed(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    troubles = []
    for _ in range(TAKEOVERS):
        lab.clock.advance(2)
        lab.connect(FakePc(lab, pc.key))
        here = lab.lab.presence.of(pc.id)
        assert here
        troubles.append(here.trouble)
    assert troubles == ["", "", SHARED_KEY]
    lab.clock.advance(WITHIN_S)
    lab.connect(FakePc(lab, pc.key))
    here = lab.lab.presence.of(pc.id)
    assert here
    assert here.trouble == ""


def test_a_pc_that_falls_silent_is_lost(lab: FakeLab) -> None:
    quiet, lively = lab.turn_on(1), lab.turn_on(2)
    lab.clock.advance(SILENT_AFTER_S - 1)
    lab.lab.presence.heard(lively.id)
    lab.tick(2)
    assert lab.lab.presence.of(quiet.id) is None
    assert quiet.closed
    assert "silent" in lab.facts("workstation.lost")[0].data
    assert lab.lab.presence.of(lively.id)


def test_silence_is_told_in_seconds_of_the_wire(lab: FakeLab) -> None:
    lab.turn_on(1)
    lab.clock.advance(3)
    assert lab.lab.presence.silence_s("lab-1") == {seat(1): 3.0}
    assert lab.lab.presence.silence_s("lab-2") == {}


def test_a_room_is_settled_when_each_pc_has_answered_or_has_had_its_time(lab: FakeLab) -> None:
    one, two = lab.turn_on(1), lab.turn_on(2)
    presence = lab.lab.presence
    lab.clock.advance(ANSWERS_WITHIN_S)
    for pc in (one, two):
        presence.send(pc.id, pc.desired)
    assert not presence.settled()
    one.report()
    assert not presence.settled()
    two.go()
    assert presence.settled()
    presence.send(one.id, one.desired)
    assert not presence.settled()
    lab.clock.advance(ANSWERS_WITHIN_S)
    assert presence.settled()


def test_a_message_to_a_pc_that_is_away_is_not_kept(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    before = len(pc.taken)
    assert lab.lab.presence.send(pc.id, pc.desired)
    assert len(pc.taken) == before + 1
    pc.go()
    assert not lab.lab.presence.send(pc.id, pc.desired)


def test_each_minute_is_noted_for_a_controller_that_is_killed(lab: FakeLab) -> None:
    lab.turn_on(1)
    connected = lab.clock.now()
    for _ in range(int(NOTE_EVERY_S / 10)):
        lab.lab.presence.heard(seat(1))
        lab.tick(10)
    assert last_seen(lab, 1) == connected + timedelta(seconds=NOTE_EVERY_S)


def test_a_dropped_pc_is_disconnected_at_once(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    lab.lab.presence.drop(pc.id, "its key was revoked")
    assert pc.closed
    assert lab.lab.presence.of(pc.id) is None
    lab.lab.presence.drop(pc.id, "twice is harmless")
    assert len(lab.facts("workstation.lost")) == 1
