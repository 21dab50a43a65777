import pytest
from sqlalchemy import delete, update

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Role
from controller.services.custody.checking import CheckResult
from controller.storage.tables.custody import CustodyRow
from controller.storage.tables.stations import StationEventRow
from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import GetLog, LogPage, StationEvent
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.desks import FrontDesk, TalkingStation

POUCHES = ("NG-0001", "NG-0002")


@pytest.fixture
def gate(school: Services, clock: ManualClock) -> FrontDesk:
    """Two pouches were opened at the north gate."""
    desk = FrontDesk(school, clock)
    desk.adopt(desk.north)
    for pouch in POUCHES:
        desk.north.release(desk.uids[pouch], Reason.EXCEPTION)
    return desk


def check(gate: FrontDesk) -> CheckResult:
    return gate.school.custody.check.run()


def test_what_the_stations_said_is_what_the_record_has(gate: FrontDesk) -> None:
    found = check(gate)
    assert (found.openings, found.pouches, found.mismatches) == (2, 2, [])
    assert found.sentence == "The custody record equals what the stations reported: 2 openings of 2 pouches."


def test_a_link_that_is_gone_or_of_another_pouch_or_too_many_is_named(gate: FrontDesk) -> None:
    with gate.school.database.write() as session:
        session.execute(
            update(CustodyRow).where(CustodyRow.item == "pouch:NG-0001").values(item="pouch:NG-0009")
        )
        session.execute(delete(CustodyRow).where(CustodyRow.item == "pouch:NG-0002"))
    said = check(gate).mismatches
    assert "The opening of NG-0001 at north-1, 6 Oct 10:05:00, is in the chain as pouch:NG-0009" in said[0]
    assert "The opening of NG-0002 at north-1, 6 Oct 10:05:00, is not in the chain of custody." in said
    assert "The chain of pouch:NG-0009 names an opening that was of NG-0001." in said


def test_an_opening_that_no_station_reported_is_named(gate: FrontDesk) -> None:
    with gate.school.database.write() as session:
        session.execute(update(StationEventRow).values(what="refused"))
    assert len(check(gate).mismatches) == 2
    assert "says that it was opened" in check(gate).mismatches[0]


def test_an_opening_that_did_not_happen_has_a_link_that_says_so(gate: FrontDesk) -> None:
    meant = gate.north.release(gate.uids["NG-0003"], Reason.EXCEPTION)
    gate.north.say(gate.north.event(What.JAMMED, Reason.EXCEPTION, gate.uids["NG-0003"], nonce=meant.nonce))
    assert check(gate).mismatches == []
    with gate.school.database.write() as session:
        session.execute(delete(CustodyRow).where(CustodyRow.what.startswith("not ")))
    (said,) = check(gate).mismatches
    assert said.endswith("did not happen, and its chain does not say so.")


def answer_log(station: TalkingStation, events: list[StationEvent]) -> None:
    records = tuple(canonical.dumps(to_body(event)) for event in events)
    for msg_id, asked in station.orders(GetLog):
        chosen = records[asked.first : asked.first + asked.limit]
        station.say(LogPage(msg_id, asked.first, len(records), chosen))


def test_a_station_s_own_log_is_compared_where_it_was_read(gate: FrontDesk) -> None:
    kept = gate.north.event(What.RELEASED, Reason.EXCEPTION, gate.uids["NG-0003"])  # never sent
    gate.reception.logs.read(gate.account(Role.ADMIN), "north-1")
    answer_log(gate.north, [kept])
    answer_log(gate.north, [kept])
    found = check(gate)
    assert found.logs == ["north-1"]
    assert found.mismatches == ["north-1: record 0 of its own log, of NG-0003, has not come."]
    gate.north.say(kept)
    assert check(gate).mismatches == []
    assert "and the own logs of 1 station:" in check(gate).sentence
