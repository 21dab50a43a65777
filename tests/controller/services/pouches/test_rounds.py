"""Pouches given out at a station that only reads, with a real gateway in front of it."""

from typing import Any

import pytest
from sqlalchemy import select

from controller.domain.events import PouchRoundChanged
from controller.domain.modes import StationMode
from controller.domain.pouch_register import Owner, PouchStatus
from controller.domain.pouch_register_rounds import Group, GroupKind
from controller.domain.releases import When
from controller.services.pouches.desk import Becoming
from controller.services.pouches.rounds import Round
from controller.storage.tables.modes import ModeOrderRow
from controller.storage.tables.pouches import PouchRow
from firmware_bridge.protocol.v1.messages import SetMode
from firmware_bridge.protocol.v1.vocabulary import Mode, Reason, What
from tests.controller.services.pouches.conftest import refusal
from tests.desks import FrontDesk

FORM = Group(GroupKind.FORM, "12A")  # nobody in Year 12 has a pouch
TAGS = [bytes.fromhex(f"04cafe0000{number:04x}") for number in range(9)]


class Table:
    """A receptionist's table with the office's station on it."""

    def __init__(self, desk: FrontDesk) -> None:
        self.desk, self.by, self.rounds = desk, desk.account(), desk.school.pouches.rounds
        self.office = desk.office

    def start(self, group: Group = FORM, station: str = "office-1") -> int:
        number = self.rounds.start(self.by, group, station, Owner.SCHOOL)
        if station:
            self.office.obey()
            self.office.beat()
        return number

    def tap(self, tag: bytes, **changes: Any) -> None:
        event = self.office.event(What.REFUSED, Reason.MAINTENANCE, tag, mode=Mode.MAINTENANCE, **changes)
        self.office.say(event)

    def round(self, number: int) -> Round:
        return self.rounds.get(number)

    def next(self, number: int) -> str:
        turn = self.round(number).standing.next
        return turn.id if turn else ""

    def pouch_of(self, pupil: str) -> str:
        with self.desk.school.database.read() as session:
            found = session.scalars(select(PouchRow.id).where(PouchRow.pupil_id == pupil)).all()
        return ", ".join(found)


@pytest.fixture
def table(desk: FrontDesk) -> Table:
    desk.adopt(desk.office)
    return Table(desk)


def test_each_tap_gives_its_pouch_to_whoever_is_next(table: Table) -> None:
    heard = table.desk.hears(PouchRoundChanged)
    number = table.start()
    assert table.round(number).reading
    pupils = [place.pupil.id for place in table.round(number).standing.places]
    for tag, pupil in zip(TAGS, pupils, strict=False):
        assert table.next(number) == pupil
        table.tap(tag)
    assert [table.pouch_of(one) for one in pupils[:3]] == ["NG-0826", "NG-0827", "NG-0828"]
    progress = table.round(number).standing.progress
    assert (progress.issued, progress.left) == (len(TAGS), progress.pupils - len(TAGS))
    assert len(heard) > len(TAGS)
    assert table.desk.reception.feed.newest() == []  # no refusals for reception to look at


def test_a_tag_that_is_somebodys_or_lost_is_said_and_not_taken(table: Table) -> None:
    number = table.start()
    first = table.next(number)
    table.tap(table.desk.uids["NG-0400"])
    told = table.round(number)
    assert (told.said, told.tone, told.claimed) == (
        "That is pouch NG-0400 of Thomas Kowalski, 9D.", "warn", "NG-0400",
    )  # fmt: skip
    desk = table.desk.school.pouches.desk
    desk.become(table.by, "NG-0401", 0, Becoming(PouchStatus.LOST))
    table.tap(table.desk.uids["NG-0401"])
    assert "lost since 6 Oct" in table.round(number).said
    assert (table.next(number), table.pouch_of(first)) == (first, "")
    typed = refusal(lambda: table.rounds.give(table.by, number, first, "ng-0402"))
    assert typed.sentence == table.round(number).said
    assert table.round(number).claimed == "NG-0402"


def test_a_second_tap_of_the_same_pouch_and_a_late_one_are_not_taken(table: Table) -> None:
    number = table.start()
    first = table.next(number)
    table.tap(TAGS[0])
    table.tap(TAGS[0])
    second = table.next(number)
    assert table.round(number).said.endswith("has pouch NG-0826.")
    table.tap(TAGS[1], offline=True)
    assert "too late" in table.round(number).said
    assert (table.pouch_of(first), table.pouch_of(second)) == ("NG-0826", "")


def test_skipped_absent_called_and_undone(table: Table) -> None:
    number = table.start(station="")
    one, two, three = [place.pupil.id for place in table.round(number).standing.places][:3]
    table.rounds.skip(table.by, number, one)
    table.rounds.absent(table.by, number, two)
    assert table.rounds.give(table.by, number, three, TAGS[0].hex()) == "NG-0826"
    table.rounds.call(table.by, number, two)
    assert table.next(number) == two
    assert refusal(lambda: table.rounds.skip(table.by, number, one)).code == "round.moved-on"
    assert "is next again" in table.rounds.undo(table.by, number)
    assert (table.next(number), table.pouch_of(three)) == (three, "")
    with table.desk.school.database.read() as session:
        assert session.get_one(PouchRow, "NG-0826").status == PouchStatus.SPARE
    assert table.rounds.give(table.by, number, three, "NG-0826") == "NG-0826"
    assert table.desk.journal(f"pouch-round:{number}") == [
        f"pouch-round.{what}" for what in ("started", "skipped", "absent", "issued", "undone", "issued")
    ]
    assert table.desk.journal("pouch:NG-0826") == [
        "register.added", "register.issued", "register.taken-back", "register.issued",
    ]  # fmt: skip


def test_a_group_and_a_station_are_given_to_one_round_at_a_time(table: Table) -> None:
    table.start()
    again = refusal(lambda: table.rounds.start(table.by, FORM, "", Owner.SCHOOL))
    assert again.sentence == (
        f"{table.by.display_name} began giving out pouches to 12A at 10:05: "
        "take that round up, or end it first."
    )
    other = Group(GroupKind.FORM, "12B")
    assert (
        refusal(lambda: table.rounds.start(table.by, other, "office-1", Owner.SCHOOL)).code
        == "round.station-taken"
    )
    assert (
        refusal(lambda: table.rounds.start(table.by, other, "north-1", Owner.SCHOOL)).code
        == "station.unknown"
    )
    nobody = Group(GroupKind.FORM, "99Z")
    assert refusal(lambda: table.rounds.start(table.by, nobody, "", Owner.SCHOOL)).code == "round.nobody"


def test_the_station_opens_again_when_the_round_ends(table: Table) -> None:
    number = table.start()
    table.rounds.end(table.by, number)
    assert table.office.told(SetMode)[-1].mode is Mode.NORMAL
    assert table.rounds.open() == []
    assert refusal(lambda: table.rounds.end(table.by, number)).code == "round.over"
    table.tap(TAGS[0])
    assert table.round(number).standing.progress.issued == 0


def test_forms_follow_each_other_at_one_station(table: Table) -> None:
    """Before it has said that it opens again."""
    number = table.start()
    table.desk.later(1)
    table.rounds.end(table.by, number)
    table.desk.later(1)
    following = table.rounds.start(table.by, Group(GroupKind.FORM, "12B"), "office-1", Owner.SCHOOL)
    taken = Group(GroupKind.FORM, "12C")
    refused = refusal(lambda: table.rounds.start(table.by, taken, "office-1", Owner.SCHOOL))
    assert refused.sentence == "Office reads for 12B already: choose another station."
    table.desk.later(1)
    table.rounds.read_at(table.by, following, "")
    table.desk.later(1)
    table.rounds.read_at(table.by, following, "office-1")
    assert table.round(following).reads_until is not None


def test_it_reads_on_after_an_emergency_and_opens_again_at_the_end(table: Table) -> None:
    number = table.start()
    modes = table.desk.reception.modes
    table.desk.later(1)
    emergency = modes.emergency(table.by, StationMode.EVACUATE, drill=True, reason="")
    assert table.round(number).reads_until is None
    table.desk.later(1)
    modes.end(table.by, emergency)
    table.office.obey()
    table.desk.later(1)
    assert table.office.mode is Mode.MAINTENANCE
    first = table.next(number)
    table.tap(TAGS[0])
    assert table.pouch_of(first) == "NG-0826"
    assert table.round(number).reads_until is not None
    table.rounds.end(table.by, number)
    assert table.office.told(SetMode)[-1].mode is Mode.NORMAL


def test_it_never_reads_on_into_a_release(table: Table) -> None:
    number = table.start()
    with table.desk.school.database.read() as session:
        order = session.scalars(select(ModeOrderRow).order_by(ModeOrderRow.id.desc())).first()
    assert order is not None
    assert order.until <= table.desk.reception.releases.bell().at
    table.desk.reception.releases.order(table.by, When.NOW, "Snow")
    table.desk.later(1)
    assert table.office.told(SetMode)[-1].mode is Mode.NORMAL
    told = table.round(number)
    assert (told.reads_until, told.ended_at) == (None, None)
    soon = refusal(lambda: table.rounds.read_at(table.by, number, "office-1"))
    assert soon.code in ("round.release-soon", "round.station-busy")
    first = table.next(number)
    assert table.rounds.give(table.by, number, first, TAGS[0].hex()) == "NG-0826"
