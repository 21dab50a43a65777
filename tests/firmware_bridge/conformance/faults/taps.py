"""Stations that decide a tag wrongly, or take an answer for another question."""

from typing import Any

from firmware_bridge.firmware import words
from firmware_bridge.firmware.words import Reason
from tests.firmware_bridge.conformance.faults.places import (
    afterwards,
    breaks,
    decides,
    put,
    put_in,
    says,
    told,
)


class Fixed(dict[int, int]):
    """Numbers that stay as they are."""

    def __setitem__(self, grant: int, uses: int) -> None:
        return None


@breaks("tap.name")
def hashes_tags_with_a_key_of_its_own(station: Any) -> None:
    afterwards(station, words.BOOT_REPLY, lambda: put(station, "tag_key", b"my own"))


@breaks("tap.denied")
def opens_when_told_no(station: Any) -> None:
    told(station, words.AUTHORISE_REPLY, lambda _, body: put_in(body, 2, True))


@breaks("tap.allowed")
def forgets_which_grant(station: Any) -> None:
    told(station, words.AUTHORISE_REPLY, lambda _, body: put_in(body, 4, 0))


@breaks("tap.bound")
def takes_an_empty_nonce_for_any(station: Any) -> None:
    def believe(_order: Any, body: dict[int, Any]) -> None:
        if body[1] == bytes(8) and station.taps._question:
            body[1] = station.taps._question.nonce

    told(station, words.AUTHORISE_REPLY, believe)


@breaks("tap.superseded")
def takes_the_answer_to_the_question_before(station: Any) -> None:
    asked: list[bytes] = []
    says(station, words.AUTHORISE, lambda body: asked.append(body[2]))

    def believe(_order: Any, body: dict[int, Any]) -> None:
        if station.taps._question and body[1] in asked[-2:]:
            body[1] = station.taps._question.nonce

    told(station, words.AUTHORISE_REPLY, believe)


@breaks("tap.deadline")
def gives_up_early(station: Any) -> None:
    taps = station.taps
    taps._late = lambda: station.parts.timer() >= taps._question.deadline - 1400


@breaks("tap.late")
def opens_on_a_late_answer(station: Any) -> None:
    def open_late(_order: Any, body: dict[int, Any]) -> None:
        if station.taps._question is None and body[1] == asked[-1] and body[4] == 78:
            station.taps.release(Reason.AUTHORISED, nonce=body[1])

    asked: list[bytes] = []
    says(station, words.AUTHORISE, lambda body: asked.append(body[2]))
    told(station, words.AUTHORISE_REPLY, open_late)


@breaks("tap.early")
def lists_everybody_early(station: Any) -> None:
    def all_of_them() -> None:
        station.authority.lists = lambda tag, now: station.authority.tags.has(tag)

    afterwards(station, words.AUTHORITY, all_of_them)


@breaks("tap.window-end")
def keeps_a_window_open(station: Any) -> None:
    def endless() -> None:
        windows = station.authority._windows
        station.authority.in_window = lambda now: any(start <= now for start, _ in windows)

    afterwards(station, words.AUTHORITY, endless)


@breaks("tap.exception")
def counts_uses_only_when_it_starts(station: Any) -> None:
    station.store.used = Fixed(station.store.used)


@breaks("tap.used-up")
def forgets_uses_with_the_power(station: Any) -> None:
    station.store.used.clear()


@breaks("tap.hold")
def lets_an_allow_beat_a_hold(station: Any) -> None:
    def change(decided: tuple[str, int, int], _tag: bytes) -> tuple[str, int, int]:
        held = decided[1] == Reason.HELD
        return ("release", Reason.EXCEPTION, decided[2]) if held else decided

    decides(station, change)


@breaks("tap.until")
def keeps_exceptions_for_ever(station: Any) -> None:
    def endless() -> None:
        exception = station.authority.exception
        station.authority.exception = lambda tag, _now, used: exception(tag, 1, used)

    afterwards(station, words.AUTHORITY, endless)


@breaks("tap.no-link", "tap.window-end")
def opens_when_nobody_can_be_asked(station: Any) -> None:
    def change(decided: tuple[str, int, int], _tag: bytes) -> tuple[str, int, int]:
        alone = decided[0] == "ask" and station.voice.accepted and not station.parts.link.up
        return ("release", Reason.WINDOW, 0) if alone else decided

    decides(station, change)
