"""What reception did on a day of the made-up weeks: leave, the release, refused taps, two drills."""

import random
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from controller.domain.accounts import Role
from controller.domain.releases import LENGTH
from controller.domain.school import School
from controller.domain.timetable import LONDON
from controller.storage.journal import Fact, append, append_all
from controller.storage.tables.modes import ModeOrderRow, ModeTargetRow
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pouches import GrantRow, ReleaseRow
from controller.storage.tables.releases import ReleaseGateRow
from controller.storage.tables.stations import TapDecisionRow

BELL, EVENING = time(15, 10), time(16, 30)
KINDS = (
    ("early-leaver", "appointment", 9),
    ("early-leaver", "illness", 5),
    ("early-leaver", "family", 3),
    ("medical", "health", 2),
    ("trip", "visit", 2),
    ("off-site-college", "course", 2),
    ("young-carer", "call-home", 1),
)
SHARES = {"North gate": 0.53, "South gate": 0.455, "Office": 0.004}
SLOW_DAY, DRILLS = 9, {6: "evacuate", 17: "lockdown"}
"""Counted in school days: a jam at the North gate, and the drills of the half-term."""


def live(session: Session, chance: random.Random, school: School, day: date, place: int) -> None:
    by = _receptionist(session)
    give_leave(session, chance, school, day)
    _refuse_taps(session, chance, school, day)
    _release(session, chance, by, school, day, place)
    if mode := DRILLS.get(place):
        _drill(session, chance, by, school, datetime.combine(day, time(10, 30), LONDON), mode)


def _receptionist(session: Session) -> AccountRow:
    return session.scalars(select(AccountRow).where(AccountRow.role == Role.RECEPTION.value)).one()


def give_leave(session: Session, chance: random.Random, school: School, day: date) -> None:
    by, owners = _receptionist(session), [pouch.pupil for pouch in school.pouches]
    rows = []
    for kind, reason, _ in chance.choices(KINDS, [one[2] for one in KINDS], k=chance.randrange(4, 10)):
        at = datetime.combine(day, time(9, 15), LONDON) + timedelta(minutes=chance.randrange(330))
        rows.append(
            {
                "pupil_id": chance.choice(owners),
                "reason_code": reason,
                "kind": kind,
                "issued_by_id": by.id,
                "issued_at": at,
                "starts_at": at,
                "expires_at": at + timedelta(minutes=20),
                "used_at": at + timedelta(minutes=chance.randrange(1, 15)),
            }
        )
    session.execute(insert(GrantRow), rows)
    facts = (
        Fact("grant.given", "simulated", f"pupil:{row['pupil_id']}", {"kind": row["kind"]}) for row in rows
    )
    append_all(session, _evening(day), facts)


def _refuse_taps(session: Session, chance: random.Random, school: School, day: date) -> None:
    rows = []
    for pouch in chance.sample(school.pouches, 18):
        at = datetime.combine(day, time(9, 0), LONDON) + timedelta(minutes=chance.randrange(350))
        rows.append(
            {
                "at": at,
                "station_id": chance.choice(school.stations).id,
                "nonce": chance.randbytes(8),
                "tag": pouch.tag_uid,
                "pouch_id": pouch.id,
                "pupil_id": pouch.pupil,
                "allowed": False,
                "code": "not-yet",
                "sentence": "Phones stay in the locked pouch until the release.",
                "source": "Simulated",
                "verdict": "forbidden",
                "because": "[]",
                "policy": school.policy,
                "policy_version": "",
            }
        )
    session.execute(insert(TapDecisionRow), rows)
    facts = (Fact("tap.refused", "simulated", f"pouch:{row['pouch_id']}", {}) for row in rows)
    append_all(session, _evening(day), facts)


def _release(
    session: Session, chance: random.Random, by: AccountRow, school: School, day: date, place: int
) -> None:
    """The school gets quicker as staff learn where to stand; one day a lock jams."""
    bell, listed = datetime.combine(day, BELL, LONDON), len(school.pouches)
    row = ReleaseRow(ordered_at=bell - timedelta(minutes=12), starts_at=bell, ends_at=bell + LENGTH)
    row.ended_at, row.started_by_id, row.listed = bell + LENGTH, by.id, listed
    session.add(row)
    session.flush()
    gates = {station.gate for station in school.stations}
    for gate in sorted(gates):
        minutes = 7.6 - 2.1 * place / 25 + chance.uniform(-0.5, 0.7)
        minutes += 4.2 if place == SLOW_DAY and gate == "North gate" else 0
        session.add(_gate(row, gate, round(listed * SHARES.get(gate, 0.1)), timedelta(minutes=minutes)))
    append(
        session, _evening(day), Fact("release.ordered", "simulated", f"release:{row.id}", {"listed": listed})
    )


def _gate(release: ReleaseRow, gate: str, released: int, took: timedelta) -> ReleaseGateRow:
    row = ReleaseGateRow(release_id=release.id, gate=gate, changed="ordered", released=released)
    row.starts_at, row.ends_at, row.ended_at = release.starts_at, release.ends_at, release.ended_at
    row.changed_at, row.changed_by_id = release.ordered_at, release.started_by_id
    row.first_tap_at = release.starts_at + timedelta(seconds=9)
    row.last_tap_at = release.starts_at + took
    return row


def _drill(
    session: Session, chance: random.Random, by: AccountRow, school: School, at: datetime, mode: str
) -> None:
    row = ModeOrderRow(ordered_at=at, ordered_by_id=by.id, mode=mode, scope="all", drill=True)
    row.reason, row.until, row.closed_at = (
        "Half-termly drill",
        at + timedelta(hours=1),
        at + timedelta(minutes=8),
    )
    session.add(row)
    session.flush()
    for station in school.stations:
        target = ModeTargetRow(order_id=row.id, station_id=station.id, asked_at=at, heard_at=at)
        target.in_force_at = target.delivered_at = at + timedelta(seconds=chance.uniform(0.4, 2.4))
        target.ended_at = target.replaced_at = row.closed_at
        session.add(target)
    append(session, _evening(at.date()), Fact("mode.ordered", "simulated", f"order:{row.id}", {"mode": mode}))


def _evening(day: date) -> datetime:
    return datetime.combine(day, EVENING, LONDON)
