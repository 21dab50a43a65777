"""What pupils say from lab PCs, and what becomes of it at the school."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from controller.errors import Refused, SchoolbellError
from controller.services.lab.pupils import Pupils
from controller.services.lab.sealing import Sealing
from controller.storage.tables.pupil_side import ConcernRow
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilState,
    Reveal,
)

LOUD = "<script>\u202eboo"


@pytest.fixture
def pupils(lab: FakeLab) -> Pupils:
    return lab.lab.pupils


def here(lab: FakeLab, number: int, user: str | None = None) -> FakePc:
    pc = lab.turn_on(number)
    log_in(lab, pc, user or f"pupil{number}")
    return pc


def log_in(lab: FakeLab, pc: FakePc, user: str | None) -> None:
    pc.report(user=user)
    lab.lab.pupils.reported(pc.id)


def told(pc: FakePc, kind: type) -> Any:
    return [one for one in pc.taken if isinstance(one, kind)]


def state(pc: FakePc) -> PupilState:
    last: PupilState = told(pc, PupilState)[-1]
    return last


def concern(lab: FakeLab, said_id: str = "c1", **changes: Any) -> Concern:
    return replace(Concern(said_id, "pupil1", lab.clock.now(), "I am afraid.", "Sam", True), **changes)


@contextmanager
def no_writes(lab: FakeLab) -> Iterator[None]:
    """A write inside a write is an error."""
    database = lab.services.database
    with database.write():
        yield


def hide(lab: FakeLab, said_id: str = "h1", **changes: Any) -> Hide:
    return replace(Hide(said_id, 1, "pupil1", lab.clock.now(), True, "Prizes", ""), **changes)


class TestHands:
    def test_they_queue_by_when_they_were_raised(self, lab: FakeLab, pupils: Pupils) -> None:
        first, second = here(lab, 1), here(lab, 2)
        pupils.take_hand(second.id, Hand(True, 0))
        pupils.take_hand(first.id, Hand(True, 30))
        assert [hand.workstation for hand in pupils.hands.queue(lab.lesson.room)] == [first.id, second.id]
        assert (state(first).place, state(second).place) == (1, 2)
        pupils.answer(lab.teacher, [first.id])
        assert (state(first).place, state(second).place) == (0, 1)

    def test_the_journal_has_that_but_not_who(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hand(pc.id, Hand(True, 0))
        pupils.answer(lab.teacher, [pc.id])
        raised, lowered = lab.facts("hand.")
        assert (raised.subject, lowered.actor) == (f"workstation:{pc.id}", "account:m.okafor")
        assert "pupil1" not in f"{raised.data}{lowered.data}"

    def test_a_pupil_lowers_their_own(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hand(pc.id, Hand(True, 0))
        pupils.take_hand(pc.id, Hand(False, 0))
        assert state(pc).place == 0
        assert pupils.hands.up() == []

    def test_it_falls_when_the_pupil_logs_off(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hand(pc.id, Hand(True, 0))
        log_in(lab, pc, "other")
        assert pupils.hands.up() == []
        assert state(pc) == PupilState("other", "Mrs M. Okafor", 0, 0, 0)

    def test_it_falls_with_the_pc_and_returns_with_its_waiting_time(
        self, lab: FakeLab, pupils: Pupils
    ) -> None:
        pc, other = here(lab, 1), here(lab, 2)
        pupils.take_hand(pc.id, Hand(True, 0))
        lab.clock.advance(10)
        pupils.take_hand(other.id, Hand(True, 0))
        pc.go()
        lab.tick(1)
        assert pupils.hands.up() == [other.id]
        pc = lab.connect(pc)
        log_in(lab, pc, "pupil1")
        pupils.take_hand(pc.id, Hand(True, 11))
        assert state(pc).place == 1

    def test_it_falls_at_the_end_of_the_lesson(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hand(pc.id, Hand(True, 0))
        ends_in = lab.lesson.ends_at - lab.clock.now()
        lab.clock.advance(ends_in.total_seconds())
        lab.lab.presence.heard(pc.id)
        lab.tick(0)
        assert pupils.hands.up() == []
        assert state(pc).place == 0

    def test_one_from_before_the_lesson_is_not_taken(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hand(pc.id, Hand(True, 3600))
        assert pupils.hands.up() == []
        assert len(told(pc, PupilState)) == 2  # it is told, so that its bar shows what is so

    def test_a_pc_that_raises_all_the_time_is_not_heard(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        for _ in range(20):
            pupils.take_hand(pc.id, Hand(True, 0))
            pupils.take_hand(pc.id, Hand(False, 0))
        assert len(lab.facts("hand.raised")) == 8
        lab.clock.advance(60)
        pupils.take_hand(pc.id, Hand(True, 0))
        assert pupils.hands.up() == [pc.id]

    def test_nobody_raises_a_hand_at_an_empty_pc_nor_at_one_that_is_not_here(
        self, lab: FakeLab, pupils: Pupils
    ) -> None:
        pc = here(lab, 1)
        log_in(lab, pc, None)
        pupils.take_hand(pc.id, Hand(True, 0))
        pupils.take_hand("elsewhere", Hand(True, 0))
        assert pupils.hands.up() == []


class TestNotice:
    def test_everybody_is_asked_again_for_a_new_version(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, by = here(lab, 1), lab.account("safeguarding")
        assert state(pc).notice == 0
        assert pupils.notices.publish(by, "Be kind.\n\nBe safe.") == 1
        assert (state(pc).notice, state(pc).accepted) == (1, 0)
        pupils.ask_notice(pc.id, AskNotice(1))
        assert told(pc, Notice) == [Notice(1, "Be kind.\n\nBe safe.")]
        pupils.take_accepted(pc.id, Accepted("a1", "pupil1", 1, lab.clock.now()))
        assert state(pc).accepted == 1
        assert pc.taken[-1] == Kept("a1", 1)
        assert pupils.notices.publish(by, "Be kinder.") == 2
        assert (state(pc).notice, state(pc).accepted) == (2, 0)

    def test_who_accepted_what_where_and_when_is_kept_once(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, by = here(lab, 1), lab.account("safeguarding")
        pupils.notices.publish(by, "Be kind.")
        lab.clock.advance(60)
        at = lab.clock.now() - timedelta(seconds=30)
        for said_id in ("a1", "a2"):
            pupils.take_accepted(pc.id, Accepted(said_id, "pupil1", 1, at))
        (row,) = pupils.notices.acceptances(1)
        assert (row.login, row.version, row.pc, row.at) == ("pupil1", 1, "Lab 1, PC-01", at)
        assert [one.accepted for one in pupils.notices.versions()] == [1]
        assert len(lab.facts("notice.accepted")) == 1
        assert pupils.notices.acceptances(1, "PUP") == [row]
        assert pupils.notices.acceptances(1, "%") == []

    def test_what_is_known_already_is_not_written_again(self, lab: FakeLab, pupils: Pupils) -> None:
        """A PC says everything again until it is answered, and a stolen key for ever."""
        pc = here(lab, 1)
        pupils.notices.publish(lab.account("safeguarding"), "Be kind.")
        say = (
            lambda: pupils.take_accepted(pc.id, Accepted("a1", "pupil1", 1, lab.clock.now())),
            lambda: pupils.take_concern(pc.id, concern(lab)),
            lambda: pupils.take_hide(pc.id, hide(lab)),
            lambda: pupils.take_hide(pc.id, hide(lab, part=2, on=False)),
        )
        for one in say:
            one()
        with no_writes(lab):
            for one in say:
                one()
        assert len(told(pc, Kept)) == 8

    def test_a_clock_that_is_wrong_is_not_believed(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, by = here(lab, 1), lab.account("safeguarding")
        pupils.notices.publish(by, "Be kind.")
        for user, days in (("early", -9), ("late", 9)):
            at = lab.clock.now() + timedelta(days=days)
            pupils.take_accepted(pc.id, Accepted("a-" + user, user, 1, at))
        assert {one.at for one in pupils.notices.acceptances(1)} == {lab.clock.now()}

    def test_another_pc_knows_too(self, lab: FakeLab, pupils: Pupils) -> None:
        pupils.notices.publish(lab.account("safeguarding"), "Be kind.")
        pupils.take_accepted(here(lab, 1).id, Accepted("a1", "ada", 1, lab.clock.now()))
        assert state(here(lab, 2, "ada")).accepted == 1

    def test_a_version_that_never_was_is_forgotten_by_the_pc_and_not_kept(
        self, lab: FakeLab, pupils: Pupils
    ) -> None:
        pc = here(lab, 1)
        pupils.take_accepted(pc.id, Accepted("a1", "pupil1", 7, lab.clock.now()))
        assert told(pc, Kept) == [Kept("a1", 1)]
        pupils.ask_notice(pc.id, AskNotice(7))
        assert told(pc, Notice) == []

    def test_one_pc_cannot_accept_for_the_whole_school(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.notices.publish(lab.account("safeguarding"), "Be kind.")
        for number in range(130):
            pupils.take_accepted(pc.id, Accepted(f"a{number}", f"u{number}", 1, lab.clock.now()))
        assert len(told(pc, Kept)) == 120

    def test_withdrawn_nobody_is_asked(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, by = here(lab, 1), lab.account("safeguarding")
        pupils.notices.publish(by, "Be kind.")
        pupils.notices.publish(by, "")
        assert state(pc).notice == 0
        with pytest.raises(Refused, match="in force already"):
            pupils.notices.publish(by, "  ")


class TestConcerns:
    def test_it_is_queued_read_taken_on_and_closed(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, by = here(lab, 1), lab.account("safeguarding")
        pupils.take_concern(pc.id, concern(lab))
        assert pc.taken[-1] == Kept("c1", 1)
        (queued,) = pupils.concerns.queue()
        assert (queued.pc, queued.talk, queued.taken_by) == ("Lab 1, PC-01", True, None)
        words = pupils.concerns.read(by, queued.id)
        assert (words.login, words.what, words.about, words.note) == ("pupil1", "I am afraid.", "Sam", "")
        pupils.concerns.take_on(by, queued.id)
        pupils.concerns.close(by, queued.id, "Spoke to both.")
        (queued,) = pupils.concerns.queue()
        assert queued.taken_by == queued.closed_by == by.display_name
        assert pupils.concerns.read(by, queued.id).note == "Spoke to both."

    def test_sent_twice_it_is_kept_once(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, other = here(lab, 1), here(lab, 2)
        for _ in range(2):
            pupils.take_concern(pc.id, concern(lab))
        pupils.take_concern(other.id, concern(lab))  # the same id at another PC is another report
        assert len(pupils.concerns.queue()) == 2
        assert told(pc, Kept) == [Kept("c1", 1)] * 2

    def test_its_words_are_nowhere_but_sealed(self, lab: FakeLab, pupils: Pupils) -> None:
        pupils.take_concern(here(lab, 1).id, concern(lab))
        with lab.services.database.read() as session:
            (row,) = session.query(ConcernRow)
        assert b"afraid" not in row.sealed
        journal = [f"{fact.actor}{fact.subject}{fact.data}" for fact in lab.facts("concern.")]
        assert journal == ["pupilconcern:1{}"]
        assert b"afraid" not in lab.services.settings.data_dir.joinpath("schoolbell.db").read_bytes()

    def test_each_reading_is_journaled(self, lab: FakeLab, pupils: Pupils) -> None:
        pupils.take_concern(here(lab, 1).id, concern(lab))
        pupils.concerns.read(lab.account("safeguarding"), 1)
        assert [fact.actor for fact in lab.facts("concern.read")] == ["account:safeguarding"]

    @pytest.mark.parametrize("what", ["read", "take_on", "close"])
    def test_one_that_is_not_there_is_refused(self, lab: FakeLab, pupils: Pupils, what: str) -> None:
        more = ["A note"] if what == "close" else []
        with pytest.raises(Refused, match="no such report"):
            getattr(pupils.concerns, what)(lab.account("safeguarding"), 99, *more)

    def test_a_note_is_needed_and_a_closed_one_stays_so(self, lab: FakeLab, pupils: Pupils) -> None:
        by = lab.account("safeguarding")
        pupils.take_concern(here(lab, 1).id, concern(lab))
        with pytest.raises(Refused, match="what was done"):
            pupils.concerns.close(by, 1, "  ")
        pupils.concerns.close(by, 1, "Done.")
        for again in (lambda: pupils.concerns.close(by, 1, "Twice."), lambda: pupils.concerns.take_on(by, 1)):
            with pytest.raises(Refused, match="closed already"):
                again()

    def test_two_do_not_take_it_on(self, lab: FakeLab, pupils: Pupils) -> None:
        pupils.take_concern(here(lab, 1).id, concern(lab))
        pupils.concerns.take_on(lab.account("safeguarding"), 1)
        pupils.concerns.take_on(lab.account("safeguarding"), 1)
        with pytest.raises(Refused, match="colleague"):
            pupils.concerns.take_on(lab.account("admin"), 1)

    def test_a_pc_that_floods_is_answered_later(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        for number in range(25):
            pupils.take_concern(pc.id, concern(lab, f"c{number}"))
        assert len(told(pc, Kept)) == 20
        lab.clock.advance(3600)
        pupils.take_concern(pc.id, concern(lab, "c24"))
        assert len(pupils.concerns.queue()) == 21

    def test_hostile_words_are_kept_as_words(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        said = Concern.from_json(concern(lab, what=LOUD, about=LOUD * 50).to_json())
        pupils.take_concern(pc.id, said)
        words = pupils.concerns.read(lab.account("safeguarding"), 1)
        assert (words.what, len(words.about)) == ("<script>boo", 120)

    def test_another_key_opens_nothing(self) -> None:
        sealed = Sealing(lambda: b"k" * 32).seal({"what": "x"}, "pc/c1")
        for key, of in ((b"k", "pc/c2"), (b"j", "pc/c1")):
            with pytest.raises(SchoolbellError, match="backup"):
                Sealing(lambda key=key: key * 32).open(sealed, of)  # type: ignore[misc]


class TestHidings:
    def test_it_is_kept_with_its_page_and_ends(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hide(pc.id, hide(lab))
        pupils.take_hide(pc.id, hide(lab, part=2, address="https://prizes.example/"))
        (one,) = pupils.hidings.open_in(lab.lesson.room)
        assert (one.title, one.address, one.login) == ("Prizes", "https://prizes.example/", "pupil1")
        pupils.take_hide(pc.id, hide(lab, part=3, on=False, address="https://prizes.example/"))
        assert pupils.hidings.open_in(lab.lesson.room) == []
        assert pupils.hidings.recent()[0].ended_by == "the pupil"
        assert told(pc, Kept) == [Kept("h1", 1), Kept("h1", 2), Kept("h1", 3)]
        assert [fact.kind for fact in lab.facts("screen.")] == ["screen.hidden", "screen.shown"]

    def test_no_picture_of_it_stays(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        lab.lab.watches.show("page", lab.teacher, lab.lesson, [pc.id], None)
        before = pc.watching[-1].watch
        pupils.take_hide(pc.id, hide(lab))
        assert pc.watching[-1].watch != before  # pictures of the old watch are of nobody's

    def test_the_teacher_ends_it(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hide(pc.id, hide(lab))
        assert pupils.show_screens(lab.teacher, [pc.id]) == [pc.id]
        assert told(pc, Reveal) == [Reveal("h1")]
        assert pupils.hidings.recent()[0].ended_by == "Mrs M. Okafor"
        assert pupils.show_screens(lab.teacher, [pc.id]) == []

    def test_time_ends_it(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hide(pc.id, hide(lab))
        lab.clock.advance(359)
        lab.lab.presence.heard(pc.id)
        lab.tick(0)
        assert pupils.hidings.hidden(pc.id)
        lab.clock.advance(1)
        lab.tick(0)
        assert not pupils.hidings.hidden(pc.id)

    def test_a_new_one_ends_the_old(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hide(pc.id, hide(lab))
        pupils.take_hide(pc.id, hide(lab, "h2"))
        assert len(pupils.hidings.open_in(lab.lesson.room)) == 1

    def test_one_that_was_over_before_it_arrived(self, lab: FakeLab, pupils: Pupils) -> None:
        pc, at = here(lab, 1), lab.clock.now() - timedelta(hours=1)
        pupils.take_hide(pc.id, hide(lab, part=3, on=False, at=at))
        (one,) = pupils.hidings.recent()
        assert (one.at, one.ended_at) == (at, lab.clock.now())

    def test_a_pc_that_floods_is_not_kept(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        for number in range(20):
            pupils.take_hide(pc.id, hide(lab, f"h{number}"))
        assert len(pupils.hidings.recent()) == 12

    def test_pages_are_forgotten_after_ninety_days(self, lab: FakeLab, pupils: Pupils) -> None:
        pc = here(lab, 1)
        pupils.take_hide(pc.id, hide(lab, on=False))
        lab.clock.advance(89 * 86_400)
        pupils.hidings.forget()
        assert len(pupils.hidings.recent()) == 1
        lab.clock.advance(86_400)
        pupils.hidings.forget()
        assert lab.facts("hidings.forgotten")[0].data == '{"count":1}'

    def test_a_pc_that_is_not_here_says_nothing(self, lab: FakeLab, pupils: Pupils) -> None:
        pupils.take_hide("elsewhere", hide(lab))
        assert pupils.hidings.recent() == []
