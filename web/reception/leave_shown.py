"""Leave as reception's pages are told it, in plain JSON. Of a pupil's need no more than «May use»."""

from datetime import datetime

from controller.clock import Clock
from controller.domain import grants
from controller.domain.grants import KIND_WORDS, PRIVATE, REASONS, SOMEBODY, Grant, Return
from controller.domain.standing_leave import StandingLeave, words
from controller.domain.timetable import local
from controller.services.stations.approvals import Request
from controller.services.stations.leave import Given
from controller.services.stations.leave_desk import LeaveDesk
from controller.services.stations.pouches import Choice

Json = dict[str, object]


class LeaveSnapshots:
    def __init__(self, leave: LeaveDesk, clock: Clock) -> None:
        self._leave, self._clock = leave, clock

    def requests(self) -> Json:
        now = self._clock.now()
        return {"requests": [request(one, now) for one in self._leave.approvals.recent()]}

    def weekly(self) -> Json:
        today = local(self._clock.now()).date()
        found = [weekly(one) | {"due": one.is_due(today)} for one in self._leave.standing.current()]
        due_first = sorted(found, key=lambda one: not one["due"])
        return {"weekly": due_first, "weeks": list(self._leave.standing.weeks())}


def leave(one: Grant, now: datetime) -> Json:
    back = grants.returns(one, now)
    return {
        "id": one.id,
        "pupil": one.pupil_name,
        "form": one.form,
        "kind": KIND_WORDS[one.kind],
        "reason": one.public_reason,
        "state": grants.state(one, now).value,
        "from": iso(one.starts_at),
        "until": iso(one.expires_at),
        "used_at": iso(one.used_at),
        "station": one.station,
        "by": one.issued_by,
        "back": None if back is Return.NONE else back.value,
        "back_by": iso(one.back_by),
        "back_at": iso(one.back_at),
        "back_how": one.back_how,
        "waits_for": one.public_posts,
        "answer": _answer(one),
        "request": one.asked.id if one.asked else None,
    }


def _answer(one: Grant) -> str:
    asked = one.asked
    if asked is None or not asked.decided_by:
        return ""
    did = "agreed" if asked.approved else "said no"
    return f"{asked.decided_by} {did}" + (f": “{one.public_word}”" if one.public_word else "")


def request(one: Request, now: datetime, *, why: bool = False) -> Json:
    """`why`: for who may know of a pupil's need. Others learn no more than that a phone may be used: whose
    word it waits for, the policy's section and what was said would tell of which need.
    """
    asked, hidden = one.asked, one.kind in PRIVATE and not why
    return {
        "id": asked.id,
        "title": "" if hidden else asked.title,
        "kind": KIND_WORDS[one.kind] if hidden or one.kind not in PRIVATE else one.kind.value.capitalize(),
        "by": one.by,
        "at": iso(one.at),
        "from": iso(one.starts_at),
        "until": iso(one.expires_at),
        "back_by": iso(one.back_by),
        "pupils": list(one.pupils),
        "note": "" if hidden else one.note,
        "weekly": one.weekly,
        "posts": SOMEBODY if hidden and asked.posts else asked.posts,
        "source": "" if hidden else asked.source,
        "waits": one.waits(now),
        "approved": asked.approved,
        "decided_by": asked.decided_by,
        "decided_at": iso(asked.decided_at),
        "word": "" if hidden else asked.word,
        "cancelled": one.cancelled_at is not None,
        "over": now >= one.expires_at,
    }


def weekly(one: StandingLeave) -> Json:
    when = one.pattern
    return {
        "id": one.id,
        "pupil": one.pupil_name,
        "form": one.form,
        "place": one.place,
        "when": words(when),
        "last": when.last_on.isoformat(),
        "review": when.review_on.isoformat(),
        "by": one.issued_by,
        "waits_for": one.waits_for,
        "turned_down": one.turned_down,
        "trouble": one.trouble,
    }


def choice(one: Choice) -> Json:
    return {
        "kind": one.kind.value,
        "opens": one.ruling.opens,
        "sentence": one.ruling.sentence,
        "source": one.ruling.source,
        "reasons": [reason.value for reason in REASONS[one.kind]],
        "posts": one.posts,
        "posts_source": one.source,
    }


def given(one: Given, now: datetime) -> Json:
    return {
        "leave": leave(one.grants[0], now),
        "given": len(one.grants),
        "left_out": [{"name": left.name, "sentence": left.sentence} for left in one.left_out],
        "waits_for": one.waits_for,
    }


def iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
