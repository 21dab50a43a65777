"""Stations that replay what they have stored without an end, in a program beside the one that asks.

`python -m simulators.benches.storm PLAN`, where PLAN is a file that `write` made. Prints how many events were
acknowledged in a second when it is told to stop.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, peek
from firmware_bridge.protocol.v1.vocabulary import Kind
from firmware_bridge.transport.mqtt import MqttLink
from simulators.benches.school import WINDOW, Speaker
from simulators.waiting import wait_for

LAST = 10**9


def write(plan: Path, broker_url: str, speakers: Sequence[Speaker]) -> None:
    """The file holds the keys of stations: only its owner may read it."""
    stations = [[str(one.address), [tag.hex() for tag in one.tags], one.key.hex()] for one in speakers]
    with os.fdopen(os.open(plan, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"broker": broker_url, "stations": stations}, file)


def read(plan: Path) -> tuple[str, list[Speaker]]:
    found = json.loads(plan.read_text("utf-8"))
    return found["broker"], [_speaker(*station) for station in found["stations"]]


class Storm:
    """Each station has as many events under way as the protocol lets it have."""

    def __init__(self, broker_url: str, speakers: Sequence[Speaker]) -> None:
        self.acknowledged, self._stopped = 0, False
        self._events = {one.address.station: _sealed(one) for one in speakers}
        self._links = {one.address.station: self._link(one, broker_url) for one in speakers}
        wait_for(lambda: all(link.up for link in self._links.values()), "the connections to the broker")

    def start(self) -> None:
        self._began = time.perf_counter()
        for station in self._links:
            for _ in range(WINDOW):
                self._next(station)

    def stop(self) -> float:
        """Events acknowledged in a second."""
        rate = self.acknowledged / (time.perf_counter() - self._began)
        self._stopped = True
        for link in self._links.values():
            link.stop()
        return round(rate)

    def _link(self, speaker: Speaker, broker_url: str) -> MqttLink:
        station = speaker.address.station
        link = MqttLink(
            broker_url,
            f"storm-{station}",
            on_message=lambda _topic, payload, _: self._heard(station, payload),
        )
        link.subscribe(topics.orders(speaker.address))
        link.start()
        return link

    def _heard(self, station: str, payload: bytes) -> None:
        if peek(payload).kind is Kind.EVENT_ACK:
            self.acknowledged += 1
            self._next(station)

    def _next(self, station: str) -> None:
        if not self._stopped:
            self._links[station].publish(*next(self._events[station]))


def _sealed(speaker: Speaker) -> Iterator[tuple[str, bytes]]:
    return (speaker.sealed(event) for event in speaker.openings(LAST))


def _speaker(address: str, tags: list[str], key: str) -> Speaker:
    site, _, station = address.partition("/")
    return Speaker(Address(site, station), tuple(map(bytes.fromhex, tags)), bytes.fromhex(key))


def main(plan: Path) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    storm = Storm(*read(plan))
    storm.start()
    sys.stdout.write("blowing\n")
    sys.stdout.flush()
    stop.wait()
    sys.stdout.write(f"{storm.stop():g}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
