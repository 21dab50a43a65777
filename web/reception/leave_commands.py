"""What the reception page may ask for about leave of every kind. The guard has checked who asks."""

from datetime import date, datetime, timedelta

from controller.clock import Clock
from controller.domain.grants import ReasonCode, Terms
from controller.domain.standing_leave import pattern
from controller.domain.timetable import LONDON, local
from controller.errors import Refused
from controller.services.stations.build import Reception
from device_rules.vocabulary import LeaveKind
from web.payloads import Nothing
from web.reception import leave_shown, snapshots
from web.reception.leave_payloads import (
    ClassNamed,
    LeaveAsked,
    RequestNamed,
    SeenBack,
    WeeklyGiven,
    WeeklyNamed,
    WeeklyReviewed,
)
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class LeaveCommands:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._leave, self._clock = reception, reception.leave, clock

    def attach(self, door: Door) -> None:
        door.on("reception.class", self.group)
        door.on("reception.ask-leave", self.ask)
        door.on("reception.cancel-request", self.cancel_request)
        door.on("reception.seen-back", self.seen_back)
        door.on("reception.not-seen-back", self.not_seen_back)
        door.on("weekly.give", self.give_weekly)
        door.on("weekly.review", self.review_weekly)
        door.on("weekly.end", self.end_weekly)

    def group(self, _: Caller, asked: ClassNamed) -> Answer:
        found = self._reception.pouches.finder.members(asked.group)
        return {"pupils": [snapshots.found(one) for one in found]}

    def ask(self, caller: Caller, asked: LeaveAsked) -> Answer:
        now = self._clock.now()
        terms = Terms(
            kind=LeaveKind(asked.kind),
            reason=ReasonCode(asked.reason),
            expires_at=_moment(asked.until)
            or (_moment(asked.starts) or now) + timedelta(minutes=asked.minutes),
            note=asked.note,
            title=asked.title,
            starts_at=_moment(asked.starts),
            back_by=_moment(asked.back_by),
            second=asked.second,
        )
        return leave_shown.given(self._leave.asking.ask(caller.account, asked.pupils, terms), now)

    def cancel_request(self, caller: Caller, asked: RequestNamed) -> Answer:
        return {"ended": self._leave.approvals.take_back(caller.account, asked.request)}

    def seen_back(self, caller: Caller, asked: SeenBack) -> None:
        self._leave.returns.seen(caller.account, asked.leave, asked.word)

    def not_seen_back(self, _: Caller, __: Nothing) -> Answer:
        now = self._clock.now()
        return {"leaves": [leave_shown.leave(one, now) for one in self._leave.returns.not_seen()]}

    def give_weekly(self, caller: Caller, asked: WeeklyGiven) -> Answer:
        times, days = (asked.starts, asked.ends, asked.back_by), (asked.first, asked.last, asked.review)
        weekly = pattern(asked.weekdays, times, days, local(self._clock.now()).date(), asked.week)
        return {"weekly": self._leave.standing.give(caller.account, asked.pupil, asked.place, weekly)}

    def review_weekly(self, caller: Caller, asked: WeeklyReviewed) -> None:
        try:
            on = date.fromisoformat(asked.review)
        except ValueError as error:
            raise Refused("standing.bad-review", "Choose the day of the next review.") from error
        self._leave.standing.review(caller.account, asked.weekly, on)

    def end_weekly(self, caller: Caller, asked: WeeklyNamed) -> None:
        self._leave.standing.end(caller.account, asked.weekly)


def _moment(text: str) -> datetime | None:
    """A time that the clock does not have, such as February 30, is no time."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LONDON)
    except ValueError as error:
        raise Refused("grant.bad-times", "Choose a day and a time that there is.") from error
