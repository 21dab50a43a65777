"""What the exams officer lays down once: the centre, what counts as a device, how many one may watch."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, select

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.exams.gate import CATEGORIES
from controller.domain.exams.ratios import USUAL, Ratio
from controller.domain.exams.sittings import Centre, ExamType
from controller.errors import Refused
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.exams import ExamCategoryRow, ExamCentreRow, ExamRatioRow

CENTRE_DIGITS = 5
CATEGORIES_AT_MOST = 30
CANDIDATES_AT_MOST = 100


class ExamCentre:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def centre(self) -> Centre | None:
        """None until it was given."""
        with self._database.read() as session:
            row = session.get(ExamCentreRow, 1)
            return Centre(row.number, row.name, row.head_email, row.head_phone) if row else None

    def set_centre(self, by: Account, centre: Centre) -> None:
        """Raises Refused for a number that is none."""
        if len(centre.number) != CENTRE_DIGITS or not centre.number.isdecimal():
            raise Refused("exams.centre-number", "A centre number has five digits, such as 61234.")
        if not centre.name.strip():
            raise Refused("exams.centre-name", "Give the centre's name as awarding bodies know it.")
        with self._database.write() as session:
            session.merge(
                ExamCentreRow(
                    id=1,
                    number=centre.number,
                    name=centre.name.strip(),
                    head_email=centre.head_email.strip(),
                    head_phone=centre.head_phone.strip(),
                )
            )
            facts = {"number": centre.number, "name": centre.name.strip()}
            append(
                session,
                self._clock.now(),
                Fact("exam-centre.set", f"account:{by.username}", "exam-centre:1", facts),
            )

    def categories(self) -> tuple[str, ...]:
        """What counts as a device, in the school's order."""
        with self._database.read() as session:
            names = session.scalars(select(ExamCategoryRow.name).order_by(ExamCategoryRow.place)).all()
            return tuple(names) or CATEGORIES

    def set_categories(self, by: Account, names: Sequence[str]) -> None:
        """Raises Refused for none, or too many."""
        tidy = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
        if not 1 <= len(tidy) <= CATEGORIES_AT_MOST:
            raise Refused(
                "exams.categories", f"List from 1 to {CATEGORIES_AT_MOST} kinds of device, one to a line."
            )
        with self._database.write() as session:
            session.execute(delete(ExamCategoryRow))
            session.add_all(ExamCategoryRow(name=name, place=place) for place, name in enumerate(tidy))
            fact = Fact(
                "exam-categories.set",
                f"account:{by.username}",
                "exam-centre:1",
                {"categories": list(tidy)},
            )
            append(session, self._clock.now(), fact)

    def ratios(self) -> tuple[Ratio, ...]:
        """The usual ones, and what was set since; a later line counts before an earlier one of its day."""
        with self._database.read() as session:
            rows = session.scalars(select(ExamRatioRow).order_by(ExamRatioRow.id.desc()))
            own = [Ratio(ExamType(row.kind), row.candidates, row.since, row.source) for row in rows]
        return (*own, *USUAL)

    def set_ratio(self, by: Account, kind: ExamType, candidates: int, since: date, source: str) -> None:
        """Raises Refused: a figure is from 1 to 100 and says who laid it down."""
        if not 1 <= candidates <= CANDIDATES_AT_MOST:
            raise Refused(
                "exams.ratio", f"One invigilator watches from 1 to {CANDIDATES_AT_MOST} candidates."
            )
        if not source.strip():
            raise Refused("exams.ratio-source", "Say where the figure is laid down.")
        with self._database.write() as session:
            now = self._clock.now()
            row = ExamRatioRow(
                kind=kind.value,
                candidates=candidates,
                since=since,
                source=source.strip(),
                set_at=now,
                set_by_id=by.id,
            )
            session.add(row)
            facts = {"candidates": candidates, "since": since.isoformat(), "source": row.source}
            append(
                session,
                now,
                Fact("exam-ratio.set", f"account:{by.username}", f"exam-type:{kind.value}", facts),
            )
