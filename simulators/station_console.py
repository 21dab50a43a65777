"""What a person, or a script, does to one simulated station: a line for each act."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1.vocabulary import Mode, What
from simulators.northgate import northgate
from simulators.station import SimulatedStation
from simulators.waiting import wait_for

DECIDED_S = 5.0  # a station asks for two seconds at most
WAIT_S = 60.0
MODES = {mode.word: mode for mode in Mode}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Act:
    usage: str
    about: str
    do: Callable[["Console", Sequence[str]], None]


class Console:
    """`say` is told what the station shows, and what was asked for."""

    def __init__(self, station: SimulatedStation, say: Say) -> None:
        self._station, self._say = station, say
        self._refusals = 0
        station.signals.heard = self._shown

    def obey(self, line: str) -> bool:
        """False when it is time to go. Raises SchoolbellError for what is no act."""
        word, *rest = line.split() or [""]
        if word in ("quit", "exit"):
            return False
        if word:
            act = ACTS.get(word)
            if act is None:
                raise SchoolbellError("act.unknown", f"There is no `{word}` here: write one of {usages()}.")
            try:
                act.do(self, rest)
            except (ValueError, KeyError, IndexError) as error:
                raise SchoolbellError("act.malformed", f"Write `{act.usage}`: it {act.about}.") from error
        return True

    def tap(self, rest: Sequence[str]) -> None:
        """Comes back once the station has decided."""
        station, uid = self._station, tag_of(rest[0])
        if not station.running:
            return self._say("nothing happens: the station has no power")
        before = self._signs()
        station.tap(uid)
        wait_for(lambda: self._signs() > before, "the station to decide", DECIDED_S)

    def switch(self, rest: Sequence[str]) -> None:
        self._station.switch.turn({"on": True, "off": False}[rest[0]])

    def lock(self, rest: Sequence[str]) -> None:
        lock = self._station.lock
        acts: dict[str, Callable[[], None]] = {
            "jam": lock.jam,
            "free": lock.free,
            "force": partial(lock.force, True),
            "leave": partial(lock.force, False),
        }
        acts[rest[0]]()

    def power(self, rest: Sequence[str]) -> None:
        station = self._station
        {"on": station.start, "off": station.stop, "cut": station.kill}[rest[0]]()

    def supply(self, rest: Sequence[str]) -> None:
        self._station.supply.set(int(rest[0]), {"battery": True, "mains": False}[rest[1]])

    def wait(self, rest: Sequence[str]) -> None:
        station, what = self._station, rest[0]
        truths: dict[str, Callable[[], bool]] = {
            "ready": lambda: station.ready,
            "told": lambda: station.waiting == 0,
            **{word: _is_in(station, mode) for word, mode in MODES.items()},
        }
        how = ", as it is once a desk has adopted it" if what == "ready" else ""
        wait_for(truths[what], f"the station to be {what}{how}", WAIT_S)

    def pause(self, rest: Sequence[str]) -> None:
        time.sleep(float(rest[0]))

    def state(self, _: Sequence[str] = ()) -> None:
        station = self._station
        words = {
            "power": "on" if station.running else "off",
            "ready": "yes" if station.ready else "no",
            "mode": station.mode.word if station.mode is not None else "none",
            "lock": station.lock_state.word,
            "openings": station.lock.openings,
            "waiting": station.waiting,
            "switch": "on" if station.switch.evacuate() else "off",
            "supply": f"{station.supply.millivolts()}mV",
        }
        self._say(" ".join(f"{name}={word}" for name, word in words.items()))

    def help(self, _: Sequence[str] = ()) -> None:
        for act in ACTS.values():
            self._say(f"{act.usage:34} {act.about}")

    def _shown(self, word: str, text: str) -> None:
        self._refusals += word in ("refused", "alert")
        self._say(f"shows {word}{f': {text}' if text else ''}")

    def _signs(self) -> int:
        """Of a decision: the bolt, what is shown to the pupil, and what is written down in the dark."""
        written = sum(event.what is What.REFUSED for event in self._station.events)
        return self._station.lock.openings + self._refusals + written


def _is_in(station: SimulatedStation, mode: Mode) -> Callable[[], bool]:
    return lambda: station.mode is mode


ACTS = {
    act.usage.split()[0]: act
    for act in (
        Act(
            "tap UID|POUCH",
            "holds a tag (in hex) or a pouch of Northgate (NG-0123) to the reader",
            Console.tap,
        ),
        Act("switch on|off", "turns the key switch for an evacuation", Console.switch),
        Act(
            "lock jam|free|force|leave",
            "jams the bolt, frees it, forces it, or leaves it alone",
            Console.lock,
        ),
        Act("power off|on|cut", "switches the station off or on, or cuts its power", Console.power),
        Act("supply MILLIVOLTS mains|battery", "says what the station runs on", Console.supply),
        Act(
            "wait ready|told|MODE",
            "waits until it is so; told: all its events are acknowledged",
            Console.wait,
        ),
        Act("pause SECONDS", "waits", Console.pause),
        Act("state", "shows how things stand", Console.state),
        Act("help", "shows this", Console.help),
    )
}


def usages() -> str:
    return ", ".join([*(act.usage for act in ACTS.values()), "quit"])


def tag_of(text: str) -> bytes:
    """A tag's number in hex, or that of the pouch with this number. Raises SchoolbellError."""
    tag = _northgate_tags().get(text.upper())
    try:
        return tag or bytes.fromhex(text)
    except ValueError as error:
        raise SchoolbellError(
            "tag.unknown",
            f"`{text}` is no pouch of Northgate (such as NG-0123) and no tag in hex (such as 04a1b2c3).",
        ) from error


def _northgate_tags() -> Mapping[str, bytes]:
    return {pouch.id: pouch.tag_uid for pouch in northgate(1).pouches}
