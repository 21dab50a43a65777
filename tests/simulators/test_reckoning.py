"""A reckoning must find each thing that can be wrong; here one at a time is."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, Reason, What
from simulators.evidence import Evidence, Taken, Window, number_of
from simulators.reckoning import reckon
from simulators.witness import Opening, percentile_ms

BELL = datetime(2025, 10, 6, 15, 10, tzinfo=UTC)
END = BELL + timedelta(minutes=30)
UIDS = [bytes([4, number]) for number in range(4)]
POUCHES = {uid: f"NG-{number:04}" for number, uid in enumerate(UIDS)}
BOOT = b"boot-one"


def event(seq: int, what: What = What.RELEASED, reason: Reason = Reason.WINDOW) -> StationEvent:
    return StationEvent(
        boot_id=BOOT,
        seq=seq,
        event_id=bytes([seq]) * 16,
        what=what,
        reason=reason,
        mode=Mode.RELEASE,
        offline=False,
        station_clock_ms=1,
        clock_quality=ClockQuality.TRUSTED,
        uptime_ms=seq,
        authority_version=1,
        grant=0,
        tag=b"12345678",
    )


def taken(one: StationEvent, warrant: str = "release:1") -> Taken:
    return Taken(number_of("gate-1", one), one.what.word, warrant)


def opening(uid: bytes, at: datetime = BELL) -> Opening:
    return Opening("gate-1", uid, at, 0.002)


FLASH = [event(1), event(2), event(3, What.REFUSED, Reason.DENIED)]


@pytest.fixture
def right() -> Evidence:
    """Two pouches opened, and one tap was refused."""
    counts = Counter([POUCHES[UIDS[0]], POUCHES[UIDS[1]]])
    return Evidence(
        taps=3,
        openings=[opening(UIDS[0]), opening(UIDS[1])],
        flashes={"gate-1": FLASH},
        taken=[taken(one) for one in FLASH],
        custody=counts,
        journal=counts.copy(),
        windows=[Window(BELL, END, END)],
        pouches=POUCHES,
        journal_is_whole=True,
        slack=timedelta(0),
    )


def test_when_all_is_right_the_sums_agree(right: Evidence) -> None:
    sums = reckon(right)
    assert (sums.taps, sums.released, sums.refused, sums.custody, sums.journal) == (3, 2, 1, 2, 2)
    assert sums.refused_by == {"denied": 1}
    assert sums.agrees


def test_an_event_that_the_controller_lacks_is_lost(right: Evidence) -> None:
    assert reckon(replace(right, taken=right.taken[:-1])).lost == 1


def test_an_opening_without_custody_or_journal_is_lost(right: Evidence) -> None:
    one = Counter([POUCHES[UIDS[0]]])
    assert reckon(replace(right, custody=one)).lost == 1
    assert reckon(replace(right, journal=one)).lost == 1


def test_a_tap_that_nobody_decided_is_lost(right: Evidence) -> None:
    assert reckon(replace(right, taps=4)).lost == 1


def test_an_event_taken_twice_is_doubled(right: Evidence) -> None:
    assert reckon(replace(right, taken=[*right.taken, right.taken[0]])).doubled == 1


def test_custody_of_what_never_opened_is_doubled(right: Evidence) -> None:
    more = right.custody + Counter([POUCHES[UIDS[0]]])
    assert reckon(replace(right, custody=more)).doubled == 1


@pytest.mark.parametrize("at", [BELL - timedelta(seconds=1), END])
def test_an_opening_outside_the_window_is_early(right: Evidence, at: datetime) -> None:
    assert reckon(replace(right, openings=[right.openings[0], opening(UIDS[1], at)])).early == 1


def test_a_station_that_nobody_could_tell_may_go_on_to_its_own_end(right: Evidence) -> None:
    ended = Window(BELL, BELL + timedelta(minutes=1), END)
    late = replace(
        right, windows=[ended], openings=[opening(uid, END - timedelta(minutes=1)) for uid in UIDS[:2]]
    )
    assert reckon(late).early == 2
    alone = [replace(one, offline=True) for one in FLASH]
    assert reckon(replace(late, flashes={"gate-1": alone})).early == 0


def test_an_opening_that_no_event_or_no_decision_stands_behind_is_early(right: Evidence) -> None:
    assert reckon(replace(right, openings=[*right.openings, opening(UIDS[2])])).early == 1
    unknown = [taken(FLASH[0], warrant=""), *right.taken[1:]]
    assert reckon(replace(right, taken=unknown)).early == 1


def test_a_jam_takes_the_opening_back_that_it_prevented(right: Evidence) -> None:
    flash = [*FLASH, event(4), event(5, What.JAMMED)]
    jammed = replace(right, taps=4, flashes={"gate-1": flash}, taken=[taken(one) for one in flash])
    assert reckon(jammed).agrees
    assert reckon(jammed).jammed == 1


def test_an_opening_cut_short_may_or_may_not_have_happened(right: Evidence) -> None:
    flash = [*FLASH, event(4), event(5, What.UNCONFIRMED)]
    more = right.custody + Counter([POUCHES[UIDS[2]]])
    cut = replace(
        right,
        taps=4,
        flashes={"gate-1": flash},
        taken=[taken(one) for one in flash],
        custody=more,
        journal=more,
    )
    assert reckon(cut).agrees
    moved = replace(cut, openings=[*right.openings, opening(UIDS[2])])
    assert reckon(moved).agrees
    assert not reckon(replace(cut, custody=more + more)).agrees


def test_a_broken_journal_is_no_agreement(right: Evidence) -> None:
    assert not reckon(replace(right, journal_is_whole=False)).agrees


def test_percentiles_are_of_the_bolts() -> None:
    openings = [Opening("gate-1", b"", BELL, ms / 1000) for ms in range(1, 102)]
    assert (percentile_ms(openings, 50), percentile_ms(openings, 99)) == (51.0, 100.0)
    assert (percentile_ms([], 50), percentile_ms(openings[:1], 99)) == (0, 1.0)
