from controller.storage.tables.workstations import WorkstationRow
from tests.labs import FakeLab, seat
from workstation_agent.protocol.about import About


def test_the_rooms_that_have_pcs_and_how_they_are(lab: FakeLab) -> None:
    on, off = lab.turn_on(1), lab.turn_on(2)
    off.go()
    gone = lab.enrol(3)
    lab.lab.enrolment.revoke(lab.account("admin"), gone.workstation)
    lab.lab.presence.troubled(on.id, "It sends more than it may.")
    first, second = lab.lab.computers.rooms()
    assert (first.room.name, second.room.name) == ("Lab 1", "Lab 2")
    assert (first.enrolled, first.here, second.enrolled) == (2, 1, 0)
    pcs = {pc.id: pc for pc in first.computers}
    assert (pcs[seat(1)].here, pcs[seat(1)].hostname, pcs[seat(1)].agent) == (True, "LAB1-01", "1.0")
    assert pcs[seat(1)].trouble == "It sends more than it may."
    assert (pcs[seat(2)].here, pcs[seat(2)].last_seen_at) == (False, lab.clock.now())
    assert pcs[seat(3)].revoked_at
    assert not pcs[seat(3)].enrolled
    assert not pcs[seat(4)].enrolled


def test_what_a_pc_says_of_itself_is_kept_for_when_it_is_off(lab: FakeLab) -> None:
    pc = lab.turn_on(1)
    about = About("9.9", "Windows 11", ("blank", "lock"), ("open-url",), ("00:1a:2b:3c:4d:5e",))
    lab.lab.computers.take_about(pc.id, about)
    lab.lab.computers.take_about(pc.id, about)
    pc.go()
    with lab.services.database.read() as session:
        row = session.get_one(WorkstationRow, pc.id)
        assert (row.agent, row.os, row.modes, row.macs) == (
            "9.9",
            "Windows 11",
            "blank,lock",
            "00:1a:2b:3c:4d:5e",
        )
