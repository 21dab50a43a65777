"""Tells the page of standing needs what they are now, and what is on hold."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from controller.clock import Clock
from controller.domain import events
from controller.domain.grants import PRIVATE, Grant, state
from controller.domain.needs import Need
from controller.domain.timetable import local
from controller.services.stations.build import Reception
from web.needs.words import KINDS
from web.outbox import Outbox
from web.reception.holds import all_shown
from web.sockets.door import Caller

TOPIC = "needs"
TELLS = (events.NeedChanged, events.HoldChanged, events.GrantChanged)
Json = dict[str, object]


class NeedsFeed:
    def __init__(self, reception: Reception, clock: Clock, outbox: Outbox) -> None:
        self._reception, self._clock, self._outbox = reception, clock, outbox
        self._parts: dict[str, Callable[[], Json]] = {
            "needs": self._needs,
            "holds": partial(all_shown, reception.holds),
            "uses": self._uses,
        }

    def follow(self, _: Caller, __: str) -> Iterable[tuple[str, object]]:
        return [(name, part()) for name, part in self._parts.items()]

    def happened(self, _: object) -> None:
        for name, part in self._parts.items():
            self._outbox.tell_soon(TOPIC, name, part)

    def _needs(self) -> Json:
        now = self._clock.now()
        return {"needs": [shown(one, now) for one in self._reception.exemptions.current()]}

    def _uses(self) -> Json:
        """Single leave to use a phone for a need: given by reception, and explained here alone."""
        now = self._clock.now()
        found = self._reception.leave.private.recent()
        return {"uses": [used(one, note, now) for one, note in found]}


def used(one: Grant, note: str, now: datetime) -> Json:
    return {
        "id": one.id,
        "pupil": one.pupil_name,
        "form": one.form,
        "kind": KINDS[PRIVATE[one.kind]],
        "note": note,
        "state": state(one, now).value,
        "by": one.issued_by,
        "at": one.issued_at.isoformat(),
        "until": one.expires_at.isoformat(),
    }


def shown(need: Need, now: datetime) -> Json:
    """`ends_on` and `review_on` are days as they were typed."""
    last = local(need.ends_at - timedelta(minutes=1)).date() if need.ends_at else None
    return {
        "id": need.id,
        "pupil": need.pupil_name,
        "form": need.form,
        "kind": KINDS[need.kind],
        "by": need.given_by,
        "since": need.since.isoformat(),
        "ends_on": last.isoformat() if last else None,
        "review_on": need.review_on.isoformat() if need.review_on else None,
        "due": need.is_due(now),
    }
