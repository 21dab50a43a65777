"""What was written about a pupil's leave, need or hold is nowhere once its school year is over."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text

from controller.domain.accounts import Role
from controller.domain.grants import ReasonCode, Terms
from controller.domain.needs import Terms as NeedTerms
from controller.errors import Refused
from controller.services.stations.leave_keeping import LeaveKeeping
from controller.storage import words
from controller.storage.journal import verify
from controller.storage.tables.records import JournalRow, JournalWordsRow
from device_rules.vocabulary import Exemption, LeaveKind
from firmware_bridge.protocol.v1.vocabulary import Reason
from tests.desks import FrontDesk

WROTE = ("epilepsy clinic", "bicycle sheds", "insulin pump", "no pump any more", "wait for Mr Oyelaran")
PUPIL, OTHER, THIRD = "p0400", "p0401", "p0402"
NEXT_YEAR = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


def written(desk: FrontDesk) -> str:
    """Every text and JSON of every table."""
    with desk.school.database.read() as session:
        names = inspect(session.connection()).get_table_names()
        return "".join(str(row) for name in names for row in session.execute(text(f'select * from "{name}"')))


@pytest.fixture
def past(desk: FrontDesk) -> FrontDesk:
    """A medical leave, a return by word, a need that was ended, one that stands, a hold that was met."""
    lead = next(one for one in desk.school.accounts.all() if one.role is Role.SAFEGUARDING)
    desk.adopt(desk.north)
    reception, expires = desk.reception, desk.clock.now() + timedelta(hours=1)
    asked = Terms(LeaveKind.EARLY_LEAVER, ReasonCode.OTHER, expires, WROTE[0], back_by=expires)
    reception.leave.asking.ask(desk.account(), [PUPIL], asked)
    desk.north.ask(desk.pupils[PUPIL], b"nonce--1")
    desk.north.release(desk.pupils[PUPIL], Reason.AUTHORISED, nonce=b"nonce--1")
    reception.leave.returns.seen(desk.account(), 1, WROTE[1])
    reception.exemptions.give(lead, OTHER, Exemption.MEDICAL, NeedTerms(WROTE[2]))
    ended = reception.exemptions.give(lead, THIRD, Exemption.MEDICAL, NeedTerms("a broken wrist"))
    reception.exemptions.end(lead, ended, WROTE[3])
    reception.holds.place(lead, THIRD, WROTE[4])
    desk.north.ask(desk.pupils[THIRD], b"nonce--2")
    return desk


def test_the_journal_has_what_was_written_as_a_digest_alone(past: FrontDesk) -> None:
    with past.school.database.read() as session:
        rows = session.scalars(select(JournalRow)).all()
        assert not any(one in row.data for one in WROTE for row in rows)
        given = next(row for row in rows if row.kind == "grant.given")
        assert words.read(session, json.loads(given.data)["note"]) == WROTE[0]


def test_after_the_school_year_it_is_nowhere_and_the_journal_is_whole(past: FrontDesk) -> None:
    keeping = LeaveKeeping(past.school.database, past.clock, years=0)
    assert keeping.run() == 0
    assert all(one in written(past) for one in WROTE)
    past.clock.advance(NEXT_YEAR - past.clock.now())
    keeping.tick()
    left = written(past)
    assert [one for one in WROTE if one in left] == [WROTE[2]]  # why a need was given that still stands
    assert "a broken wrist" not in left
    with past.school.database.read() as session:
        assert isinstance(verify(session), int)
        given = session.scalars(select(JournalRow).where(JournalRow.kind == "grant.given")).one()
        assert words.read(session, json.loads(given.data)["note"]) == words.DELETED
        purged = session.scalars(select(JournalRow).where(JournalRow.kind == "records.purged")).all()
    assert len(purged) == 1
    assert keeping.run() == 0


def test_words_that_were_changed_are_not_shown_as_written(past: FrontDesk) -> None:
    with past.school.database.write() as session:
        row = session.scalars(select(JournalWordsRow).where(JournalWordsRow.text == WROTE[0])).one()
        row.text = "a dentist"
        given = session.scalars(select(JournalRow).where(JournalRow.kind == "grant.given")).one()
        assert words.read(session, json.loads(given.data)["note"]) == words.CHANGED


def test_nothing_written_is_nothing_kept(desk: FrontDesk) -> None:
    with desk.school.database.write() as session:
        assert words.put(session, desk.clock.now(), "grant:1", "") == ""
        assert words.read(session, "said in the open") == "said in the open"
    with pytest.raises(Refused):
        desk.reception.leave.returns.seen(desk.account(), 1, " ")
