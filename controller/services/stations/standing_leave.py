"""Weekly leave: each turn becomes a leave for that day, once, by the policy of that day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import GrantChanged, LeaveRequestChanged, StandingLeaveChanged
from controller.domain.grants import ReasonCode
from controller.domain.pouches import Leaving
from controller.domain.standing_leave import Pattern, StandingLeave, check_review, overlap, words
from controller.domain.timetable import LONDON, Timetable, local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.leave_rows import (
    asked_of,
    name_of,
    overlapping,
    pouches_of,
    pupil_of,
)
from controller.services.stations.pouch_rule import PouchRule, facts_of
from controller.storage import words as kept
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.leave import LeaveRequestRow, StandingLeaveRow
from controller.storage.tables.pouches import GrantRow
from device_rules.vocabulary import LeaveKind

LOOK_EVERY_S = 20.0
WAITS_FOR_A_WORD = timedelta(days=7)
KIND = LeaveKind.OFF_SITE_COLLEGE


class StandingLeaves:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, rule: PouchRule) -> None:
        self._database, self._clock, self._bus, self._rule = database, clock, bus, rule
        self._looked_at: float | None = None

    def give(self, by: Account, pupil_id: str, place: str, pattern: Pattern) -> int:
        """Its number. Waits for a second person where the policy wants one for an off-site college.

        Raises Refused where the pupil has one at those times already: two would be two openings.
        """
        if not place.strip():
            raise Refused("standing.needs-place", "Say where the pupil goes.")
        if pattern.week and pattern.week not in self.weeks():
            raise Refused("standing.no-week", "The calendar has no such week: reload the page.")
        now = self._clock.now()
        with self._database.write() as session:
            pupil_of(session, pupil_id)
            self._check_free(session, pupil_id, pattern)
            request = self._request(session, by, place, now)
            row = _row(by, pupil_id, place, pattern, now)
            row.request_id = request.id if request else None
            session.add(row)
            session.flush()
            data = {
                "standing": row.id,
                "place": kept.put(session, now, f"standing:{row.id}", row.place),
                "when": words(pattern),
            }
            days = {"first": pattern.first_on, "last": pattern.last_on, "review": pattern.review_on}
            data |= {name: day.isoformat() for name, day in days.items()}
            self._record(session, "standing-leave.given", by, row, data)
            number, asked = row.id, request.id if request else None
        self._bus.publish(StandingLeaveChanged(number), *([LeaveRequestChanged(asked)] if asked else []))
        self.give_todays()
        return number

    def review(self, by: Account, number: int, on: date) -> None:
        """Looked at, and goes on: the next review is on that day. Raises Refused."""
        with self._database.write() as session:
            row = self._current(session, number)
            check_review(on, row.last_on, local(self._clock.now()).date())
            row.review_on = on
            data = {"standing": number, "review": on.isoformat()}
            self._record(session, "standing-leave.reviewed", by, row, data)
        self._bus.publish(StandingLeaveChanged(number))

    def end(self, by: Account, number: int) -> None:
        """No more turns; one that was given today stays until it is used, cancelled or over."""
        with self._database.write() as session:
            row = self._current(session, number)
            row.ended_at, row.ended_by_id = self._clock.now(), by.id
            self._record(session, "standing-leave.ended", by, row, {"standing": number})
        self._bus.publish(StandingLeaveChanged(number))

    def current(self) -> Sequence[StandingLeave]:
        """What is due for its review first."""
        today = local(self._clock.now()).date()
        query = _going_on(today).order_by(StandingLeaveRow.review_on, StandingLeaveRow.id)
        with self._database.read() as session:
            return [_standing(session, row) for row in session.scalars(query)]

    def weeks(self) -> tuple[str, ...]:
        """Of a timetable of several weeks, by name; none where every week is alike."""
        calendar = self._rule.rules.timetable().calendar
        names = tuple(week.name for week in calendar.weeks) if calendar else ()
        return names if len(names) > 1 else ()

    def tick(self) -> None:
        moment = self._clock.monotonic()
        if self._looked_at is None or moment - self._looked_at >= LOOK_EVERY_S:
            self._looked_at = moment
            self.give_todays()

    def give_todays(self) -> None:
        """Each turn of today, as soon as the day has begun, so that the desk sees it coming."""
        now = self._clock.now()
        today, timetable = local(now).date(), self._rule.rules.timetable()
        with self._database.read() as session:
            going_on = (one for one in session.scalars(_going_on(today)) if _in_week(one, timetable, today))
            due = [one.id for one in going_on if _is_due(session, one, now)]
        told: list[object] = []
        if due and timetable.is_school_day(today):
            with self._database.write() as session:
                for number in due:
                    told += self._turn(session, session.get_one(StandingLeaveRow, number), now)
        self._bus.publish(*told)

    def _turn(self, session: Session, row: StandingLeaveRow, now: datetime) -> list[object]:
        starts, ends, back = _pattern(row).times(local(now).date())
        trouble = self._why_not(session, row, starts, ends, now)
        if trouble:
            changed, row.trouble = row.trouble != trouble, trouble
            return [StandingLeaveChanged(row.id)] if changed else []
        row.trouble = ""
        grant = GrantRow(
            pupil_id=row.pupil_id,
            kind=row.kind,
            reason_code=ReasonCode.COURSE.value,
            note=row.place,
            issued_by_id=row.issued_by_id,
            issued_at=now,
            starts_at=max(starts, now),
            expires_at=ends,
            back_by=back,
            standing_id=row.id,
            on=local(now).date(),
        )
        session.add(grant)
        session.flush()
        pupil = pupil_of(session, row.pupil_id)
        _, decision = self._rule.of(session, pupil, Leaving.GRANT, KIND, grant.starts_at)
        asked = self._rule.asked(session, pupil, Leaving.GRANT, KIND, grant.starts_at)
        decided = facts_of(decision, asked)
        data = {"grant": grant.id, "standing": row.id, "until": ends.isoformat()}
        append(session, now, Fact("grant.given", "clock", f"pupil:{row.pupil_id}", data | decided))
        return [GrantChanged(grant.id), StandingLeaveChanged(row.id)]

    def _why_not(
        self, session: Session, row: StandingLeaveRow, starts: datetime, ends: datetime, now: datetime
    ) -> str:
        pupil = pupil_of(session, row.pupil_id)
        if not pouches_of(session, row.pupil_id):
            return "Not given today: the pupil has no pouch."
        if given := overlapping(session, row.pupil_id, max(starts, now), ends, now):
            return f"Not given today: {given.issued_by} gave leave until {local(given.expires_at):%H:%M}."
        ruling, _ = self._rule.of(session, pupil, Leaving.GRANT, KIND, max(starts, now))
        return "" if ruling.opens else f"Not given today: {ruling.sentence}"

    def _check_free(self, session: Session, pupil_id: str, wanted: Pattern) -> None:
        row = StandingLeaveRow
        own = session.scalars(_going_on(wanted.first_on).where(row.pupil_id == pupil_id).order_by(row.id))
        for one in own:
            request = session.get(LeaveRequestRow, one.request_id) if one.request_id else None
            if overlap(_pattern(one), wanted) and (request is None or request.approved is not False):
                who, on = name_of(session, one.issued_by_id), local(one.issued_at)
                raise Refused(
                    "standing.given-already",
                    f"{who} gave the pupil weekly leave at those times already, on {on.day} {on:%b}: "
                    f"{words(_pattern(one))}. End that first.",
                )

    def _request(self, session: Session, by: Account, place: str, now: datetime) -> LeaveRequestRow | None:
        approval = self._rule.rules.policy.approval_of(KIND)
        if approval is None:
            return None
        row = LeaveRequestRow(
            kind=KIND.value,
            title=place.strip(),
            asked_by_id=by.id,
            asked_at=now,
            expires_at=now + WAITS_FOR_A_WORD,
            posts=" ".join(approval.by),
            source=approval.source,
        )
        session.add(row)
        session.flush()
        return row

    def _current(self, session: Session, number: int) -> StandingLeaveRow:
        row = session.get(StandingLeaveRow, number)
        if row is None or row.ended_at is not None:
            raise Refused("standing.ended", "That weekly leave has ended already. Reload the page.")
        return row

    def _record(
        self, session: Session, kind: str, by: Account, row: StandingLeaveRow, data: dict[str, object]
    ) -> None:
        fact = Fact(kind, f"account:{by.username}", f"pupil:{row.pupil_id}", data)
        append(session, self._clock.now(), fact)


def _going_on(today: date) -> Select[StandingLeaveRow]:
    row = StandingLeaveRow
    return select(row).where(row.ended_at.is_(None), row.last_on >= today)


def _is_due(session: Session, row: StandingLeaveRow, now: datetime) -> bool:
    """Its turn is today, is not over, and was not given yet; a second person who has to agree did."""
    today, pattern = local(now).date(), _pattern(row)
    falls = pattern.first_on <= today and today.weekday() in pattern.weekdays
    if not falls or now >= datetime.combine(today, row.ends, LONDON):
        return False
    request = session.get(LeaveRequestRow, row.request_id) if row.request_id else None
    if request is not None and (request.approved is not True or request.cancelled_at is not None):
        return False
    given = select(GrantRow.id).where(GrantRow.standing_id == row.id, GrantRow.on == today)
    return session.scalars(given).first() is None


def _in_week(row: StandingLeaveRow, timetable: Timetable, today: date) -> bool:
    return not row.week or timetable.week_on(today) == row.week


def _row(by: Account, pupil_id: str, place: str, pattern: Pattern, now: datetime) -> StandingLeaveRow:
    return StandingLeaveRow(
        pupil_id=pupil_id,
        kind=KIND.value,
        place=place.strip(),
        weekdays=" ".join(map(str, sorted(pattern.weekdays))),
        week=pattern.week,
        starts=pattern.starts,
        ends=pattern.ends,
        back_by=pattern.back_by,
        first_on=pattern.first_on,
        last_on=pattern.last_on,
        review_on=pattern.review_on,
        issued_by_id=by.id,
        issued_at=now,
        trouble="",
    )


def _pattern(row: StandingLeaveRow) -> Pattern:
    weekdays = frozenset(map(int, row.weekdays.split()))
    days = row.first_on, row.last_on, row.review_on
    return Pattern(weekdays, row.starts, row.ends, *days, row.back_by, row.week)


def _standing(session: Session, row: StandingLeaveRow) -> StandingLeave:
    pupil = pupil_of(session, row.pupil_id)
    request = session.get(LeaveRequestRow, row.request_id) if row.request_id else None
    asked = asked_of(session, request) if request else None
    return StandingLeave(
        id=row.id,
        pupil=row.pupil_id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        place=row.place,
        pattern=_pattern(row),
        issued_by=name_of(session, row.issued_by_id),
        waits_for=asked.posts if asked and asked.waits else "",
        turned_down=f"{asked.decided_by}: {asked.word}" if asked and asked.approved is False else "",
        trouble=row.trouble,
    )
