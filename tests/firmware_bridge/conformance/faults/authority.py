"""Stations that take an authority wrongly."""

from typing import Any

from firmware_bridge.firmware import words
from firmware_bridge.firmware.envelope import Malformed
from firmware_bridge.firmware.words import Result
from tests.firmware_bridge.conformance.faults.places import (
    afterwards,
    breaks,
    told,
)


@breaks("authority.pages")
def wants_pages_in_order(station: Any) -> None:
    expected = [0]

    def count(_order: Any, body: dict[int, Any]) -> None:
        if body[2] not in (0, expected[0]):
            raise Malformed("page")
        expected[0] = body[2] + 1

    told(station, words.AUTHORITY, count)


@breaks("authority.stale")
def takes_an_older_version(station: Any) -> None:
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        return take(body, None if held and body[1] <= held.version else held)

    station.orders._pages.take = changed


@breaks("authority.base")
def takes_a_difference_to_anything(station: Any) -> None:
    """And says `done`, though what results is not what was meant."""
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        result, authority = take(body, held)
        return (Result.DONE, None) if result == Result.WRONG_BASE else (result, authority)

    station.orders._pages.take = changed


@breaks("authority.digest")
def takes_pages_that_do_not_add_up(station: Any) -> None:
    take = station.orders._pages.take

    def changed(body: dict[int, Any], held: Any) -> Any:
        result, authority = take(body, held)
        return (Result.DONE, None) if result == Result.WRONG_DIGEST else (result, authority)

    station.orders._pages.take = changed


@breaks("authority.kept")
def forgets_its_authority(station: Any) -> None:
    station.authority = None


@breaks("authority.ends")
def follows_an_authority_for_ever(station: Any) -> None:
    def endless() -> None:
        station.authority.in_force = lambda now: now > 0

    afterwards(station, words.AUTHORITY, endless)
