"""Stations that are wrong in a mode."""

from typing import Any

from firmware_bridge.firmware import words
from firmware_bridge.firmware.hardware import NoSwitch
from firmware_bridge.firmware.modes import ALLOWED, presented
from firmware_bridge.firmware.words import Mode, Reason, Result, What
from tests.firmware_bridge.conformance.faults.places import (
    FAULTS,
    Fault,
    Wrong,
    breaks,
    decides,
    put_in,
    says,
    told,
    writes,
)


def _in_mode(mode: int, wanted: tuple[str, int]) -> Fault:
    """What an exception allows, in that mode."""

    def fault(station: Any) -> None:
        def change(decided: tuple[str, int, int], tag: bytes) -> tuple[str, int, int]:
            column, grant = presented(station.authority, tag, station.clock.now(), station.store.used)
            return (*wanted, grant) if station.mode == mode and column == ALLOWED else decided

        decides(station, change)

    return fault


FAULTS["opens_nothing_in_an_exam"] = Wrong(
    frozenset({"mode.exam"}), _in_mode(Mode.EXAM, ("refuse", Reason.EXAM))
)
FAULTS["opens_in_a_lockdown"] = Wrong(
    frozenset({"mode.lockdown"}), _in_mode(Mode.LOCKDOWN, ("release", Reason.EXCEPTION))
)
FAULTS["opens_in_maintenance"] = Wrong(
    frozenset({"mode.maintenance"}), _in_mode(Mode.MAINTENANCE, ("release", Reason.EXCEPTION))
)


@breaks("mode.evacuate")
def holds_in_an_evacuation(station: Any) -> None:
    def change(decided: tuple[str, int, int], tag: bytes) -> tuple[str, int, int]:
        authority = station.authority
        held = authority and authority.exception(tag, station.clock.now(), {})[0]
        return ("refuse", Reason.HELD, 0) if station.mode == Mode.EVACUATE and held else decided

    decides(station, change)


@breaks("mode.dark")
def lights_up_in_a_lockdown(station: Any) -> None:
    tap = station.taps.tap
    station.taps.tap = lambda uid: (tap(uid), station.parts.signals.show("refused", ""))


@breaks("mode.ends")
def keeps_a_mode_for_a_day(station: Any) -> None:
    def lengthen(_order: Any, body: dict[int, Any]) -> None:
        body[2] += 86_400_000 if body[2] > station.clock.now() else 0

    told(station, words.SET_MODE, lengthen)


@breaks("mode.kept", "mode.no-clock")
def forgets_its_mode(station: Any) -> None:
    station._ordered = None


@breaks("mode.reported")
def does_not_say_by_which_order(station: Any) -> None:
    writes(station, lambda body: body[4] == What.MODE_CHANGED and body.pop(15, None))


@breaks("mode.key-switch", "mode.switch-lockdown")
def has_no_key_switch(station: Any) -> None:
    station.parts.switch = NoSwitch()


@breaks("unlock.opens")
def does_not_say_whose_pouch_it_was(station: Any) -> None:
    writes(station, lambda body: body[5] == Reason.ORDER and body.pop(13, None))


@breaks("unlock.lockdown")
def unlocks_in_a_lockdown(station: Any) -> None:
    unlock = station.orders._handlers[words.UNLOCK]

    def changed(order: Any, body: dict[int, Any]) -> int:
        result = int(unlock(order, body))
        if result != Result.MODE_FORBIDS:
            return result
        station.taps.release(Reason.ORDER, order=order.msg_id)
        return Result.DONE

    station.orders._handlers[words.UNLOCK] = changed


@breaks("unlock.jammed")
def says_done_when_it_is_jammed(station: Any) -> None:
    says(station, words.ORDER_ACK, lambda body: put_in(body, 2, 0 if body[2] == Result.FAILED else body[2]))
