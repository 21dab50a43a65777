"""Where a pupil is now: by the timetable, and by leave that was used."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.grants import PRIVATE, Return, returns
from controller.domain.messages import Whereabouts, where_to
from controller.domain.timetable import LONDON, local
from controller.services.lab.lessons import Lessons
from controller.services.stations.leave_rows import grant_of
from controller.storage.database import Database
from controller.storage.tables.pouches import GrantRow


class Finding:
    def __init__(self, database: Database, clock: Clock, lessons: Lessons) -> None:
        self._database, self._clock, self._lessons = database, clock, lessons

    def of(self, pupil_id: str) -> Whereabouts:
        now = self._clock.now()
        found = where_to(list(self._lessons.today_of_pupil(pupil_id)), now)
        with self._database.read() as session:
            return replace(found, away=self._away(session, pupil_id))

    def _away(self, session: Session, pupil_id: str) -> str:
        """Whoever left today by leave to go, and was not seen back."""
        now = self._clock.now()
        midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=LONDON)
        row, private = GrantRow, [kind.value for kind in PRIVATE]
        left = (row.used_at >= midnight) & row.back_at.is_(None) & row.kind.not_in([*private, "exam"])
        query = select(row).where(row.pupil_id == pupil_id, left).order_by(row.used_at.desc())
        last = session.scalars(query.limit(1)).first()
        if last is None or last.used_at is None:
            return ""
        grant, at = grant_of(session, last), f"{local(last.used_at):%H:%M}"
        if grant.back_by is None:
            return f"Left at {at} with leave, by {grant.station}."
        late = " and is overdue" if returns(grant, now) is Return.OVERDUE else ""
        return f"Left at {at} with leave, is expected back by {local(grant.back_by):%H:%M}{late}."
