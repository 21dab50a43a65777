"""The field bug of status messages: told late, they tell of a state that is past."""

import time
from collections.abc import Iterator

from controller.storage.tables.stations import StationRow
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Status
from firmware_bridge.protocol.v1.vocabulary import LockState
from firmware_bridge.transport.mqtt import MqttLink
from simulators.scenarios.stage import BOTH, Check, Stage
from simulators.waiting import wait_for

CHANGES = 4
NOTICED_S = 0.25  # a station looks at its lock ten times a second


def status_not_queued(stage: Stage) -> Iterator[Check]:
    """The lock jams and is freed again and again while the broker is away, and is jammed when it returns."""
    stage.site.broker.kill()
    wait_for(lambda: not any(stage.station(name).ready for name in BOTH), "the loss to be noticed", 30)
    _change_often(stage)
    with stage.unplugged(BOTH):  # until there is somebody to hear what they say first
        stage.site.broker.start()
        ear = _Ear(stage)
        wait_for(lambda: ear.listens and stage.controller_listens(), "the controller to be back", 30)
    stage.site.wait_ready()
    wait_for(lambda: _known(stage, "jammed"), "the controller to know how the locks are", 30)
    ear.stop()
    told = {name: ear.heard[name] for name in BOTH}
    yield Check("no status that came late tells of a past state", all(map(_all_jammed, told.values())))
    yield Check(
        "each station told how things are, and not how they were", max(map(len, told.values())) < CHANGES
    )
    for name in BOTH:
        stage.station(name).lock.free()
    wait_for(lambda: _known(stage, "locked"), "the controller to know that they are free", 30)
    yield Check("a change after it is told at once", _known(stage, "locked"))


def _change_often(stage: Stage) -> None:
    for _ in range(CHANGES):
        for act in ("free", "jam"):
            for name in BOTH:
                getattr(stage.station(name).lock, act)()
            time.sleep(NOTICED_S)


def _all_jammed(told: list[Status]) -> bool:
    return all(status.lock is LockState.JAMMED for status in told)


def _known(stage: Stage, word: str) -> bool:
    rows = {row.id: row.lock_state for row in stage.site.books.rows(StationRow)}
    return {rows[name] for name in BOTH} == {word}


class _Ear:
    """Hears every status that passes the broker."""

    def __init__(self, stage: Stage) -> None:
        self.heard: dict[str, list[Status]] = {name: [] for name in stage.site.stations}
        self._keys = {name: station.key for name, station in stage.site.stations.items()}
        self._link = MqttLink(stage.site.broker.url, "scenario-ear", on_message=self._take)
        self._link.subscribe(f"{topics.ROOT}/{stage.site.school.site}/+/status")
        self._link.start()

    @property
    def listens(self) -> bool:
        return self._link.up

    def stop(self) -> None:
        self._link.stop()

    def _take(self, topic: str, payload: bytes, _retained: bool) -> None:
        name = topics.parse(topic).address.station
        message = open_sealed(payload, self._keys[name]).message
        assert isinstance(message, Status)
        self.heard[name].append(message)
