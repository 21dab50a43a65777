import json

import pytest
from sqlalchemy import QueuePool

from controller.domain.accounts import Role
from controller.domain.events import DeadLettersDismissed
from controller.errors import Refused
from controller.services.stations import dead_letters
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from tests.desks import FrontDesk

TOPIC = "pouch/1/northgate/north-1/event"


def park(desk: FrontDesk, *payloads: bytes) -> list[int]:
    for payload in payloads:
        desk.wire.deliver(TOPIC, payload, False)
    return [one.id for one in desk.reception.dead_letters.newest()]


def test_a_letter_is_read_with_what_it_says_of_itself(desk: FrontDesk) -> None:
    (garbled,) = park(desk, b"rubbish")
    letter = desk.reception.letters.read(garbled)
    assert (letter.about, letter.payload) == ("", b"rubbish")
    payload = desk.south.say(desk.south.event(What.BOOTED, Reason.NONE))
    newest = desk.reception.letters.read(desk.reception.dead_letters.newest()[0].id)
    assert (newest.about, newest.payload) == ("event of northgate/south-1", payload)


def test_one_is_dismissed_with_a_row_in_the_journal(desk: FrontDesk) -> None:
    second, first = park(desk, b"one", b"two")
    heard = desk.hears(DeadLettersDismissed)
    desk.reception.letters.dismiss(desk.account(Role.ADMIN), first)
    assert [one.id for one in desk.reception.dead_letters.newest()] == [second]
    assert desk.journal(f"letter:{first}") == ["letter.dismissed"]
    assert heard == [DeadLettersDismissed(1)]


def test_all_are_dismissed_but_those_that_nobody_has_seen(desk: FrontDesk) -> None:
    newest, *_ = park(desk, b"one", b"two")
    park(desk, b"three")
    assert desk.reception.letters.dismiss_all(desk.account(Role.ADMIN), newest) == 2
    assert desk.reception.dead_letters.count() == 1
    assert desk.journal(f"letter:{newest}") == ["letters.dismissed"]


def test_what_is_gone_is_refused(desk: FrontDesk) -> None:
    with pytest.raises(Refused, match="dismissed already"):
        desk.reception.letters.read(99)
    with pytest.raises(Refused, match="dismissed already"):
        desk.reception.letters.dismiss(desk.account(Role.ADMIN), 99)


def test_they_are_exported_a_line_each_with_every_byte(desk: FrontDesk) -> None:
    park(desk, b"\x00\xff", b"two")
    lines = [json.loads(line) for line in desk.reception.letters.export()]
    assert [bytes.fromhex(line["payload"]) for line in lines] == [b"\x00\xff", b"two"]
    assert {line["topic"] for line in lines} == {TOPIC}


def test_a_slow_download_keeps_no_reader_open(desk: FrontDesk) -> None:
    park(desk, b"one", b"two")
    lines = desk.reception.letters.export()
    next(lines)
    pool = desk.school.database.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
    assert len(list(lines)) == 1


def test_a_flood_pushes_out_the_oldest_and_says_how_many(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "KEPT", 5)
    park(desk, *(b"rubbish %d" % number for number in range(8)))
    letters = {one.code: one for one in desk.reception.dead_letters.newest()}
    assert desk.reception.dead_letters.count() == 6
    assert letters["letters.pushed-out"].times == 3
    assert letters["letters.pushed-out"].sentence.startswith("3 older messages")


def test_what_a_station_relies_on_is_never_pushed_out(
    desk: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_letters, "KEPT", 2)
    desk.adopt(desk.north)
    desk.north.release(b"nobody's tag")
    park(desk, *(b"rubbish %d" % number for number in range(5)))
    assert "event.unknown-tag" in {one.code for one in desk.reception.dead_letters.newest()}
