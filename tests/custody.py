"""Northgate's custody desk, under Maricourt's policy: staff confiscate, the office holds, parents collect."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.config import Settings
from controller.domain.accounts import Account
from controller.domain.custody_devices import Device
from controller.domain.custody_words import Why
from controller.domain.timetable import LONDON
from controller.services.custody.build import Custody
from controller.services.custody.changing import Seen
from controller.services.custody.taking import Wanted
from controller.services.policy_switches import take_named
from controller.storage.tables.people import PupilRow
from device_rules.vocabulary import Device as What
from device_rules.vocabulary import Place
from simulators.northgate_year import YEAR
from tests.schools import WEAK


@dataclass
class CustodyDesk:
    """`pupils` are those of 9B, each given out once."""

    school: Services
    clock: ManualClock
    pupils: Iterator[str]

    def go_to(self, text: str) -> None:
        self.clock.advance(datetime.fromisoformat(text).replace(tzinfo=LONDON) - self.clock.now())

    @property
    def custody(self) -> Custody:
        return self.school.custody

    def staff(self, username: str) -> Account:
        return next(one for one in self.school.accounts.all() if one.username == username)

    def wanted(self, **changes: object) -> Wanted:
        """As the page would send it, with the date that it shows now."""
        plain = Wanted(
            str(changes.pop("pupil", "")) or next(self.pupils),
            What.PHONE,
            Why.USED,
            Place.CLASSROOM,
            "Lab 1, Period 2",
        )
        wanted = replace(plain, **changes)  # type: ignore[arg-type]  # a test's own words
        shown = self.custody.taking.proposal(wanted.pupil, wanted.device, wanted.place, wanted.chosen)
        due = shown.dues.get(wanted.why)
        return wanted if "due_at" in changes else replace(wanted, due_at=due.at if due else None)

    def take(self, by: str = "m.okafor", **changes: object) -> Device:
        return self.look(self.custody.taking.take(self.staff(by), self.wanted(**changes)))

    def look(self, number: int, by: str = "safeguarding") -> Device:
        return self.custody.lists.device(self.staff(by), number)[0]

    def said(self, number: int) -> list[str]:
        """The chain, the oldest first."""
        return [link.what for link in self.custody.lists.device(self.staff("safeguarding"), number)[1]][::-1]

    def office_holds(self) -> Device:
        one = self.take()
        self.custody.handing.accept(self.staff("reception"), seen(one), "office safe", "locker 7")
        return self.look(one.number)


def seen(device: Device) -> Seen:
    return Seen(device.number, device.revision)


def open_desk(northgate_data: Path, data: Path, hours: str = "2025-10-06T10:05") -> CustodyDesk:
    """One school for a module: each test has pupils of its own."""
    shutil.copytree(northgate_data, data)
    clock = ManualClock(datetime.fromisoformat(hours).replace(tzinfo=LONDON))
    built = replace(build(Settings(data_dir=data), clock), hasher=WEAK)
    built.school_days.take(YEAR, "year")
    with built.database.write() as session:
        take_named(session, clock.now(), "maricourt")
    with built.database.read() as session:
        forms = session.scalars(select(PupilRow.id).where(PupilRow.form == "9B").order_by(PupilRow.id))
        pupils = iter(forms.all())
    return CustodyDesk(built, clock, pupils)
