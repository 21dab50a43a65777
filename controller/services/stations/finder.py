"""The search for a pupil by name, form, class or tag number, from a roster in memory that follows changes."""

from collections import defaultdict
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.domain.finding import Index, beginnings, numbers, words_of
from controller.domain.school import Pupil
from controller.services.roster import ROSTER
from controller.storage.database import Database
from controller.storage.tables.people import ClassMemberRow, ClassRow, PupilRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import SettingRow

FOUND_AT_MOST = 8
CLASSES_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Found:
    """`pouch` is its number; all of them, should a pupil have two by mistake."""

    pupil: Pupil
    pouch: str


@dataclass(frozen=True, slots=True)
class FoundClass:
    id: str
    subject: str
    size: int


@dataclass(frozen=True, slots=True)
class _Roster:
    state: tuple[object, ...]
    everyone: list[Found]
    index: Index
    classes: list[FoundClass]
    class_index: Index
    members: dict[str, list[str]]


class Finder:
    """Built anew when the school's file was taken or the pouch register has changed."""

    def __init__(self, database: Database) -> None:
        self._database, self._lock = database, Lock()
        self._roster: _Roster | None = None

    def find(self, text: str, limit: int = FOUND_AT_MOST) -> list[Found]:
        """Pupils of whom each word of `text` begins a name, the form, a class or the pouch's number."""
        words, roster = words_of(text), self._now()
        return [roster.everyone[at] for at in roster.index.find(words)[:limit]]

    def classes(self, text: str) -> list[FoundClass]:
        """Forms and teaching classes that begin with the first word, when it is the only one."""
        words, roster = words_of(text), self._now()
        found = roster.class_index.find(words) if len(words) == 1 else []
        return [roster.classes[at] for at in found[:CLASSES_AT_MOST]]

    def members(self, class_id: str) -> list[Found]:
        roster = self._now()
        wanted = set(roster.members.get(class_id, ()))
        return [one for one in roster.everyone if one.pupil.id in wanted]

    def _now(self) -> _Roster:
        with self._database.read() as session:
            state = _state(session)
            with self._lock:
                if self._roster is None or self._roster.state != state:
                    self._roster = _read(session, state)
                return self._roster


def _state(session: Session) -> tuple[object, ...]:
    """Another one whenever a pupil, a class or a pouch may be another."""
    row = PouchRow
    pouches = session.execute(select(func.count(row.id), func.sum(row.revision))).one()
    taken = session.get(SettingRow, ROSTER)
    pupils = session.scalar(select(func.count()).select_from(PupilRow))
    return (*pouches, taken.value if taken else "", pupils)


def _read(session: Session, state: tuple[object, ...]) -> _Roster:
    pouches, classes = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    owned = select(PouchRow.pupil_id, PouchRow.id).where(PouchRow.pupil_id.is_not(None))
    for pupil, pouch in session.execute(owned.order_by(PouchRow.id)):
        pouches[str(pupil)].append(pouch)
    for pupil, class_id in session.execute(select(ClassMemberRow.pupil_id, ClassMemberRow.class_id)):
        classes[pupil].append(class_id)
    rows = session.scalars(select(PupilRow).order_by(PupilRow.family, PupilRow.given, PupilRow.id))
    everyone = [Found(_pupil(row), ", ".join(pouches[row.id])) for row in rows]
    known = _classes(session, everyone, classes)
    return _Roster(
        state=state,
        everyone=everyone,
        index=Index.of(_words(one, pouches[one.pupil.id], classes[one.pupil.id]) for one in everyone),
        classes=known[0],
        class_index=Index.of(beginnings(one.id) for one in known[0]),
        members=known[1],
    )


def _words(one: Found, pouches: list[str], classes: list[str]) -> frozenset[str]:
    pupil = one.pupil
    own = beginnings(pupil.given, pupil.family, pupil.form, *pouches, *classes)
    return own.union(*(numbers(pouch) for pouch in pouches))


def _classes(
    session: Session, everyone: list[Found], classes: dict[str, list[str]]
) -> tuple[list[FoundClass], dict[str, list[str]]]:
    """Forms first, then teaching classes, each with its pupils."""
    members = defaultdict[str, list[str]](list)
    for one in everyone:
        for group in (one.pupil.form, *classes[one.pupil.id]):
            members[group].append(one.pupil.id)
    subjects = {row.id: row.subject for row in session.scalars(select(ClassRow))}
    ids = sorted(members, key=lambda group: (group in subjects, group))
    found = [FoundClass(group, subjects.get(group, ""), len(members[group])) for group in ids]
    return found, dict(members)


def _pupil(row: PupilRow) -> Pupil:
    return Pupil(row.id, row.given, row.family, row.year, row.form)
