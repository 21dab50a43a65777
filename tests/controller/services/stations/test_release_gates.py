"""A release that is held, moved and ended at one gate: what stations are told, and who is told what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from controller.domain.accounts import Account
from controller.domain.moving import Move, Untold
from controller.domain.releases import Early, GatePhase, GateRelease, Phase, Release, When, gate_phase, phase
from controller.errors import Refused
from controller.services.stations.authorities import current, lists_of
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1.messages import AuthorityPage
from firmware_bridge.protocol.v1.times import to_ms
from tests.desks import FrontDesk, TalkingStation

NORTH, SOUTH = "North gate", "South gate"
FIVE_HOURS = timedelta(hours=5)
TEN = timedelta(minutes=10)
BUSES = frozenset({"Bus 12"})
RIDER, WALKER = "p0003", "p0400"


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


@pytest.fixture
def by(gate: FrontDesk) -> Account:
    return gate.account()


@pytest.fixture
def on(gate: FrontDesk, by: Account) -> Release:
    """It is on at every gate, and every station holds it."""
    release = gate.reception.releases.order(by, When.NOW, "Snow")
    level(gate)
    return release


def level(desk: FrontDesk) -> None:
    for station in (desk.north, desk.south):
        station.take_authority()


def now_at(desk: FrontDesk, gate: str) -> GateRelease:
    release = desk.reception.releases.latest()
    found = release.at(gate) if release else None
    assert found is not None
    return found


def stage(desk: FrontDesk, gate: str) -> GatePhase:
    return gate_phase(now_at(desk, gate), desk.clock.now())


def newest(station: TalkingStation) -> AuthorityPage:
    return station.told(AuthorityPage)[-1]


def test_a_gate_is_held_and_goes_on_while_the_others_do_not_notice(
    gate: FrontDesk, by: Account, on: Release
) -> None:
    south = len(gate.south.told(AuthorityPage))
    assert gate.reception.releases.hold(by, on.id, (NORTH,)) == [NORTH]
    assert (stage(gate, NORTH), stage(gate, SOUTH)) == (GatePhase.HELD, GatePhase.OPEN)
    held = newest(gate.north)
    assert (held.windows, held.removed, held.pages) == ((), (), 1)  # its tags stay: little is said
    assert len(gate.south.told(AuthorityPage)) == south
    gate.north.take_authority()
    assert gate.reception.releases.go_on(by, on.id) == [NORTH]
    assert newest(gate.north).windows[0].end_ms == to_ms(on.ends_at)
    assert stage(gate, NORTH) is GatePhase.OPEN


def test_a_tap_at_a_held_gate_is_refused_with_the_reason(gate: FrontDesk, by: Account, on: Release) -> None:
    gate.reception.releases.hold(by, on.id, (NORTH,))
    answer = gate.north.ask(gate.pupils[WALKER])
    assert answer
    assert (answer.allow, answer.reason) == (False, "release-held")
    (said, *_) = gate.reception.feed.newest()
    assert said.sentence == "The release is held at the North gate: Ms D. Hallam stopped it at 10:05."
    open_elsewhere = gate.south.ask(gate.pupils[WALKER])
    assert open_elsewhere
    assert open_elsewhere.allow


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("hold", "hold", "held the release there at 10:05."),
        ("end", "hold", "ended the release there at 10:05."),
        ("end", "go_on", "ended the release there at 10:05."),
        ("go_on", "go_on", "ordered the release there at 10:05."),
    ],
)
def test_who_comes_second_is_told_who_did_what_when(
    gate: FrontDesk, by: Account, on: Release, first: str, second: str, words: str
) -> None:
    if first != "go_on":
        getattr(gate.reception.releases, first)(by, on.id, (NORTH,))
    with pytest.raises(Refused) as caught:
        getattr(gate.reception.releases, second)(by, on.id, (NORTH,))
    assert caught.value.sentence == f"At the North gate: Ms D. Hallam {words}"


def test_ended_at_one_gate_it_goes_on_at_the_others_and_ends_with_the_last(
    gate: FrontDesk, by: Account, on: Release
) -> None:
    releases = gate.reception.releases
    releases.end(by, on.id, (NORTH,))
    assert (stage(gate, NORTH), stage(gate, SOUTH)) == (GatePhase.OVER, GatePhase.OPEN)
    assert (newest(gate.north).windows, newest(gate.north).tags) == ((), ())
    with pytest.raises(Refused, match="on already at the South gate"):
        releases.order(by, When.NOW, "Snow", gates=(SOUTH,))
    releases.order(by, When.NOW, "Snow", gates=(NORTH,))
    assert (stage(gate, NORTH), now_at(gate, NORTH).gate) == (GatePhase.OPEN, NORTH)
    releases.end(by, on.id)
    latest = releases.latest()
    assert latest
    assert (latest.id, phase(latest, gate.clock.now())) == (on.id, Phase.OVER)


def test_a_late_bell_moves_all_gates_in_one_step(gate: FrontDesk, by: Account) -> None:
    releases = gate.reception.releases
    release = releases.order(by, When.BELL)
    level(gate)
    moved = releases.move(by, release.id, Move(TEN, release.starts_at))
    assert moved == [NORTH, "Office", SOUTH]
    latest = releases.latest()
    assert latest
    assert (latest.starts_at, latest.ends_at) == (release.starts_at + TEN, release.ends_at + TEN)
    for station in (gate.north, gate.south):
        (page,) = [one for one in station.told(AuthorityPage) if one.version == newest(station).version]
        assert page.windows[0].start_ms == to_ms(release.starts_at + TEN)


def test_two_who_move_it_at_once_move_it_once(gate: FrontDesk, by: Account) -> None:
    releases = gate.reception.releases
    release = releases.order(by, When.BELL)
    releases.move(by, release.id, Move(TEN, release.starts_at))
    with pytest.raises(Refused, match=r"Ms D\. Hallam moved it to 15:20, at 10:05\. Look again"):
        releases.move(by, release.id, Move(TEN, release.starts_at))


def test_a_station_that_could_not_be_told_is_named_with_what_it_does(gate: FrontDesk, by: Account) -> None:
    releases = gate.reception.releases
    release = releases.order(by, When.BELL)
    level(gate)
    assert gate.reception.day_end.untold() == []
    releases.move(by, release.id, Move(TEN))
    gate.south.take_authority()
    assert gate.reception.day_end.untold() == [
        Untold(
            "north-1",
            "North gate 1",
            NORTH,
            "It opens at 15:10, by its own authority.",
            "Switch it off, or stand by it, until 15:20.",
            opens=True,
        )
    ]
    gate.north.held = 77, b"another!"
    gate.north.beat()
    (unknown,) = gate.reception.day_end.untold()
    assert unknown.does == "Nobody knows what it holds."


def riders(desk: FrontDesk) -> set[bytes]:
    with desk.school.database.read() as session:
        on_bus = [one.id for one in session.query(PupilRow).filter(PupilRow.bus == "Bus 12")]
    return {desk.north.tag(desk.pupils[one]) for one in on_bus if one in desk.pupils}


def test_early_buses_are_in_every_authority_before_the_bell(gate: FrontDesk, by: Account) -> None:
    release = gate.reception.releases.order(by, When.BELL, early=Early(5, BUSES))
    pages = [one for one in gate.north.told(AuthorityPage) if one.version == newest(gate.north).version]
    early = [tag for page in pages for tag in page.early or ()]
    assert set(early) == riders(gate)
    assert pages[0].early_from_ms == to_ms(release.starts_at - timedelta(minutes=5))
    assert gate.reception.day_end.groups()["Bus 12"] == len(early)


def test_online_too_only_their_pupils_may_go_before_the_bell(gate: FrontDesk, by: Account) -> None:
    gate.reception.releases.order(by, When.BELL, early=Early(5, BUSES))
    gate.clock.advance(FIVE_HOURS + timedelta(minutes=2))
    asked = [gate.north.ask(gate.pupils[one]) for one in (RIDER, WALKER)]
    assert [one.allow for one in asked if one] == [True, False]
    gate.north.take_authority()
    gate.north.release(gate.pupils[RIDER])
    release = gate.reception.releases.latest()
    assert release
    board = gate.reception.day_end.board(release)
    assert [(one.bus, one.released) for one in board.buses] == [("Bus 12", 1)]
    assert board.tally.count.released == 1
    with gate.school.database.read() as session:
        order = current(session, NORTH)
        assert order
        assert order.window_start == release.starts_at


def test_early_buses_go_by_their_gates_alone(gate: FrontDesk, by: Account) -> None:
    releases = gate.reception.releases
    with pytest.raises(Refused, match="no station at a gate of the early buses"):
        releases.order(by, When.BELL, early=Early(5, BUSES, frozenset({"Moon gate"})))
    release = releases.order(by, When.BELL, early=Early(5, BUSES, frozenset({NORTH})))
    releases.order(by, When.BELL, gates=[SOUTH])  # what is set for another gate leaves these as they are
    releases.move(by, release.id, Move(TEN), [NORTH])
    east_gate(gate)
    gate.clock.advance(FIVE_HOURS + TEN + timedelta(minutes=2))
    for station in (gate.north, gate.south):
        station.beat()
    asked = [one.ask(gate.pupils[RIDER]) for one in (gate.south, gate.north)]
    assert [one.allow for one in asked if one] == [True, True]  # the bell of the South gate has gone
    gates = {one.gate: (one.early_at is not None, bool(one.buses)) for one in last(gate).gates}
    assert {name for name, early in gates.items() if any(early)} == {NORTH}
    with gate.school.database.read() as session:
        held = {one: current(session, one) for one in (NORTH, SOUTH, "East gate")}
    assert [bool(one and one.early) for one in held.values()] == [True, False, False]
    (bus,) = gate.reception.day_end.board(last(gate)).buses
    assert (bus.gates, bus.opens_at) == ((NORTH,), release.starts_at + TEN - timedelta(minutes=5))


def test_a_rider_waits_for_the_bell_at_a_gate_of_other_buses(gate: FrontDesk, by: Account) -> None:
    gate.reception.releases.order(by, When.BELL, early=Early(5, BUSES, frozenset({NORTH})))
    gate.clock.advance(FIVE_HOURS + timedelta(minutes=2))
    asked = [one.ask(gate.pupils[RIDER]) for one in (gate.south, gate.north)]
    assert [one.allow for one in asked if one] == [False, True]


def last(gate: FrontDesk) -> Release:
    found = gate.reception.releases.latest()
    assert found
    return found


def east_gate(gate: FrontDesk) -> None:
    """The office's station is moved to a gate that is new."""
    with gate.school.database.write() as session:
        session.get_one(StationRow, "office-1").gate = "East gate"
    gate.later(1)


def test_a_new_gate_joins_a_release_that_is_on_everywhere(gate: FrontDesk, by: Account, on: Release) -> None:
    east_gate(gate)
    assert stage(gate, "East gate") is GatePhase.OPEN


def test_a_new_gate_does_not_open_while_the_release_is_held(
    gate: FrontDesk, by: Account, on: Release
) -> None:
    gate.reception.releases.hold(by, on.id)
    east_gate(gate)
    assert stage(gate, "East gate") is GatePhase.HELD


def test_a_new_gate_is_like_one_at_which_the_release_goes_on(
    gate: FrontDesk, by: Account, on: Release
) -> None:
    gate.reception.releases.end(by, on.id, (NORTH, "Office"))
    gate.reception.releases.hold(by, on.id)
    east_gate(gate)
    assert stage(gate, "East gate") is GatePhase.HELD


def test_a_new_gate_lists_the_pouches_that_are_in_use_by_now(
    gate: FrontDesk, by: Account, on: Release
) -> None:
    with gate.school.database.write() as session:
        lost = session.scalars(select(PouchRow).where(PouchRow.pupil_id == WALKER)).one()
        lost.pupil_id, tag = None, lost.tag
    gate.reception.releases.relist()
    east_gate(gate)
    with gate.school.database.read() as session:
        made = current(session, "East gate")
        assert made
        assert tag not in lists_of(made).tags


def test_how_long_each_gate_took_is_kept(gate: FrontDesk, by: Account, on: Release) -> None:
    for pupil in ("p0400", "p0401"):
        gate.clock.advance(timedelta(minutes=1))
        gate.north.release(gate.pupils[pupil])
    gate.later(timedelta(minutes=31))
    gate.later(timedelta(minutes=1))
    since = on.starts_at - FIVE_HOURS
    (found,) = gate.reception.day_end.clearings.clearings(since, since + timedelta(days=1))
    assert (found.gate, found.released, found.took) == (NORTH, 2, timedelta(minutes=1))
    assert gate.reception.day_end.clearings.went_by(on.id + 1) == {NORTH: 2, "Office": 0, SOUTH: 0}
