import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from controller.bootstrap import build
from controller.domain.events import ReleaseChanged
from controller.domain.moving import Move
from controller.domain.releases import LENGTH, Phase, Release, When, phase
from controller.errors import Refused
from controller.services.stations.authorities import content, current, lists_of
from controller.storage.tables.records import JournalRow
from device_rules.model import Decision
from device_rules.vocabulary import Verdict
from firmware_bridge.protocol.v1.messages import AuthorityPage
from firmware_bridge.protocol.v1.times import to_ms
from tests.desks import FrontDesk

FIVE_HOURS = timedelta(hours=5)
POUCHES = 825


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north, desk.south)
    return desk


def latest(desk: FrontDesk) -> Release:
    release = desk.reception.releases.latest()
    assert release is not None
    return release


def stage(desk: FrontDesk) -> Phase:
    return phase(latest(desk), desk.clock.now())


def order(desk: FrontDesk, when: When = When.NOW, reason: str = "Early closure, snow") -> Release:
    return desk.reception.releases.order(desk.account(), when, reason)


def test_every_adopted_station_is_told_window_and_tags(gate: FrontDesk) -> None:
    release = order(gate)
    for station in (gate.north, gate.south):
        told = station.told(AuthorityPage)
        pages = [page for page in told if page.version == told[-1].version]
        assert len(pages) == pages[0].pages == 9
        assert sum(len(page.tags) for page in pages) == release.listed == POUCHES
        (window,) = pages[0].windows
        assert (window.start_ms, window.end_ms) == (to_ms(release.starts_at), to_ms(release.ends_at))
    assert gate.office.told(AuthorityPage) == []


def test_the_pages_are_those_of_the_authority_in_the_database(gate: FrontDesk) -> None:
    order(gate)
    with gate.school.database.read() as session:
        row = current(session, "North gate")
        assert row is not None
    assert gate.north.told(AuthorityPage)[-1].digest == content(row).digest == row.digest


def test_before_the_bell_it_needs_a_reason(gate: FrontDesk) -> None:
    with pytest.raises(Refused, match=r"ends at 15:10"):
        order(gate, reason="  ")
    assert gate.reception.releases.latest() is None


def test_after_the_bell_it_needs_none(gate: FrontDesk) -> None:
    gate.clock.advance(FIVE_HOURS + timedelta(minutes=6))
    assert order(gate, reason="").reason == ""


def test_set_for_the_bell_stations_know_before_it_and_it_begins_by_itself(gate: FrontDesk) -> None:
    order(gate, When.BELL, "")
    assert gate.north.told(AuthorityPage)[-1].windows[0].start_ms == to_ms(latest(gate).starts_at)
    assert stage(gate) is Phase.SET
    told = gate.hears(ReleaseChanged)
    gate.later(FIVE_HOURS + timedelta(minutes=5))
    assert stage(gate) is Phase.OPEN
    gate.later(1)
    assert told == [ReleaseChanged(latest(gate).id)]


def test_what_is_set_for_the_bell_gives_way_to_a_release_now(gate: FrontDesk) -> None:
    planned = order(gate, When.BELL, "")
    now = order(gate)
    assert (latest(gate).id, stage(gate)) == (now.id, Phase.OPEN)
    assert now.authority > planned.authority
    assert len(gate.north.told(AuthorityPage)[-1].windows) == 1


def test_a_release_that_is_on_is_not_started_again(gate: FrontDesk) -> None:
    order(gate)
    with pytest.raises(Refused, match=r"on already: Ms D. Hallam ordered it, from 10:05"):
        order(gate)


def test_it_ends_by_itself(gate: FrontDesk) -> None:
    release = order(gate)
    told = gate.hears(ReleaseChanged)
    gate.later(LENGTH)
    assert (latest(gate).ended_at, latest(gate).ended_by) == (release.ends_at, "")
    gate.later(1)
    assert told == [ReleaseChanged(release.id)]


def test_ended_by_hand_the_stations_are_told_to_stop(gate: FrontDesk) -> None:
    release = order(gate)
    gate.reception.releases.end(gate.account(), release.id)
    page = gate.north.told(AuthorityPage)[-1]
    assert (page.windows, page.tags) == ((), ())
    assert page.version > release.authority
    assert latest(gate).ended_by == "Ms D. Hallam"


@pytest.mark.parametrize(("number", "words"), [(1, "ended already"), (99, "no such release")])
def test_what_is_over_cannot_be_ended(gate: FrontDesk, number: int, words: str) -> None:
    gate.reception.releases.end(gate.account(), order(gate).id)
    with pytest.raises(Refused, match=words):
        gate.reception.releases.end(gate.account(), number)


def test_the_journal_has_the_decision_of_each_year_group(gate: FrontDesk) -> None:
    order(gate)
    with gate.school.database.read() as session:
        row = session.query(JournalRow).filter(JournalRow.kind == "release.ordered").one()
    facts = json.loads(row.data)
    assert set(facts["years"]) == {"7", "8", "9", "10", "11"}
    assert facts["years"]["9"]["verdict"] == "not-covered"
    assert facts["years"]["9"]["policy_version"] == gate.school.rules.policy.version
    assert facts["reason"] == "Early closure, snow"


def test_a_year_group_that_the_policy_keeps_is_not_listed(
    gate: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = gate.school.rules.pupil_phone

    def not_year_9(year: int, *asked: object, **more: object) -> Decision:
        decision = real(year, *asked, **more)  # type: ignore[arg-type]  # passed on as they came
        return replace(decision, verdict=Verdict.FORBIDDEN) if year == 9 else decision

    monkeypatch.setattr(gate.school.rules, "pupil_phone", not_year_9)
    order(gate)
    tags = {tag for page in gate.north.told(AuthorityPage) for tag in page.tags}
    assert latest(gate).listed == POUCHES - 165 == len(tags)
    assert gate.north.tag(gate.pupils["p0400"]) not in tags


def test_one_that_is_moved_lists_whom_the_policy_lets_out_at_that_time(
    gate: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, by = gate.school.rules.pupil_phone, gate.account()
    release = gate.reception.releases.order(by, When.BELL)
    before_the_bell = release.starts_at - timedelta(minutes=20)

    def not_year_9_by_then(year: int, *asked: object, at: datetime, **more: object) -> Decision:
        decision = real(year, *asked, at=at, **more)  # type: ignore[arg-type]  # passed on as they came
        early = year == 9 and at == before_the_bell
        return replace(decision, verdict=Verdict.FORBIDDEN) if early else decision

    monkeypatch.setattr(gate.school.rules, "pupil_phone", not_year_9_by_then)
    year_9 = gate.north.tag(gate.pupils["p0400"])
    assert year_9 in listed(gate)
    sooner = Move(timedelta(minutes=-20), reason="Snow")
    gate.reception.releases.move(by, release.id, sooner)
    assert year_9 not in listed(gate)
    gate.reception.releases.move(by, release.id, Move(timedelta(minutes=20)))
    assert year_9 in listed(gate)


def test_one_that_is_brought_before_the_bell_needs_a_reason_which_is_kept_and_shown(gate: FrontDesk) -> None:
    releases, by = gate.reception.releases, gate.account()
    release = releases.order(by, When.BELL)
    with pytest.raises(Refused, match=r"school day ends at 15:10\. Give a reason to release before it"):
        releases.move(by, release.id, Move(timedelta(minutes=-1)), ["North gate"])
    assert releases.latest() == release
    releases.move(by, release.id, Move(timedelta(minutes=10)))
    releases.move(by, release.id, Move(timedelta(minutes=-10)))  # back to the bell, and not before it
    releases.move(by, release.id, Move(timedelta(minutes=-30), reason="Burst pipe"))
    assert latest(gate).reason == "Burst pipe"
    releases.move(by, release.id, Move(timedelta(minutes=5)))  # later than it was, though still early
    with gate.school.database.read() as session:
        rows = session.query(JournalRow).filter(JournalRow.kind == "release.moved").all()
    assert [json.loads(row.data).get("reason") for row in rows] == [None, None, "Burst pipe", None]


def listed(gate: FrontDesk) -> tuple[bytes, ...]:
    with gate.school.database.read() as session:
        ordered = current(session, "North gate")
        assert ordered is not None
        return lists_of(ordered).tags


def test_a_restarted_controller_goes_on_with_the_same_release(gate: FrontDesk) -> None:
    release = order(gate)
    gate.north.take_authority()
    gate.north.release(gate.pupils["p0400"])
    again = FrontDesk(build(gate.school.settings, gate.clock), gate.clock)
    assert again.reception.releases.latest() == release
    assert again.reception.tallies.of(release).count.released == 1
    gate.south.wire = again.wire
    gate.south.boot()
    with again.school.database.read() as session:
        ordered = current(session, "South gate")
        assert ordered is not None
        assert gate.south.told(AuthorityPage)[-1].version == ordered.version
    again.school.close()


def test_a_station_that_was_away_is_named_until_it_is_level(gate: FrontDesk) -> None:
    def behind() -> list[str]:
        stations = gate.reception.stations.all()
        return [one.name for one in stations if one.adoption.value == "adopted" and not one.level]

    order(gate)
    gate.north.take_authority()
    assert behind() == ["South gate 1"]
    gate.south.take_authority()
    assert behind() == []
