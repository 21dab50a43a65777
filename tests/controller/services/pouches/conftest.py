"""One Northgate for all tests of a module: each works with pupils and pouches of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from controller.bootstrap import Services, build
from controller.clock import ManualClock
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.pouch_register import Owner
from controller.errors import Refused
from controller.services.pouches.build import PouchRegister
from controller.storage.tables.people import AccountRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import JournalRow
from tests.schools import MONDAY_PERIOD_2, WEAK


@dataclass
class Book:
    """The register of a school, with two people who keep it."""

    school: Services
    clock: ManualClock
    by: Account
    other: Account
    tags: int = 0

    @property
    def register(self) -> PouchRegister:
        return self.school.pouches

    def row(self, number: str) -> PouchRow:
        with self.school.database.read() as session:
            return session.get_one(PouchRow, number)

    def revision(self, number: str) -> int:
        return self.row(number).revision

    def spare(self, tag: str = "") -> str:
        """A new spare pouch."""
        self.tags += 1
        return self.register.desk.add(self.by, tag or f"04{self.tags:012x}", "", Owner.SCHOOL)

    def journal(self, subject: str) -> list[str]:
        with self.school.database.read() as session:
            query = select(JournalRow.kind).where(JournalRow.subject == subject).order_by(JournalRow.id)
            return list(session.scalars(query))


def refusal(act: Callable[[], object]) -> Refused:
    """What it is refused with."""
    with pytest.raises(Refused) as refused:
        act()
    assert refused.value.sentence.endswith((".", "?")), refused.value.sentence
    return refused.value


def account(school: Services, role: Role) -> Account:
    with school.database.read() as session:
        row = session.scalars(select(AccountRow).where(AccountRow.role == role.value)).first()
    assert row
    return Account(row.id, row.username, row.display_name, role)


@pytest.fixture(scope="module")
def book(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    data = tmp_path_factory.mktemp("register") / "data"
    shutil.copytree(northgate_data, data)
    clock = ManualClock(MONDAY_PERIOD_2)
    school = replace(build(Settings(data_dir=data), clock), hasher=WEAK)
    yield Book(school, clock, account(school, Role.RECEPTION), account(school, Role.ADMIN))
    school.close()
