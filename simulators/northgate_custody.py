"""What Northgate holds for its pupils when a demonstration begins: held, overdue, on the way, given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account
from controller.domain.custody_words import To, Why
from controller.domain.timetable import LONDON
from controller.services.custody.build import Custody, build_custody
from controller.services.custody.changing import Seen
from controller.services.custody.giving_back import Collected
from controller.services.custody.taking import Wanted
from controller.storage.tables.custody import CustodyDeviceRow
from controller.storage.tables.people import PupilRow
from device_rules.vocabulary import Device, Place


@dataclass(frozen=True, slots=True)
class Told:
    """`at` is when it was taken; a quarter of an hour later somebody took it over, if it was `kept`."""

    at: str
    form: str
    device: Device
    why: Why
    where: str
    by: str
    described: str = ""
    kept: str = ""
    seal: str = ""
    collected: str = ""


STORIES = (
    Told("2025-07-22T11:40", "8D", Device.PHONE, Why.USED, "corridor B", "j.pritchard", "white",
         "Office safe", "locker 3"),
    Told("2025-10-02T14:20", "10A", Device.PHONE, Why.HARM, "Room 10A, Period 5", "m.okafor", "",
         "DSL's safe", "bag 0417"),
    Told("2025-10-03T09:20", "7C", Device.EARBUDS, Why.USED, "Room 7C, Period 1", "m.okafor", "",
         "Office safe", "locker 5", "Mrs L. Bell"),
    Told("2025-10-03T13:30", "11B", Device.PHONE, Why.SEEN, "canteen", "j.pritchard", "silver",
         "Office safe", "locker 4"),
    Told("2025-10-06T08:50", "9C", Device.PHONE, Why.USED, "Room 9C, Tutor", "j.pritchard", "cracked corner",
         "Office safe", "locker 1"),
    Told("2025-10-06T09:10", "10B", Device.PHONE, Why.PHOTOGRAPHED, "Room 10B", "m.okafor", "red",
         "Office safe", "locker 2"),
    Told("2025-10-06T09:48", "8A", Device.EARBUDS, Why.USED, "Room 8A", "j.pritchard", "blue case"),
)  # fmt: skip


def keep_devices(services: Services) -> None:
    """Once, and only where the demonstration's clock is past all of it."""
    with services.database.read() as session:
        known = session.scalar(select(func.count()).select_from(CustodyDeviceRow))
    if known or services.clock.now() < _at(STORIES[-1].at):
        return
    clock = ManualClock(_at(STORIES[0].at))
    custody = build_custody(services.database, clock, services.bus, services.reception, years=0)
    staff = services.accounts.all()
    for told in STORIES:
        clock.advance(_at(told.at) - clock.now())
        _play(services, custody, clock, told, staff)


def _play(
    services: Services, custody: Custody, clock: ManualClock, told: Told, staff: Sequence[Account]
) -> None:
    people = {one.username: one for one in staff}
    keeper = people["safeguarding" if told.why is Why.HARM else "reception"]
    number = custody.taking.take(people[told.by], _wanted(custody, told, _pupil(services, told.form)))
    if not told.kept:
        return
    clock.advance(900)
    custody.handing.accept(keeper, Seen(number, 1), told.kept, told.seal)
    if told.collected:
        collected = Collected(To.PARENT, told.collected, id_seen=True, early="the parent came at lunch")
        clock.advance(3 * 3600)
        custody.giving_back.give(keeper, Seen(number, 2), collected)


def _wanted(custody: Custody, told: Told, pupil: str) -> Wanted:
    due = custody.taking.proposal(pupil, told.device, Place.CLASSROOM).dues.get(told.why)
    return Wanted(
        pupil=pupil,
        device=told.device,
        why=told.why,
        place=Place.CLASSROOM,
        where=told.where,
        described=told.described,
        due_at=due.at if due else None,
        attested=told.why is Why.HARM,
    )


def _pupil(services: Services, form: str) -> str:
    with services.database.read() as session:
        query = select(PupilRow.id).where(PupilRow.form == form).order_by(PupilRow.id.desc())
        return session.scalars(query).first() or ""


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)
