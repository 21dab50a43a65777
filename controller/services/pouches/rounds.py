"""Gives pouches to a whole year group or form, one pupil after the other: by tap, by scanner, or by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import PouchChanged, PouchRoundChanged
from controller.domain.pouch_register import Owner, PouchStatus
from controller.domain.pouch_register_rounds import Group, GroupKind, Standing, StepKind
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches import round_rows, round_steps
from controller.services.pouches.changing import Author, pupil_known
from controller.services.pouches.reading import Reading
from controller.services.pouches.tags import TagReader
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchRoundRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationRow


@dataclass(frozen=True, slots=True)
class Round:
    """`station` is its name, empty where tags are typed; `reads_until` None while it does not read.

    `reading`: the station says itself that it opens nothing now. `said` is what became of the last tap, and
    `claimed` the pouch of somebody else that was tapped.
    """

    id: int
    group: Group
    owner: Owner
    station_id: str
    station: str
    reading: bool
    reads_until: datetime | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    standing: Standing
    said: str
    tone: str
    claimed: str


Act = Callable[[Session, Author, PouchRoundRow], str]


class Rounds:
    """Each raises Refused, with one sentence, and changes nothing then."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, tags: TagReader, reading: Reading
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._tags, self._reading = tags, reading

    def groups(self) -> tuple[list[str], list[str]]:
        """Years and forms that have pupils."""
        with self._database.read() as session:
            years = sorted(session.scalars(select(PupilRow.year).distinct()))
            forms = session.execute(select(PupilRow.year, PupilRow.form).distinct())
            named = [form for _, form in sorted((year, form) for year, form in forms)]
        return [str(year) for year in years], named

    def start(self, by: Account, group: Group, station_id: str, owner: Owner) -> int:
        with self._database.read() as session:
            round_rows.check_group(session, group)
            self._check_free(session, group)
        order = self._reading.begin(by, station_id) if station_id else None
        with self._database.write() as session:
            self._check_free(session, group)
            now = self._clock.now()
            row = PouchRoundRow(
                kind=group.kind.value,
                group=group.name,
                owner=owner.value,
                station_id=station_id or None,
                mode_order_id=order,
                reading_from=now if station_id else None,
                started_by_id=by.id,
                started_at=now,
            )
            session.add(row)
            session.flush()
            facts: dict[str, object] = {"group": group.title, "station": station_id, "owner": owner.value}
            fact = Fact("pouch-round.started", f"account:{by.username}", f"pouch-round:{row.id}", facts)
            append(session, now, fact)
            number = row.id
        self._bus.publish(PouchRoundChanged(number))
        return number

    def give(self, by: Account, number: int, pupil_id: str, tag: str) -> str:
        """The pouch of that number or tag to the pupil whom the page shows. The pouch's number."""

        def act(session: Session, author: Author, row: PouchRoundRow) -> str:
            pupil = self._next(session, row, pupil_id)
            found = self._tags.pouch(session, tag)
            if isinstance(found, PouchRow) and found.status != PouchStatus.SPARE.value:
                round_steps.refuse(session, author, row, found)
                return ""
            return round_steps.give(session, author, row, pupil, found)

        given = self._do(by, number, act)
        if not given:
            raise Refused("round.not-free", self.get(number).said)
        return given

    def skip(self, by: Account, number: int, pupil_id: str) -> None:
        """To the end of the list."""
        self._step(by, number, pupil_id, StepKind.SKIPPED)

    def absent(self, by: Account, number: int, pupil_id: str) -> None:
        """Left over, for another day."""
        self._step(by, number, pupil_id, StepKind.ABSENT)

    def call(self, by: Account, number: int, pupil_id: str) -> None:
        """This pupil next, out of turn."""

        def act(session: Session, _author: Author, row: PouchRoundRow) -> str:
            pupil = pupil_known(session, pupil_id)
            places = round_rows.standing_of(session, row).places
            place = next((one for one in places if one.pupil.id == pupil_id), None)
            if place is None:
                raise Refused("round.other-group", f"{pupil.given} {pupil.family} is not in this group.")
            if place.pouch:
                raise Refused("pouch.has-one", f"{place.pupil.name} has pouch {place.pouch} already.")
            row.next_id = pupil_id
            return ""

        self._do(by, number, act)

    def undo(self, by: Account, number: int) -> str:
        """Takes the last step back. What it was, in words."""
        return self._do(by, number, round_steps.undo)

    def end(self, by: Account, number: int) -> None:
        with self._database.write() as session:
            row = round_rows.open_round(session, number)
            row.ended_at = self._clock.now()
            progress = round_rows.standing_of(session, row).progress
            facts: dict[str, object] = {
                "issued": progress.issued,
                "absent": progress.absent,
                "left": progress.left,
            }
            fact = Fact("pouch-round.ended", f"account:{by.username}", f"pouch-round:{row.id}", facts)
            append(session, row.ended_at, fact)
        self._reading.end(by, row)
        self._bus.publish(PouchRoundChanged(number))

    def read_at(self, by: Account, number: int, station_id: str) -> None:
        """Goes on at another station, at the same one again, or by typing (empty)."""
        with self._database.read() as session:
            row = round_rows.open_round(session, number)
        self._reading.end(by, row)
        with self._database.write() as session:
            row = round_rows.open_round(session, number)
            row.mode_order_id = row.station_id = row.reading_from = None
        if station_id:
            order = self._reading.begin(by, station_id)
            with self._database.write() as session:
                row = round_rows.open_round(session, number)
                row.station_id, row.mode_order_id, row.reading_from = station_id, order, self._clock.now()
        self._bus.publish(PouchRoundChanged(number))

    def sweep(self) -> None:
        """A release that begins soon, or began early, has its stations back; the rounds go on by typing."""
        self._bus.publish(*(PouchRoundChanged(number) for number in self._reading.sweep()))

    def get(self, number: int) -> Round:
        with self._database.read() as session:
            row = session.get(PouchRoundRow, number)
            if row is None:
                raise Refused("round.unknown", "There is no such round. Go back to the pouches.")
            return self._round(session, row)

    def open(self) -> list[Round]:
        """Those that nobody has ended: a closed page takes them up again."""
        return self._rounds(PouchRoundRow.ended_at.is_(None))

    def _rounds(self, which: ColumnElement[bool]) -> list[Round]:
        with self._database.read() as session:
            rows = session.scalars(select(PouchRoundRow).where(which).order_by(PouchRoundRow.id))
            return [self._round(session, row) for row in rows]

    def _step(self, by: Account, number: int, pupil_id: str, kind: StepKind) -> None:
        def act(session: Session, author: Author, row: PouchRoundRow) -> str:
            pupil = self._next(session, row, pupil_id)
            round_steps.pass_over(session, author, row, pupil, kind)
            return ""

        self._do(by, number, act)

    def _next(self, session: Session, row: PouchRoundRow, pupil_id: str) -> PupilRow:
        """The page's pupil, if it is still that pupil's turn."""
        turn = round_rows.standing_of(session, row).next
        if turn is None or turn.id != pupil_id:
            name = turn.name if turn else "nobody"
            raise Refused("round.moved-on", f"This round has moved on, and {name} is next: look again.")
        return pupil_known(session, pupil_id)

    def _do(self, by: Account, number: int, act: Act) -> str:
        with self._database.write() as session:
            row = round_rows.open_round(session, number)
            said = act(session, Author(by, self._clock.now()), row)
        self._bus.publish(PouchRoundChanged(number), PouchChanged(""))
        return said

    def _check_free(self, session: Session, group: Group) -> None:
        query = select(PouchRoundRow).where(
            PouchRoundRow.ended_at.is_(None),
            PouchRoundRow.kind == group.kind.value,
            PouchRoundRow.group == group.name,
        )
        row = session.scalars(query).first()
        if row is not None:
            by = session.get_one(AccountRow, row.started_by_id).display_name
            raise Refused(
                "round.on-already",
                f"{by} began giving out pouches to {group.title} at {local(row.started_at):%H:%M}: "
                "take that round up, or end it first.",
            )

    def _round(self, session: Session, row: PouchRoundRow) -> Round:
        station = session.get(StationRow, row.station_id) if row.station_id else None
        until = self._reading.until(session, row) if row.ended_at is None else None
        return Round(
            id=row.id,
            group=Group(GroupKind(row.kind), row.group),
            owner=Owner(row.owner),
            station_id=row.station_id or "",
            station=station.name if station else "",
            reading=bool(station and until and station.mode == "maintenance"),
            reads_until=until,
            started_by=session.get_one(AccountRow, row.started_by_id).display_name,
            started_at=row.started_at,
            ended_at=row.ended_at,
            standing=round_rows.standing_of(session, row),
            said=row.said,
            tone=row.said_tone,
            claimed=row.claimed_id or "",
        )
