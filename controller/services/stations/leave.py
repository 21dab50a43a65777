"""Gives leave, to one pupil or to a group, and sends it to a second person where the policy wants one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import GrantChanged, LeaveRequestChanged
from controller.domain.grants import Grant, Terms, check
from controller.domain.pouches import Leaving
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.stations.leave_rows import grant_of, overlapping, pouches_of, pupil_of
from controller.services.stations.pouch_rule import PouchRule, facts_of
from controller.storage import words
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.leave import LeaveRequestRow
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import GrantRow
from device_rules.vocabulary import Authoriser

A_SENIOR = (Authoriser.SLT, Authoriser.SMT)
"""Whom somebody may ask who would rather not decide alone, where the policy would let them."""


AT_ONCE = 20
"""Pupils of a group in one transaction, so that a tap never waits for a whole year group."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    pupil: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Given:
    """`left_out` are pupils of a group who cannot have it. `waits_for`: whose word it waits for, or empty."""

    grants: tuple[Grant, ...]
    left_out: tuple[LeftOut, ...]
    waits_for: str


@dataclass(frozen=True, slots=True)
class _Requested:
    """What was asked for in one go; `title` as the journal has it."""

    id: int
    kind: str
    title: str
    posts: str
    source: str


@dataclass(frozen=True, slots=True)
class _Ask:
    by: Account
    terms: Terms
    now: datetime
    request: _Requested | None
    note: str
    """As the journal has it, of a group once for all."""

    @property
    def starts(self) -> datetime:
        return max(self.terms.starts_at or self.now, self.now)


class Leave:
    def __init__(self, database: Database, clock: Clock, bus: EventBus, rule: PouchRule) -> None:
        self._database, self._clock, self._bus, self._rule = database, clock, bus, rule

    def ask(self, by: Account, pupils: Sequence[str], terms: Terms) -> Given:
        """Raises Refused: no pouch, leave given already, a note missing, or a policy that forbids it.

        Of a group, pupils who cannot have it are left out and named, unless it is all of them.
        """
        pupils, now = tuple(dict.fromkeys(pupils)), self._clock.now()
        check(terms, len(pupils), now)
        ask, grants, left_out = None, list[Grant](), list[LeftOut]()
        for some in batched(pupils, AT_ONCE):
            with self._database.write() as session:
                ask = ask or self._begin(session, by, pupils, terms, now)
                given, left = self._give_some(session, ask, some, alone=len(pupils) == 1)
                self._record(session, ask, given, left)
            grants, left_out = [*grants, *given], [*left_out, *left]
        assert ask, "check refuses a group of nobody"
        if not grants:
            self._withdraw(ask)
            raise Refused("grant.nobody", f"None of them can have it. {left_out[0].sentence}")
        self._tell(ask, grants)
        waits = grants[0].asked
        return Given(tuple(grants), tuple(left_out), waits.posts if waits and waits.waits else "")

    def _begin(
        self, session: Session, by: Account, pupils: Sequence[str], terms: Terms, now: datetime
    ) -> _Ask:
        request = self._request(session, by, terms, len(pupils), now)
        subject = f"leave-request:{request.id}" if request else f"pupil:{pupils[0]}"
        return _Ask(by, terms, now, request, words.put(session, now, subject, terms.note.strip()))

    def _give_some(
        self, session: Session, ask: _Ask, pupils: Sequence[str], *, alone: bool
    ) -> tuple[list[Grant], list[LeftOut]]:
        grants, left_out = [], []
        for pupil in pupils:
            try:
                grants.append(grant_of(session, self._give(session, ask, pupil)))
            except Refused as refused:
                left_out.append(_left_out(session, pupil, refused, alone=alone))
        return grants, left_out

    def _withdraw(self, ask: _Ask) -> None:
        """What was asked for, and given to nobody, is as if it had not been asked for."""
        if ask.request is not None:
            with self._database.write() as session:
                session.delete(session.get_one(LeaveRequestRow, ask.request.id))

    def _tell(self, ask: _Ask, grants: Sequence[Grant]) -> None:
        if ask.request is not None:
            asked = grants[0].asked
            assert asked
            self._bus.publish(LeaveRequestChanged(asked.id))
        self._bus.publish(*(GrantChanged(one.id) for one in grants))

    def _request(
        self, session: Session, by: Account, terms: Terms, pupils: int, now: datetime
    ) -> _Requested | None:
        approval = self._rule.rules.policy.approval_of(terms.kind)
        if approval is None and not terms.second and pupils == 1:
            return None
        posts = approval.by if approval else A_SENIOR if terms.second else ()
        row = LeaveRequestRow(
            kind=terms.kind.value,
            title=terms.title.strip(),
            asked_by_id=by.id,
            asked_at=now,
            expires_at=terms.expires_at,
            posts=" ".join(posts),
            source=approval.source if approval else "",
        )
        session.add(row)
        session.flush()
        title = words.put(session, now, f"leave-request:{row.id}", row.title)
        return _Requested(row.id, row.kind, title, row.posts, row.source)

    def _give(self, session: Session, ask: _Ask, pupil_id: str) -> GrantRow:
        pupil = self._may_have_one(session, ask, pupil_id)
        ruling, decision = self._rule.of(session, pupil, Leaving.GRANT, ask.terms.kind, ask.starts)
        if not ruling.opens:
            raise Refused("grant.forbidden", f"{ruling.sentence} ({ruling.source})")
        row = _row(session, ask, pupil_id)
        facts = {
            "grant": row.id,
            "kind": row.kind,
            "reason": row.reason_code,
            "note": ask.note,
            "from": row.starts_at.isoformat(),
            "until": row.expires_at.isoformat(),
            "back_by": row.back_by.isoformat() if row.back_by else "",
            "request": row.request_id,
        }
        asked = self._rule.asked(session, pupil, Leaving.GRANT, ask.terms.kind, ask.starts)
        decided = facts_of(decision, asked)
        kind = "grant.asked" if ask.request is not None and ask.request.posts else "grant.given"
        fact = Fact(kind, f"account:{ask.by.username}", f"pupil:{pupil_id}", facts | decided)
        append(session, ask.now, fact)
        return row

    def _may_have_one(self, session: Session, ask: _Ask, pupil_id: str) -> PupilRow:
        pupil = pupil_of(session, pupil_id)
        name = f"{pupil.given} {pupil.family}"
        if ask.request is not None and _is_decided(session, ask.request.id):
            sentence = f"The request was decided before {name} was in it: ask for {name} again."
            raise Refused("grant.decided-already", sentence)
        if not pouches_of(session, pupil_id):
            raise Refused("grant.no-pouch", f"{name} has no pouch, so there is nothing to open.")
        if given := overlapping(session, pupil_id, ask.starts, ask.terms.expires_at, ask.now):
            until, at = f"{local(given.expires_at):%H:%M}", f"{local(given.issued_at):%H:%M}"
            sentence = f"{name} has leave until {until} already: {given.issued_by} gave it at {at}."
            raise Refused("grant.given-already", sentence)
        return pupil

    def _record(
        self, session: Session, ask: _Ask, grants: Sequence[Grant], left_out: Sequence[LeftOut]
    ) -> None:
        if ask.request is None or not grants:
            return
        subject = f"leave-request:{ask.request.id}"
        data = {
            "request": ask.request.id,
            "kind": ask.request.kind,
            "title": ask.request.title,
            "grants": [one.id for one in grants],
            "left_out": [one.pupil for one in left_out],
            "posts": ask.request.posts,
            "source": ask.request.source,
        }
        append(session, ask.now, Fact("leave-request.made", f"account:{ask.by.username}", subject, data))


def _is_decided(session: Session, number: int) -> bool:
    """Agreed to, refused or taken back by somebody who saw only the part that was in it by then."""
    row = session.get_one(LeaveRequestRow, number)
    return row.decided_at is not None or row.cancelled_at is not None


def batched(pupils: Sequence[str], many: int) -> Iterator[Sequence[str]]:
    return (pupils[at : at + many] for at in range(0, len(pupils), many))


def _row(session: Session, ask: _Ask, pupil_id: str) -> GrantRow:
    terms = ask.terms
    row = GrantRow(
        pupil_id=pupil_id,
        kind=terms.kind.value,
        reason_code=terms.reason.value,
        note=terms.note.strip(),
        issued_by_id=ask.by.id,
        issued_at=ask.now,
        starts_at=ask.starts,
        expires_at=terms.expires_at,
        back_by=terms.back_by,
        request_id=ask.request.id if ask.request is not None else None,
    )
    session.add(row)
    session.flush()
    return row


def _left_out(session: Session, pupil_id: str, refused: Refused, *, alone: bool) -> LeftOut:
    """Raises it again for a pupil who is alone in it."""
    row = session.get(PupilRow, pupil_id)
    if alone or row is None:
        raise refused
    return LeftOut(pupil_id, f"{row.given} {row.family}", refused.sentence)
