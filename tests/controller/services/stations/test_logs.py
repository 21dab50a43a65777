import pytest

from controller.domain.accounts import Role
from controller.domain.station_logs import Reading
from controller.errors import Refused
from controller.services.stations.logs import MOST
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import GetLog, LogPage
from firmware_bridge.protocol.v1.vocabulary import OrderResult, Reason, What
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


def read(desk: FrontDesk, **how: bool) -> None:
    desk.reception.logs.read(desk.account(Role.ADMIN), "north-1", **how)


def send_page(desk: FrontDesk, records: list[bytes]) -> None:
    """What a station answers to the newest get-log."""
    msg_id, asked = desk.north.orders(GetLog)[-1]
    page = tuple(records[asked.first : asked.first + asked.limit])
    desk.north.say(LogPage(msg_id, asked.first, len(records), page))


def state(desk: FrontDesk) -> Reading:
    progress = desk.reception.logs.progress("north-1")
    assert progress
    return progress.state


def test_it_is_read_page_by_page_to_the_end(gate: FrontDesk) -> None:
    known = gate.north.release(gate.pupils["p0400"], Reason.WINDOW)
    events = [known, *(gate.north.event(What.REFUSED, Reason.HELD) for _ in range(39))]
    records = [canonical.dumps(to_body(one)) for one in events]
    read(gate)
    for _ in range(4):
        assert state(gate) is Reading.UNDER_WAY
        send_page(gate, records)
    assert state(gate) is Reading.DONE
    lines = gate.reception.log_lines.of("north-1")
    assert [line.number for line in lines] == list(range(39, -1, -1))
    assert (lines[-1].what, lines[-1].reported, lines[0].reported) == ("released", True, False)
    assert lines[-1].pouch
    assert gate.journal("station:north-1")[-1] == "station.log-read"


def test_the_newest_are_asked_for_unless_all_are_wanted(gate: FrontDesk) -> None:
    records = [b"\xa0"] * 1000
    read(gate)
    send_page(gate, records)
    assert gate.north.told(GetLog)[-1].first == 680
    gate.later(20)
    gate.later(20)
    gate.later(20)
    gate.later(20)
    read(gate, everything=True)
    send_page(gate, records)
    assert gate.north.told(GetLog)[-1].first == 0


def test_a_record_that_cannot_be_read_is_shown_as_it_is(gate: FrontDesk) -> None:
    read(gate)
    for _ in range(2):
        send_page(gate, [b"\xff\x01"])
    (line,) = gate.reception.log_lines.of("north-1")
    assert (line.what, line.raw) == ("unreadable", "ff01")


def test_an_empty_log_is_read_at_once(gate: FrontDesk) -> None:
    read(gate)
    send_page(gate, [])
    assert state(gate) is Reading.DONE


def test_a_station_that_does_not_answer_says_so(gate: FrontDesk) -> None:
    read(gate)
    for _ in range(4):
        gate.later(5)
    assert state(gate) is Reading.SILENT
    assert len(gate.north.told(GetLog)) == 3
    progress = gate.reception.logs.progress("north-1")
    assert progress
    assert progress.sentence.startswith("The station does not answer.")


def test_a_page_that_was_lost_is_asked_for_again(gate: FrontDesk) -> None:
    read(gate)
    gate.later(5)
    for _ in range(3):
        send_page(gate, [b"\xa0"] * 20)
    assert state(gate) is Reading.DONE
    progress = gate.reception.logs.progress("north-1")
    assert progress
    assert progress.got == 20


def test_a_station_that_refuses_says_why(gate: FrontDesk) -> None:
    read(gate)
    gate.north.answer(gate.north.orders(GetLog)[-1][0], OrderResult.BUSY)
    assert state(gate) is Reading.REFUSED


def test_a_page_that_nobody_asked_for_is_parked(gate: FrontDesk) -> None:
    gate.north.say(LogPage(bytes(8), 0, 1, (b"\xa0",)))
    assert gate.reception.dead_letters.newest()[0].code == "message.not-asked-for"
    assert gate.reception.log_lines.of("north-1") == []


def test_it_is_not_read_twice_at_a_time_nor_without_a_link_nor_of_a_stranger(gate: FrontDesk) -> None:
    read(gate)
    with pytest.raises(Refused, match="being read already"):
        read(gate)
    with pytest.raises(Refused, match="Only an adopted station"):
        gate.reception.logs.read(gate.account(Role.ADMIN), "south-1")
    gate.wire.up = False
    with pytest.raises(Refused, match="no connection to the broker"):
        read(gate)


def say_page(desk: FrontDesk, first: int) -> None:
    """Of a log that is longer than any."""
    desk.north.say(LogPage(desk.north.orders(GetLog)[-1][0], first, 2**50, (b"\xa0",)))


def test_other_records_than_were_asked_for_are_not_believed(
    gate: FrontDesk,
) -> None:
    read(gate, everything=True)
    say_page(gate, 0)
    say_page(gate, 10**9)
    assert gate.reception.logs.records("north-1") == []
    assert gate.reception.dead_letters.newest()[0].code == "message.not-asked-for"


def test_no_more_is_asked_for_than_a_station_can_hold(gate: FrontDesk) -> None:
    read(gate, everything=True)
    say_page(gate, 0)
    progress = gate.reception.logs.progress("north-1")
    assert progress
    assert progress.total == MOST
