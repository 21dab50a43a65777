"""The four field bugs of events: an id that is none, a record that is lost, sent twice, under two ids."""

from collections.abc import Iterator
from contextlib import contextmanager

from firmware_bridge.protocol.v1.vocabulary import Kind, What
from simulators.faults.hardware import PowerLost
from simulators.faults.wire import WireFault
from simulators.scenarios.stage import BOTH, MQTT, Check, Stage
from simulators.scenarios.wires import Counted, Deaf, TwoIds
from simulators.station import SimulatedStation
from simulators.waiting import wait_for

NOBODYS = b"\x04nobody"


def offline_id(stage: Stage) -> Iterator[Check]:
    """Openings with no link have ids of their own from the start, and keep them."""
    with stage.unplugged(BOTH):
        wait_for(lambda: not any(stage.station(name).ready for name in BOTH), "the links to be missed", 10)
        pouches = [stage.open(name) for name in BOTH for _ in range(2)]
        ids = [event.event_id for name in BOTH for event in stage.written(name) if event.offline]
    stage.site.wait_told()
    kept = [row.event_id for pouch in pouches for row in stage.taken(pouch)]
    yield Check("each opening had an id of its own before anybody could be asked", len(set(ids)) == len(ids))
    yield Check("no id stands for something that is not known yet", all(any(one) for one in ids))
    yield Check("the controller has each opening under that id", set(kept) <= set(ids) and len(kept) == 4)
    yield Check("custody and journal have each opening once", all(map(stage.once, pouches)))


def lost_start(stage: Stage) -> Iterator[Check]:
    """The power goes at the moment at which the bolt has moved."""
    for name in BOTH:
        station, before = stage.station(name), len(stage.written(name))
        with _power_goes_at_the_bolt(station):
            pouch = stage.open(name)
            wait_for(lambda: station.ready, f"{name} to be taken on again", 30)  # noqa: B023  used at once
        written = stage.written(name)[before:]
        stage.site.wait_told()
        yield Check(f"{name}: the opening was in flash before the bolt moved", len(written) == 1)
        yield Check(f"{name}: the controller has it, and has it once", stage.once(pouch))
        doubts = [one for one in station.events if one.what is What.UNCONFIRMED]
        yield Check(f"{name}: it says that nobody saw the end of it", len(doubts) == 1)


def double_send(stage: Stage) -> Iterator[Check]:
    """The controller took the events; the station never heard so, and sends them again after a reboot."""
    station, deaf = stage.station(MQTT), Deaf(Kind.EVENT_ACK)
    counted, parked = Counted(station.key), stage.parked()
    with _on(station.wires.inward, deaf), _on(station.wires.outward, counted):
        pouches = [stage.open(MQTT) for _ in range(2)]
        wait_for(lambda: all(map(stage.taken, pouches)), "the controller to have the events", 10)
        station.restart()
        deaf.on = False
        wait_for(lambda: station.ready, "the station to be taken on again", 30)
        stage.site.wait_told()
    sent = [counted.events[row.boot_id, row.seq] for pouch in pouches for row in stage.taken(pouch)]
    yield Check("each event was sent before the reboot and after it", min(sent, default=0) >= 2)
    yield Check("the controller took each once", all(map(stage.once, pouches)))
    yield Check("nothing had to be parked", stage.parked() == parked)


def two_message_ids(stage: Stage) -> Iterator[Check]:
    """One event, and one question, in two messages at the same moment."""
    station = stage.station(MQTT)
    counted, parked = Counted(station.key), stage.parked()
    with _on(station.wires.outward, TwoIds(station.key)), _on(station.wires.outward, counted):
        pouch = stage.open(MQTT)
        station.tap(NOBODYS)
        wait_for(lambda: counted.questions, "the question", 10)
        stage.site.wait_told()
        wait_for(lambda: len(_decisions(stage, counted)) >= 1, "the decision", 10)
    sent = [counted.events[row.boot_id, row.seq] for row in stage.taken(pouch)]
    yield Check("the opening was sent under two message ids", min(sent, default=0) >= 2)
    yield Check("the controller took it once", stage.once(pouch))
    yield Check("the question was asked under two message ids", min(counted.questions.values()) == 2)
    yield Check("it was decided once", len(_decisions(stage, counted)) == 1)
    yield Check("nothing had to be parked", stage.parked() == parked)


def _decisions(stage: Stage, counted: Counted) -> list[bytes]:
    return [row.nonce for row in stage.site.books.decisions() if row.nonce in counted.questions]


@contextmanager
def _on(wire: list[WireFault], fault: WireFault) -> Iterator[None]:
    wire.append(fault)
    try:
        yield
    finally:
        wire.remove(fault)


@contextmanager
def _power_goes_at_the_bolt(station: SimulatedStation) -> Iterator[None]:
    """Once; it comes back at once."""
    seen = station.lock.moved

    def moved() -> None:
        seen()
        station.lock.moved = seen
        raise PowerLost

    station.lock.moved = moved
    try:
        yield
    finally:
        station.lock.moved = seen
