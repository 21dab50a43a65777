"""Holds on pupils' pouches: placed by reception or safeguarding, and never over a standing need unsaid."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain import holds
from controller.domain.accounts import Account, Role
from controller.domain.events import HoldChanged
from controller.domain.holds import DAYS_AT_MOST, HOLDS_AT_MOST, SENTENCE, Hold
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.rules import Rules
from controller.services.stations import held
from controller.services.stations.exemptions import Exemptions
from controller.storage import words
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import HoldRow, PouchRow


class Holds:
    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, rules: Rules, exemptions: Exemptions
    ) -> None:
        self._database, self._clock, self._bus = database, clock, bus
        self._rules, self._exemptions = rules, exemptions

    def place(self, by: Account, pupil_id: str, sentence: str = "", days: int = 1, reason: str = "") -> Hold:
        """To the end of the `days`-th school day, today being the first. Raises Refused.

        `reason` is for the journal alone; a pupil who may use a phone is held by safeguarding, with one.
        """
        if not 1 <= days <= DAYS_AT_MOST:
            raise Refused("hold.too-long", f"A hold lasts {DAYS_AT_MOST} school days at most.")
        until = holds.ends_at(self._rules.timetable(), self._clock.now(), days)
        with self._database.write() as session:
            self._check(session, pupil_id)
            over_need = self._over_need(session, by, pupil_id, reason.strip())
            row = HoldRow(
                pupil_id=pupil_id,
                sentence=sentence.strip() or SENTENCE,
                placed_by_id=by.id,
                placed_at=self._clock.now(),
                ends_at=until,
                over_need=over_need,
            )
            session.add(row)
            session.flush()
            self._journal(session, by, row, reason.strip())
            hold = held.hold_of(session, row)
        self._bus.publish(HoldChanged(hold.id))
        return hold

    def end(self, by: Account, number: int) -> None:
        """Raises Refused when there is none to end: two people may press at once."""
        with self._database.write() as session:
            row, now = session.get(HoldRow, number), self._clock.now()
            if row is None or held.is_over(row, now):
                raise Refused("hold.over", "That hold has ended already.")
            held.lift(session, row, by, now, "")
        self._bus.publish(HoldChanged(number))

    def current(self) -> list[Hold]:
        """The newest first."""
        with self._database.read() as session:
            return held.holds_at(session, self._clock.now())

    def _check(self, session: Session, pupil_id: str) -> None:
        pupil, now = session.get(PupilRow, pupil_id), self._clock.now()
        if pupil is None:
            raise Refused("pupil.unknown", "That pupil is not in the school's list: search again.")
        name = f"{pupil.given} {pupil.family}"
        if session.scalars(select(PouchRow.id).where(PouchRow.pupil_id == pupil_id)).first() is None:
            raise Refused("hold.no-pouch", f"{name} has no pouch, so there is nothing to keep locked.")
        if held.hold_at(session, pupil_id, now):
            raise Refused("hold.placed-already", f"The pouch of {name} is on hold already: end that first.")
        if len(held.exceptions_at(session, now)) >= HOLDS_AT_MOST:
            raise Refused("hold.too-many", f"{HOLDS_AT_MOST} pouches are on hold, and stations keep no more.")

    def _over_need(self, session: Session, by: Account, pupil_id: str, reason: str) -> bool:
        """Whether the pupil has a standing need. What it says to reception tells nothing of the need."""
        if self._exemptions.active(session, pupil_id) is None:
            return False
        if by.role is not Role.SAFEGUARDING:
            raise Refused("hold.may-use", "This pupil may use a phone: only safeguarding can hold the pouch.")
        if not reason:
            raise Refused(
                "hold.needs-reason",
                "This pupil has a standing need. Say why the pouch is held all the same: it is journaled.",
            )
        return True

    def _journal(self, session: Session, by: Account, row: HoldRow, reason: str) -> None:
        subject = f"hold:{row.id}"
        facts = {
            "hold": row.id,
            "sentence": words.put(session, row.placed_at, subject, row.sentence),
            "until": row.ends_at.isoformat(),
            "over_need": row.over_need,
            "reason": words.put(session, row.placed_at, subject, reason),
        }
        fact = Fact("hold.placed", f"account:{by.username}", f"pupil:{row.pupil_id}", facts)
        append(session, row.placed_at, fact)
