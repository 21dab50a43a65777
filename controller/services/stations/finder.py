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
class _Tags:
    """The pouches, which change all day."""

    state: tuple[object, ...]
    owned: dict[str, str]
    index: Index


@dataclass(frozen=True, slots=True)
class _Roster:
    """The people, who change with the school's file alone."""

    state: tuple[object, ...]
    everyone: list[Pupil]
    index: Index
    classes: list[FoundClass]
    class_index: Index
    members: dict[str, list[str]]


class Finder:
    """Built anew when the school's file was taken or the pouch register has changed."""

    def __init__(self, database: Database) -> None:
        self._database, self._lock = database, Lock()
        self._roster: _Roster | None = None
        self._tags: _Tags | None = None

    def keep_ready(self) -> None:
        """So that nobody waits with the first letter after a start, or after the school's file was taken."""
        self._now()

    def find(self, text: str, limit: int = FOUND_AT_MOST) -> list[Found]:
        """Pupils of whom each word of `text` begins a name, the form, a class or the pouch's number."""
        words, (roster, tags) = words_of(text), self._now()
        found = roster.index.find(words, tags.index)[:limit]
        return [_found(roster.everyone[at], tags) for at in found]

    def classes(self, text: str) -> list[FoundClass]:
        """Forms and teaching classes that begin with the first word, when it is the only one."""
        words, (roster, _) = words_of(text), self._now()
        found = roster.class_index.find(words) if len(words) == 1 else []
        return [roster.classes[at] for at in found[:CLASSES_AT_MOST]]

    def members(self, class_id: str) -> list[Found]:
        roster, tags = self._now()
        wanted = set(roster.members.get(class_id, ()))
        return [_found(one, tags) for one in roster.everyone if one.id in wanted]

    def _now(self) -> tuple[_Roster, _Tags]:
        with self._database.read() as session:
            people = _people(session)
            tags = (*people, *_register(session))
            with self._lock:
                if self._roster is None or self._roster.state != people:
                    self._roster = _read(session, people)
                if self._tags is None or self._tags.state != tags:
                    self._tags = _read_tags(session, tags, self._roster.everyone)
                return self._roster, self._tags


def _found(pupil: Pupil, tags: _Tags) -> Found:
    return Found(pupil, tags.owned.get(pupil.id, ""))


def _people(session: Session) -> tuple[object, ...]:
    """Another one whenever a pupil or a class may be another."""
    taken = session.get(SettingRow, ROSTER)
    pupils = session.scalar(select(func.count()).select_from(PupilRow))
    return taken.value if taken else "", pupils


def _register(session: Session) -> tuple[object, ...]:
    """Another one whenever a pouch may be another's."""
    row = PouchRow
    return tuple(session.execute(select(func.count(row.id), func.sum(row.revision))).one())


def _read_tags(session: Session, state: tuple[object, ...], everyone: list[Pupil]) -> _Tags:
    pouches = defaultdict[str, list[str]](list)
    owned = select(PouchRow.pupil_id, PouchRow.id).where(PouchRow.pupil_id.is_not(None))
    for pupil, pouch in session.execute(owned.order_by(PouchRow.id)):
        pouches[str(pupil)].append(pouch)
    words = (
        set[str]().union(*(beginnings(one) | numbers(one) for one in pouches[pupil.id])) for pupil in everyone
    )
    return _Tags(state, {pupil: ", ".join(mine) for pupil, mine in pouches.items()}, Index.of(words))


def _read(session: Session, state: tuple[object, ...]) -> _Roster:
    classes = defaultdict[str, list[str]](list)
    for pupil, class_id in session.execute(select(ClassMemberRow.pupil_id, ClassMemberRow.class_id)):
        classes[pupil].append(class_id)
    rows = session.scalars(select(PupilRow).order_by(PupilRow.family, PupilRow.given, PupilRow.id))
    everyone = [_pupil(row) for row in rows]
    known = _classes(session, everyone, classes)
    return _Roster(
        state=state,
        everyone=everyone,
        index=Index.of(beginnings(one.given, one.family, one.form, *classes[one.id]) for one in everyone),
        classes=known[0],
        class_index=Index.of(beginnings(one.id) for one in known[0]),
        members=known[1],
    )


def _classes(
    session: Session, everyone: list[Pupil], classes: dict[str, list[str]]
) -> tuple[list[FoundClass], dict[str, list[str]]]:
    """Forms first, then teaching classes, each with its pupils."""
    members = defaultdict[str, list[str]](list)
    for one in everyone:
        for group in (one.form, *classes[one.id]):
            members[group].append(one.id)
    subjects = {row.id: row.subject for row in session.scalars(select(ClassRow))}
    ids = sorted(members, key=lambda group: (group in subjects, group))
    found = [FoundClass(group, subjects.get(group, ""), len(members[group])) for group in ids]
    return found, dict(members)


def _pupil(row: PupilRow) -> Pupil:
    return Pupil(row.id, row.given, row.family, row.year, row.form)
