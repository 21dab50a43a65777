"""Laying down exams: by a file with a dry run first, or by hand. Each change is journaled."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.exams.checks import Problem, problems
from controller.domain.exams.entries_file import Mistake, read_entries
from controller.domain.exams.plans import (
    Candidate,
    Change,
    Difference,
    Entry,
    ExamPlan,
    Planned,
    SittingKey,
    difference,
    taken_in,
)
from controller.domain.exams.seating import ExamRoom
from controller.domain.spreadsheets import read_table
from controller.errors import Refused
from controller.services.exams import plan_store
from controller.services.exams.rooms import duties_of
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow

BEGUN = "has started, so its plan stays as it is; move candidates in the room instead"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. `digest` binds it to the file and to the plan that it was compared with."""

    mistakes: Sequence[Mistake]
    difference: Difference
    problems: Sequence[Problem]
    digest: str


class ExamSetup:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def plan(self) -> ExamPlan:
        with self._database.read() as session:
            return plan_store.plan(session)

    def problems(self) -> list[Problem]:
        with self._database.read() as session:
            return problems(plan_store.plan(session), plan_store.rooms(session), duties_of(session))

    def preview(self, content: bytes) -> Preview:
        """Changes nothing. Raises Refused for a file that is no such table."""
        with self._database.read() as session:
            return self._preview(session, content)[0]

    def take(self, by: Account, content: bytes, digest: str) -> Difference:
        """Raises Refused when the file has mistakes, or is not what was previewed, or the plan changed."""
        with self._database.write() as session:
            preview, before, after = self._preview(session, content)
            if preview.mistakes:
                raise Refused(
                    "entries.mistakes", "Mend the lines that are named, and look at the file again."
                )
            if preview.digest != digest:
                raise Refused(
                    "entries.changed",
                    "The plan or the file has changed: look at the differences again.",
                )
            self._save(session, by, before, after, "file")
        return preview.difference

    def put_sitting(self, by: Account, planned: Planned) -> None:
        """Adds it, or changes the one of that number. Raises Refused for one that has begun."""
        with self._database.write() as session:
            before = plan_store.plan(session)
            old = next((one for one in before.sittings.values() if one.number == planned.number != 0), None)
            if planned.key in before.sittings and before.sittings[planned.key] is not old:
                raise Refused("sitting.twice", f"{planned.key} is there already.")
            if old is not None:
                planned = replace(planned, begun=old.begun)
                before = _named(before, old.key, planned.key)
            after = replace(before, sittings={**before.sittings, planned.key: planned})
            self._save(session, by, before, after, "hand")

    def remove_sitting(self, by: Account, number: int) -> None:
        with self._database.write() as session:
            before = plan_store.plan(session)
            key = _known(before, number)
            entries = {one: entry for one, entry in before.entries.items() if one[0] != key}
            sittings = {one: planned for one, planned in before.sittings.items() if one != key}
            self._save(session, by, before, replace(before, sittings=sittings, entries=entries), "hand")

    def put_entry(self, by: Account, number: int, candidate: Candidate, entry: Entry) -> None:
        """Raises Refused for a room or seat that is not there, or one that somebody has."""
        with self._database.write() as session:
            before, known = plan_store.plan(session), plan_store.rooms(session)
            key = _known(before, number)
            _check_place(before, known, key, candidate.number, entry)
            after = replace(
                before,
                candidates={**before.candidates, candidate.number: candidate},
                entries={**before.entries, (key, candidate.number): entry},
            )
            self._save(session, by, before, after, "hand")

    def withdraw(self, by: Account, number: int, candidate: str) -> None:
        with self._database.write() as session:
            before = plan_store.plan(session)
            gone = (_known(before, number), candidate)
            if gone not in before.entries:
                raise Refused("entry.unknown", "That candidate is not in that sitting: reload the page.")
            entries = {key: entry for key, entry in before.entries.items() if key != gone}
            self._save(session, by, before, replace(before, entries=entries), "hand")

    def _preview(self, session: Session, content: bytes) -> tuple[Preview, ExamPlan, ExamPlan]:
        before, rooms = plan_store.plan(session), plan_store.rooms(session)
        pupils = frozenset(session.scalars(select(PupilRow.id)))
        read, mistakes = read_entries(read_table(content), rooms, pupils)
        begun = [key for key in read.sittings if key in before.sittings and before.sittings[key].begun]
        mistakes = [*mistakes, *(Mistake(0, f"{key} {BEGUN}.") for key in begun)]
        after = taken_in(before, read)
        digest = hashlib.sha256(content + repr((before, rooms)).encode()).hexdigest()
        found = problems(after, rooms, duties_of(session))
        return Preview(mistakes, difference(before, after), found, digest), before, after

    def _save(self, session: Session, by: Account, before: ExamPlan, after: ExamPlan, how: str) -> None:
        """Raises Refused when a sitting that has begun would change."""
        for key in {*before.sittings, *(key for key, _ in before.entries)}:
            if before.sittings[key].begun and _touched(before, after, key):
                raise Refused("sitting.begun", f"{key} {BEGUN}.")
        for key in before.sittings.keys() - after.sittings.keys():
            if plan_store.has_records(session, before.sittings[key].number):
                sentence = f"{key} has records of its gate or rooms already: it stays on the list."
                raise Refused("sitting.has-records", sentence)
        now, found = self._clock.now(), difference(before, after)
        plan_store.save(session, by, now, before, after)
        facts: dict[str, object] = {
            "by": how,
            "sittings": _facts(found.sittings),
            "candidates": _facts(found.candidates),
            "entries": _facts(found.entries),
        }
        append(session, now, Fact("exams.planned", f"account:{by.username}", "exams:plan", facts))


def _facts(changes: Sequence[Change]) -> list[list[str]]:
    return [[one.what, one.of, one.how] for one in changes]


def _touched(before: ExamPlan, after: ExamPlan, key: SittingKey) -> bool:
    if before.sittings.get(key) != after.sittings.get(key):
        return True
    mine = ({one: entry for one, entry in plan.entries.items() if one[0] == key} for plan in (before, after))
    return next(mine) != next(mine)


def _named(plan: ExamPlan, old: SittingKey, new: SittingKey) -> ExamPlan:
    """The same plan, with a sitting that goes by another day, session or code."""
    sittings = {(new if key == old else key): one for key, one in plan.sittings.items()}
    entries = {(new if key[0] == old else key[0], key[1]): entry for key, entry in plan.entries.items()}
    return replace(plan, sittings=sittings, entries=entries)


def _known(plan: ExamPlan, number: int) -> SittingKey:
    for key, one in plan.sittings.items():
        if one.number == number:
            return key
    raise Refused("sitting.unknown", "That sitting is not there any more: reload the page.")


def _check_place(
    plan: ExamPlan, rooms: dict[str, ExamRoom], key: SittingKey, candidate: str, entry: Entry
) -> None:
    if entry.seat is None:
        return
    room = rooms.get(entry.room)
    if room is None:
        raise Refused("exam-room.unknown", "Choose one of the exam rooms for that seat.")
    if not room.has(entry.seat):
        raise Refused("seat.unknown", f"{room.name} has no seat {entry.seat}.")
    for (sitting, other), held in plan.entries.items():
        if sitting == key and other != candidate and (held.room, held.seat) == (entry.room, entry.seat):
            raise Refused(
                "seat.taken", f"{plan.candidates[other].name} has seat {entry.seat} of {room.name}."
            )
